// Package bind gives syntax its meaning: it looks names up, chooses overloads,
// infers type arguments and the types of lambdas, makes implicit conversions
// explicit, folds constants, and reports what the C# compiler would report. Its
// result is a bound tree (node.go, node_stmt.go) in which every expression has a
// type and every operation is chosen; package gen turns it into closures.
//
// There is one file per construct. The rules are those of the C# 7 language
// specification; sections are named where a rule is not obvious.
//
// The package imports ast, token, types, diag and clr, and knows no run time.
// Start reading at Expression and Body in bind.go.
package bind
