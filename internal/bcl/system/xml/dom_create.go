package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// splitName cuts a name as written into prefix and local name.
func splitName(name string) (prefix, local string) {
	if prefix, local, ok := strings.Cut(name, ":"); ok && prefix != "" && local != "" {
		return prefix, local
	}
	return "", name
}

// createElement makes an element. Its prefix, which the tree does not keep, is
// kept as a declaration.
func createElement(f *rt.Frame, d *document, prefix string, local rt.String, space string) (node, error) {
	if err := f.Alloc(xmltree.NodeSize + xmltree.AttributeSize); err != nil {
		return nil, err
	}
	if prefix == "" {
		prefix, local.Text = splitName(local.Text)
	}
	switch {
	case local.Text == "":
		return nil, clr.Argument("The local name for elements or attributes cannot be null or an empty string.", "")
	case prefix == "xml" && space != "" && space != string(xmltree.XMLNamespace):
		return nil, clr.Argument("Prefixes beginning with \"xml\" (regardless of whether the characters are uppercase, lowercase, or some combination thereof) are reserved for use by XML.", "")
	case prefix != "":
		if _, err := xmltree.Namespace("").Name(prefix); err != nil {
			return nil, err
		}
	}
	name, err := xmltree.Namespace(space).Name(local.Text)
	if err != nil {
		return nil, err
	}
	e, err := xmltree.NewElement(f.Alloc, name)
	if err != nil {
		return nil, err
	}
	if prefix != "" && space != "" && prefix != "xml" {
		declared, err := xmltree.NewAttribute(xmltree.Name{Space: xmltree.XmlnsNamespace, Local: prefix}, space)
		if err != nil {
			return nil, err
		}
		if err := xmltree.Add(f.Alloc, e, declared); err != nil {
			return nil, err
		}
	}
	return d.show(e), nil
}

func createAttribute(f *rt.Frame, d *document, name xmltree.Name) (node, error) {
	if err := f.Alloc(xmltree.AttributeSize); err != nil {
		return nil, err
	}
	a, err := xmltree.NewAttribute(name, "")
	if err != nil {
		return nil, err
	}
	return d.show(a), nil
}
