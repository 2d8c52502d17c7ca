// Package json declares the namespace Newtonsoft.Json: JsonConvert and
// Formatting. Of JsonConvert the service allows SerializeObject and
// DeserializeObject only (expressions.md section 3.1); serialisers, readers,
// writers, converters and attributes are refused.
//
// Package serial does the work, package linq declares the tokens. Start reading at
// Types.
package json
