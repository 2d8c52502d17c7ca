package serial

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/xml"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

const (
	linqToXML = "System.Xml.Linq."
	dom       = "System.Xml."
)

// xml makes an XDocument, XElement, XmlDocument or XmlElement of a JSON object, as
// Newtonsoft's XmlNodeConverter does: properties are elements, those that begin with @
// attributes, #text is a text and an array repeats the element.
func (r *reader) xml(t jsontree.Token) (any, error) {
	name, isLinq := strings.CutPrefix(r.target.Name, linqToXML)
	if !isXML(r.target) {
		if !isLinq {
			return nil, jsontree.SerializationError("XmlNodeConverter only supports deserializing XmlDocument, XmlElement or XmlNode.", t)
		}
		return nil, jsontree.SerializationError("XmlNodeConverter only supports deserializing XDocument, XElement, XContainer, XNode or XObject.", t)
	}
	o, ok := t.(*jsontree.Object)
	if !ok {
		return nil, jsontree.SerializationError("XmlNodeConverter can only convert JSON that begins with an object.", t)
	}
	x := xmlReader{f: r.f, doc: new(xmltree.Document), dom: !isLinq}
	if err := x.properties(x.doc, o); err != nil {
		return nil, err
	}
	if !isLinq {
		doc, root := xml.OfTree(x.doc)
		if name != dom+"XmlElement" {
			return doc, nil
		}
		if root == nil {
			return nil, clr.NullReference()
		}
		return root, nil
	}
	if r.target.Name != linqToXML+"XElement" {
		return x.doc, nil
	}
	root := x.doc.Root()
	if root == nil {
		return nil, clr.NullReference()
	}
	return root, xmltree.Remove(root)
}

// isXML reports whether a type is one that JSON is made XML for.
func isXML(t *rt.Type) bool {
	switch strings.TrimPrefix(t.Name, linqToXML) {
	case "XDocument", "XElement", "XContainer", "XNode", "XObject", dom + "XmlDocument", dom + "XmlElement", dom + "XmlNode":
		return true
	}
	return false
}

// xmlReader makes XML of JSON.
type xmlReader struct {
	f   *rt.Frame
	doc *xmltree.Document
	// dom says that the result is an XmlDocument, whose names keep their prefixes.
	dom bool
	// scope are the namespace declarations in force, innermost last.
	scope []prefixed
}

