package jsonxml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// JSONOptions direct ToJSON. The zero value is the kind direct.
type JSONOptions struct {
	// Friendly is the kind javascript-friendly: local names, attributes without a mark,
	// no declarations, comments or instructions (unverified). Without it the JSON holds
	// what the document does: names with prefixes, attributes marked by @.
	Friendly bool
	// Arrays makes an array of every child element, even of one alone.
	Arrays bool
	// Trim takes the white space around texts away.
	Trim bool
	// EmptyAsNull makes null of empty texts.
	EmptyAsNull bool
	// Charge is told how many bytes the result takes; nil for none.
	Charge jsontree.Charge
}

// The names of what is no element or attribute; comments as the service has them.
const (
	textName    = "#text"
	cdataName   = "#cdata-section"
	commentName = "$comment"
)

// ToJSON makes JSON of a document. What the declaration says comes first, then the
// root element.
//
// The service writes a single comment as a comment into the JSON, which no JSON
// parser needs to take; it is left out here. Several comments in one place are an
// empty array there, and here.
func ToJSON(d *xmltree.Document, opts JSONOptions) (*jsontree.Object, error) {
	c := &jsonMaker{opts: opts, scope: newScope()}
	out := jsontree.NewObject()
	if dec := d.Declaration; dec != nil && !opts.Friendly {
		for _, f := range [...][2]string{{"version", dec.Version}, {"encoding", dec.Encoding}, {"standalone", dec.Standalone}} {
			if f[1] == "" {
				continue
			}
			if err := c.put(out, f[0], c.string(f[1])); err != nil {
				return nil, err
			}
		}
	}
	return out, c.grouped(out, d, true)
}

type jsonMaker struct {
	opts  JSONOptions
	scope *scope
}

func (c *jsonMaker) string(s string) jsontree.Token {
	if c.opts.Trim {
		s = strings.TrimSpace(s)
	}
	if s == "" && c.opts.EmptyAsNull {
		return jsontree.NewNull()
	}
	return jsontree.NewString(s)
}

// put adds a property. A name that is there already keeps its place, and both
// values become an array.
func (c *jsonMaker) put(o *jsontree.Object, name string, v jsontree.Token) error {
	p := o.Property(name)
	if p == nil {
		return o.Add(name, v, c.opts.Charge)
	}
	if a, ok := p.Value().(*jsontree.Array); ok {
		return a.Add(v, c.opts.Charge)
	}
	a := jsontree.NewArray()
	first, err := jsontree.Clone(p.Value(), c.opts.Charge)
	if err != nil {
		return err
	}
	for _, item := range []jsontree.Token{first, v} {
		if err := a.Add(item, c.opts.Charge); err != nil {
			return err
		}
	}
	return p.SetValue(a, c.opts.Charge)
}

// value is what an element becomes.
func (c *jsonMaker) value(e *xmltree.Element) (jsontree.Token, error) {
	outer := c.scope.len()
	c.scope.declare(e)
	defer c.scope.drop(outer)
	if c.opts.Friendly && isNil(e) {
		return jsontree.NewNull(), nil
	}
	attributes := false
	for a := range e.Attributes() {
		attributes = attributes || c.kept(a)
	}
	if !attributes {
		if text, only := c.onlyText(e); only {
			return c.string(text), nil
		}
		if e.First() == nil {
			// <a/> is null, <a></a> an empty text.
			if e.IsEmpty() {
				return jsontree.NewNull(), nil
			}
			return c.string(""), nil
		}
	}
	o := jsontree.NewObject()
	for a := range e.Attributes() {
		if !c.kept(a) {
			continue
		}
		name, err := c.attributeName(a)
		if err != nil {
			return nil, err
		}
		if c.opts.Friendly && o.Property(name) != nil {
			continue // of the same local name in another namespace
		}
		if err := c.put(o, name, c.string(a.Value())); err != nil {
			return nil, err
		}
	}
	return o, c.grouped(o, e, false)
}

// onlyText returns the text of an element that holds nothing else. Sections of
// CDATA tell a document from another, so that the kind direct keeps them apart.
func (c *jsonMaker) onlyText(e *xmltree.Element) (text string, ok bool) {
	var b strings.Builder
	n := 0
	for node := range e.Nodes() {
		switch t := node.(type) {
		case *xmltree.Text:
			if t.IsCData() && !c.opts.Friendly {
				return "", false
			}
			b.WriteString(t.Value())
			n++
		case *xmltree.Comment, *xmltree.Instruction:
			if !c.opts.Friendly {
				return "", false
			}
		default:
			return "", false
		}
	}
	return b.String(), n > 0 && (n == 1 || c.opts.Friendly)
}

// group are the nodes of one name, which stand together where the first stands.
type group struct {
	name  string
	nodes []xmltree.Node
}

