package xsd

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// simpleType compiles an xs:simpleType.
func (c *compiler) simpleType(e *xmltree.Element, d *document) *simpleType {
	switch k := child(e, "restriction", "list", "union"); {
	case k == nil:
		c.errorf(e, d, "xs:simpleType needs xs:restriction, xs:list or xs:union.")
		return nil
	case k.Name().Local == "list":
		t := &simpleType{}
		if value(k, "itemType") != "" {
			t.item = c.simpleNamed(k, d, "itemType")
		} else if inner := child(k, "simpleType"); inner != nil {
			t.item = c.simpleType(inner, d)
		}
		if t.item == nil {
			c.errorf(k, d, "xs:list needs an item type.")
			return nil
		}
		return t
	case k.Name().Local == "union":
		return c.union(k, d)
	default:
		return c.restriction(k, d, nil)
	}
}

func (c *compiler) union(e *xmltree.Element, d *document) *simpleType {
	t := &simpleType{}
	for _, s := range strings.Fields(value(e, "memberTypes")) {
		name, ok := c.qname(e, d, s)
		m, isSimple := c.resolve(component{"type", name}).(*simpleType)
		if !ok || !isSimple {
			c.errorf(e.Attribute(xmltree.Name{Local: "memberTypes"}), d, "Type '%s' is not declared, or is not a simple type.", s)
			return nil
		}
		t.members = append(t.members, m)
	}
	for k := range xmltree.Elements(e) {
		if k.Name() == (xmltree.Name{Space: schemaNamespace, Local: "simpleType"}) {
			if m := c.simpleType(k, d); m != nil {
				t.members = append(t.members, m)
			}
		}
	}
	if len(t.members) == 0 {
		c.errorf(e, d, "xs:union needs member types.")
		return nil
	}
	return t
}

// restriction compiles the facets of an xs:restriction; base is the type restricted
// when it is known otherwise.
func (c *compiler) restriction(e *xmltree.Element, d *document, base *simpleType) *simpleType {
	if base == nil && value(e, "base") != "" {
		base = c.simpleNamed(e, d, "base")
	} else if inner := child(e, "simpleType"); inner != nil {
		base = c.simpleType(inner, d)
	}
	if base == nil {
		c.errorf(e, d, "xs:restriction needs a base type.")
		return nil
	}
	t := &simpleType{base: base}
	for k := range xmltree.Elements(e) {
		if k.Name().Space == schemaNamespace {
			c.facet(t, k, d)
		}
	}
	return t
}

func (c *compiler) facet(t *simpleType, k *xmltree.Element, d *document) {
	f := &t.facets
	v := value(k, "value")
	count := func() *int {
		n, err := strconv.Atoi(v)
		if err != nil || n < 0 {
			c.errorf(k, d, "'%s' is an invalid value for the facet %s.", v, k.Name().Local)
			return nil
		}
		return &n
	}
	parsed := func() any {
		x, wrong := t.base.check(v)
		if wrong != "" {
			c.errorf(k, d, "The value '%s' of the facet %s is not valid: %s", v, k.Name().Local, wrong)
		}
		return x
	}
	switch k.Name().Local {
	case "length":
		f.length = count()
	case "minLength":
		f.least = count()
	case "maxLength":
		f.most = count()
	case "totalDigits":
		f.totalDigits = count()
	case "fractionDigits":
		f.fractionDigits = count()
	case "minInclusive":
		f.minInValue = parsed()
	case "maxInclusive":
		f.maxInValue = parsed()
	case "minExclusive":
		f.minExValue = parsed()
	case "maxExclusive":
		f.maxExValue = parsed()
	case "whiteSpace":
		f.whiteSpace = v
	case "enumeration":
		f.hasEnumeration = true
		if raw := has(k, "value"); raw != nil {
			v = *raw
		}
		f.enumerationValues = append(f.enumerationValues, parsed())
	case "pattern":
		if raw := has(k, "value"); raw != nil {
			v = *raw
		}
		re, err := netregex.Compile("^(?:"+translate(v)+")$", netregex.None, nil, netregex.Limits{Timeout: maxPatternTime, Max: maxPatternTime})
		if err != nil {
			c.errorf(k, d, "The pattern '%s' cannot be used: %s", v, message(err))
			return
		}
		f.patterns = append(f.patterns, re)
	}
}

