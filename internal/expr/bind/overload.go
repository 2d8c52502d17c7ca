package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// candidate is a method that a call may mean.
type candidate struct {
	// base is the method as found, method with type arguments applied.
	base, method *types.Method
	typeArgs     []*types.Type
	// param is the parameter each argument goes to.
	param []int
	// expanded: the params array is made of several arguments.
	expanded bool
	convs    []conversion
}

// resolve chooses the best applicable method (12.6.4), or nil when there is none
// or no best one. It reports nothing.
func (b *binder) resolve(methods []*types.Method, args []arg, typeArgs []*types.Type, ext bool) *candidate {
	var cands []*candidate
	for _, m := range methods {
		if c := b.candidate(m, args, typeArgs); c != nil {
			cands = append(cands, c)
		}
	}
	cands = b.mostDerived(cands)
	switch len(cands) {
	case 0:
		return nil
	case 1:
		return cands[0]
	}
	for i, c := range cands {
		best := true
		for j, d := range cands {
			if i != j && b.better(c, d, args) <= 0 {
				best = false
				break
			}
		}
		if best {
			return c
		}
	}
	return nil
}

// candidate returns how a method takes arguments, in its expanded form when it has
// to; nil when it does not.
func (b *binder) candidate(m *types.Method, args []arg, typeArgs []*types.Type) *candidate {
	if c := b.applicable(m, args, typeArgs, false); c != nil {
		return c
	}
	if n := len(m.Params); n > 0 && m.Params[n-1].Params {
		return b.applicable(m, args, typeArgs, true)
	}
	return nil
}

// mostDerived removes methods declared in a base of the type of another
// applicable one.
func (b *binder) mostDerived(cands []*candidate) []*candidate {
	if len(cands) < 2 {
		return cands
	}
	var out []*candidate
	for _, c := range cands {
		hidden := false
		for _, d := range cands {
			o, p := c.base.Owner, d.base.Owner
			if o != p && !c.base.Static && p.IsReference() && o.Kind != types.Interface && b.derives(p, o) {
				hidden = true
			}
			if o.Special == types.Object && p.Kind == types.Interface {
				hidden = true
			}
			if o.Kind == types.Interface && p.Kind == types.Interface && o != p && b.inherits(p, o) {
				hidden = true
			}
		}
		if !hidden {
			out = append(out, c)
		}
	}
	return out
}

// derives reports whether t is derived from base, both classes.
func (b *binder) derives(t, base *types.Type) bool {
	for s := t.Base; s != nil; s = s.Base {
		if s == base {
			return true
		}
	}
	return false
}

// applicable checks whether a method takes the arguments (12.6.4.2), inferring
// type arguments when none are given.
func (b *binder) applicable(m *types.Method, args []arg, typeArgs []*types.Type, expanded bool) *candidate {
	if len(typeArgs) > 0 && len(typeArgs) != len(m.TypeParams) {
		return nil
	}
	param, ok := mapArgs(m, args, expanded)
	if !ok {
		return nil
	}
	c := &candidate{base: m, method: m, param: param, expanded: expanded}
	if len(m.TypeParams) > 0 {
		c.typeArgs = typeArgs
		if len(typeArgs) == 0 {
			c.typeArgs = b.infer(m, args, param, expanded)
			if c.typeArgs == nil {
				return nil
			}
		}
		c.method = b.u.Instantiate(m, c.typeArgs)
	}
	for i, a := range args {
		p := c.method.Params[param[i]]
		to := p.Type
		if expanded && param[i] == len(m.Params)-1 {
			to = to.Elem
		}
		conv := b.argConversion(a, to, p)
		if !conv.ok() {
			return nil
		}
		c.convs = append(c.convs, conv)
	}
	return c
}

func (b *binder) argConversion(a arg, to *types.Type, p types.Param) conversion {
	if p.Out || p.Ref {
		if p.Out != (a.mode == ast.ByOut) || p.Ref != (a.mode == ast.ByRef) {
			return conversion{}
		}
		switch x := a.x.(type) {
		case *VarRef:
			if x.Var.Type == to {
				return conversion{class: identity}
			}
		case *declared:
			if _, isVar := x.syntax.Type.(*ast.VarType); isVar {
				return conversion{class: identity}
			}
			if b.typ(x.syntax.Type) == to {
				return conversion{class: identity}
			}
		}
		return conversion{}
	}
	if a.mode == ast.ByOut || a.mode == ast.ByRef {
		return conversion{}
	}
	return b.implicit(a.x, to)
}

// mapArgs finds the parameter of each argument (12.6.2.2).
func mapArgs(m *types.Method, args []arg, expanded bool) ([]int, bool) {
	n := len(m.Params)
	used := make([]bool, n)
	param := make([]int, len(args))
	named := false
	for i, a := range args {
		p := i
		if a.name.Text != "" {
			p = -1
			for j := range m.Params {
				if m.Params[j].Name == a.name.Text {
					p = j
				}
			}
			if p < 0 {
				return nil, false
			}
			// Nothing may follow named arguments but others (before C# 7.2).
			named = true
		} else if named {
			return nil, false
		}
		if expanded && p >= n-1 && a.name.Text == "" {
			param[i] = n - 1
			used[n-1] = true
			continue
		}
		if p >= n || used[p] {
			return nil, false
		}
		used[p] = true
		param[i] = p
	}
	for j, p := range m.Params {
		if !used[j] && !p.Optional && !(expanded && j == n-1) {
			return nil, false
		}
	}
	return param, true
}
