package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// literalElement is an element of the result that stands in the stylesheet.
type literalElement struct {
	prefix     string
	name       xmltree.Name
	spaces     []declaration
	sets       []xmltree.Name
	attributes []literalAttribute
	body       []instruction
}

type literalAttribute struct {
	prefix string
	name   xmltree.Name
	value  *valueTemplate
}

func (l *literalElement) run(x *run, f *frame) error {
	if err := x.out.start(l.prefix, l.name); err != nil {
		return err
	}
	for _, d := range l.spaces {
		if err := x.out.namespace(d.prefix, d.space); err != nil {
			return err
		}
	}
	if err := x.attributeSets(l.sets, f, 0); err != nil {
		return err
	}
	for i := range l.attributes {
		a := &l.attributes[i]
		s, err := a.value.eval(x, f)
		if err != nil {
			return err
		}
		if err := x.out.attribute(a.prefix, a.name, s); err != nil {
			return err
		}
	}
	if err := x.all(l.body, f); err != nil {
		return err
	}
	return x.out.end()
}

func (c *compiler) literal(e *xmltree.Element) instruction {
	c.prefixLists(e)
	l := &literalElement{name: e.Name(), prefix: prefixOf(c.written(e))}
	if a, ok := c.sheet.resultFor[string(l.name.Space)]; ok {
		l.prefix, l.name.Space = a.prefix, a.space
	}
	l.spaces = c.literalSpaces(e)
	for a := range e.Attributes() {
		switch {
		case a.IsDeclaration():
		case a.Name().Space == xslNamespace:
			switch a.Name().Local {
			case "use-attribute-sets":
				l.sets = c.setNames(e, a)
			case "version", "exclude-result-prefixes", "extension-element-prefixes":
			default:
				if !c.forward {
					c.errorf(a, "'%s' is an invalid attribute for the '%s' element.", c.written(a), c.written(e))
				}
			}
		default:
			la := literalAttribute{name: a.Name(), prefix: prefixOf(c.written(a)), value: c.avt(e, a)}
			if al, ok := c.sheet.resultFor[string(la.name.Space)]; ok && la.name.Space != "" {
				la.prefix, la.name.Space = al.prefix, al.space
			}
			l.attributes = append(l.attributes, la)
		}
	}
	l.body = c.content(e, false)
	return l
}

func prefixOf(written string) string {
	prefix, _, ok := strings.Cut(written, ":")
	if !ok {
		return ""
	}
	return prefix
}

// literalSpaces are the namespaces in scope of a literal element that its result
// has as well.
func (c *compiler) literalSpaces(e *xmltree.Element) []declaration {
	var all []declaration
	seen := map[string]bool{"xml": true}
	for up := e; up != nil; up = up.Parent() {
		for a := up.FirstAttribute(); a != nil; a = a.Next() {
			if !a.IsDeclaration() {
				continue
			}
			prefix := ""
			if a.Name().Space != "" {
				prefix = a.Name().Local
			}
			if seen[prefix] {
				continue
			}
			seen[prefix] = true
			ns := xmltree.Namespace(a.Value())
			if ns == "" || ns == xslNamespace || listed(e, "exclude-result-prefixes", ns) || listed(e, "extension-element-prefixes", ns) {
				continue
			}
			if al, ok := c.sheet.resultFor[string(ns)]; ok {
				prefix, ns = al.prefix, al.space
			}
			all = append(all, declaration{prefix, ns})
		}
	}
	return all
}

// setNames reads a list of attribute sets.
func (c *compiler) setNames(e *xmltree.Element, a *xmltree.Attribute) []xmltree.Name {
	if a == nil {
		return nil
	}
	var all []xmltree.Name
	for _, s := range strings.Fields(a.Value()) {
		n, err := resolve(e, s, false)
		if err != nil {
			c.errorf(a, "%s", message(err))
			continue
		}
		all = append(all, n)
	}
	return all
}

// attributeSets writes the attributes of sets.
func (x *run) attributeSets(names []xmltree.Name, f *frame, depth int) error {
	if len(names) > 0 && depth > 100 {
		return failure("Circular reference in the definition of attribute set '%s'.", names[0])
	}
	for _, name := range names {
		sets, ok := x.sheet.sets[name]
		if !ok {
			return failure("A reference to attribute set '%s' cannot be resolved. An 'xsl:attribute-set' of this name must be declared at the top level of the stylesheet.", name)
		}
		for _, s := range sets {
			if err := x.attributeSets(s.uses, f, depth+1); err != nil {
				return err
			}
			own := &frame{x: x, at: f.at, slots: make([]xpath.Value, s.slots)}
			if err := x.all(s.body, own); err != nil {
				return err
			}
		}
	}
	return nil
}

// namedElement is xsl:element.
type namedElement struct {
	e     *xmltree.Element
	name  *valueTemplate
	space *valueTemplate // nil without one
	sets  []xmltree.Name
	body  []instruction
}

