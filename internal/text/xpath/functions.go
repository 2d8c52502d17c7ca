package xpath

import (
	"math"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// function describes a function of the core library.
type function struct {
	name        string
	least, most int // how many arguments
	nodeSet     bool
	result      valueType
	run         func(ev *evaluation, c Context, args []expr) (Value, error)
}

// findFunction returns a function of the core library, or nil.
func findFunction(name string) *function {
	i := slices.IndexFunc(coreFunctions(), func(f function) bool { return f.name == name })
	if i < 0 {
		return nil
	}
	return &coreFunctions()[i]
}

// coreFunctions is the core library of section 4 of the recommendation.
func coreFunctions() []function {
	return []function{
		{"last", 0, 0, false, numberType, func(_ *evaluation, c Context, _ []expr) (Value, error) { return float64(c.Size), nil }},
		{"position", 0, 0, false, numberType, func(_ *evaluation, c Context, _ []expr) (Value, error) { return float64(c.Position), nil }},
		{"count", 1, 1, true, numberType, count},
		{"id", 1, 1, false, nodeSetType, func(ev *evaluation, _ Context, _ []expr) (Value, error) {
			if ev.bound != nil {
				return NodeSet{}, nil // document type declarations, which make attributes IDs, are not read
			}
			return nil, clr.NotSupported("This XPathNavigator does not support IDs.")
		}},
		{"name", 0, 1, true, stringType, nameFunction((*evaluation).qualifiedName)},
		{"local-name", 0, 1, true, stringType, nameFunction(func(_ *evaluation, n Node) string { return n.name().Local })},
		{"namespace-uri", 0, 1, true, stringType, nameFunction(func(_ *evaluation, n Node) string { return string(n.name().Space) })},
		{"string", 0, 1, false, stringType, func(ev *evaluation, c Context, args []expr) (Value, error) { return ev.argument(c, args) }},
		{"concat", 2, 100, false, stringType, concat},
		{"starts-with", 2, 2, false, booleanType, startsWith},
		{"contains", 2, 2, false, booleanType, contains},
		{"substring-before", 2, 2, false, stringType, substringBefore},
		{"substring-after", 2, 2, false, stringType, substringAfter},
		{"substring", 2, 3, false, stringType, substring},
		{"string-length", 0, 1, false, numberType, stringLength},
		{"normalize-space", 0, 1, false, stringType, normalizeSpace},
		{"translate", 3, 3, false, stringType, translate},
		{"boolean", 1, 1, false, booleanType, func(ev *evaluation, c Context, args []expr) (Value, error) { return ev.booleanOf(args[0], c) }},
		{"not", 1, 1, false, booleanType, not},
		{"true", 0, 0, false, booleanType, func(*evaluation, Context, []expr) (Value, error) { return true, nil }},
		{"false", 0, 0, false, booleanType, func(*evaluation, Context, []expr) (Value, error) { return false, nil }},
		{"lang", 1, 1, false, booleanType, lang},
		{"number", 0, 1, false, numberType, toNumber},
		{"sum", 1, 1, true, numberType, sum},
		{"floor", 1, 1, false, numberType, numeric(math.Floor)},
		{"ceiling", 1, 1, false, numberType, numeric(math.Ceil)},
		{"round", 1, 1, false, numberType, numeric(round)},
	}
}

func (ev *evaluation) call(e callExpr, c Context) (Value, error) {
	if e.fn != nil {
		return e.fn.run(ev, c, e.args)
	}
	args := make([]Value, len(e.args))
	for i, arg := range e.args {
		var err error
		if args[i], err = ev.value(arg, c); err != nil {
			return nil, err
		}
	}
	if ev.bound != nil {
		return ev.bound.calls[[2]string{e.prefix, e.local}](ev.state, c, args)
	}
	return ev.functions[[2]string{e.prefix, e.local}](c, args)
}

// argument returns the text of the only argument, or of the context node.
func (ev *evaluation) argument(c Context, args []expr) (string, error) {
	if len(args) == 0 {
		return ev.valueOf(c.Node)
	}
	return ev.stringOf(args[0], c)
}

// set evaluates an argument that must be a node-set.
func (ev *evaluation) set(e expr, c Context) (NodeSet, error) {
	v, err := ev.value(e, c)
	if err != nil {
		return nil, err
	}
	s, ok := v.(NodeSet)
	if !ok {
		return nil, noNodeSet(v)
	}
	return s, nil
}

func count(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.set(args[0], c)
	return float64(len(s)), err
}

func sum(ev *evaluation, c Context, args []expr) (Value, error) {
	s, err := ev.set(args[0], c)
	total := 0.0
	for _, n := range s {
		text, err := ev.valueOf(n)
		if err != nil {
			return nil, err
		}
		total += parseNumber(text)
	}
	return total, err
}

func nameFunction(part func(*evaluation, Node) string) func(*evaluation, Context, []expr) (Value, error) {
	return func(ev *evaluation, c Context, args []expr) (Value, error) {
		n := c.Node
		if len(args) > 0 {
			s, err := ev.set(args[0], c)
			if err != nil || len(s) == 0 {
				return "", err
			}
			n = s[0]
		}
		return part(ev, n), nil
	}
}

func not(ev *evaluation, c Context, args []expr) (Value, error) {
	b, err := ev.booleanOf(args[0], c)
	return !b, err
}

func toNumber(ev *evaluation, c Context, args []expr) (Value, error) {
	if len(args) > 0 {
		return ev.numberOf(args[0], c)
	}
	s, err := ev.valueOf(c.Node)
	return parseNumber(s), err
}

func numeric(f func(float64) float64) func(*evaluation, Context, []expr) (Value, error) {
	return func(ev *evaluation, c Context, args []expr) (Value, error) {
		n, err := ev.numberOf(args[0], c)
		return f(n), err
	}
}

// lang compares the language in scope, without regard to case.
func lang(ev *evaluation, c Context, args []expr) (Value, error) {
	want, err := ev.stringOf(args[0], c)
	if err != nil {
		return nil, err
	}
	for n, ok := c.Node, true; ok; n, ok = n.parent() {
		e, isElement := n.Object.(*xmltree.Element)
		if !isElement {
			continue
		}
		if a := e.Attribute(xmltree.Name{Space: xmltree.XMLNamespace, Local: "lang"}); a != nil {
			return inLanguage(a.Value(), want), nil
		}
	}
	return false, nil
}
