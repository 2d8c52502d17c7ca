package bind

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// maxLambdaDepth bounds nested lambdas, whose bodies are bound again for every type
// their parameters may have. maxLambdaBindings bounds how often that happens in
// one program: overloads inside overloads multiply.
const (
	maxLambdaDepth    = 32
	maxLambdaBindings = 20_000
)

// lambdaKey identifies one way to bind a lambda.
type lambdaKey struct {
	syntax ast.Expr
	scope  *scope
	types  string
}

// boundLambda is the outcome of binding a lambda with given parameter types.
type boundLambda struct {
	fn *Func
	// natural is the type of the result when it was to be inferred; nil for none.
	natural *types.Type
	ok      bool
	found   diag.List
	// exact says that every returned value is of the natural type; taken that fn is
	// in use for the delegate.
	exact, taken bool
	// falls says that the end of a body that has to return can be reached.
	falls bool
}

func (b *binder) lambdaExpr(x *ast.Lambda) Expr {
	l := &lambda{typed: typed{b.u.InvalidType(), x.Span()}, syntax: x, scope: b.scope, known: true, overflow: b.overflow}
	b.checkParams(x.Params)
	for _, p := range x.Params {
		lp := lambdaParam{name: p}
		if p.Type != nil {
			lp.typ = b.typ(p.Type)
			if lp.typ.Kind == types.Invalid {
				return b.bad(x.Span())
			}
		}
		l.params = append(l.params, lp)
	}
	return l
}

func (b *binder) anonymousMethod(x *ast.AnonymousMethod) Expr {
	l := &lambda{typed: typed{b.u.InvalidType(), x.Span()}, syntax: x, scope: b.scope, known: x.HasParams, overflow: b.overflow}
	for _, p := range x.Params {
		lp := lambdaParam{name: p, typ: b.typ(p.Type)}
		if lp.typ.Kind == types.Invalid {
			return b.bad(x.Span())
		}
		l.params = append(l.params, lp)
	}
	return l
}

// typedParams reports whether the lambda's parameter types are written, or there
// are none.
func (l *lambda) typedParams() bool {
	for _, p := range l.params {
		if p.typ == nil {
			return false
		}
	}
	return true
}

// body returns the two forms of a lambda's body.
func (l *lambda) body() (ast.Expr, *ast.Block) {
	switch x := l.syntax.(type) {
	case *ast.Lambda:
		return x.Body, x.Block
	case *ast.AnonymousMethod:
		return nil, x.Block
	}
	return nil, nil
}

// lambdaFits reports whether a lambda converts to a type.
func (b *binder) lambdaFits(l *lambda, to *types.Type) bool {
	sig := delegateOf(to)
	if sig == nil || l.known && len(sig.Params) != len(l.params) {
		return false
	}
	for i, p := range l.params {
		if p.typ != nil && p.typ != sig.Params[i].Type || p.name.Mode != ast.ByValue {
			return false
		}
	}
	return b.bindLambda(l, paramTypes(sig), sig.Return, false).ok
}

func paramTypes(m *types.Method) []*types.Type {
	out := make([]*types.Type, len(m.Params))
	for i, p := range m.Params {
		out[i] = p.Type
	}
	return out
}

// lambdaResult returns the type of a lambda's result for given parameter types;
// nil when it has none (a null, or no value). ok is false when the body is wrong.
func (b *binder) lambdaResult(l *lambda, params []*types.Type) (*types.Type, bool) {
	if l.known && len(params) != len(l.params) {
		return nil, false
	}
	x := b.bindLambda(l, params, nil, true)
	return x.natural, x.ok
}

// bindLambda binds the body with the given parameter types. With infer the
// result is not converted; otherwise it is converted to result (nil: no value).
func (b *binder) bindLambda(l *lambda, params []*types.Type, result *types.Type, infer bool) *boundLambda {
	k := keyOf(l, params, result, infer)
	if x := b.lambdas[k]; x != nil {
		return x
	}
	out := &boundLambda{}
	b.lambdas[k] = out
	if !infer && b.reuse(l, params, result, out) {
		return out
	}
	if *b.bindings++; b.depth >= maxLambdaDepth || *b.bindings > maxLambdaBindings {
		out.fn = &Func{Outer: b.fn, Result: result}
		out.found.Errorf(diag.ExpressionNotSupported, b.src, l.Pos, "lambdas are nested too deeply, or are arguments of too many overloads")
		return out
	}
	saved := *b
	b.depth++
	f := &Func{Outer: b.fn, Result: result}
	b.fn = f
	b.scope, b.overflow = l.scope, l.overflow
	b.loops, b.switches, b.switchStack, b.finally = 0, 0, nil, 0
	b.ret = &returns{infer: infer, result: result, void: result == nil && !infer, lambda: l.what()}
	list := &diag.List{}
	b.list = list
	b.push()
	for i, t := range params {
		if !l.known {
			f.Params = append(f.Params, &Var{Type: t, Func: f, isParam: true})
			continue
		}
		v := b.newVar(l.params[i].name.Name, t)
		v.isParam = true
		if l.query() {
			v.readOnly = rangeVariable
		}
		f.Params = append(f.Params, v)
	}
	x, block := l.body()
	if x != nil {
		b.lambdaExprBody(f, x, out, result, infer)
	} else {
		b.lambdaBlock(f, block, out, l.Pos)
	}
	restore := saved
	restore.lambdas, restore.filters, restore.identity = b.lambdas, b.filters, b.identity
	*b = restore
	out.fn = f
	out.found = *list
	out.ok = !list.HasErrors()
	return out
}

