// Package neturi is .NET's System.Uri: how it reads texts that name resources,
// which of them it takes for absolute, how it brings them into one form, and how
// it writes their parts escaped and unescaped.
//
// .NET follows neither RFC 3986 nor WHATWG's URL to the letter. It accepts file
// paths as URIs, reads hosts such as 127.1 as addresses, removes dot segments,
// decodes escaped letters when it parses, keeps characters beyond ASCII as they
// are (RFC 3987) until an escaped form is asked for, and unescapes for display
// what cannot be mistaken. Policies see all of it, so net/url cannot stand in.
// The rules are those of .NET 4.5 and later on a system with Unix paths; answers
// of a class library are recorded in testdata.
//
// A URI is immutable and may be shared. Texts are limited to 65,519 UTF-16 units,
// as in .NET Framework, which bounds all work here. Errors are *clr.Exception
// values of type System.UriFormatException.
//
// Start reading at Parse; parse.go finds the parts, canonical.go and format.go
// write them.
package neturi
