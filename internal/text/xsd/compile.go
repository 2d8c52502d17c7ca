package xsd

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Document is the text of a schema. Name is what includes know it by.
type Document struct{ Name, Text string }

// maxDocuments bounds what schemas include, maxDepth how deep they are nested.
const (
	maxDocuments = 100
	maxDepth     = 200
)

// compiler reads schemas.
type compiler struct {
	set      *Set
	load     func(location string) (Document, bool)
	docs     []*document
	problems []Problem
	raw      map[component]*definition
	parents  map[*xmltree.Element]*document
	depth    int
}

// document is one schema.
type document struct {
	index      int
	name       string
	text       string
	target     xmltree.Namespace
	qualified  bool // local elements are in the namespace
	attributes bool // local attributes are
	at         map[xmltree.Object]int
	names      map[xmltree.Object]string
}

// component stands for a global definition.
type component struct {
	kind string // element, attribute, type, group, attributeGroup
	name xmltree.Name
}

// definition is a global definition, compiled when it is first used.
type definition struct {
	e       *xmltree.Element
	doc     *document
	made    any
	running bool
}

// Compile reads schemas. load resolves the locations of xs:include and xs:import;
// imports that it does not know are passed over, as in .NET. What is wrong is
// returned as problems, and the set is nil if there are any; their document counts
// those given first and then those loaded.
func Compile(docs []Document, load func(location string) (Document, bool)) (*Set, []Problem) {
	c := &compiler{
		load: load, raw: map[component]*definition{}, parents: map[*xmltree.Element]*document{},
		set: &Set{
			elements: map[xmltree.Name]*element{}, attributes: map[xmltree.Name]*attribute{}, types: map[xmltree.Name]any{},
			members: map[xmltree.Name]map[xmltree.Name]*element{}, namespaces: map[xmltree.Namespace]bool{},
		},
	}
	for _, d := range docs {
		c.read(d, nil)
	}
	keys := slices.SortedFunc(maps.Keys(c.raw), func(a, b component) int {
		return strings.Compare(a.kind+" "+a.name.String(), b.kind+" "+b.name.String())
	})
	for _, k := range keys {
		c.resolve(k)
	}
	c.substitutions()
	c.groups(keys)
	if len(c.problems) > 0 {
		return nil, c.problems
	}
	return c.set, nil
}

func (c *compiler) errorf(o xmltree.Object, d *document, format string, args ...any) {
	if len(c.problems) >= 50 {
		return
	}
	at := d.at[o]
	end := at + len(d.names[o])
	if a, ok := o.(*xmltree.Attribute); ok {
		end = min(at+len(a.Value()), len(d.text))
	}
	c.problems = append(c.problems, Problem{d.index, at, end, fmt.Sprintf(format, args...)})
}

func message(err error) string {
	var ex *clr.Exception
	if errors.As(err, &ex) {
		return ex.Message
	}
	return err.Error()
}

// read reads a document and what it includes. around is the namespace of the
// document that includes it, nil for none.
func (c *compiler) read(in Document, around *xmltree.Namespace) {
	for _, d := range c.docs {
		if d.name == in.Name && (around == nil || d.target == *around) {
			return
		}
	}
	in.Text = strings.TrimPrefix(in.Text, "\ufeff")
	d := &document{index: len(c.docs), name: in.Name, text: in.Text, at: map[xmltree.Object]int{}, names: map[xmltree.Object]string{}}
	c.docs = append(c.docs, d)
	tree, err := xmltree.Parse(in.Text, xmltree.Options{
		MaxDepth: maxDepth,
		Report:   func(o xmltree.Object, name string, at int) { d.at[o], d.names[o] = at, name },
	})
	if err != nil {
		c.problems = append(c.problems, Problem{Document: d.index, Message: message(err)})
		return
	}
	root := tree.Root()
	if root.Name() != (xmltree.Name{Space: schemaNamespace, Local: "schema"}) {
		c.errorf(root, d, "The root element of a W3C XML Schema should be <schema> and its namespace should be 'http://www.w3.org/2001/XMLSchema'.")
		return
	}
	d.target = xmltree.Namespace(value(root, "targetNamespace"))
	if around != nil && d.target == "" {
		d.target = *around
	}
	c.set.namespaces[d.target] = true
	d.qualified = value(root, "elementFormDefault") == "qualified"
	d.attributes = value(root, "attributeFormDefault") == "qualified"
	for e := range xmltree.Elements(root) {
		if e.Name().Space == schemaNamespace {
			c.top(e, d)
		} else {
			c.errorf(e, d, "'%s' may not stand in a schema.", d.names[e])
		}
	}
}

