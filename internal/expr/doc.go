// Package expr compiles and evaluates policy expressions: C# 7 inside `@(...)`
// and `@{...}`. It is the façade of the engine in its sub-packages:
//
//	token, scan   lexical grammar
//	ast, parse    syntax tree
//	types         the types and members an expression may use
//	bind          meaning: names, overloads, inference, conversions
//	gen, rt       typed closures and their run time
//
// Expressions are compiled once, when configuration is loaded; evaluation parses
// nothing and looks nothing up by name. Start reading at Compile.
package expr
