// Package parse turns the text of a policy expression into a syntax tree: the
// C# 7.3 grammar of expressions and statements, by recursive descent with
// precedence climbing.
//
// Errors are diagnostics in the words of the C# compiler, several in one run;
// the tree is complete only when there are none. Syntax of C# 8 and later is
// recognised and refused by name. Everything hostile input can grow is bounded:
// the size of the text, the depth of nesting, the height of the tree, the number
// of errors.
//
// The traps of the grammar and where they are resolved:
//
//   - cast or parenthesis, tuple, lambda: paren.go
//   - type arguments or less-than, types ahead of the parser: lookahead.go
//   - `?` of a conditional, a null-conditional or a nullable type: types.go for
//     types, postfix.go for `?.` and `?[`
//   - `>>` as a shift or as the end of two lists: binary.go
//   - declaration or expression: stmt_decl.go
//
// The package imports ast, scan, token and diag. Start reading at Expression.
package parse