// maxPatternTime bounds the search for a pattern in one value.
const maxPatternTime = 200 * time.Millisecond

// translate turns a regular expression of XML Schema into one of .NET, as .NET does:
// \i and \c are the characters of names.
func translate(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '^' || s[i] == '$' {
			// They are characters there, but for the negation of a class.
			if s[i] == '^' && i > 0 && s[i-1] == '[' {
				b.WriteByte('^')
			} else {
				b.WriteString(`\` + s[i:i+1])
			}
			continue
		}
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch s[i] {
		case 'i':
			b.WriteString(`[\p{L}_:]`)
		case 'I':
			b.WriteString(`[^\p{L}_:]`)
		case 'c':
			b.WriteString(`[\p{L}\p{N}\p{M}_:.\-]`)
		case 'C':
			b.WriteString(`[^\p{L}\p{N}\p{M}_:.\-]`)
		default:
			b.WriteByte('\\')
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// complexType compiles an xs:complexType.
func (c *compiler) complexType(t *complexType, e *xmltree.Element, d *document) {
	t.abstract = isTrue(value(e, "abstract"))
	t.mixed = isTrue(value(e, "mixed"))
	t.content = nothing{}
	defer func() { t.done = true }()
	switch k := child(e, "simpleContent", "complexContent"); {
	case k == nil:
		t.base = c.anyType()
		t.content = c.model(e, d)
		c.attributes(t, e, d)
	case k.Name().Local == "simpleContent":
		c.simpleContent(t, k, d)
	default:
		if m := value(k, "mixed"); m != "" {
			t.mixed = isTrue(m)
		}
		c.complexContent(t, k, d)
	}
}

func isTrue(s string) bool { return s == "true" || s == "1" }

func (c *compiler) simpleContent(t *complexType, e *xmltree.Element, d *document) {
	k := child(e, "extension", "restriction")
	if k == nil {
		c.errorf(e, d, "xs:simpleContent needs xs:extension or xs:restriction.")
		return
	}
	t.base = c.typeOf(k, d, "base")
	switch base := t.base.(type) {
	case *simpleType:
		t.simple = base
	case *complexType:
		t.simple = base.simple
		t.uses, t.any = slices.Clone(base.uses), base.any
	}
	if k.Name().Local == "restriction" {
		if s := c.restriction(k, d, t.simple); s != nil {
			t.simple = s
		}
	}
	if t.simple == nil {
		c.errorf(k, d, "The base type of simple content must have simple content.")
		return
	}
	c.attributes(t, k, d)
}

func (c *compiler) complexContent(t *complexType, e *xmltree.Element, d *document) {
	k := child(e, "extension", "restriction")
	if k == nil {
		c.errorf(e, d, "xs:complexContent needs xs:extension or xs:restriction.")
		return
	}
	t.base = c.typeOf(k, d, "base")
	base, ok := t.base.(*complexType)
	if !ok {
		if t.base != nil {
			c.errorf(k, d, "The base type of complex content must be a complex type.")
		}
		return
	}
	if !base.done {
		c.errorf(k, d, "Circular type reference to '%s'.", qualified(base.name))
		return
	}
	own := c.model(k, d)
	if t.any = nil; k.Name().Local == "extension" {
		t.content = joined(base.content, own)
		t.mixed = t.mixed || base.mixed && own == particle(nothing{})
		t.any = base.any
	} else {
		t.content = own
	}
	t.uses = slices.Clone(base.uses)
	c.attributes(t, k, d)
}

// model compiles the content model in an element.
func (c *compiler) model(e *xmltree.Element, d *document) particle {
	if k := child(e, "sequence", "choice", "all", "group"); k != nil {
		return c.particle(k, d)
	}
	return nothing{}
}

// particle compiles a part of a content model.
func (c *compiler) particle(e *xmltree.Element, d *document) particle {
	if c.depth++; c.depth > maxDepth {
		c.depth--
		c.errorf(e, d, "content models are nested too deep")
		return nothing{}
	}
	defer func() { c.depth-- }()
	var p particle
	switch e.Name().Local {
	case "element":
		if el := c.local(e, d); el != nil {
			p = elementParticle{el}
		}
	case "any":
		p = anyParticle{c.wildcard(e, d)}
	case "group":
		name, ok := c.named(e, d, "ref")
		if !ok {
			return nothing{}
		}
		g, ok := c.resolve(component{"group", name}).(*group)
		if !ok {
			c.errorf(e, d, "The group '%s' is not declared.", qualified(name))
			return nothing{}
		}
		p = g
	case "sequence":
		var parts []particle
		for k := range xmltree.Elements(e) {
			if isParticle(k) {
				parts = append(parts, c.particle(k, d))
			}
		}
		p = nothing{}
		for _, part := range slices.Backward(parts) {
			p = joined(part, p)
		}
	case "choice":
		var parts []particle
		for k := range xmltree.Elements(e) {
			if isParticle(k) {
				parts = append(parts, c.particle(k, d))
			}
		}
		p = choice{parts}
	case "all":
		a := all{}
		for k := range xmltree.Elements(e) {
			if k.Name() != (xmltree.Name{Space: schemaNamespace, Local: "element"}) {
				continue
			}
			if el := c.local(k, d); el != nil {
				a.parts = append(a.parts, el)
				a.optional = append(a.optional, value(k, "minOccurs") == "0")
			}
		}
		a.seen = make([]bool, len(a.parts))
		p = a
	}
	if p == nil {
		return nothing{}
	}
	return c.occurs(p, e, d)
}

func isParticle(e *xmltree.Element) bool {
	return e.Name().Space == schemaNamespace && slices.Contains([]string{"element", "any", "group", "sequence", "choice", "all"}, e.Name().Local)
}

func (c *compiler) occurs(p particle, e *xmltree.Element, d *document) particle {
	least, most := 1, 1
	var err error
	if s := value(e, "minOccurs"); s != "" {
		if least, err = strconv.Atoi(s); err != nil || least < 0 {
			c.errorf(e.Attribute(xmltree.Name{Local: "minOccurs"}), d, "'%s' is an invalid value for minOccurs.", s)
			return p
		}
	}
	switch s := value(e, "maxOccurs"); {
	case s == "unbounded":
		most = -1
	case s != "":
		if most, err = strconv.Atoi(s); err != nil || most < 0 {
			c.errorf(e.Attribute(xmltree.Name{Local: "maxOccurs"}), d, "'%s' is an invalid value for maxOccurs.", s)
			return p
		}
	}
	if most >= 0 && least > most {
		c.errorf(e, d, "minOccurs value cannot be greater than maxOccurs value.")
	}
	switch {
	case least == 1 && most == 1:
		return p
	case most == 0:
		return nothing{}
	}
	return repeat{p, least, most}
}

// wildcard compiles xs:any or xs:anyAttribute.
func (c *compiler) wildcard(e *xmltree.Element, d *document) *wildcard {
	w := &wildcard{process: value(e, "processContents"), text: value(e, "namespace")}
	if w.process == "" {
		w.process = "strict"
	}
	switch w.text {
	case "", "##any":
		w.all, w.text = true, "##any"
	case "##other":
		w.not, w.spaces = true, []xmltree.Namespace{d.target}
	default:
		for _, s := range strings.Fields(w.text) {
			switch s {
			case "##targetNamespace":
				w.spaces = append(w.spaces, d.target)
			case "##local":
				w.spaces = append(w.spaces, "")
			default:
				w.spaces = append(w.spaces, xmltree.Namespace(s))
			}
		}
	}
	return w
}
