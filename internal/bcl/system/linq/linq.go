package linq

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	return append(interfaceTypes(), types.Decl{
		Name: "System.Linq.Enumerable", Kind: types.Class, Static: true,
		Members: slices.Concat(
			filterMembers(), projectionMembers(), partitionMembers(), concatMembers(), setMembers(),
			orderMembers(), groupMembers(), joinMembers(), elementMembers(), quantifierMembers(),
			aggregateMembers(), sumMembers(), extremeMembers(), conversionMembers(), generationMembers(),
		),
	})
}
