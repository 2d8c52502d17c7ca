package xml

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return append([]types.Decl{nodeType(), exceptionType()}, resolverTypes()...)
}
