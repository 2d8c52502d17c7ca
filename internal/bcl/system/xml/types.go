package xml

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return withRefused(slices.Concat([]types.Decl{nodeType(), exceptionType(), readerType()}, settingsTypes(), resolverTypes(), domTypes(), listTypes()))
}
