package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// what names a lambda in messages.
func (l *lambda) what() string {
	switch x := l.syntax.(type) {
	case *ast.AnonymousMethod:
		return "anonymous method"
	case *ast.Lambda:
		if x.Query {
			return "query expression"
		}
	}
	return "lambda expression"
}

// lambdaError reports why a lambda does not convert.
func (b *binder) lambdaError(l *lambda, to *types.Type) Expr {
	sig := delegateOf(to)
	switch {
	case sig == nil:
		return b.typeError(l.Pos, "CS1660 Cannot convert %s to type '%s' because it is not a delegate type", l.what(), to)
	case l.known && len(sig.Params) != len(l.params):
		return b.typeError(l.Pos, "CS1593 Delegate '%s' does not take %d arguments", to, len(l.params))
	}
	for i, p := range l.params {
		const mismatch = "CS1661 Cannot convert %s to delegate type '%s' because the parameter types do not match the delegate parameter types"
		if mode := p.name.Mode; mode != ast.ByValue {
			b.typeError(l.Pos, mismatch, l.what(), to)
			return b.typeError(p.name.Name.Span(), "CS1677 Parameter %d should not be declared with the '%s' keyword", i+1, map[ast.ArgMode]string{ast.ByRef: "ref", ast.ByOut: "out", ast.ByIn: "in"}[mode])
		}
		if p.typ != nil && p.typ != sig.Params[i].Type {
			b.typeError(l.Pos, mismatch, l.what(), to)
			return b.typeError(p.name.Name.Span(), "CS1678 Parameter %d is declared as type '%s' but should be '%s'", i+1, full{p.typ}, full{sig.Params[i].Type})
		}
	}
	if x := b.bindLambda(l, paramTypes(sig), sig.Return, false); x.falls {
		return b.typeError(l.arrow(b.src.Text), "CS1643 Not all code paths return a value in lambda expression of type '%s'", to)
	} else if x.found.HasErrors() {
		b.list.Append(x.found)
		return b.bad(l.Pos)
	}
	return b.typeError(l.Pos, "CS1662 Cannot convert lambda expression to delegate type '%s'", to)
}

// lambdaArgumentErrors reports the errors in the bodies of lambda arguments, as
// far as one candidate gives their parameters types; it reports whether it found
// any.
func (b *binder) lambdaArgumentErrors(methods []*types.Method, args []arg) bool {
	var best *diag.List
	for _, m := range methods {
		param, ok := mapArgs(m, args, false)
		if !ok {
			continue
		}
		inf := b.newInference(m, args, param, false)
		inf.phaseOne()
		inf.phaseTwo()
		right, wrong := 0, 0
		for i, a := range args {
			l, isLambda := a.x.(*lambda)
			if !isLambda {
				continue
			}
			sig := delegateOf(inf.paramType(i))
			if sig == nil || l.known && len(sig.Params) != len(l.params) {
				continue
			}
			params := make([]*types.Type, len(sig.Params))
			closed := true
			for j, p := range sig.Params {
				params[j] = b.u.Substitute(p.Type, m.TypeParams, inf.fixed)
				closed = closed && !params[j].IsOpen()
			}
			if !closed {
				continue
			}
			if x := b.bindLambda(l, params, nil, true); x.found.HasErrors() {
				wrong++
				if best == nil || x.found.Len() < best.Len() {
					best = &x.found
				}
			} else {
				right++
			}
		}
		if right > 0 && wrong == 0 {
			// The bodies are right under this candidate; the trouble is elsewhere.
			return false
		}
	}
	if best == nil {
		return false
	}
	b.list.Append(*best)
	return true
}

// lambdaSummary reports the errors that lambda arguments have under the delegates of
// several methods; it reports whether there were any. Errors of one code at one place
// are told once, in the words that come last in the alphabet, as the compiler does.
func (b *binder) lambdaSummary(methods []*types.Method, args []arg) bool {
	type place struct {
		at   diag.Span
		code string
	}
	var order []place
	found := map[place]diag.Diagnostic{}
	bound := 0
	for _, m := range methods {
		param, ok := mapArgs(m, args, false)
		if !ok || !b.takesLambdas(m, args) {
			continue
		}
		if len(m.TypeParams) > 0 {
			inferred := b.infer(m, args, param, false)
			if inferred == nil {
				continue
			}
			m = b.u.Instantiate(m, inferred)
		}
		bound++
		for i, a := range args {
			l, isLambda := a.x.(*lambda)
			if !isLambda {
				continue
			}
			sig := delegateOf(m.Params[param[i]].Type)
			for _, d := range b.bindLambda(l, paramTypes(sig), sig.Return, false).found.All() {
				code, _, _ := strings.Cut(d.Message, " ")
				p := place{d.Span, code}
				if known, ok := found[p]; !ok {
					order = append(order, p)
				} else if known.Message >= d.Message {
					continue
				}
				found[p] = d
			}
		}
	}
	if bound < 2 || len(order) == 0 {
		return false
	}
	for _, p := range order {
		b.list.Add(found[p])
	}
	return true
}
