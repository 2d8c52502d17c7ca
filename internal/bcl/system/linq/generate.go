package linq

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

func generationMembers() []types.Member {
	return []types.Member{
		{Sig: "static IEnumerable<TResult> Empty<TResult>()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			empty := c.TypeArgs[0].EmptyArray
			return rt.Func0(func() (any, error) { return empty(), nil })
		})},
		{Sig: "static IEnumerable<int> Range(int start, int count)", Impl: op2(nameRange, span)},
		{Sig: "static IEnumerable<TResult> Repeat<TResult>(TResult element, int count)", Impl: op2(nameRepeat, repeat)},
	}
}

// span is Range.
func span(o *op, f *rt.Frame, start, count int32) (*sequence, error) {
	if count < 0 || int64(start)+int64(count)-1 > math.MaxInt32 {
		return nil, clr.ArgumentOutOfRange("", "count")
	}
	return o.lazy(f, nil, func() rt.Enumerator {
		i := int32(0)
		return next(func(*rt.Frame) (any, bool, error) {
			if i >= count {
				return nil, false, nil
			}
			i++
			return start + i - 1, true, nil
		})
	})
}

// repeat is Repeat.
func repeat(o *op, f *rt.Frame, element any, count int32) (*sequence, error) {
	if count < 0 {
		return nil, clr.ArgumentOutOfRange("", "count")
	}
	return o.lazy(f, nil, func() rt.Enumerator {
		left := count
		return next(func(*rt.Frame) (any, bool, error) {
			if left <= 0 {
				return nil, false, nil
			}
			left--
			return element, true, nil
		})
	})
}
