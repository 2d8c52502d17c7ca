package bind

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// userConversion finds the user-defined conversion operator between two types
// (C# specification, 10.5.4 and 10.5.5), or nothing when there is none or no
// best one.
func (b *binder) userConversion(from, to *types.Type, explicit bool) conversion {
	s0, t0 := from.Underlying(), to.Underlying()
	if s0.Kind == types.Interface || t0.Kind == types.Interface || from.Kind == types.Null {
		// User-defined operators never convert from or to interfaces; an
		// interface source may still be the operand of one that takes it.
		if t0.Kind == types.Interface {
			return conversion{}
		}
	}
	var ops []*types.Method
	collect := func(t *types.Type) {
		for _, op := range t.Operators("implicit") {
			ops = append(ops, op)
		}
		if explicit {
			for _, op := range t.Operators("explicit") {
				ops = append(ops, op)
			}
		}
	}
	collect(s0)
	if t0 != s0 {
		collect(t0)
	}
	type candidate struct {
		op     *types.Method
		s, t   *types.Type // operand and result, lifted where needed
		lifted bool
	}
	var cands []candidate
	for _, op := range ops {
		s, t := op.Params[0].Type, op.Return
		fits := func(s, t *types.Type) bool {
			if explicit {
				return b.encompassedEither(from, s) && b.encompassedEither(t, to)
			}
			return b.encompassed(from, s) && b.encompassed(t, to)
		}
		if fits(s, t) {
			cands = append(cands, candidate{op, s, t, false})
		} else if (from.Kind == types.Nullable || to.Kind == types.Nullable) && s.IsValueType() && s.Kind != types.Nullable && t.IsValueType() && t.Kind != types.Nullable {
			ls, lt := b.u.NullableOf(s), b.u.NullableOf(t)
			if fits(ls, lt) {
				cands = append(cands, candidate{op, ls, lt, true})
			}
		}
	}
	if len(cands) == 0 {
		return conversion{}
	}
	var ss, ts []*types.Type
	for _, c := range cands {
		ss, ts = append(ss, c.s), append(ts, c.t)
	}
	sx := b.mostSpecificSource(from, ss, explicit)
	tx := b.mostSpecificTarget(to, ts, explicit)
	if sx == nil || tx == nil {
		return conversion{}
	}
	var best *candidate
	for i, c := range cands {
		if c.s != sx || c.t != tx {
			continue
		}
		if best != nil && best.op.Def != c.op.Def && best.op != c.op {
			if best.lifted && !c.lifted {
				best = &cands[i]
				continue
			}
			if !best.lifted && c.lifted {
				continue
			}
			return conversion{}
		}
		best = &cands[i]
	}
	if best == nil {
		return conversion{}
	}
	class := implicitUser
	if explicit {
		class = explicitUser
	}
	return conversion{class: class, op: best.op, lifted: best.lifted}
}

// encompassed reports whether a standard implicit conversion exists from a to b.
func (b *binder) encompassed(a, c *types.Type) bool { return b.standardImplicit(a, c).ok() }

func (b *binder) encompassedEither(a, c *types.Type) bool {
	return b.encompassed(a, c) || b.encompassed(c, a)
}

func (b *binder) mostSpecificSource(from *types.Type, ss []*types.Type, explicit bool) *types.Type {
	for _, s := range ss {
		if s == from {
			return s
		}
	}
	if explicit {
		var enc []*types.Type
		for _, s := range ss {
			if b.encompassed(from, s) {
				enc = append(enc, s)
			}
		}
		if len(enc) > 0 {
			return b.mostEncompassed(enc)
		}
		return b.mostEncompassing(ss)
	}
	return b.mostEncompassed(ss)
}

func (b *binder) mostSpecificTarget(to *types.Type, ts []*types.Type, explicit bool) *types.Type {
	for _, t := range ts {
		if t == to {
			return t
		}
	}
	if explicit {
		var enc []*types.Type
		for _, t := range ts {
			if b.encompassed(t, to) {
				enc = append(enc, t)
			}
		}
		if len(enc) > 0 {
			return b.mostEncompassing(enc)
		}
		return b.mostEncompassed(ts)
	}
	return b.mostEncompassing(ts)
}

// mostEncompassed returns the type of the list that converts to all others.
func (b *binder) mostEncompassed(list []*types.Type) *types.Type {
	for _, x := range list {
		all := true
		for _, y := range list {
			if !b.encompassed(x, y) {
				all = false
			}
		}
		if all {
			return x
		}
	}
	return nil
}

// mostEncompassing returns the type of the list that all others convert to.
func (b *binder) mostEncompassing(list []*types.Type) *types.Type {
	for _, x := range list {
		all := true
		for _, y := range list {
			if !b.encompassed(y, x) {
				all = false
			}
		}
		if all {
			return x
		}
	}
	return nil
}
