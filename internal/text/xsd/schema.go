package xsd

import (
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// Namespaces of XML Schema.
const (
	schemaNamespace   xmltree.Namespace = "http://www.w3.org/2001/XMLSchema"
	instanceNamespace xmltree.Namespace = "http://www.w3.org/2001/XMLSchema-instance"
)

// Set is a compiled set of schemas. It is immutable.
type Set struct {
	elements   map[xmltree.Name]*element
	attributes map[xmltree.Name]*attribute
	types      map[xmltree.Name]any // *simpleType or *complexType
	// members are the elements that may stand for another one.
	members map[xmltree.Name]map[xmltree.Name]*element
	// namespaces are those that schemas are about.
	namespaces map[xmltree.Namespace]bool
}

// element is the declaration of an element.
type element struct {
	name               xmltree.Name
	typ                any // *simpleType, *complexType
	nillable, abstract bool
	fixed              *string
	hasDefault         bool
	constraints        []constraint
	head               xmltree.Name // of its substitution group
}

// attribute is the declaration of an attribute.
type attribute struct {
	name  xmltree.Name
	typ   *simpleType
	fixed *string
}

// attributeUse is an attribute of a type.
type attributeUse struct {
	*attribute
	required, prohibited bool
}

type complexType struct {
	name     xmltree.Name
	base     any
	abstract bool
	mixed    bool
	simple   *simpleType // of types with simple content
	content  particle    // nil for none
	uses     []attributeUse
	any      *wildcard // of attributes
	// done says that the type is whole: types refer to each other.
	done bool
}

// particle is a part of a content model; see content.go.
type particle interface{ nullable() bool }

// wildcard allows what is of some namespaces.
type wildcard struct {
	text    string // as written
	not     bool   // all but the namespaces
	spaces  []xmltree.Namespace
	all     bool
	process string // strict, lax, skip
}

func (w *wildcard) allows(space xmltree.Namespace) bool {
	if w.all {
		return true
	}
	for _, s := range w.spaces {
		if s == space {
			return !w.not
		}
	}
	return w.not && space != ""
}

// constraint is xs:unique, xs:key or xs:keyref.
type constraint struct {
	kind     string
	name     xmltree.Name
	refer    xmltree.Name
	selector *xpath.Bound
	fields   []*xpath.Bound
}

// Problem is something wrong with a schema, at the bytes [At, End) of the document
// with that index.
type Problem struct {
	Document, At, End int
	Message           string
}

// Violation is something wrong with a document.
type Violation struct {
	Message string
	// Line and Position say where, counted from 1; positions in UTF-16 units.
	Line, Position int
}
