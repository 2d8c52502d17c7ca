// Package liquid renders Liquid templates as DotLiquid does with its C# naming
// convention and its first syntax level, 2.0: the engine behind
// <set-body template="liquid"> (policies/set-body.md).
//
// DotLiquid's ways are kept where documents can come to depend on them: names are
// case-sensitive; filters are in Pascal case, and unknown ones pass their input
// on; a condition without blanks around its operator is one strange variable
// name; right-hand sides are converted to the type of the left; conditions are
// joined from the right; whitespace control removes blanks or one line break;
// errors while rendering appear in the output as "Liquid error: …". What a
// template may cost is bounded by [Options]; going over a budget, or a regular
// expression over its time, fails the whole rendering.
//
// Deviations, all of them lenient: comment and raw take anything behind their
// name; numbers of different types can be sorted together; values may stand for a
// plain value besides having members (see [Scalar]).
//
// A template is parsed once, by [Parse], and may then be rendered by any number of
// goroutines. What it sees of its surroundings it asks of a [Scope] when it needs
// it. The package imports diag's neighbours clr, netfmt and netregex only.
//
// Start reading at [Parse], then block.go, expression.go and render.go. The file
// testdata/recorded.jsonl holds what DotLiquid itself made of some hundred
// templates.
package liquid
