package serial

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

const linqToXML = "System.Xml.Linq."

// xml makes an XDocument or XElement of a JSON object, as Newtonsoft's
// XmlNodeConverter does: properties are elements, those that begin with @ attributes,
// #text is a text and an array repeats the element.
func (r *reader) xml(t jsontree.Token) (any, error) {
	switch r.target.Name[len(linqToXML):] {
	case "XDocument", "XElement", "XContainer", "XNode", "XObject":
	default:
		return nil, jsontree.SerializationError("XmlNodeConverter only supports deserializing XDocument, XElement, XContainer, XNode or XObject.", t)
	}
	o, ok := t.(*jsontree.Object)
	if !ok {
		return nil, jsontree.SerializationError("XmlNodeConverter can only convert JSON that begins with an object.", t)
	}
	x := xmlReader{f: r.f, doc: new(xmltree.Document)}
	if err := x.properties(x.doc, o); err != nil {
		return nil, err
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

// xmlReader makes XML of JSON.
type xmlReader struct {
	f   *rt.Frame
	doc *xmltree.Document
	// scope are the namespace declarations in force, innermost last.
	scope []prefixed
}

// properties adds what an object has to a node.
func (x *xmlReader) properties(to xmltree.Container, o *jsontree.Object) error {
	if err := x.f.Nest(); err != nil {
		return err
	}
	defer x.f.Unnest()
	for i := range o.Count() {
		p := o.PropertyAt(i)
		if to == xmltree.Container(x.doc) && x.doc.Root() != nil {
			return jsontree.SerializationError("JSON root object has multiple properties. The root object must have a single property in order to create a valid XML document. Consider specifying a DeserializeRootElementName.", p)
		}
		var err error
		if a, ok := p.Value().(*jsontree.Array); ok {
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

// items adds every element of an array to a node.
func (x *xmlReader) items(to xmltree.Container, name string, a *jsontree.Array) error {
	for it := jsontree.Children(a); ; {
		v, err := it.Next()
		if v == nil || err != nil {
			return err
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
		if name == "#cdata-section" {
			return xmltree.Add(x.f.Alloc, to, xmltree.NewCData(s.Text))
		}
		return xmltree.Add(x.f.Alloc, to, s.Text)
	case name == "?xml":
		return x.declaration(v)
	case strings.HasPrefix(name, "?"):
		s, err := x.text(v)
		if err != nil {
			return err
		}
		p, err := xmltree.NewInstruction(name[1:], s.Text)
		if err != nil {
			return err
		}
		return xmltree.Add(x.f.Alloc, to, p)
	case name == "":
		return jsontree.SerializationError("XmlNodeConverter cannot convert JSON with an empty property name to XML.", v)
	case strings.HasPrefix(name, "@"):
		if e == nil {
			return jsontree.SerializationError("JSON root object has property '"+name+"' that will be converted to an attribute. A root object cannot have any attribute properties. Consider specifying a DeserializeRootElementName.", v)
		}
		return x.attribute(e, name[1:], v)
	}
	return x.element(to, name, v)
}

// element adds an element for a value. Attributes that an object begins with come
// first, for they may declare the namespace of its name.
func (x *xmlReader) element(to xmltree.Container, name string, v jsontree.Token) error {
	outer := len(x.scope)
	defer func() { x.scope = x.scope[:outer] }()
	o, _ := v.(*jsontree.Object)
	if o != nil {
		if err := x.declarations(o); err != nil {
			return err
		}
	}
	prefix, local := splitPrefix(name)
	space, known := x.lookup(prefix)
	if prefix != "" && !known {
		local = name
	}
	made, err := xmltree.Namespace(space).Name(encodeName(local))
	if err != nil {
		return err
	}
	e, err := xmltree.NewElement(x.f.Alloc, made)
	if err != nil {
		return err
	}
	if err := xmltree.Add(x.f.Alloc, to, e); err != nil {
		return err
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
	return xmltree.Add(x.f.Alloc, e, s.Text)
}

// declarations notes the namespaces that the attributes at the beginning of an object
// declare.
func (x *xmlReader) declarations(o *jsontree.Object) error {
	for i := range o.Count() {
		p := o.PropertyAt(i)
		name, ok := strings.CutPrefix(p.Name(), "@")
		if !ok {
			return nil
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
			return err
		}
		x.scope = append(x.scope, prefixed{prefix, xmltree.Namespace(s.Text)})
	}
	return nil
}

// attribute sets an attribute.
func (x *xmlReader) attribute(e *xmltree.Element, name string, v jsontree.Token) error {
	s, err := x.text(v)
	if err != nil {
		return err
	}
	if !s.Valid {
		return clr.ArgumentNull("value")
	}
	prefix, local := splitPrefix(name)
	space, known := x.lookup(prefix)
	switch {
	case prefix == "":
		space = ""
	case !known:
		local = name
	}
	made, err := xmltree.Namespace(space).Name(encodeName(local))
	if err != nil {
		return err
	}
	a, err := xmltree.NewAttribute(made, s.Text)
	if err != nil {
		return err
	}
	return xmltree.Add(x.f.Alloc, e, a)
}

// declaration reads the XML declaration.
func (x *xmlReader) declaration(v jsontree.Token) error {
	d := &xmltree.Declaration{}
	if o, ok := v.(*jsontree.Object); ok {
		for name, part := range map[string]*string{"@version": &d.Version, "@encoding": &d.Encoding, "@standalone": &d.Standalone} {
			s, err := x.text(o.Get(name))
			if err != nil {
				return err
			}
			*part = s.Text
		}
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
	s, err := xmltree.TextOf(v.Payload())
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), x.f.Alloc(len(s))
}

// splitPrefix cuts a name as written into prefix and local name.
func splitPrefix(name string) (prefix, local string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok && prefix != "" && local != "" {
		return prefix, local
	}
	return "", name
}

// encodeName is XmlConvert.EncodeName: a space becomes _x0020_.
func encodeName(name string) string {
	if xmltree.NameLength(name) == len(name) && !strings.Contains(name, "_x") {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, n := utf8.DecodeRuneInString(name[i:])
		_, size := escaped(name[i:])
		// The first character must begin a name, the others must go on with one.
		start := "a"
		if i == 0 {
			start = ""
		}
		if probe := start + name[i:i+n]; size > 0 || r != ':' && xmltree.NameLength(probe) != len(probe) {
			digits := strings.ToUpper(strconv.FormatInt(int64(r), 16))
			width := 4
			if r > 0xffff {
				width = 8
			}
			b.WriteString("_x" + strings.Repeat("0", max(0, width-len(digits))) + digits + "_")
		} else {
			b.WriteString(name[i : i+n])
		}
		i += n
	}
	return b.String()
}
