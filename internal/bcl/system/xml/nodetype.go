package xml

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

const ns = "System.Xml."

// nodeType is XmlNodeType.
func nodeType() types.Decl {
	d := types.Decl{Name: ns + "XmlNodeType", Kind: types.Enum}
	for i, name := range []string{
		"None", "Element", "Attribute", "Text", "CDATA", "EntityReference", "Entity", "ProcessingInstruction",
		"Comment", "Document", "DocumentType", "DocumentFragment", "Notation", "Whitespace",
		"SignificantWhitespace", "EndElement", "EndEntity", "XmlDeclaration",
	} {
		d.Values = append(d.Values, types.EnumValue{Name: name, Value: int64(i)})
	}
	return d
}
