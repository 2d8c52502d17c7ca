package bind

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// inference infers the type arguments of one generic method (12.6.3).
type inference struct {
	b        *binder
	m        *types.Method
	args     []arg
	param    []int
	expanded bool

	fixed  []*types.Type
	bounds []bounds
	done   []bool // arguments whose output type inference was made
	failed bool
}

// bounds of a type parameter.
type bounds struct{ exact, lower, upper []*types.Type }

func (b *bounds) any() bool { return len(b.exact)+len(b.lower)+len(b.upper) > 0 }

// infer returns the type arguments, or nil when they cannot be inferred.
func (b *binder) infer(m *types.Method, args []arg, param []int, expanded bool) []*types.Type {
	inf := b.newInference(m, args, param, expanded)
	inf.phaseOne()
	if !inf.phaseTwo() {
		return nil
	}
	return inf.fixed
}

func (b *binder) newInference(m *types.Method, args []arg, param []int, expanded bool) *inference {
	n := len(m.TypeParams)
	return &inference{
		b: b, m: m, args: args, param: param, expanded: expanded,
		fixed: make([]*types.Type, n), bounds: make([]bounds, n), done: make([]bool, len(args)),
	}
}

func (in *inference) paramType(i int) *types.Type {
	t := in.m.Params[in.param[i]].Type
	if in.expanded && in.param[i] == len(in.m.Params)-1 {
		return t.Elem
	}
	return t
}

// phaseOne makes inferences from the arguments that have types.
func (in *inference) phaseOne() {
	for i, a := range in.args {
		t := in.paramType(i)
		p := in.m.Params[in.param[i]]
		switch x := a.x.(type) {
		case *lambda:
			in.explicitParams(x, t)
			continue
		case *methodGroup, *localFuncRef, *defaultLit, *Throw:
			continue
		case *declared:
			in.done[i] = true
			if dt := in.b.declaredType(x); dt != nil {
				in.exact(dt, t)
			}
			continue
		case *tupleLit:
			in.tuple(x, t)
			in.done[i] = true
			continue
		}
		in.done[i] = true
		xt := a.x.Type()
		if xt.Kind == types.Null || xt.Kind == types.Invalid || xt.Kind == types.Void {
			continue
		}
		if p.Out || p.Ref {
			in.exact(xt, t)
		} else {
			in.lower(xt, t)
		}
	}
}

func (in *inference) tuple(x *tupleLit, t *types.Type) {
	if t.Kind == types.Tuple && len(t.Fields) == len(x.elems) {
		for i, e := range x.elems {
			if et := e.Type(); et.Kind != types.Null && et.Kind != types.Invalid {
				in.lower(et, t.Fields[i].Type)
			}
		}
		return
	}
	if n := in.b.naturalTuple(x); !isBad(n) {
		in.lower(n.Type(), t)
	}
}

// explicitParams infers from the written parameter types of a lambda.
func (in *inference) explicitParams(x *lambda, t *types.Type) {
	sig := delegateOf(t)
	if sig == nil || len(sig.Params) != len(x.params) {
		return
	}
	for i, p := range x.params {
		if p.typ != nil {
			in.exact(p.typ, sig.Params[i].Type)
		}
	}
}

// delegateOf returns the signature of a delegate type, open or closed.
func delegateOf(t *types.Type) *types.Method {
	if t.Kind != types.Delegate {
		return nil
	}
	return t.Invoke
}

// phaseTwo fixes type parameters and infers from the results of lambdas, by
// turns.
func (in *inference) phaseTwo() bool {
	for {
		progress := false
		// Output type inference for lambdas whose inputs are all known.
		for i, a := range in.args {
			if in.done[i] {
				continue
			}
			t := in.paramType(i)
			sig := delegateOf(t)
			if sig == nil {
				in.done[i] = true
				continue
			}
			if in.mentionsUnfixed(in.inputs(a.x, sig)) {
				continue
			}
			in.done[i] = true
			progress = true
			if sig.Return != nil && in.open(sig.Return) {
				in.output(a.x, sig)
				if in.failed {
					return false
				}
			}
		}
		var ready []int
		for i := range in.fixed {
			if in.fixed[i] == nil && in.bounds[i].any() && !in.depends(i) {
				ready = append(ready, i)
			}
		}
		if len(ready) == 0 {
			for i := range in.fixed {
				if in.fixed[i] == nil && in.bounds[i].any() && in.neededBy(i) {
					ready = append(ready, i)
				}
			}
		}
		for _, i := range ready {
			if !in.fix(i) {
				return false
			}
			progress = true
		}
		all := true
		for _, t := range in.fixed {
			all = all && t != nil
		}
		if all && !in.pending() {
			return true
		}
		if !progress {
			return all
		}
	}
}

