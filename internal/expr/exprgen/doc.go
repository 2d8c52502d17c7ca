// Package exprgen makes random well-typed C# 7 programs of the kind that stand in
// `@{...}`: declarations, assignments, loops, lambdas, local functions over int,
// long, double, bool, string, char, int? and int[]. They end, need no context and
// mean the same to every correct implementation, so that two can be compared. Those recorded in
// internal/expr/testdata/language/random.jsonl ran through a real C# compiler.
//
// It imports nothing of ours. Start reading at Program.
package exprgen
