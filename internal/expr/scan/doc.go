// Package scan reads the lexical grammar of C# 7: it turns a text into tokens
// with byte spans, decodes literals, and finds where an expression ends inside a
// document.
//
// Interpolated strings become a flat sequence of tokens (see package token), so
// the parser needs no second scanner for their holes. The scanner never fails:
// what is wrong is reported in a list of errors, and the tokens go on behind it.
//
// The package imports diag and token. Start reading at Tokens and ExpressionEnd.
package scan
