package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// instruction is one thing that a template does.
type instruction interface {
	run(x *run, f *frame) error
}

// content compiles what stands in an element. params says that xsl:param may stand
// at its start.
func (c *compiler) content(e *xmltree.Element, params bool) []instruction {
	scope := len(c.locals)
	defer func() { c.locals = c.locals[:scope] }()
	var body []instruction
	for n := range e.Nodes() {
		switch n := n.(type) {
		case *xmltree.Text:
			if strings.Trim(n.Value(), " \t\r\n") != "" || preserved(e) {
				body = append(body, &text{value: n.Value()})
				params = false
			}
		case *xmltree.Element:
			if params && isXSL(n, "param") {
				if in := c.variable(n); in != nil {
					body = append(body, in)
				}
				continue
			}
			params = false
			if isXSL(n, "sort") && isXSL(e, "for-each") || isXSL(n, "with-param") && isXSL(e, "call-template", "apply-templates") {
				continue
			}
			if in := c.instruction(n); in != nil {
				body = append(body, in)
			}
		}
	}
	return body
}

// preserved reports whether xml:space keeps white space in an element.
func preserved(e *xmltree.Element) bool {
	for up := e; up != nil; up = up.Parent() {
		if a := up.Attribute(xmltree.Name{Space: xmltree.XMLNamespace, Local: "space"}); a != nil {
			return a.Value() == "preserve"
		}
	}
	return false
}

// compilers are the XSLT instructions.
func (c *compiler) compilerOf(name string) func(*xmltree.Element) instruction {
	switch name {
	case "apply-templates":
		return c.applyTemplates
	case "call-template":
		return c.callTemplate
	case "apply-imports":
		return c.applyImports
	case "for-each":
		return c.forEach
	case "value-of":
		return c.valueOfElement
	case "copy-of":
		return c.copyOf
	case "copy":
		return c.copyElement
	case "number":
		return c.number
	case "choose":
		return c.choose
	case "if":
		return c.ifElement
	case "text":
		return c.textElement
	case "processing-instruction":
		return c.instructionElement
	case "comment":
		return c.comment
	case "element":
		return c.element
	case "attribute":
		return c.attributeElement
	case "variable":
		return c.variable
	case "message":
		return c.message
	case "fallback":
		return func(*xmltree.Element) instruction { return nil }
	}
	return nil
}

func (c *compiler) instruction(e *xmltree.Element) instruction {
	if e.Name().Space != xslNamespace {
		forward := c.forward
		defer func() { c.forward = forward }()
		if a := e.Attribute(xmltree.Name{Space: xslNamespace, Local: "version"}); a != nil {
			c.version(e, a)
		}
		if listed(e, "extension-element-prefixes", e.Name().Space) && e.Name().Space != "" {
			return c.unknown(e)
		}
		return c.literal(e)
	}
	if compile := c.compilerOf(e.Name().Local); compile != nil {
		return compile(e)
	}
	if c.forward {
		return c.unknown(e)
	}
	c.errorf(e, "'%s' cannot be a child of the '%s' element.", c.written(e), c.written(e.Parent()))
	return nil
}

// unknown is an element that this processor does not know: its fallbacks, or an
// error when it is reached.
func (c *compiler) unknown(e *xmltree.Element) instruction {
	s := &sequence{}
	found := false
	for child := range xmltree.Elements(e) {
		if isXSL(child, "fallback") {
			found = true
			s.body = append(s.body, c.content(child, false)...)
		}
	}
	if !found {
		return &failing{failure("Unknown XSLT instruction '%s'.", c.written(e))}
	}
	return s
}

// sequence runs instructions one after the other.
type sequence struct{ body []instruction }

func (s *sequence) run(x *run, f *frame) error { return x.all(s.body, f) }

// failing fails.
type failing struct{ err error }

func (i *failing) run(*run, *frame) error { return i.err }

// text writes a text of the stylesheet.
type text struct {
	value string
	raw   bool
}

func (t *text) run(x *run, _ *frame) error { return x.out.text(t.value, t.raw) }

func (c *compiler) textElement(e *xmltree.Element) instruction {
	c.attributes(e, "disable-output-escaping")
	t := &text{}
	for n := range e.Nodes() {
		switch n := n.(type) {
		case *xmltree.Text:
			t.value += n.Value()
		case *xmltree.Element:
			c.errorf(n, "'%s' cannot be a child of the '%s' element.", c.written(n), c.written(e))
		}
	}
	if a := attribute(e, "disable-output-escaping"); a != nil {
		t.raw = c.yesNo(a)
	}
	if t.value == "" {
		return nil
	}
	return t
}

// valueText writes the value of an expression.
type valueText struct {
	expr *xpath.Bound
	raw  bool
}

