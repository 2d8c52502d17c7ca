package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

const ns = "System.Xml.Linq."

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{
		objectType(), nodeType(), containerType(), elementType(), documentType(), attributeType(),
		textType(), cdataType(), commentType(), instructionType(), doctypeType(), declarationType(),
		nameType(), namespaceType(), orderComparerType(), equalityComparerType(), extensionsType(),
		sequenceType(),
		{
			Name: ns + "SaveOptions", Kind: types.Enum, Flags: true,
			Values: []types.EnumValue{
				{Name: "None"}, {Name: "DisableFormatting", Value: int64(xmltree.DisableFormatting)},
				{Name: "OmitDuplicateNamespaces", Value: int64(xmltree.OmitDuplicateNamespaces)},
			},
		},
		{
			Name: ns + "LoadOptions", Kind: types.Enum, Flags: true,
			Values: []types.EnumValue{
				{Name: "None"}, {Name: "PreserveWhitespace", Value: preserveWhitespace},
				{Name: "SetBaseUri", Value: 2}, {Name: "SetLineInfo", Value: 4},
			},
		},
	}
	for _, name := range []string{"XStreamingElement", "XObjectChangeEventArgs", "XObjectChange", "ReaderOptions"} {
		list = append(list, types.Decl{Name: ns + name, Kind: types.Class, Refused: "not in the list of types that expressions may use"})
	}
	return list
}

// preserveWhitespace is LoadOptions.PreserveWhitespace. The other options ask for
// places in the text, which expressions cannot read.
const preserveWhitespace = 1

// class is the class of nodes and attributes of the Go type T; its ToString is
// their XML.
func class[T xmltree.Object]() *rt.Class {
	return rt.RefClass[T](rt.Class{ToString: toString})
}
