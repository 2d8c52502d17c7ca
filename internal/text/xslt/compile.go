package xslt

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// maxProblems is how many problems of a stylesheet are reported.
const maxProblems = 50

// compiler reads one stylesheet.
type compiler struct {
	text     string
	names    map[xmltree.Object]string // as written
	at       map[xmltree.Object]int
	sheet    *Stylesheet
	problems []Problem
	rules    map[xmltree.Name][]orderedRule

	// locals are the variables in scope; slots counts those of the template.
	locals []local
	slots  int
	// forward says that the element asks for another version of XSLT, of which
	// much may be unknown.
	forward bool
	// calls are the templates called by name, which may stand further down.
	calls []call
}

type call struct {
	at   *xmltree.Attribute
	name xmltree.Name
}

type local struct {
	name xmltree.Name
	slot int
}

type orderedRule struct {
	rule
	order int
}

// Compile reads a stylesheet: the text of its root element. namespaces are the
// declarations around it, by prefix. What is wrong is returned as problems, and the
// stylesheet is nil if there are any.
func Compile(text string, namespaces map[string]string) (*Stylesheet, []Problem) {
	c := &compiler{
		text: text, names: map[xmltree.Object]string{}, at: map[xmltree.Object]int{},
		rules: map[xmltree.Name][]orderedRule{},
		sheet: &Stylesheet{
			rules: map[xmltree.Name][]rule{}, named: map[xmltree.Name]*template{}, global: map[xmltree.Name]int{},
			keys: map[xmltree.Name][]key{}, sets: map[xmltree.Name][]*attributeSet{},
			formats: map[xmltree.Name]*decimalFormat{}, resultFor: map[string]alias{},
			output: Output{cdata: map[xmltree.Name]bool{}},
		},
	}
	doc, err := xmltree.Parse(text, xmltree.Options{
		PreserveWhitespace: true, MaxDepth: 500, Namespaces: namespaces,
		Report: func(o xmltree.Object, name string, at int) { c.names[o], c.at[o] = name, at },
	})
	if err != nil {
		return nil, []Problem{c.parseProblem(err)}
	}
	if doc.DocumentType() != nil {
		return nil, []Problem{{Message: "a stylesheet may not have a document type declaration"}}
	}
	for _, prefix := range slices.Sorted(maps.Keys(namespaces)) {
		name := xmltree.Name{Space: xmltree.XmlnsNamespace, Local: prefix}
		if prefix == "" {
			name = xmltree.Name{Local: "xmlns"}
		}
		if doc.Root().Attribute(name) == nil {
			if err := doc.Root().SetAttribute(name, namespaces[prefix]); err != nil {
				return nil, []Problem{{Message: message(err)}}
			}
		}
	}
	c.stylesheet(doc.Root())
	if len(c.problems) > 0 {
		slices.SortStableFunc(c.problems, func(a, b Problem) int { return a.At - b.At })
		return nil, c.problems
	}
	return c.sheet, nil
}

// parseProblem finds the place of an XmlException in the text.
func (c *compiler) parseProblem(err error) Problem {
	var ex *clr.Exception
	if !errors.As(err, &ex) {
		return Problem{Message: err.Error()}
	}
	var line, position int
	i := strings.LastIndex(ex.Message, " Line ")
	if i < 0 {
		return Problem{Message: ex.Message}
	}
	if n, _ := fmt.Sscanf(ex.Message[i:], " Line %d, position %d.", &line, &position); n != 2 {
		return Problem{Message: ex.Message}
	}
	at := 0
	for ; line > 1; line-- {
		n := strings.IndexByte(c.text[at:], '\n')
		if n < 0 {
			break
		}
		at += n + 1
	}
	units := xmltree.ToUnits(c.text[at:])
	at += len(xmltree.FromUnits(units[:min(max(position-1, 0), len(units))]))
	return Problem{At: at, End: at, Message: ex.Message[:i]}
}

// errorf reports a problem at an element or attribute.
func (c *compiler) errorf(o xmltree.Object, format string, args ...any) {
	if len(c.problems) >= maxProblems {
		return
	}
	at := c.at[o]
	end := at + len(c.names[o])
	if a, ok := o.(*xmltree.Attribute); ok {
		quote := c.text[max(at-1, 0)]
		if n := strings.IndexByte(c.text[at:], quote); n >= 0 {
			end = at + n
		} else {
			end = at + len(a.Value())
		}
	}
	c.problems = append(c.problems, Problem{At: at, End: end, Message: fmt.Sprintf(format, args...)})
}

// written is the name of an element or attribute as it was written.
func (c *compiler) written(o xmltree.Object) string { return c.names[o] }

func isXSL(e *xmltree.Element, names ...string) bool {
	return e.Name().Space == xslNamespace && slices.Contains(names, e.Name().Local)
}