func (c *jsonMaker) groups(parent xmltree.Container) ([]*group, error) {
	var list []*group
	byName := map[string]*group{}
	for n := range parent.Nodes() {
		name, err := c.name(n)
		if err != nil {
			return nil, err
		}
		if name == "" {
			continue
		}
		g := byName[name]
		if g == nil {
			g = &group{name: name}
			byName[name] = g
			list = append(list, g)
		}
		g.nodes = append(g.nodes, n)
		if c.opts.Charge != nil {
			if err := c.opts.Charge(64); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// grouped adds the child nodes to an object.
func (c *jsonMaker) grouped(o *jsontree.Object, parent xmltree.Container, root bool) error {
	groups, err := c.groups(parent)
	if err != nil {
		return err
	}
	for _, g := range groups {
		_, isElement := g.nodes[0].(*xmltree.Element)
		if len(g.nodes) == 1 && !(isElement && c.opts.Arrays && !root) {
			if g.name == commentName {
				continue
			}
			v, err := c.nodeValue(g.nodes[0])
			if err == nil {
				err = c.put(o, c.free(o, g.name), v)
			}
			if err != nil {
				return err
			}
			continue
		}
		a := jsontree.NewArray()
		for _, n := range g.nodes {
			if g.name == commentName {
				break
			}
			v, err := c.nodeValue(n)
			if err == nil {
				err = a.Add(v, c.opts.Charge)
			}
			if err != nil {
				return err
			}
		}
		if err := c.put(o, c.free(o, g.name), a); err != nil {
			return err
		}
	}
	return nil
}

// free returns the name of a property for nodes. In the kind javascript-friendly
// the name may be that of an attribute, which then gets its mark back.
func (c *jsonMaker) free(o *jsontree.Object, name string) string {
	p := o.Property(name)
	if !c.opts.Friendly || p == nil {
		return name
	}
	v, err := jsontree.Clone(p.Value(), c.opts.Charge)
	if err == nil && o.Add("@"+name, v, c.opts.Charge) == nil {
		o.Remove(name)
	}
	return name
}

func (c *jsonMaker) nodeValue(n xmltree.Node) (jsontree.Token, error) {
	switch n := n.(type) {
	case *xmltree.Element:
		return c.value(n)
	case *xmltree.Text:
		return c.string(n.Value()), nil
	case *xmltree.Instruction:
		return c.string(n.Data()), nil
	}
	return jsontree.NewNull(), nil
}

// instance is the namespace of xsi:nil.
const instance xmltree.Namespace = "http://www.w3.org/2001/XMLSchema-instance"

func isNil(e *xmltree.Element) bool {
	a := e.Attribute(xmltree.Name{Space: instance, Local: "nil"})
	return a != nil && (a.Value() == "true" || a.Value() == "1")
}

// kept reports whether an attribute becomes a property.
func (c *jsonMaker) kept(a *xmltree.Attribute) bool {
	return !c.opts.Friendly || !a.IsDeclaration() && a.Name().Space != instance
}

// name is the property of a node, empty for one that is left out.
func (c *jsonMaker) name(n xmltree.Node) (string, error) {
	switch n := n.(type) {
	case *xmltree.Element:
		outer := c.scope.len()
		c.scope.declare(n)
		defer c.scope.drop(outer)
		return c.fullName(n.Name(), true)
	case *xmltree.Text:
		if n.IsCData() && !c.opts.Friendly {
			return cdataName, nil
		}
		return textName, nil
	case *xmltree.Comment:
		if !c.opts.Friendly {
			return commentName, nil
		}
	case *xmltree.Instruction:
		if !c.opts.Friendly {
			return "?" + n.Target(), nil
		}
	}
	return "", nil
}

func (c *jsonMaker) attributeName(a *xmltree.Attribute) (string, error) {
	switch {
	case c.opts.Friendly:
		return a.Name().Local, nil
	case a.IsDeclaration() && a.Name().Space != "":
		return "@xmlns$" + a.Name().Local, nil
	}
	name, err := c.fullName(a.Name(), false)
	return "@" + name, err
}

// fullName is a name with the prefix that stands for its namespace and a dollar
// sign for the colon. Only elements are in the default namespace.
func (c *jsonMaker) fullName(n xmltree.Name, element bool) (string, error) {
	if n.Space == "" || c.opts.Friendly {
		return n.Local, nil
	}
	prefix, passed := c.scope.prefix(n.Space, element)
	if c.opts.Charge != nil {
		// Declarations that others hide are looked at as well.
		if err := c.opts.Charge(passed); err != nil {
			return "", err
		}
	}
	if prefix == "" {
		return n.Local, nil
	}
	return prefix + "$" + n.Local, nil
}
