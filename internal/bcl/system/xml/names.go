package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Trees keep names with their namespaces and not the prefixes that were written.
// The functions here find the prefixes again: of several for one namespace the
// nearest to the element, none where the default namespace fits.

// elementPrefix returns the prefix of an element's name.
func elementPrefix(e *xmltree.Element) string {
	space := e.Name().Space
	if space == "" || e.DefaultNamespace() == space {
		return ""
	}
	prefix, _ := e.PrefixOfNamespace(space)
	return prefix
}

// attributePrefix returns the prefix of an attribute's name.
func attributePrefix(a *xmltree.Attribute) string {
	space := a.Name().Space
	switch {
	case space == "" || a.Parent() == nil:
		return ""
	case space == xmltree.XmlnsNamespace:
		return "xmlns"
	}
	prefix, _ := a.Parent().PrefixOfNamespace(space)
	return prefix
}

func qualified(prefix, local string) string {
	if prefix == "" {
		return local
	}
	return prefix + ":" + local
}

func elementName(e *xmltree.Element) string { return qualified(elementPrefix(e), e.Name().Local) }

// writtenName is the name of an element of XmlDocument, which keeps prefixes.
func writtenName(e *xmltree.Element) string { return qualified(e.Prefix(), e.Name().Local) }

// attributeWritten finds an attribute of XmlDocument by its name as written, nil if
// there is none.
func attributeWritten(f *rt.Frame, e *xmltree.Element, name string) (*xmltree.Attribute, error) {
	if a := e.Attribute(xmltree.Name{Local: name}); a != nil && a.Prefix() == "" {
		return a, nil
	}
	for a := range e.Attributes() {
		if err := f.Step(); err != nil {
			return nil, err
		}
		if qualified(a.Prefix(), a.Name().Local) == name {
			return a, nil
		}
	}
	return nil, nil
}

// attributeSpace returns the namespace of an attribute as readers and documents
// tell it: that of xmlns itself is the one for declarations.
func attributeSpace(a *xmltree.Attribute) string {
	if a.IsDeclaration() {
		return string(xmltree.XmlnsNamespace)
	}
	return string(a.Name().Space)
}

// attributeNamed finds an attribute by its name as written, nil if there is none.
func attributeNamed(e *xmltree.Element, name string) *xmltree.Attribute {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return e.Attribute(xmltree.Name{Local: name})
	}
	space, ok, err := e.NamespaceOfPrefix(prefix)
	if !ok || err != nil {
		return nil
	}
	return e.Attribute(xmltree.Name{Space: space, Local: local})
}

// attributeIn finds an attribute by local name and namespace, nil if there is none.
func attributeIn(e *xmltree.Element, local, space string) *xmltree.Attribute {
	if local == "xmlns" && space == string(xmltree.XmlnsNamespace) {
		space = ""
	}
	return e.Attribute(xmltree.Name{Space: xmltree.Namespace(space), Local: local})
}
