package xml

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

const ns = "System.Xml."

// nodeTypeNames are the members of XmlNodeType in the order of their numbers.
var nodeTypeNames = [...]string{
	"None", "Element", "Attribute", "Text", "CDATA", "EntityReference", "Entity", "ProcessingInstruction",
	"Comment", "Document", "DocumentType", "DocumentFragment", "Notation", "Whitespace",
	"SignificantWhitespace", "EndElement", "EndEntity", "XmlDeclaration",
}

// nodeType is XmlNodeType.
func nodeType() types.Decl {
	d := types.Decl{Name: ns + "XmlNodeType", Kind: types.Enum}
	for i, name := range nodeTypeNames {
		d.Values = append(d.Values, types.EnumValue{Name: name, Value: int64(i)})
	}
	return d
}