func (in *inference) pending() bool {
	for _, d := range in.done {
		if !d {
			return true
		}
	}
	return false
}

// inputs are the parameter types of the delegate that an argument needs before
// its result type can be told.
func (in *inference) inputs(x Expr, sig *types.Method) []*types.Type {
	if l, ok := x.(*lambda); ok && l.typedParams() {
		return nil
	}
	var out []*types.Type
	for _, p := range sig.Params {
		out = append(out, p.Type)
	}
	return out
}

func (in *inference) open(t *types.Type) bool { return in.mentions(t, -1) }

func (in *inference) mentionsUnfixed(ts []*types.Type) bool {
	for _, t := range ts {
		for i := range in.fixed {
			if in.fixed[i] == nil && in.mentions(t, i) {
				return true
			}
		}
	}
	return false
}

// mentions reports whether t contains type parameter i, or any for -1.
func (in *inference) mentions(t *types.Type, i int) bool {
	switch t.Kind {
	case types.TypeParam:
		k := in.indexOf(t)
		return k >= 0 && (i < 0 || k == i)
	case types.Array, types.Nullable:
		return in.mentions(t.Elem, i)
	case types.Tuple, types.Anonymous:
		for _, f := range t.Fields {
			if in.mentions(f.Type, i) {
				return true
			}
		}
		return false
	}
	for _, a := range t.Args {
		if in.mentions(a, i) {
			return true
		}
	}
	return false
}

func (in *inference) indexOf(p *types.Type) int {
	for i, q := range in.m.TypeParams {
		if p == q {
			return i
		}
	}
	return -1
}

// depends reports whether type parameter i occurs in the result of a lambda that
// still waits for another unfixed one.
func (in *inference) depends(i int) bool {
	for k, a := range in.args {
		if in.done[k] {
			continue
		}
		sig := delegateOf(in.paramType(k))
		if sig == nil || sig.Return == nil || !in.mentions(sig.Return, i) {
			continue
		}
		for _, t := range in.inputs(a.x, sig) {
			for j := range in.fixed {
				if j != i && in.fixed[j] == nil && in.mentions(t, j) {
					return true
				}
			}
		}
	}
	return false
}

// neededBy reports whether a lambda waits for type parameter i.
func (in *inference) neededBy(i int) bool {
	for k, a := range in.args {
		if in.done[k] {
			continue
		}
		if sig := delegateOf(in.paramType(k)); sig != nil {
			for _, t := range in.inputs(a.x, sig) {
				if in.mentions(t, i) {
					return true
				}
			}
		}
	}
	return false
}

// output infers from the result of a lambda or method group (12.6.3.7).
func (in *inference) output(x Expr, sig *types.Method) {
	params := make([]*types.Type, len(sig.Params))
	for i, p := range sig.Params {
		params[i] = in.b.u.Substitute(p.Type, in.m.TypeParams, in.fixed)
	}
	switch x := x.(type) {
	case *lambda:
		t, ok := in.b.lambdaResult(x, params)
		if !ok {
			in.failed = true
			return
		}
		if t != nil {
			in.lower(t, sig.Return)
		}
	case *methodGroup:
		args := make([]arg, len(params))
		for i, t := range params {
			args[i] = arg{x: &Default{typed{t, x.Pos}}}
		}
		if c := in.b.resolveGroup(x, args); c != nil && c.method.Return != nil {
			in.lower(c.method.Return, sig.Return)
		}
	case *localFuncRef:
		args := make([]arg, len(params))
		for i, t := range params {
			args[i] = arg{x: &Default{typed{t, x.Pos}}}
		}
		if c := in.b.resolveLocal(x, args); c != nil && c.method.Return != nil {
			in.lower(c.method.Return, sig.Return)
		}
	}
}