func (c *compiler) top(e *xmltree.Element, d *document) {
	kind := e.Name().Local
	switch kind {
	case "annotation", "notation":
		return
	case "include", "import":
		c.include(e, d)
		return
	case "redefine":
		c.errorf(e, d, "xs:redefine is not supported")
		return
	case "simpleType", "complexType":
		kind = "type"
	case "element", "attribute", "group", "attributeGroup":
	default:
		c.errorf(e, d, "'%s' may not stand at the top of a schema.", d.names[e])
		return
	}
	name := value(e, "name")
	if xmltree.ValidateName(name) != nil {
		c.errorf(e, d, "The required attribute 'name' is missing.")
		return
	}
	key := component{kind, xmltree.Name{Space: d.target, Local: name}}
	if c.raw[key] != nil {
		c.errorf(e, d, "The global %s '%s' has already been declared.", kind, qualified(key.name))
		return
	}
	c.raw[key] = &definition{e: e, doc: d}
}

func (c *compiler) include(e *xmltree.Element, d *document) {
	location := value(e, "schemaLocation")
	isInclude := e.Name().Local == "include"
	if location == "" {
		if isInclude {
			c.errorf(e, d, "The required attribute 'schemaLocation' is missing.")
		}
		return
	}
	if len(c.docs) >= maxDocuments {
		c.errorf(e, d, "more than %d schemas", maxDocuments)
		return
	}
	doc, ok := Document{}, false
	if c.load != nil {
		doc, ok = c.load(location)
	}
	switch {
	case !ok && isInclude:
		c.errorf(e.Attribute(xmltree.Name{Local: "schemaLocation"}), d, "there is no schema %q", location)
	case ok && isInclude:
		c.read(doc, &d.target)
	case ok:
		c.read(doc, nil)
	}
}

// value returns an attribute without a namespace, "" for none.
func value(e *xmltree.Element, name string) string {
	if a := e.Attribute(xmltree.Name{Local: name}); a != nil {
		return strings.Trim(a.Value(), " \t\r\n")
	}
	return ""
}

// has returns the value of an attribute that may be empty.
func has(e *xmltree.Element, name string) *string {
	if a := e.Attribute(xmltree.Name{Local: name}); a != nil {
		v := a.Value()
		return &v
	}
	return nil
}

// child returns the first child of XML Schema that has one of the names.
func child(e *xmltree.Element, names ...string) *xmltree.Element {
	for k := range xmltree.Elements(e) {
		if k.Name().Space == schemaNamespace && slices.Contains(names, k.Name().Local) {
			return k
		}
	}
	return nil
}

// named resolves a name in an attribute.
func (c *compiler) named(e *xmltree.Element, d *document, attr string) (xmltree.Name, bool) {
	n, ok := c.qname(e, d, value(e, attr))
	if !ok {
		c.errorf(e.Attribute(xmltree.Name{Local: attr}), d, "'%s' is an invalid name.", value(e, attr))
	}
	return n, ok
}

func (c *compiler) qname(e *xmltree.Element, d *document, s string) (xmltree.Name, bool) {
	prefix, local, ok := strings.Cut(s, ":")
	if !ok {
		n := xmltree.Name{Space: e.DefaultNamespace(), Local: s}
		if n.Space == "" {
			n.Space = d.target // of a schema without namespace that is included in one
			if value(root(e), "targetNamespace") != "" {
				n.Space = ""
			}
		}
		return n, xmltree.ValidateName(s) == nil
	}
	ns, ok, err := e.NamespaceOfPrefix(prefix)
	return xmltree.Name{Space: ns, Local: local}, ok && err == nil && xmltree.ValidateName(local) == nil
}

func root(e *xmltree.Element) *xmltree.Element {
	for e.Parent() != nil {
		e = e.Parent()
	}
	return e
}

