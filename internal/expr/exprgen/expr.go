package exprgen

import (
	"fmt"
	"strconv"
)

// kind is a C# type.
type kind string

const (
	integer  kind = "int"
	long     kind = "long"
	double   kind = "double"
	boolean  kind = "bool"
	text     kind = "string"
	char     kind = "char"
	nullable kind = "int?"
	array    kind = "int[]"
)

var (
	kinds  = []kind{integer, long, double, boolean, text, char, nullable, array}
	simple = []kind{integer, long, boolean, text}
)

// expr returns an expression of a type, at most depth high.
func (g *generator) expr(t kind, depth int) string {
	if depth <= 0 || g.r.IntN(5) == 0 {
		return g.leaf(t)
	}
	d := depth - 1
	if g.r.IntN(8) == 0 {
		return "(" + g.expr(boolean, d) + " ? " + g.expr(t, d) + " : " + g.expr(t, d) + ")"
	}
	if f, ok := g.function(t); ok && g.r.IntN(4) == 0 {
		return f.name + "(" + g.expr(f.param, d) + ")"
	}
	switch t {
	case integer:
		return g.integer(d)
	case long:
		return g.one(
			"(%s + %s)", long, integer, "(%s * %s)", integer, long, "(%s ^ %s)", long, long, "((long)(%s))", double,
			"(%s << %s)", long, integer, "(~%s - %s)", long, long, "unchecked((long)(%s))", integer)(d)
	case double:
		return g.one("(%s + %s)", double, integer, "(%s * %s)", double, long, "(%s - %s)", double, double, "(-%s)", double, "((double)%s)", char)(d)
	case boolean:
		return g.one(
			"(%s < %s)", integer, long, "(%s >= %s)", double, integer, "(%s == %s)", text, text, "(%s != %s)", nullable, integer,
			"(%s && %s)", boolean, boolean, "(%s || %s)", boolean, boolean, "!%s", boolean, "(%s ^ %s)", boolean, boolean,
			"(%s > %s)", nullable, nullable, "(%s == %s)", char, integer, "%s.Contains(%s)", text, text, "((object)%s is int)", integer)(d)
	case text:
		return g.one(
			"(%s + %s)", text, integer, "(%s + %s)", boolean, text, "(%s + %s)", text, char, "(%s + %s)", text, nullable,
			"(%s ?? %s)", text, text, "%s.ToUpper()", text, "(%s + %s)", long, text, `$"{%s}-{%s}"`, integer, boolean,
			"%s.ToString()", integer, "string.Concat(%s, %s)", text, text, "%s.Trim()", text)(d)
	case char:
		return g.one("((char)(%s %% 26 + 'a'))", integer, "(%s + \"q\")[0]", text)(d)
	case nullable:
		return g.one("(%s + %s)", nullable, integer, "((int?)(%s))", integer, "(%s * %s)", nullable, nullable, "(-%s)", nullable)(d)
	}
	return "new[] { " + g.expr(integer, d) + ", " + g.expr(integer, d) + " }"
}

func (g *generator) integer(d int) string {
	return g.one(
		"(%s + %s)", integer, integer, "(%s - %s)", integer, char, "(%s * %s)", integer, integer, "(%s / %s)", integer, integer,
		"(%s %% %s)", integer, integer, "(%s & %s)", integer, integer, "(%s | %s)", integer, integer, "(%s << %s)", integer, integer,
		"(%s >> %s)", integer, integer, "(-%s)", integer, "(~%s)", integer, "((int)(%s))", long, "(%s ?? %s)", nullable, integer,
		"%s.Length", text, "checked(%s + %s)", integer, integer, "((int)(%s))", char, "%s.Length", array, "(%s ? 1 : 0)", boolean)(d)
}

// one chooses one of several forms, each a format followed by the types of its
// operands.
func (g *generator) one(forms ...any) func(depth int) string {
	var starts []int
	for i, f := range forms {
		if _, ok := f.(string); ok {
			starts = append(starts, i)
		}
	}
	i := starts[g.r.IntN(len(starts))]
	return func(depth int) string {
		var args []any
		for _, f := range forms[i+1:] {
			t, ok := f.(kind)
			if !ok {
				break
			}
			args = append(args, g.expr(t, depth))
		}
		return fmt.Sprintf(forms[i].(string), args...)
	}
}

// leaf is a variable or a literal. Literals are parenthesised or typed so that any
// operator may follow; they hide behind a method so that the compiler does not
// refuse constant expressions that overflow.
func (g *generator) leaf(t kind) string {
	if v, ok := g.variable(func(v variable) bool { return v.typ == t }); ok && g.r.IntN(4) != 0 {
		return v.name
	}
	n := g.r.IntN(12) - 3
	switch t {
	case integer:
		return []string{"int.Parse(\"" + strconv.Itoa(n) + "\")", "log.Length", "int.Parse(\"2147483647\")"}[g.r.IntN(3)]
	case long:
		return "long.Parse(\"" + strconv.Itoa(n*1000003) + "\")"
	case double:
		return "double.Parse(\"" + strconv.Itoa(n) + ".5\")"
	case boolean:
		return "(log.Length > " + strconv.Itoa(g.r.IntN(20)) + ")"
	case text:
		return []string{`"a"`, `""`, `" bc "`, `"Xy"`}[g.r.IntN(4)]
	case char:
		return []string{"'a'", "'Z'", "'0'"}[g.r.IntN(3)]
	case nullable:
		return []string{"(int?)null", "(int?)7"}[g.r.IntN(2)]
	}
	return "new[] { 1, 2, 3 }"
}

// function picks a function whose result is of a type.
func (g *generator) function(t kind) (function, bool) {
	var list []function
	for _, f := range g.funcs {
		if f.result == t {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return function{}, false
	}
	return list[g.r.IntN(len(list))], true
}
