// Package wadl reads the definitions of APIs in the Web Application Description
// Language (W3C submission of 31 August 2009), which the service takes and its
// exports may hold. Each method of a resource becomes one operation.
//
// Document types, and with them entities, are refused; size, depth and the number
// of elements are bounded. No other file is read: schemas of grammars are passed
// over, bodies are not compared with them.
//
// The package imports catalog and diag. Start reading at Read.
package wadl