// reuse takes the body that was bound to infer the type of its result, when the
// result is of just that type and nothing needs to be converted.
func (b *binder) reuse(l *lambda, params []*types.Type, result *types.Type, out *boundLambda) bool {
	x := b.lambdas[keyOf(l, params, nil, true)]
	if x == nil || !x.ok || !x.exact || x.natural != result || result == nil || x.taken {
		return false
	}
	x.taken = true
	x.fn.Result = result
	out.fn, out.ok = x.fn, true
	return true
}

func keyOf(l *lambda, params []*types.Type, result *types.Type, infer bool) lambdaKey {
	var key strings.Builder
	for _, p := range params {
		fmt.Fprintf(&key, "%p,", p)
	}
	fmt.Fprintf(&key, "%p,%t", result, infer)
	return lambdaKey{l.syntax, l.scope, key.String()}
}

func (b *binder) lambdaExprBody(f *Func, x ast.Expr, out *boundLambda, result *types.Type, infer bool) {
	v := b.value(b.expr(x))
	switch {
	case infer:
		switch v.(type) {
		case *lambda, *methodGroup, *Throw, *defaultLit, *localFuncRef:
			// No type of its own; the conversion decides.
			f.Expr = v
			return
		}
		v = b.finished(v)
		f.Expr = v
		if k := v.Type().Kind; k != types.Null && k != types.Void && k != types.Invalid {
			out.natural, out.exact = v.Type(), true
		}
	case result == nil:
		if t, ok := v.(*Throw); ok {
			f.Expr = t
			return
		}
		v = b.finished(v)
		if !isBad(v) && !hasEffect(v) {
			b.errorf(diag.ExpressionType, x.Span(), notAStatement)
		}
		f.Expr = v
	default:
		f.Expr = b.returned(v, b.ret)
	}
}

func (b *binder) lambdaBlock(f *Func, block *ast.Block, out *boundLambda, span diag.Span) {
	body, reachable := b.block(block)
	f.Block = body
	switch {
	case b.ret.infer:
		if len(b.ret.exprs) > 0 {
			if reachable {
				b.errorf(diag.ExpressionType, span, "CS1643 Not all code paths return a value in lambda expression")
			}
			out.natural = b.bestCommon(b.ret.exprs)
			out.exact = true
			for _, x := range b.ret.exprs {
				out.exact = out.exact && x.Type() == out.natural && !unfinished(x)
			}
		}
	case b.ret.result != nil && reachable && !b.failed():
		out.falls = true
		b.errorf(diag.ExpressionType, span, "CS1643 Not all code paths return a value in lambda expression of type '%s'", b.ret.result)
	}
}

// unfinished reports an expression whose type comes from where it is used.
func unfinished(x Expr) bool {
	switch x.(type) {
	case *lambda, *methodGroup, *Throw, *defaultLit, *tupleLit, *localFuncRef, *declared:
		return true
	}
	return false
}

// bestCommon is the best common type of expressions (12.6.3.15), nil for none.
func (b *binder) bestCommon(xs []Expr) *types.Type {
	var cands []*types.Type
	for _, x := range xs {
		var t *types.Type
		switch y := x.(type) {
		case *lambda, *methodGroup, *Throw, *defaultLit, *localFuncRef, *declared:
			continue
		case *tupleLit:
			if !hasType(y) {
				continue
			}
			t = b.naturalTuple(y).Type()
		default:
			t = x.Type()
		}
		if t.Kind == types.Null || t.Kind == types.Void || t.Kind == types.Invalid {
			continue
		}
		seen := false
		for _, c := range cands {
			seen = seen || c == t
		}
		if !seen {
			cands = append(cands, t)
		}
	}
	return b.widest(cands)
}

