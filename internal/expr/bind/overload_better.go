package bind

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// better compares two candidates (12.6.4.3): 1 when c is better, -1 when d is,
// 0 when neither.
func (b *binder) better(c, d *candidate, args []arg) int {
	cBetter, dBetter, same := false, false, true
	for i, a := range args {
		tc, td := b.paramType(c, i), b.paramType(d, i)
		same = same && tc == td
		switch b.betterConversion(a.x, tc, td) {
		case 1:
			cBetter = true
		case -1:
			dBetter = true
		}
	}
	switch {
	case cBetter && !dBetter:
		return 1
	case dBetter && !cBetter:
		return -1
	case cBetter && dBetter:
		return 0
	}
	// Where the types are not the same, or not as many parameters are used, the form
	// and the defaults decide alone.
	if m, n := used(c, args), used(d, args); m != n {
		switch {
		case c.expanded != d.expanded:
			return sign(d.expanded)
		case m == len(args):
			return 1
		case n == len(args):
			return -1
		}
		return 0
	}
	if !same {
		return 0
	}
	// Tie-breakers.
	if g, h := len(c.base.TypeParams) > 0, len(d.base.TypeParams) > 0; g != h {
		return sign(h)
	}
	if c.expanded != d.expanded {
		return sign(d.expanded)
	}
	if c.expanded && len(c.base.Params) != len(d.base.Params) {
		return sign(len(c.base.Params) > len(d.base.Params))
	}
	return b.moreSpecific(c, d, args)
}

func sign(first bool) int {
	if first {
		return 1
	}
	return -1
}

// used counts the parameters of a candidate, those that are left to their defaults
// and the elements of a params array among them.
func used(c *candidate, args []arg) int {
	n := len(c.base.Params)
	switch {
	case !c.expanded:
		return n
	case len(args) >= n:
		return len(args)
	case slices.Contains(c.param, n-1):
		return n
	}
	return n - 1
}

func (b *binder) paramType(c *candidate, i int) *types.Type {
	p := c.param[i]
	t := c.method.Params[p].Type
	if c.expanded && p == len(c.method.Params)-1 {
		return t.Elem
	}
	return t
}

// moreSpecific compares the uninstantiated parameter types: a type parameter is
// less specific than anything else.
func (b *binder) moreSpecific(c, d *candidate, args []arg) int {
	result := 0
	for i := range args {
		x, y := c.base.Params[c.param[i]].Type, d.base.Params[d.param[i]].Type
		if c.expanded && c.param[i] == len(c.base.Params)-1 {
			x = x.Elem
		}
		if d.expanded && d.param[i] == len(d.base.Params)-1 {
			y = y.Elem
		}
		switch s := specificity(x, y); {
		case s == 0 || s == result:
		case result == 0:
			result = s
		default:
			return 0
		}
	}
	return result
}

func specificity(x, y *types.Type) int {
	if x == y {
		return 0
	}
	if xp, yp := x.Kind == types.TypeParam, y.Kind == types.TypeParam; xp != yp {
		return sign(yp)
	}
	if x.Kind == types.Array && y.Kind == types.Array && x.Rank == y.Rank {
		return specificity(x.Elem, y.Elem)
	}
	if x.Definition() == y.Definition() && len(x.Args) == len(y.Args) && len(x.Args) > 0 {
		result := 0
		for i := range x.Args {
			switch s := specificity(x.Args[i], y.Args[i]); {
			case s == 0 || s == result:
			case result == 0:
				result = s
			default:
				return 0
			}
		}
		return result
	}
	return 0
}

// betterConversion compares the conversions of an argument to two types
// (12.6.4.4): 1 when the first is better.
func (b *binder) betterConversion(x Expr, t1, t2 *types.Type) int {
	if t1 == t2 {
		return 0
	}
	switch x := x.(type) {
	case *lambda:
		return b.betterForLambda(x, t1, t2)
	case *declared:
		return 0
	case *tupleLit:
		return b.betterTarget(t1, t2)
	}
	if xt := x.Type(); xt.Kind != types.Invalid && xt.Kind != types.Null {
		if xt == t1 {
			return 1
		}
		if xt == t2 {
			return -1
		}
	}
	return b.betterTarget(t1, t2)
}

// betterTarget compares two types as targets of a conversion (12.6.4.6).
func (b *binder) betterTarget(t1, t2 *types.Type) int {
	to2, to1 := b.implicitType(t1, t2).ok(), b.implicitType(t2, t1).ok()
	switch {
	case to2 && !to1:
		return 1
	case to1 && !to2:
		return -1
	}
	if s := betterSigned(t1.Underlying().Special, t2.Underlying().Special); s != 0 {
		return s
	}
	if t1.Kind == types.Delegate && t2.Kind == types.Delegate && t1.Invoke != nil && t2.Invoke != nil {
		return b.betterDelegate(t1, t2)
	}
	return 0
}

func betterSigned(s1, s2 types.Special) int {
	better := func(x, y types.Special) bool {
		switch x {
		case types.SByte:
			return y == types.Byte || y == types.UInt16 || y == types.UInt32 || y == types.UInt64
		case types.Int16:
			return y == types.UInt16 || y == types.UInt32 || y == types.UInt64
		case types.Int32:
			return y == types.UInt32 || y == types.UInt64
		case types.Int64:
			return y == types.UInt64
		}
		return false
	}
	switch {
	case better(s1, s2):
		return 1
	case better(s2, s1):
		return -1
	}
	return 0
}

func (b *binder) betterDelegate(t1, t2 *types.Type) int {
	r1, r2 := t1.Invoke.Return, t2.Invoke.Return
	switch {
	case r1 == r2:
		return 0
	case r1 == nil:
		return -1
	case r2 == nil:
		return 1
	}
	return b.betterTarget(r1, r2)
}
