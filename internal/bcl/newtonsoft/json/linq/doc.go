// Package linq declares the namespace Newtonsoft.Json.Linq: JToken, JObject,
// JArray and their like. Objects of these types are the tokens of package
// jsontree, which does the work; here are the C# signatures, what depends on the
// evaluation (culture, budget) and the sequences that .NET makes of tokens.
//
// A token is several sequences at once: the static type decides. A JObject as an
// IEnumerable<KeyValuePair<string, JToken>> yields pairs, as an IEnumerable<JToken>
// its properties (see enumerate).
//
// Access by a constant name is the commonest thing that policies do with JSON:
// item.go links it to a direct look-up. Start reading at Types, then token.go.
package linq