func (v *valueText) run(x *run, f *frame) error {
	s, err := x.string(v.expr, f)
	if err != nil {
		return err
	}
	return x.out.text(s, v.raw)
}

func (c *compiler) valueOfElement(e *xmltree.Element) instruction {
	c.attributes(e, "select", "disable-output-escaping")
	c.empty(e)
	v := &valueText{}
	if a := attribute(e, "disable-output-escaping"); a != nil {
		v.raw = c.yesNo(a)
	}
	a, ok := c.required(e, "select")
	if !ok {
		return nil
	}
	v.expr = c.expression(e, a)
	return v
}

// choice is xsl:choose or xsl:if.
type choice struct {
	tests  []*xpath.Bound // nil for otherwise
	bodies [][]instruction
}

func (i *choice) run(x *run, f *frame) error {
	for n, test := range i.tests {
		if test != nil {
			v, err := x.eval(test, f)
			if err != nil {
				return err
			}
			if !xpath.Boolean(v) {
				continue
			}
		}
		return x.all(i.bodies[n], f)
	}
	return nil
}

func (c *compiler) ifElement(e *xmltree.Element) instruction {
	c.attributes(e, "test")
	i := &choice{}
	c.test(i, e)
	return i
}

func (c *compiler) test(i *choice, e *xmltree.Element) {
	a, ok := c.required(e, "test")
	if !ok {
		return
	}
	i.tests = append(i.tests, c.expression(e, a))
	i.bodies = append(i.bodies, c.content(e, false))
}

func (c *compiler) choose(e *xmltree.Element) instruction {
	c.attributes(e)
	i := &choice{}
	whens, otherwise := 0, false
	for n := range e.Nodes() {
		switch child := n.(type) {
		case *xmltree.Text:
			if strings.Trim(child.Value(), " \t\r\n") != "" {
				c.errorf(e, "The contents of the '%s' element are invalid: it may not hold text.", c.written(e))
			}
		case *xmltree.Element:
			switch {
			case isXSL(child, "when") && !otherwise:
				whens++
				c.attributes(child, "test")
				c.test(i, child)
			case isXSL(child, "otherwise") && !otherwise:
				otherwise = true
				c.attributes(child)
				i.tests = append(i.tests, nil)
				i.bodies = append(i.bodies, c.content(child, false))
			default:
				c.errorf(child, "'%s' cannot be a child of the '%s' element.", c.written(child), c.written(e))
			}
		}
	}
	if whens == 0 {
		c.errorf(e, "An 'xsl:choose' element must have at least one 'xsl:when' child.")
	}
	return i
}

// variable sets a variable or parameter of a template.
func (v *variable) run(x *run, f *frame) error {
	if v.param {
		for _, p := range f.passed {
			if p.name == v.name {
				f.slots[v.slot] = p.value
				return nil
			}
		}
	}
	value, err := x.value(&v.value, f)
	f.slots[v.slot] = value
	return err
}

func (c *compiler) variable(e *xmltree.Element) instruction {
	c.attributes(e, "name", "select")
	a, ok := c.required(e, "name")
	if !ok {
		return nil
	}
	v := &variable{param: e.Name().Local == "param"}
	v.value = c.valueOf(e) // before the name is in scope
	if v.name, ok = c.qname(e, a); !ok {
		return nil
	}
	for _, l := range c.locals {
		if l.name == v.name {
			c.errorf(a, "The variable or parameter '%s' was duplicated within the same scope.", a.Value())
			return nil
		}
	}
	v.slot = c.slots
	c.slots++
	c.locals = append(c.locals, local{v.name, v.slot})
	return v
}

// valueOf compiles what a variable is given.
func (c *compiler) valueOf(e *xmltree.Element) value {
	a := attribute(e, "select")
	body := c.content(e, false)
	if a == nil {
		return value{body: body}
	}
	if len(body) > 0 {
		c.errorf(e, "The variable or parameter '%s' cannot have both a 'select' attribute and non-empty content.", attributeText(e, "name"))
	}
	return value{expr: c.expression(e, a)}
}

func attributeText(e *xmltree.Element, name string) string {
	if a := attribute(e, name); a != nil {
		return a.Value()
	}
	return ""
}

// messageElement is xsl:message. What it says goes nowhere, unless it ends the
// transformation.
type messageElement struct {
	body      []instruction
	terminate bool
}

func (m *messageElement) run(x *run, f *frame) error {
	s, err := x.textOf(m.body, f, "")
	if err == nil && m.terminate {
		err = failure("Transform terminated: '%s'.", s)
	}
	return err
}

func (c *compiler) message(e *xmltree.Element) instruction {
	c.attributes(e, "terminate")
	m := &messageElement{body: c.content(e, false)}
	if a := attribute(e, "terminate"); a != nil {
		m.terminate = c.yesNo(a)
	}
	return m
}
