package regularexpressions

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// optionsType is RegexOptions.
func optionsType() types.Decl {
	return types.Decl{
		Name: ns + "RegexOptions", Kind: types.Enum, Flags: true,
		Values: []types.EnumValue{
			{Name: "None", Value: int64(netregex.None)},
			{Name: "IgnoreCase", Value: int64(netregex.IgnoreCase)},
			{Name: "Multiline", Value: int64(netregex.Multiline)},
			{Name: "ExplicitCapture", Value: int64(netregex.ExplicitCapture)},
			{Name: "Compiled", Value: int64(netregex.Compiled)},
			{Name: "Singleline", Value: int64(netregex.Singleline)},
			{Name: "IgnorePatternWhitespace", Value: int64(netregex.IgnorePatternWhitespace)},
			{Name: "RightToLeft", Value: int64(netregex.RightToLeft)},
			{Name: "ECMAScript", Value: int64(netregex.ECMAScript)},
			{Name: "CultureInvariant", Value: int64(netregex.CultureInvariant)},
		},
	}
}

// evaluatorType is the delegate MatchEvaluator.
func evaluatorType() types.Decl {
	return types.Decl{
		Name: ns + "MatchEvaluator", Kind: types.Delegate, Delegate: "string Invoke(Match match)",
		Class: rt.RefClass[*rt.Delegate](rt.Class{Instance: func(v any, t *rt.Type) bool {
			d, ok := v.(*rt.Delegate)
			return ok && d.Type == t
		}}),
	}
}