func attribute(e *xmltree.Element, name string) *xmltree.Attribute {
	return e.Attribute(xmltree.Name{Local: name})
}

// attributes checks the attributes of an XSLT element against those it may have.
func (c *compiler) attributes(e *xmltree.Element, known ...string) {
	for a := range e.Attributes() {
		if a.IsDeclaration() || a.Name().Space != "" && a.Name().Space != xslNamespace {
			continue
		}
		if a.Name().Space == "" && slices.Contains(known, a.Name().Local) || c.forward && a.Name().Space == "" {
			continue
		}
		c.errorf(a, "'%s' is an invalid attribute for the '%s' element.", c.written(a), c.written(e))
	}
}

// required returns the value of an attribute that must be there.
func (c *compiler) required(e *xmltree.Element, name string) (*xmltree.Attribute, bool) {
	a := attribute(e, name)
	if a == nil {
		c.errorf(e, "Missing mandatory attribute '%s'.", name)
		return nil, false
	}
	return a, true
}

// expression compiles the expression in an attribute.
func (c *compiler) expression(e *xmltree.Element, a *xmltree.Attribute) *xpath.Bound {
	b, err := c.bound(e, a.Value())
	if err != nil {
		c.errorf(a, "%s", message(err))
		return nil
	}
	return b
}

func (c *compiler) bound(e *xmltree.Element, text string) (*xpath.Bound, error) {
	x, err := xpath.Compile(text)
	if err != nil {
		return nil, err
	}
	return x.Bind(scope{c, e})
}

// pattern compiles the pattern in an attribute.
func (c *compiler) pattern(e *xmltree.Element, a *xmltree.Attribute) (bound []*xpath.BoundPattern, priorities []float64) {
	all, err := xpath.CompilePattern(a.Value())
	for _, p := range all {
		if err != nil {
			break
		}
		var b *xpath.BoundPattern
		if b, err = p.Bind(scope{c, e}); err == nil {
			bound, priorities = append(bound, b), append(priorities, p.Priority)
		}
	}
	if err != nil {
		c.errorf(a, "%s", message(err))
		return nil, nil
	}
	return bound, priorities
}

func message(err error) string {
	var ex *clr.Exception
	if errors.As(err, &ex) {
		return ex.Message
	}
	return err.Error()
}

// scope tells expressions of an element what their names mean.
type scope struct {
	c *compiler
	e *xmltree.Element
}

// Namespace looks for the declaration of a prefix.
func (s scope) Namespace(prefix string) (xmltree.Namespace, bool) {
	ns, ok, err := s.e.NamespaceOfPrefix(prefix)
	return ns, ok && err == nil && prefix != "xmlns"
}

// Variable gives variables of templates slots from 0, global ones those below 0.
func (s scope) Variable(name xmltree.Name) (slot int, ok bool) {
	for i := len(s.c.locals) - 1; i >= 0; i-- {
		if s.c.locals[i].name == name {
			return s.c.locals[i].slot, true
		}
	}
	i, ok := s.c.sheet.global[name]
	return -1 - i, ok
}

// qname resolves a name in an attribute; names without a prefix are in no
// namespace.
func (c *compiler) qname(e *xmltree.Element, a *xmltree.Attribute) (xmltree.Name, bool) {
	name, err := resolve(e, strings.Trim(a.Value(), " \t\r\n"), false)
	if err != nil {
		c.errorf(a, "%s", message(err))
		return name, false
	}
	return name, true
}

// resolve resolves a qualified name against the declarations of an element.
func resolve(e *xmltree.Element, written string, useDefault bool) (xmltree.Name, error) {
	prefix, local, ok := strings.Cut(written, ":")
	if !ok {
		prefix, local = "", written
	}
	if xmltree.NameLength(local) != len(local) || local == "" || ok && (prefix == "" || xmltree.NameLength(prefix) != len(prefix)) {
		return xmltree.Name{}, failure("'%s' is an invalid QName.", written)
	}
	if prefix == "" {
		if useDefault {
			return xmltree.Name{Space: e.DefaultNamespace(), Local: local}, nil
		}
		return xmltree.Name{Local: local}, nil
	}
	ns, ok, err := e.NamespaceOfPrefix(prefix)
	if err != nil || !ok || prefix == "xmlns" {
		return xmltree.Name{}, failure("Prefix '%s' is not defined.", prefix)
	}
	return xmltree.Name{Space: ns, Local: local}, nil
}

// yesNo reads an attribute that is yes or no.
func (c *compiler) yesNo(a *xmltree.Attribute) bool {
	switch a.Value() {
	case "yes":
		return true
	case "no":
		return false
	}
	if !c.forward {
		c.errorf(a, "'%s' is an invalid value for the '%s' attribute.", a.Value(), c.written(a))
	}
	return false
}
