package xsd

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// local returns the element that stands in a content model: a reference, or a
// declaration of its own.
func (c *compiler) local(e *xmltree.Element, d *document) *element {
	if value(e, "ref") != "" {
		name, ok := c.named(e, d, "ref")
		if !ok {
			return nil
		}
		el, ok := c.resolve(component{"element", name}).(*element)
		if !ok {
			c.errorf(e.Attribute(xmltree.Name{Local: "ref"}), d, "The '%s' element is not declared.", qualified(name))
		}
		return el
	}
	el := &element{name: xmltree.Name{Local: value(e, "name")}}
	if xmltree.ValidateName(el.name.Local) != nil {
		c.errorf(e, d, "For element declaration, either the name or the ref attribute must be present.")
		return nil
	}
	if form := value(e, "form"); form == "qualified" || form == "" && d.qualified {
		el.name.Space = d.target
	}
	c.element(el, e, d)
	return el
}

// element compiles a declaration.
func (c *compiler) element(el *element, e *xmltree.Element, d *document) {
	el.nillable, el.abstract = isTrue(value(e, "nillable")), isTrue(value(e, "abstract"))
	el.fixed, el.hasDefault = has(e, "fixed"), has(e, "default") != nil
	if value(e, "substitutionGroup") != "" {
		el.head, _ = c.named(e, d, "substitutionGroup")
	}
	switch inner := child(e, "simpleType", "complexType"); {
	case value(e, "type") != "":
		el.typ = c.typeOf(e, d, "type")
	case inner == nil && el.head.Local != "":
		if head, ok := c.resolve(component{"element", el.head}).(*element); ok {
			el.typ = head.typ
		}
	case inner == nil:
	case inner.Name().Local == "simpleType":
		if t := c.simpleType(inner, d); t != nil {
			el.typ = t
		}
	default:
		t := &complexType{}
		el.typ = t
		c.complexType(t, inner, d)
	}
	if el.typ == nil {
		el.typ = c.anyType()
	}
	simple, _ := el.typ.(*simpleType)
	if t, ok := el.typ.(*complexType); ok {
		simple = t.simple
	}
	c.constants(simple, e, d)
	for k := range xmltree.Elements(e) {
		if k.Name().Space == schemaNamespace && slices.Contains([]string{"unique", "key", "keyref"}, k.Name().Local) {
			c.constraint(el, k, d)
		}
	}
}

// constraint compiles xs:unique, xs:key or xs:keyref.
func (c *compiler) constraint(el *element, e *xmltree.Element, d *document) {
	k := constraint{kind: e.Name().Local, name: xmltree.Name{Space: d.target, Local: value(e, "name")}}
	if k.kind == "keyref" {
		k.refer, _ = c.named(e, d, "refer")
	}
	for part := range xmltree.Elements(e) {
		if part.Name().Space != schemaNamespace || part.Name().Local != "selector" && part.Name().Local != "field" {
			continue
		}
		x, err := xpath.Compile(value(part, "xpath"))
		var b *xpath.Bound
		if err == nil {
			b, err = x.Bind(spaces{part})
		}
		if err != nil {
			c.errorf(part, d, "'%s' is an invalid XPath for selector or field.", value(part, "xpath"))
			return
		}
		if part.Name().Local == "selector" {
			k.selector = b
		} else {
			k.fields = append(k.fields, b)
		}
	}
	if k.selector == nil || len(k.fields) == 0 {
		c.errorf(e, d, "'%s' needs a selector and fields.", d.names[e])
		return
	}
	el.constraints = append(el.constraints, k)
}

// spaces resolves the prefixes of an XPath in a schema.
type spaces struct{ e *xmltree.Element }

// Namespace looks for the declaration of a prefix.
func (s spaces) Namespace(prefix string) (xmltree.Namespace, bool) {
	ns, ok, err := s.e.NamespaceOfPrefix(prefix)
	return ns, ok && err == nil
}

// Variable knows none.
func (s spaces) Variable(xmltree.Name) (int, bool) { return 0, false }

// Function knows none.
func (s spaces) Function(name xmltree.Name, _ int) (xpath.SessionFunction, error) {
	return nil, errFunction
}

// attribute compiles a declaration.
func (c *compiler) attribute(a *attribute, e *xmltree.Element, d *document) {
	a.fixed = has(e, "fixed")
	if value(e, "type") != "" {
		a.typ = c.simpleNamed(e, d, "type")
	} else if inner := child(e, "simpleType"); inner != nil {
		a.typ = c.simpleType(inner, d)
	}
	if a.typ == nil {
		a.typ = c.builtin(xmltree.Name{Space: schemaNamespace, Local: "anySimpleType"}).(*simpleType)
	}
	c.constants(a.typ, e, d)
}

// constants checks the values default and fixed.
func (c *compiler) constants(t *simpleType, e *xmltree.Element, d *document) {
	if t == nil {
		return
	}
	for _, name := range []string{"default", "fixed"} {
		v := has(e, name)
		if v == nil {
			continue
		}
		if _, wrong := t.check(*v); wrong != "" {
			c.errorf(e.Attribute(xmltree.Name{Local: name}), d, "The value '%s' is invalid according to its schema type '%s' - %s", *v, t.written(), wrong)
		}
	}
}

// attributes adds the attributes in an element to those of a type.
func (c *compiler) attributes(t *complexType, e *xmltree.Element, d *document) {
	for k := range xmltree.Elements(e) {
		if k.Name().Space != schemaNamespace {
			continue
		}
		switch k.Name().Local {
		case "anyAttribute":
			t.any = c.wildcard(k, d)
		case "attributeGroup":
			name, ok := c.named(k, d, "ref")
			if !ok {
				continue
			}
			g, ok := c.resolve(component{"attributeGroup", name}).(*complexType)
			if !ok {
				c.errorf(k, d, "The attributeGroup '%s' is not declared.", qualified(name))
				continue
			}
			for _, u := range g.uses {
				t.use(u)
			}
			if g.any != nil {
				t.any = g.any
			}
		case "attribute":
			if u, ok := c.attributeUse(k, d); ok {
				t.use(u)
			}
		}
	}
}

func (c *compiler) attributeUse(e *xmltree.Element, d *document) (attributeUse, bool) {
	u := attributeUse{required: value(e, "use") == "required", prohibited: value(e, "use") == "prohibited"}
	if value(e, "ref") != "" {
		name, ok := c.named(e, d, "ref")
		if !ok {
			return u, false
		}
		if name.Space == xmltree.XMLNamespace {
			u.attribute = &attribute{name: name}
			c.attribute(u.attribute, e, d)
			return u, true
		}
		u.attribute, ok = c.resolve(component{"attribute", name}).(*attribute)
		if !ok {
			c.errorf(e, d, "The '%s' attribute is not declared.", qualified(name))
		}
		return u, ok
	}
	u.attribute = &attribute{name: xmltree.Name{Local: value(e, "name")}}
	if xmltree.ValidateName(u.name.Local) != nil {
		c.errorf(e, d, "For attribute declaration, either the name or the ref attribute must be present.")
		return u, false
	}
	if form := value(e, "form"); form == "qualified" || form == "" && d.attributes {
		u.name.Space = d.target
	}
	c.attribute(u.attribute, e, d)
	return u, true
}

// use adds an attribute, in place of one of its name.
func (t *complexType) use(u attributeUse) {
	for i := range t.uses {
		if t.uses[i].name == u.name {
			t.uses[i] = u
			return
		}
	}
	t.uses = append(t.uses, u)
}

// spaceList joins the words of a text.
func spaceList(s string) []string { return strings.FieldsFunc(s, isSpace) }