// exact makes an exact inference from u to v.
func (in *inference) exact(u, v *types.Type) {
	if i := in.indexOf(v); i >= 0 {
		in.bounds[i].exact = append(in.bounds[i].exact, u)
		return
	}
	switch {
	case v.Kind == types.Array && u.Kind == types.Array && u.Rank == v.Rank:
		in.exact(u.Elem, v.Elem)
	case v.Kind == types.Nullable && u.Kind == types.Nullable:
		in.exact(u.Elem, v.Elem)
	case v.Kind == types.Tuple && u.Kind == types.Tuple && len(u.Fields) == len(v.Fields):
		for i := range v.Fields {
			in.exact(u.Fields[i].Type, v.Fields[i].Type)
		}
	case v.Def != nil && u.Def == v.Def:
		for i := range v.Args {
			in.exact(u.Args[i], v.Args[i])
		}
	}
}

// lower makes a lower-bound inference from u to v.
func (in *inference) lower(u, v *types.Type) {
	if i := in.indexOf(v); i >= 0 {
		if in.fixed[i] == nil {
			in.bounds[i].lower = append(in.bounds[i].lower, u)
		}
		return
	}
	if !in.mentions(v, -1) {
		return
	}
	switch {
	case v.Kind == types.Array && u.Kind == types.Array && u.Rank == v.Rank:
		in.lowerOrExact(u.Elem, v.Elem)
		return
	case v.Kind == types.Nullable && u.Kind == types.Nullable:
		in.lower(u.Elem, v.Elem)
		return
	case v.Kind == types.Tuple && u.Kind == types.Tuple && len(u.Fields) == len(v.Fields):
		for i := range v.Fields {
			in.lower(u.Fields[i].Type, v.Fields[i].Type)
		}
		return
	case v.Def == nil:
		return
	}
	if u.Kind == types.Array && u.Rank == 1 && len(v.Args) == 1 {
		for _, i := range u.AllInterfaces() {
			if i.Def == v.Def {
				in.lowerOrExact(u.Elem, v.Args[0])
				return
			}
		}
		return
	}
	// The unique instance of v's definition that u is, derives from or
	// implements.
	var found *types.Type
	consider := func(t *types.Type) bool {
		if t.Def != v.Def {
			return true
		}
		if found != nil && found != t {
			return false
		}
		found = t
		return true
	}
	for s := u; s != nil; s = s.Base {
		if !consider(s) {
			return
		}
	}
	if v.Kind == types.Interface {
		for _, i := range u.AllInterfaces() {
			if !consider(i) {
				return
			}
		}
	}
	if found == nil {
		return
	}
	for i, p := range v.Def.Params {
		x, y := found.Args[i], v.Args[i]
		switch {
		case !x.IsReference() || p.Variance == 0:
			in.exact(x, y)
		case p.Variance == '+':
			in.lower(x, y)
		default:
			in.upper(x, y)
		}
	}
}

func (in *inference) lowerOrExact(u, v *types.Type) {
	if u.IsReference() {
		in.lower(u, v)
	} else {
		in.exact(u, v)
	}
}

// upper makes an upper-bound inference from u to v.
func (in *inference) upper(u, v *types.Type) {
	if i := in.indexOf(v); i >= 0 {
		if in.fixed[i] == nil {
			in.bounds[i].upper = append(in.bounds[i].upper, u)
		}
		return
	}
	in.exact(u, v)
}

// fix chooses the type argument from its bounds (12.6.3.12).
func (in *inference) fix(i int) bool {
	if in.fixed[i] != nil {
		return true
	}
	b := in.bounds[i]
	var cands []*types.Type
	add := func(ts []*types.Type) {
		for _, t := range ts {
			seen := false
			for _, c := range cands {
				seen = seen || c == t
			}
			if !seen {
				cands = append(cands, t)
			}
		}
	}
	add(b.exact)
	add(b.lower)
	add(b.upper)
	keep := func(ok func(*types.Type) bool) {
		var out []*types.Type
		for _, c := range cands {
			if ok(c) {
				out = append(out, c)
			}
		}
		cands = out
	}
	for _, u := range b.exact {
		keep(func(c *types.Type) bool { return c == u })
	}
	for _, u := range b.lower {
		keep(func(c *types.Type) bool { return in.b.implicitType(u, c).ok() })
	}
	for _, u := range b.upper {
		keep(func(c *types.Type) bool { return in.b.implicitType(c, u).ok() })
	}
	var best *types.Type
	for _, c := range cands {
		all := true
		for _, d := range cands {
			if !in.b.implicitType(d, c).ok() {
				all = false
			}
		}
		if all {
			if best != nil {
				return false
			}
			best = c
		}
	}
	in.fixed[i] = best
	return best != nil
}
