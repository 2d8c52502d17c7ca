package apim

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Types returns the declarations of the gateway's own types, and of the static
// class that holds their extension methods.
func Types() []types.Decl {
	list := []types.Decl{
		contextType(), requestType(), responseType(), bodyType(), urlType(),
		jwtType(), basicType(), authorizationType(), extensionsType(), graphqlType(), graphqlDataType(),
	}
	list = append(list, recordTypes()...)
	return list
}

// field declares a read-only property of objects of the Go type *T.
func field[T, R any](sig string, get func(*T) R) types.Member {
	return types.Member{Sig: sig, Impl: rt.Property(get)}
}

// object declares a read-only property that yields an object; nil is null.
func object[T, R any](sig string, get func(*T) *R) types.Member {
	return types.Member{Sig: sig, Impl: rt.Reference(sig[strings.LastIndexByte(sig, ' ')+1:], get)}
}

// hot is a property that has a shorter way from the variable context; see
// rt.Chained.
func hot[R any](chain string, direct func(at rt.Place) rt.Fn[R], m types.Member) types.Member {
	m.Impl = rt.Chained(chain, direct, m.Impl.(rt.Linker))
	return m
}

// near declares what object does, for a property that has a shorter way from the
// variable context; see rt.ReferenceFrom.
func near[T, R any](chain string, direct func(at rt.Place) rt.Fn[*R], sig string, get func(*T) *R) types.Member {
	return types.Member{Sig: sig, Impl: rt.ReferenceFrom(chain, direct, sig[strings.LastIndexByte(sig, ' ')+1:], get)}
}

// text declares a string property that is null when empty is not a value of its
// own.
func text[T any](sig string, get func(*T) string) types.Member {
	return types.Member{Sig: sig, Impl: rt.TextProperty(get)}
}
