// Package jsontree is the document model of Newtonsoft.Json's LINQ-to-JSON:
// the tokens behind JToken, JObject, JArray, JProperty, JValue, JRaw and
// JConstructor in C# expressions, with their lenient reader, their writer, their
// conversions and their dialect of JSONPath.
//
// It follows versions 10 to 13 on .NET Framework; where these differ the
// behaviour is that of version 10, plus the additions of later versions that do
// not change what version 10 accepts (regular expressions and strict comparison
// in JSONPath, a depth limit for the reader). expressions.md sections 3.1, 5 and
// 6.5 describe what policies see of it.
//
// A C# null is a nil Token; a JSON null is a *Value of TypeNull. Everything that
// throws in .NET returns a *clr.Exception with .NET's type name and text.
//
// A tree may be read by several goroutines at once, but not while one of them
// changes it; reading never changes a tree, unless it was made with Options.Lazy. Nothing recurses over a tree
// without a bound, so depth costs memory only. Operations whose cost can exceed that of their
// arguments' construction (copies made when a token that already has a parent is
// added again, queries, text) take a Charge and stop when it returns an error.
//
// The package imports clr and netfmt, and a regular expression engine for
// JSONPath, which is in the files named select*. Start reading at Token, then
// Object, ParseToken and Append. The files in testdata hold what Newtonsoft.Json
// 10.0.3 did; each test says with which statement they were recorded.
package jsontree