// lambdaTo makes the delegate; the conversion is known to exist.
func (b *binder) lambdaTo(l *lambda, to *types.Type) Expr {
	x := b.bindLambda(l, paramTypes(to.Invoke), to.Invoke.Return, false)
	b.list.Append(x.found)
	return &Lambda{typed{to, l.Pos}, x.fn}
}

// betterForLambda compares two delegate types as targets of a lambda.
func (b *binder) betterForLambda(l *lambda, t1, t2 *types.Type) int {
	s1, s2 := delegateOf(t1), delegateOf(t2)
	if s1 == nil || s2 == nil || len(s1.Params) != len(s2.Params) {
		return b.betterTarget(t1, t2)
	}
	for i := range s1.Params {
		if s1.Params[i].Type != s2.Params[i].Type {
			return b.betterTarget(t1, t2)
		}
	}
	r1, r2 := s1.Return, s2.Return
	switch {
	case r1 == r2:
		return 0
	case r1 == nil:
		return -1
	case r2 == nil:
		return 1
	}
	if natural, ok := b.lambdaResult(l, paramTypes(s1)); ok && natural != nil {
		if natural == r1 {
			return 1
		}
		if natural == r2 {
			return -1
		}
	}
	return b.betterTarget(r1, r2)
}

// methodGroupFits reports whether a method group converts to a delegate type.
func (b *binder) methodGroupFits(g *methodGroup, to *types.Type) bool {
	sig := delegateOf(to)
	if sig == nil {
		return false
	}
	c := b.resolveGroup(g, groupArgs(sig, g.Pos))
	if c == nil {
		return false
	}
	if sig.Return == nil {
		return c.method.Return == nil
	}
	return c.method.Return != nil && b.sameOrReference(c.method.Return, sig.Return)
}

// sameOrReference reports whether a type converts to another without a change of
// its values, as the results of method groups have to (10.8).
func (b *binder) sameOrReference(from, to *types.Type) bool {
	c := b.standardImplicit(from, to)
	return c.class == identity || c.class == implicitReference
}

func groupArgs(sig *types.Method, span diag.Span) []arg {
	args := make([]arg, len(sig.Params))
	for i, p := range sig.Params {
		args[i] = arg{x: &Default{typed{p.Type, span}}}
	}
	return args
}

// resolveGroup resolves a method group against arguments.
func (b *binder) resolveGroup(g *methodGroup, args []arg) *candidate {
	if c := b.resolve(g.methods, args, g.typeArgs, false); c != nil {
		return c
	}
	if _, static := g.recv.(*typeRef); !static && g.ext {
		all := append([]arg{{x: g.recv}}, args...)
		return b.resolveExtension(b.u.Extensions(g.name), all, g.typeArgs)
	}
	return nil
}

// methodGroupTo makes a delegate of a method: a lambda that calls it. The
// receiver is evaluated once, when the delegate is made.
func (b *binder) methodGroupTo(g *methodGroup, to *types.Type) Expr {
	sig := to.Invoke
	f := &Func{Outer: b.fn, Result: sig.Return}
	var temps []Temp
	recv := g.recv
	if _, static := recv.(*typeRef); !static && recv != nil {
		if _, simple := recv.(*Const); !simple {
			v := b.temp(recv.Type())
			v.Captured = true
			temps = append(temps, Temp{v, recv})
			recv = &VarRef{typed{v.Type, g.Pos}, v}
		}
	}
	saved := b.fn
	b.fn = f
	args := make([]arg, len(sig.Params))
	for i, p := range sig.Params {
		v := &Var{Name: p.Name, Type: p.Type, Func: f, isParam: true}
		f.Params = append(f.Params, v)
		args[i] = arg{x: &VarRef{typed{p.Type, g.Pos}, v}}
	}
	h := *g
	h.recv = recv
	call := b.callGroup(&h, args, g.Pos)
	if sig.Return != nil {
		call = b.convert(call, sig.Return)
	}
	f.Expr = call
	b.fn = saved
	var out Expr = &Lambda{typed{to, g.Pos}, f}
	if len(temps) > 0 {
		out = &Seq{typed: typed{to, g.Pos}, Temps: temps, Value: out}
	}
	return out
}

// arrow is the place of the `=>` of a lambda, or of the whole anonymous method.
func (l *lambda) arrow(text string) diag.Span {
	body := l.Pos.End
	switch x, block := l.body(); {
	case x != nil:
		body = x.Span().Start
	case block != nil:
		body = block.Span().Start
	}
	if i := strings.LastIndex(text[l.Pos.Start:body], "=>"); i >= 0 {
		return diag.Span{Start: l.Pos.Start + i, End: l.Pos.Start + i + len("=>")}
	}
	return l.Pos
}
