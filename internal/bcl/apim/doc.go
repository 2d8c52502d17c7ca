// Package apim declares what is the gateway's own in expressions: the variable
// `context` with its interfaces (IRequest, IResponse, IMessageBody, ...), Jwt,
// BasicAuthCredentials, Authorization, and the extension methods on them
// (expressions.md section 4). See package bcl for how members are declared.
//
// The Go values are plain structs that the pipeline fills: Context is one
// request's, Request and Response look at message values. Besides what packages
// of the library may import, this one imports message.
//
// Start reading at Context.
package apim
