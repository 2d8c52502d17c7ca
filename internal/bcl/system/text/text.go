// Package text declares the namespace System.Text: StringBuilder and the
// encodings. See package bcl for how members are declared.
//
// Start reading at Types.
package text

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return []types.Decl{
		{Name: "System.Text.NormalizationForm", Kind: types.Enum, Values: []types.EnumValue{
			{Name: "FormC", Value: 1}, {Name: "FormD", Value: 2}, {Name: "FormKC", Value: 5}, {Name: "FormKD", Value: 6},
		}},
	}
}