func (n *namedElement) run(x *run, f *frame) error {
	prefix, name, err := x.constructed(n.e, n.name, n.space, f, true)
	if err != nil {
		return err
	}
	if err := x.out.start(prefix, name); err != nil {
		return err
	}
	if err := x.attributeSets(n.sets, f, 0); err != nil {
		return err
	}
	if err := x.all(n.body, f); err != nil {
		return err
	}
	return x.out.end()
}

// constructed evaluates the name of an element or attribute.
func (x *run) constructed(e *xmltree.Element, nameValue, spaceValue *valueTemplate, f *frame, useDefault bool) (prefix string, name xmltree.Name, err error) {
	written, err := nameValue.eval(x, f)
	if err != nil {
		return "", name, err
	}
	if spaceValue == nil {
		name, err = resolve(e, written, useDefault)
		return prefixOf(written), name, err
	}
	space, err := spaceValue.eval(x, f)
	if err != nil {
		return "", name, err
	}
	prefix, local, ok := strings.Cut(written, ":")
	if !ok {
		prefix, local = "", written
	}
	if xmltree.NameLength(local) != len(local) || local == "" || ok && (prefix == "" || xmltree.NameLength(prefix) != len(prefix)) {
		return "", name, failure("'%s' is an invalid QName.", written)
	}
	if prefix == "xmlns" {
		prefix = ""
	}
	return prefix, xmltree.Name{Space: xmltree.Namespace(space), Local: local}, nil
}

func (c *compiler) element(e *xmltree.Element) instruction {
	c.attributes(e, "name", "namespace", "use-attribute-sets")
	a, ok := c.required(e, "name")
	if !ok {
		return nil
	}
	n := &namedElement{e: e, name: c.avt(e, a), sets: c.setNames(e, attribute(e, "use-attribute-sets"))}
	if ns := attribute(e, "namespace"); ns != nil {
		n.space = c.avt(e, ns)
	} else {
		c.constantName(e, a, n.name)
	}
	n.body = c.content(e, false)
	return n
}

// constantName checks a name that is no expression.
func (c *compiler) constantName(e *xmltree.Element, a *xmltree.Attribute, t *valueTemplate) {
	if s, ok := t.constant(); ok && !c.forward {
		_, err := resolve(e, s, true)
		if err == nil && s == "xmlns" && isXSL(e, "attribute") {
			err = noXmlns()
		}
		if err != nil {
			c.errorf(a, "%s", message(err))
		}
	}
}

// namedAttribute is xsl:attribute.
type namedAttribute struct {
	e     *xmltree.Element
	name  *valueTemplate
	space *valueTemplate
	body  []instruction
}

func (n *namedAttribute) run(x *run, f *frame) error {
	prefix, name, err := x.constructed(n.e, n.name, n.space, f, false)
	if err != nil {
		return err
	}
	if name == (xmltree.Name{Local: "xmlns"}) {
		return noXmlns()
	}
	s, err := x.textOf(n.body, f, "Attribute")
	if err != nil {
		return err
	}
	return x.out.attribute(prefix, name, s)
}

func noXmlns() error {
	return failure("An attribute with a local name 'xmlns' and a null namespace URI cannot be created.")
}

func (c *compiler) attributeElement(e *xmltree.Element) instruction {
	c.attributes(e, "name", "namespace")
	a, ok := c.required(e, "name")
	if !ok {
		return nil
	}
	n := &namedAttribute{e: e, name: c.avt(e, a)}
	if ns := attribute(e, "namespace"); ns != nil {
		n.space = c.avt(e, ns)
	} else {
		c.constantName(e, a, n.name)
	}
	n.body = c.content(e, false)
	return n
}

// commentElement is xsl:comment.
type commentElement struct{ body []instruction }

func (i *commentElement) run(x *run, f *frame) error {
	s, err := x.textOf(i.body, f, "Comment")
	if err != nil {
		return err
	}
	return x.out.comment(s)
}

func (c *compiler) comment(e *xmltree.Element) instruction {
	c.attributes(e)
	return &commentElement{c.content(e, false)}
}

// processingInstruction is xsl:processing-instruction.
type processingInstruction struct {
	name *valueTemplate
	body []instruction
}

func (i *processingInstruction) run(x *run, f *frame) error {
	name, err := i.name.eval(x, f)
	if err != nil {
		return err
	}
	if !validTarget(name) {
		return failure("'%s' is an invalid name for processing instructions.", name)
	}
	s, err := x.textOf(i.body, f, "ProcessingInstruction")
	if err != nil {
		return err
	}
	return x.out.instruction(name, strings.TrimLeft(s, " \t\r\n"))
}

func (c *compiler) instructionElement(e *xmltree.Element) instruction {
	c.attributes(e, "name")
	a, ok := c.required(e, "name")
	if !ok {
		return nil
	}
	i := &processingInstruction{c.avt(e, a), c.content(e, false)}
	if s, ok := i.name.constant(); ok && !validTarget(s) {
		c.errorf(a, "'%s' is an invalid name for processing instructions.", s)
	}
	return i
}

func validTarget(name string) bool {
	return name != "" && xmltree.NameLength(name) == len(name) && !strings.EqualFold(name, "xml")
}
