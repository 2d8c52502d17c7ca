package xslt

import (
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// DefaultMaxDepth is how deep templates may apply each other.
const DefaultMaxDepth = 6000

// Options bound and direct a transformation.
type Options struct {
	// Parameters are the values of the stylesheet's parameters, by local name.
	Parameters map[string]string
	// Step counts n steps of work; an error ends the transformation.
	Step func(n int) error
	// Charge is told of the memory that is used.
	Charge func(bytes int) error
	// MaxDepth is how deep templates may apply each other; 0 stands for
	// DefaultMaxDepth.
	MaxDepth int
	// NewLine is what ends a line of an indented result; empty stands for "\n".
	NewLine string
}

// run is one transformation.
type run struct {
	sheet    *Stylesheet
	options  Options
	session  xpath.Session
	out      *result
	source   xpath.Node
	depth    int
	globals  []global
	prefixes map[xmltree.Object]string
	keys     map[keyTable]map[string]xpath.NodeSet
	ids      map[xpath.Node]int
}

// global is the value of a global variable.
type global struct {
	value xpath.Value
	state globalState
}

type globalState uint8

const (
	untouched globalState = iota
	evaluating
	known
)

// frame is what a running template has.
type frame struct {
	x      *run
	at     xpath.Context // the current node
	mode   xmltree.Name
	slots  []xpath.Value
	passed []passed
}

type passed struct {
	name  xmltree.Name
	value xpath.Value
}

// Transform applies the stylesheet to a document and returns the result, not yet
// encoded. What goes wrong is a [clr.Exception], or an error of the options.
func (s *Stylesheet) Transform(text string, o Options) (string, error) {
	x := &run{sheet: s, options: o, prefixes: map[xmltree.Object]string{}}
	if x.options.MaxDepth <= 0 {
		x.options.MaxDepth = DefaultMaxDepth
	}
	doc, err := xmltree.Parse(text, xmltree.Options{PreserveWhitespace: true, Charge: o.Charge, Report: x.notePrefix})
	if err != nil {
		return "", err
	}
	if err := x.stripSpace(doc); err != nil {
		return "", err
	}
	x.session = xpath.Session{Step: o.Step, Charge: o.Charge, Variable: x.variable, Prefix: x.prefix}
	x.source = xpath.Of(doc)
	x.globals = make([]global, len(s.globals))
	w := newWriter(s, o)
	x.out = &result{sink: w, charge: x.charge, step: x.steps}
	if err := x.apply(xpath.Context{Node: x.source, Position: 1, Size: 1}, xmltree.Name{}, nil); err != nil {
		return "", err
	}
	if err := x.out.flush(); err != nil {
		return "", err
	}
	return w.finish()
}

// notePrefix keeps the prefixes as they are written.
func (x *run) notePrefix(o xmltree.Object, name string, _ int) {
	if p := prefixOf(name); p != "" && p != "xmlns" {
		x.prefixes[o] = p
	}
}

func (x *run) prefix(o xmltree.Object) string { return x.prefixes[o] }

func (x *run) charge(bytes int) error {
	if x.options.Charge == nil || bytes == 0 {
		return nil
	}
	return x.options.Charge(bytes)
}

func (x *run) step() error { return x.steps(1) }

func (x *run) steps(n int) error {
	if x.options.Step == nil {
		return nil
	}
	return x.options.Step(n)
}

// all runs instructions one after the other.
func (x *run) all(body []instruction, f *frame) error {
	for _, in := range body {
		if err := x.step(); err != nil {
			return err
		}
		if err := in.run(x, f); err != nil {
			return err
		}
	}
	return nil
}

// apply finds the template for a node and runs it.
func (x *run) apply(at xpath.Context, mode xmltree.Name, passed []passed) error {
	rules := x.sheet.rules[mode]
	state := &frame{x: x, at: at} // patterns have no local variables
	for i := range rules {
		ok, err := rules[i].pattern.Matches(&x.session, state, at.Node)
		if err != nil {
			return err
		}
		if ok {
			return x.template(rules[i].template, at, mode, passed)
		}
	}
	return x.builtIn(at, mode, passed)
}

// template runs a template.
func (x *run) template(t *template, at xpath.Context, mode xmltree.Name, passed []passed) error {
	if err := x.enter(); err != nil {
		return err
	}
	if err := x.charge(64 + 16*t.slots); err != nil {
		return err
	}
	err := x.all(t.body, &frame{x: x, at: at, mode: mode, slots: make([]xpath.Value, t.slots), passed: passed})
	x.depth--
	return err
}

func (x *run) enter() error {
	if x.depth++; x.depth > x.options.MaxDepth {
		return failure("The templates apply each other more than %d levels deep.", x.options.MaxDepth)
	}
	return nil
}

// builtIn is what happens to nodes without a template.
func (x *run) builtIn(at xpath.Context, mode xmltree.Name, passed []passed) error {
	switch at.Node.Object.(type) {
	case *xmltree.Document, *xmltree.Element:
		if err := x.enter(); err != nil {
			return err
		}
		nodes := at.Node.Children()
		if err := x.charge(24 * len(nodes)); err != nil {
			return err
		}
		for i, n := range nodes {
			if err := x.apply(xpath.Context{Node: n, Position: i + 1, Size: len(nodes)}, mode, passed); err != nil {
				return err
			}
		}
		x.depth--
	case *xmltree.Text, *xmltree.Attribute:
		return x.out.text(at.Node.String(), false)
	}
	return nil
}

// eval evaluates an expression at the current node.
func (x *run) eval(e *xpath.Bound, f *frame) (xpath.Value, error) {
	return e.Evaluate(&x.session, f, f.at)
}

func (x *run) string(e *xpath.Bound, f *frame) (string, error) {
	v, err := x.eval(e, f)
	if err != nil {
		return "", err
	}
	s := xpath.Text(v)
	return s, x.charge(len(s))
}

func (x *run) nodes(e *xpath.Bound, f *frame) (xpath.NodeSet, error) {
	v, err := x.eval(e, f)
	if err != nil {
		return nil, err
	}
	set, ok := v.(xpath.NodeSet)
	if !ok {
		if _, fragment := v.(xpath.Fragment); fragment {
			return nil, failure("To use a result tree fragment in a path expression, first convert it to a node-set using the msxsl:node-set() function.")
		}
		return nil, failure("Expression must evaluate to a node-set.")
	}
	return set, nil
}

// value evaluates what a variable is given.
func (x *run) value(v *value, f *frame) (xpath.Value, error) {
	if v.expr != nil {
		return x.eval(v.expr, f)
	}
	if len(v.body) == 0 {
		return "", nil
	}
	return x.fragment(v.body, f)
}

// fragment runs instructions into a tree of their own.
func (x *run) fragment(body []instruction, f *frame) (xpath.Value, error) {
	tree := &treeSink{b: xmltree.NewBuilder(x.options.Charge), prefixes: x.prefixes}
	outer := x.out
	x.out = &result{sink: tree, charge: x.charge, step: x.steps}
	err := x.all(body, f)
	if err == nil {
		err = x.out.flush()
	}
	x.out = outer
	return xpath.Fragment{Root: xpath.Of(tree.b.Fragment())}, err
}

// textOf runs instructions and returns the text they write. within names what the
// text is for, which refuses other nodes; empty leaves them out.
func (x *run) textOf(body []instruction, f *frame, within string) (string, error) {
	if len(body) == 1 {
		if t, ok := body[0].(*text); ok {
			return t.value, nil
		}
		if v, ok := body[0].(*valueText); ok {
			return x.string(v.expr, f)
		}
	}
	collected := &textSink{within: within}
	outer := x.out
	x.out = &result{sink: collected, charge: x.charge, step: x.steps}
	err := x.all(body, f)
	if err == nil {
		err = x.out.flush()
	}
	x.out = outer
	return collected.b.String(), err
}

// variable returns the value of a variable for expressions.
func (x *run) variable(state any, slot int) (xpath.Value, error) {
	if slot >= 0 {
		return state.(*frame).slots[slot], nil
	}
	i := -1 - slot
	g, v := &x.globals[i], x.sheet.globals[i]
	switch g.state {
	case known:
		return g.value, nil
	case evaluating:
		return nil, failure("The definition of the variable or parameter '%s' is circular.", v.name.Local)
	}
	g.state = evaluating
	if given, ok := x.options.Parameters[v.name.Local]; ok && v.param && v.name.Space == "" {
		g.value = given
	} else {
		f := &frame{x: x, at: xpath.Context{Node: x.source, Position: 1, Size: 1}, slots: make([]xpath.Value, v.slots)}
		value, err := x.value(&v.value, f)
		if err != nil {
			return nil, err
		}
		g.value = value
	}
	g.state = known
	return g.value, nil
}
