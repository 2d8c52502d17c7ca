package xmltree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// Attribute is an XAttribute. Namespace declarations are attributes, too.
type Attribute struct {
	name   Name
	prefix string
	value  string
	parent *Element
	next   *Attribute
	notes  *Notes
}

// NewAttribute makes an attribute without parent. It fails for namespace
// declarations that XML forbids.
func NewAttribute(name Name, value string) (*Attribute, error) {
	if err := checkDeclaration(name, value); err != nil {
		return nil, err
	}
	return &Attribute{name: name, value: value}, nil
}

// Name returns the attribute's name.
func (a *Attribute) Name() Name { return a.name }

// Value returns the attribute's value.
func (a *Attribute) Value() string { return a.value }

// SetValue changes the value: the setter of XAttribute.Value and, with a text
// from [TextOf], XAttribute.SetValue.
func (a *Attribute) SetValue(value string) error {
	if err := checkDeclaration(a.name, value); err != nil {
		return err
	}
	a.value = value
	return nil
}

// IsDeclaration reports whether the attribute declares a namespace:
// XAttribute.IsNamespaceDeclaration.
func (a *Attribute) IsDeclaration() bool {
	return a.name.Space == XmlnsNamespace || a.name.Space == "" && a.name.Local == "xmlns"
}

// declares returns the prefix that a namespace declaration declares.
func (a *Attribute) declares() string {
	if a.name.Space == "" {
		return ""
	}
	return a.name.Local
}

// NodeType returns AttributeNode.
func (a *Attribute) NodeType() NodeType { return AttributeNode }

// Parent returns the element that has the attribute, or nil.
func (a *Attribute) Parent() *Element { return a.parent }

// Document returns the document the attribute is in, or nil.
func (a *Attribute) Document() *Document {
	if a.parent == nil {
		return nil
	}
	return documentOf(a.parent)
}

// Notes returns the annotations of the attribute.
func (a *Attribute) Notes() *Notes {
	if a.notes == nil {
		a.notes = new(Notes)
	}
	return a.notes
}

// Next returns the following attribute of the element, or nil.
func (a *Attribute) Next() *Attribute {
	if a.parent == nil {
		return nil
	}
	return a.next
}

// Previous returns the preceding attribute of the element, or nil.
func (a *Attribute) Previous() *Attribute {
	if a.parent == nil || a.parent.firstAttr == a {
		return nil
	}
	p := a.parent.firstAttr
	for p.next != a {
		p = p.next
	}
	return p
}

// Remove takes the attribute off its element.
func (a *Attribute) Remove() error {
	if a.parent == nil {
		return missingParent()
	}
	a.parent.removeAttribute(a)
	return nil
}

// Clone returns a copy without parent.
func (a *Attribute) Clone() *Attribute {
	return &Attribute{name: a.name, prefix: a.prefix, value: a.value}
}

func checkDeclaration(name Name, value string) error {
	if name.Space != XmlnsNamespace {
		if name.Space == "" && name.Local == "xmlns" {
			switch Namespace(value) {
			case XMLNamespace:
				return reservedForXML()
			case XmlnsNamespace:
				return reservedForXmlns()
			}
		}
		return nil
	}
	switch {
	case value == "":
		return argument("The prefix '%s' cannot be bound to the empty namespace name.", name.Local)
	case Namespace(value) == XMLNamespace:
		if name.Local != "xml" {
			return reservedForXML()
		}
	case Namespace(value) == XmlnsNamespace:
		return reservedForXmlns()
	case name.Local == "xml":
		return reservedForXML()
	case name.Local == "xmlns":
		return reservedForXmlns()
	}
	return nil
}

func reservedForXML() *clr.Exception {
	return argument("The prefix 'xml' is bound to the namespace name 'http://www.w3.org/XML/1998/namespace'. Other prefixes must not be bound to this namespace name, and it must not be declared as the default namespace.")
}

func reservedForXmlns() *clr.Exception {
	return argument("The prefix 'xmlns' is bound to the namespace name 'http://www.w3.org/2000/xmlns/'. It must not be declared. Other prefixes must not be bound to this namespace name, and it must not be declared as the default namespace.")
}
