package regularexpressions

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

const ns = "System.Text.RegularExpressions."

// Types returns the declarations of the namespace. They share one cache of
// compiled patterns.
func Types() []types.Decl {
	patterns := newPatterns()
	return append([]types.Decl{
		optionsType(), evaluatorType(), regexType(patterns),
		captureType(), groupType(), matchType(),
	}, collectionTypes()...)
}
