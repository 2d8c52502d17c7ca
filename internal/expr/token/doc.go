// Package token names the lexical elements of C# 7: token kinds, keywords and
// the precedence of binary operators.
//
// The package imports nothing of ours. Start reading at Kind.
package token
