// Package expression reads and evaluates the expressions of Azure Resource
// Manager templates: the text between `[` and `]` in the strings of a template
// (artifacts.md section 8.2).
//
// Parse makes an Expr of a text; Evaluator.Eval computes it. What depends on the
// template, such as parameters and copyIndex, comes from a Host. Values are
// node.Value, so that a result which is a part of the template keeps its place
// in the file; texts that are put together keep the places of their parts.
//
// A value that only a deployment knows (reference, listKeys, a parameter without
// value) is an unknown one: a stand-in text that is marked, see Evaluator.Unknown.
//
// Nothing here panics, and an Evaluator bounds steps, depth and the size of what
// is made, because templates come from anywhere.
//
// The package imports catalog/node and diag. Start reading at Parse and
// Evaluator.
package expression
