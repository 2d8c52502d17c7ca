package serial

import (
	"math/big"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// BigInteger is a boxed System.Numerics.BigInteger: the payload of a JSON integer
// beyond 64 bits. Expressions cannot name the type and use it as an object.
type BigInteger struct{ *big.Int }

func boxBig(payload any) any {
	if n, ok := payload.(*big.Int); ok {
		return &BigInteger{n}
	}
	return payload
}

// BigIntegerType is the declaration of the type.
func BigIntegerType() types.Decl {
	return types.Decl{
		Name: "System.Numerics.BigInteger", Kind: types.Struct, Base: "System.ValueType",
		Refused: "big integers are outside of the types that expressions may use",
		Class: rt.RefClass[*BigInteger](rt.Class{
			ToString: func(f *rt.Frame, v any) (rt.String, error) {
				s := v.(*BigInteger).String()
				return rt.Str(s), f.Alloc(len(s))
			},
			Equals: func(_ *rt.Frame, a, b any) (bool, error) {
				y, ok := b.(*BigInteger)
				return ok && a.(*BigInteger).Cmp(y.Int) == 0, nil
			},
			Hash: func(_ *rt.Frame, v any) (int32, error) { return rt.HashString(v.(*BigInteger).String()), nil },
		}),
	}
}
