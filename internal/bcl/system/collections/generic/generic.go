// Package generic declares the namespaces System.Collections and
// System.Collections.Generic. See package bcl for how members are declared.
package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Types returns the declarations of the namespaces.
func Types() []types.Decl {
	return []types.Decl{
		{Name: "System.Collections.IEnumerable", Kind: types.Interface},
		{
			Name: "System.Collections.Generic.IEnumerator<out T>", Kind: types.Interface,
			Members: []types.Member{{Sig: "T Current", Impl: rt.Method0(func(any) (any, error) { return nil, nil })}},
		},
		{Name: "System.Collections.Generic.IEnumerable<out T>", Kind: types.Interface, Implements: []string{"System.Collections.IEnumerable"}},
	}
}