// properties adds what an object has to a node.
func (x *xmlReader) properties(to xmltree.Container, o *jsontree.Object) error {
	if err := x.f.Nest(); err != nil {
		return err
	}
	defer x.f.Unnest()
	outer := len(x.scope)
	defer func() { x.scope = x.scope[:outer] }()
	leading, seen := true, map[string]bool{}
	for i := range o.Count() {
		p := o.PropertyAt(i)
		if p.Name() == "" && p.Value().Type() == jsontree.TypeComment {
			if err := xmltree.Add(x.f.Alloc, to, xmltree.NewComment(commentText(p.Value()))); err != nil {
				return err
			}
			continue
		}
		// Attributes at the beginning are read at once, arrays behind them one by one.
		leading = leading && (strings.HasPrefix(p.Name(), "@") || slices.Contains(steers, p.Name()))
		if leading && seen[p.Name()] {
			return clr.Argument("An item with the same key has already been added.", "")
		}
		seen[p.Name()] = true
		if to == xmltree.Container(x.doc) && x.doc.Root() != nil {
			return jsontree.SerializationError("JSON root object has multiple properties. The root object must have a single property in order to create a valid XML document. Consider specifying a DeserializeRootElementName.", p)
		}
		var err error
		if p.Value().Type() == jsontree.TypeComment && !strings.ContainsAny(p.Name()[:1], "@#?$") {
			// Newtonsoft takes the comment for the value, and then there is another.
			return unexpectedToken(o.PropertyAt(i + 1).Value())
		}
		if a, ok := p.Value().(*jsontree.Array); ok && !leading {
			err = x.items(to, p.Name(), a)
		} else {
			err = x.value(to, p.Name(), p.Value())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func commentText(t jsontree.Token) string {
	v, _ := t.(*jsontree.Value)
	return v.Str()
}

// unexpectedToken is the exception for a value where none can be.
func unexpectedToken(t jsontree.Token) error {
	kind := t.Type().String()
	if _, ok := t.(jsontree.Container); ok {
		kind = "Start" + kind
	}
	return jsontree.SerializationError("Unexpected JsonToken: "+kind+".", t)
}

// items adds every element of an array to a node.
func (x *xmlReader) items(to xmltree.Container, name string, a *jsontree.Array) error {
	for it := jsontree.Children(a); ; {
		v, err := it.Next()
		if v == nil || err != nil {
			return err
		}
		if v.Type() == jsontree.TypeComment {
			return unexpectedToken(v)
		}
		if err := x.value(to, name, v); err != nil {
			return err
		}
	}
}

// value adds one value of a property to a node.
func (x *xmlReader) value(to xmltree.Container, name string, v jsontree.Token) error {
	if err := x.f.Step(); err != nil {
		return err
	}
	e, _ := to.(*xmltree.Element)
	switch {
	case name == "#text" || name == "#cdata-section" || name == "#whitespace" || name == "#significant-whitespace":
		s, err := x.text(v)
		if err != nil {
			return err
		}
		if !x.dom && !s.Valid {
			return clr.ArgumentNull("value")
		}
		if x.dom && e == nil {
			return clr.InvalidOperation("The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.")
		}
		if name == "#cdata-section" {
			return xmltree.Add(x.f.Alloc, to, xmltree.NewCData(s.Text))
		}
		return x.addText(to, s.Text)
	case name == "?xml":
		return x.declaration(v)
	case strings.HasPrefix(name, "?"):
		s, err := x.text(v)
		if err != nil {
			return err
		}
		if !x.dom && !s.Valid {
			return clr.ArgumentNull("data")
		}
		p, err := xmltree.NewInstruction(name[1:], s.Text)
		if err != nil {
			return err
		}
		return xmltree.Add(x.f.Alloc, to, p)
	case name == "":
		return jsontree.SerializationError("XmlNodeConverter cannot convert JSON with an empty property name to XML.", v)
	case strings.HasPrefix(name, "@"), slices.Contains(steers, name):
		if e == nil {
			return jsontree.SerializationError("JSON root object has property '"+name+"' that will be converted to an attribute. A root object cannot have any attribute properties. Consider specifying a DeserializeRootElementName.", v)
		}
		if name[0] == '$' {
			return x.steer(e, name, v)
		}
		return x.attribute(e, name[1:], v)
	}
	return x.element(to, name, v)
}

// element adds an element for a value. Attributes that an object begins with come
// first, for they may declare the namespace of its name; such a declaration holds for
// the elements after this one as well, unless it is that of the default namespace.
func (x *xmlReader) element(to xmltree.Container, name string, v jsontree.Token) error {
	first := len(x.scope)
	defer func() {
		kept := slices.DeleteFunc(x.scope[first:], func(p prefixed) bool { return p.prefix == "" })
		x.scope = x.scope[:first+len(kept)]
	}()
	o, _ := v.(*jsontree.Object)
	steering := false
	if o != nil {
		var err error
		if steering, err = x.declarations(o); err != nil {
			return err
		}
	}
	prefix, local := xmltree.SplitName(name)
	if name == "$values" {
		prefix, local = x.prefixOf(jsonSpace), "values"
		name = prefix + ":values"
	}
	e, err := x.makeElement(name, prefix, local)
	if err != nil {
		return err
	}
	if x.dom && to == xmltree.Container(x.doc) && x.doc.Root() != nil {
		return clr.InvalidOperation("This document already has a 'DocumentElement' node.")
	}
	if err := xmltree.Add(x.f.Alloc, to, e); err != nil {
		return err
	}
	if steering {
		if err := x.setAttribute(e, "xmlns:"+x.prefixOf(jsonSpace), rt.Str(string(jsonSpace))); err != nil {
			return err
		}
	}
	switch v := v.(type) {
	case *jsontree.Object:
		return x.properties(e, v)
	case *jsontree.Array:
		if err := x.f.Nest(); err != nil {
			return err
		}
		defer x.f.Unnest()
		return x.items(e, name, v)
	}
	s, err := x.text(v)
	if err != nil || !s.Valid {
		return err
	}
	if s.Text == "" {
		e.SetValue("")
		return nil
	}
	return x.addText(e, s.Text)
}

// addText adds a text. XmlDocument takes any characters.
func (x *xmlReader) addText(to xmltree.Container, s string) error {
	if x.dom {
		return xmltree.Add(x.f.Alloc, to, xmltree.NewText(s))
	}
	return xmltree.Add(x.f.Alloc, to, s)
}

// makeElement makes an element of a name as written.
func (x *xmlReader) makeElement(name, prefix, local string) (*xmltree.Element, error) {
	space, known := x.lookup(prefix)
	if x.dom {
		if space == jsonSpace {
			prefix = ""
		}
		return xmltree.RawElement(xmltree.Name{Space: space, Local: encodeName(local)}, prefix), x.f.Alloc(xmltree.NodeSize)
	}
	if prefix != "" && !known {
		local = name
	}
	made, err := space.Name(encodeName(local))
	if err != nil {
		return nil, err
	}
	return xmltree.NewElement(x.f.Alloc, made)
}

// steers are the properties that become attributes which steer a conversion to JSON,
// but $values, which becomes an element.
var steers = []string{"$id", "$ref", "$type", "$value"}

// declarations notes the namespaces that the attributes at the beginning of an object
// declare. steering says that properties among them need the namespace of those that
// steer the conversion, which nothing declares.
func (x *xmlReader) declarations(o *jsontree.Object) (steering bool, err error) {
	for i := range o.Count() {
		p := o.PropertyAt(i)
		if p.Name() == "" && p.Value().Type() == jsontree.TypeComment {
			continue
		}
		if values := p.Name() == "$values"; values || slices.Contains(steers, p.Name()) {
			if x.prefixOf(jsonSpace) == "" {
				steering = true
				x.scope = append(x.scope, prefixed{x.unused("json"), jsonSpace})
			}
			if values {
				return steering, nil
			}
			continue
		}
		name, ok := strings.CutPrefix(p.Name(), "@")
		if !ok {
			return steering, nil
		}
		prefix, declares := strings.CutPrefix(name, "xmlns:")
		if !declares && name != "xmlns" {
			continue
		}
		if name == "xmlns" {
			prefix = ""
		}
		s, err := x.text(p.Value())
		if err != nil {
			return false, err
		}
		x.scope = append(x.scope, prefixed{prefix, xmltree.Namespace(s.Text)})
	}
	return steering, nil
}

// prefixOf returns the prefix declared for a namespace, "" for none.
func (x *xmlReader) prefixOf(space xmltree.Namespace) string {
	for i := len(x.scope) - 1; i >= 0; i-- {
		if p := x.scope[i]; p.space == space {
			return p.prefix
		}
	}
	return ""
}

// unused returns a prefix that is not declared.
func (x *xmlReader) unused(prefix string) string {
	name := prefix
	for i := 1; ; i++ {
		if _, known := x.lookup(name); !known {
			return name
		}
		name = prefix + strconv.Itoa(i)
	}
}

// steer sets the attribute of a property such as $type. One that stands behind other
// properties has no namespace unless that is declared.
func (x *xmlReader) steer(e *xmltree.Element, name string, v jsontree.Token) error {
	if _, ok := v.(*jsontree.Value); !ok {
		return jsontree.SerializationError("Unexpected JsonToken: Start"+v.Type().String()+".", v)
	}
	s, err := x.text(v)
	if err != nil {
		return err
	}
	name = name[1:]
	if prefix := x.prefixOf(jsonSpace); prefix != "" {
		name = prefix + ":" + name
	}
	return x.setAttribute(e, name, s)
}

// attribute sets an attribute.
func (x *xmlReader) attribute(e *xmltree.Element, name string, v jsontree.Token) error {
	s, err := x.text(v)
	if err != nil {
		return err
	}
	return x.setAttribute(e, name, s)
}

// setAttribute sets an attribute of a name as written.
func (x *xmlReader) setAttribute(e *xmltree.Element, name string, value rt.String) error {
	if name == "" && !x.dom {
		return clr.Argument("'' is an invalid expanded name.", "")
	}
	prefix, local := xmltree.SplitName(name)
	space, _ := x.lookup(prefix)
	if prefix == "" {
		space = ""
	}
	if x.dom {
		made := xmltree.Name{Space: space, Local: encodeName(local)}
		if a := e.Attribute(made); a != nil {
			a.PutValue(value.Text)
			return nil
		}
		a := xmltree.RawAttribute(made, prefix)
		a.PutValue(value.Text)
		return xmltree.Add(x.f.Alloc, e, a)
	}
	if !value.Valid {
		return clr.ArgumentNull("value")
	}
	made, err := space.Name(encodeName(local))
	if err != nil {
		return err
	}
	a, err := xmltree.NewAttribute(made, value.Text)
	if err != nil {
		return err
	}
	return xmltree.Add(x.f.Alloc, e, a)
}

// declaration reads the XML declaration.
func (x *xmlReader) declaration(v jsontree.Token) error {
	d := &xmltree.Declaration{}
	if o, ok := v.(*jsontree.Object); ok {
		parts := map[string]*string{"@version": &d.Version, "@encoding": &d.Encoding, "@standalone": &d.Standalone}
		for i := range o.Count() {
			p := o.PropertyAt(i)
			part := parts[p.Name()]
			if part == nil {
				return jsontree.SerializationError("Unexpected property name encountered while deserializing XmlDeclaration: "+p.Name()+".", p)
			}
			s, err := x.text(p.Value())
			if err != nil {
				return err
			}
			*part = s.Text
		}
	}
	if x.dom && d.Version == "" {
		return clr.NullReference()
	}
	x.doc.Declaration = d
	return nil
}

// lookup returns the namespace of a prefix.
func (x *xmlReader) lookup(prefix string) (xmltree.Namespace, bool) {
	for i := len(x.scope) - 1; i >= 0; i-- {
		if x.scope[i].prefix == prefix {
			return x.scope[i].space, true
		}
	}
	switch prefix {
	case "xmlns":
		return xmltree.XmlnsNamespace, true
	case "xml":
		return xmltree.XMLNamespace, true
	}
	return "", prefix == ""
}

// text is a value as XML has it, null for JSON null.
func (x *xmlReader) text(t jsontree.Token) (rt.String, error) {
	if t == nil || isNull(t) {
		return rt.String{}, nil
	}
	v, ok := t.(*jsontree.Value)
	if !ok {
		return rt.String{}, jsontree.SerializationError("Cannot get an XML string value from token type 'Start"+t.Type().String()+"'.", t)
	}
	if v.Type() == jsontree.TypeComment {
		return rt.String{}, jsontree.SerializationError("Cannot get an XML string value from token type 'Comment'.", t)
	}
	if v.Type() == jsontree.TypeURI {
		s := jsontree.ReaderText(v)
		return rt.Str(s), x.f.Alloc(len(s))
	}
	if v.Type() == jsontree.TypeBytes || v.Type() == jsontree.TypeGuid || v.Type() == jsontree.TypeTimeSpan {
		s, _, err := jsontree.ToString(v, netfmt.Shortest)
		if err != nil {
			return rt.String{}, err
		}
		return rt.Str(s), x.f.Alloc(len(s))
	}
	s, err := xmltree.TextOf(v.Payload())
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), x.f.Alloc(len(s))
}