// resolve compiles a global definition; nil for one that is not there.
func (c *compiler) resolve(k component) any {
	if k.kind == "type" && k.name.Space == schemaNamespace {
		return c.builtin(k.name)
	}
	def := c.raw[k]
	if def == nil || def.made != nil {
		if def == nil {
			return nil
		}
		return def.made
	}
	if def.running {
		return nil
	}
	if c.depth++; c.depth > maxDepth {
		c.depth--
		c.errorf(def.e, def.doc, "definitions are nested too deep")
		return nil
	}
	def.running = true
	switch k.kind {
	case "element":
		el := &element{name: k.name}
		def.made, c.set.elements[k.name] = el, el
		c.element(el, def.e, def.doc)
	case "attribute":
		a := &attribute{name: k.name}
		def.made, c.set.attributes[k.name] = a, a
		c.attribute(a, def.e, def.doc)
	case "type":
		if def.e.Name().Local == "complexType" {
			t := &complexType{name: k.name}
			def.made, c.set.types[k.name] = t, t
			c.complexType(t, def.e, def.doc)
		} else if t := c.simpleType(def.e, def.doc); t != nil {
			t.name = k.name
			def.made, c.set.types[k.name] = t, t
		}
	case "group":
		g := &group{content: nothing{}}
		def.made = g
		if m := child(def.e, "sequence", "choice", "all"); m != nil {
			g.content = c.particle(m, def.doc)
		}
	case "attributeGroup":
		g := &complexType{}
		def.made = g
		c.attributes(g, def.e, def.doc)
	}
	def.running = false
	c.depth--
	return def.made
}

// builtin returns a type of XML Schema itself.
func (c *compiler) builtin(name xmltree.Name) any {
	if t, ok := c.set.types[name]; ok {
		return t
	}
	var made any
	switch name.Local {
	case "anyType":
		any := &wildcard{all: true, process: "lax", text: "##any"}
		made = &complexType{name: name, mixed: true, content: repeat{anyParticle{any}, 0, -1}, any: any, done: true}
	case "NMTOKENS", "IDREFS", "ENTITIES":
		one := 1
		item, _ := c.builtin(xmltree.Name{Space: schemaNamespace, Local: strings.TrimSuffix(strings.Replace(name.Local, "IES", "YS", 1), "S")}).(*simpleType)
		made = &simpleType{name: name, item: item, facets: facets{least: &one}}
	default:
		b := builtinType(name.Local)
		if b == nil {
			return nil
		}
		made = &simpleType{name: name, builtin: b}
	}
	c.set.types[name] = made
	return made
}

func (c *compiler) anyType() *complexType {
	return c.builtin(xmltree.Name{Space: schemaNamespace, Local: "anyType"}).(*complexType)
}

// typeOf returns the type that an attribute names.
func (c *compiler) typeOf(e *xmltree.Element, d *document, attr string) any {
	name, ok := c.named(e, d, attr)
	if !ok {
		return nil
	}
	t := c.resolve(component{"type", name})
	if t == nil {
		if def := c.raw[component{"type", name}]; def != nil && def.running {
			c.errorf(e.Attribute(xmltree.Name{Local: attr}), d, "Circular type reference to '%s'.", qualified(name))
			return nil
		}
		c.errorf(e.Attribute(xmltree.Name{Local: attr}), d, "Type '%s' is not declared.", qualified(name))
	}
	return t
}

func (c *compiler) simpleNamed(e *xmltree.Element, d *document, attr string) *simpleType {
	t := c.typeOf(e, d, attr)
	if s, ok := t.(*simpleType); ok {
		return s
	}
	if t != nil {
		c.errorf(e.Attribute(xmltree.Name{Local: attr}), d, "'%s' is not a simple type.", value(e, attr))
	}
	return nil
}

// groups refuses groups that hold themselves.
func (c *compiler) groups(keys []component) {
	for _, k := range keys {
		g, ok := c.raw[k].made.(*group)
		if ok && holds(g.content, g, 0) {
			c.errorf(c.raw[k].e, c.raw[k].doc, "Circular group reference to '%s'.", qualified(k.name))
			g.content = nothing{}
		}
	}
}

// substitutions enters elements under those they may stand for.
func (c *compiler) substitutions() {
	for _, e := range c.set.elements {
		seen := map[xmltree.Name]bool{}
		for head := e.head; head.Local != "" && !seen[head]; {
			seen[head] = true
			if c.set.members[head] == nil {
				c.set.members[head] = map[xmltree.Name]*element{}
			}
			c.set.members[head][e.name] = e
			up := c.set.elements[head]
			if up == nil {
				break
			}
			head = up.head
		}
	}
}
