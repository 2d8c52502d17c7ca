package generic

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespaces.
func Types() []types.Decl {
	var all []types.Decl
	for _, list := range [][]types.Decl{
		enumerableTypes(), collectionTypes(), {pairType()}, dictionaryTypes(), comparerTypes(),
		{listType()}, setTypes(), sequentialTypes(), enumeratorTypes(), refusedTypes(),
	} {
		all = append(all, list...)
	}
	return all
}
