// Package text declares the namespace System.Text: StringBuilder and the
// encodings. See package bcl for how members are declared.
//
// An encoding is a codePage with a codec (utf.go, utf7.go, table.go). Start
// reading at Types.
package text

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{
		builderType(), encodingType(pages()),
		{Name: "System.Text.NormalizationForm", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "FormC", Value: 1}, {Name: "FormD", Value: 2}, {Name: "FormKC", Value: 5}, {Name: "FormKD", Value: 6},
		}},
	}
	for _, name := range []string{
		"ASCIIEncoding", "Decoder", "DecoderExceptionFallback", "DecoderFallback", "DecoderReplacementFallback", "Encoder",
		"EncoderExceptionFallback", "EncoderFallback", "EncoderReplacementFallback", "EncodingInfo", "EncodingProvider",
		"UTF32Encoding", "UTF7Encoding", "UTF8Encoding", "UnicodeEncoding",
	} {
		list = append(list, types.Decl{Name: "System.Text." + name, Kind: types.Class, Refused: "not in the list of types that expressions may use"})
	}
	return list
}
