package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// localFunc is a declared local function.
type localFunc struct {
	name   string
	syntax *ast.LocalFunc
	params []types.Param
	result *types.Type // nil for void
	// v holds the delegate while the block runs.
	v     *Var
	outer *Func
	bad   bool
}

// declareLocalFuncs enters the local functions among statements into the current
// scope: they can be called before they are declared.
func (b *binder) declareLocalFuncs(list []ast.Stmt) []*localFunc {
	var funcs []*localFunc
	for _, s := range list {
		if f, ok := s.(*ast.LocalFunc); ok {
			funcs = append(funcs, b.declareLocalFunc(f))
		}
	}
	return funcs
}

// bindLocalFuncs binds the bodies, when all names around them are known.
func (b *binder) bindLocalFuncs(funcs []*localFunc) []*LocalFunc {
	var out []*LocalFunc
	for _, f := range funcs {
		if bound := b.bindLocalFunc(f); bound != nil {
			out = append(out, bound)
		}
	}
	return out
}

// declareLocalFunc enters a local function into the current scope.
func (b *binder) declareLocalFunc(f *ast.LocalFunc) *localFunc {
	out := &localFunc{name: f.Name.Text, syntax: f, outer: b.fn}
	b.declare(f.Name.Text, f.Name.Span(), out)
	if len(f.TypeParams) > 0 {
		b.errorf(diag.ExpressionNotSupported, f.Span(), "generic local functions are not supported")
		out.bad = true
		return out
	}
	for _, p := range f.Params {
		t := b.typ(p.Type)
		if t.Kind == types.Invalid {
			out.bad = true
		}
		if p.Mode == ast.ByIn {
			b.errorf(diag.ExpressionNotSupported, p.Span(), "in parameters are not supported; remove 'in'")
			out.bad = true
		}
		q := types.Param{Name: p.Name.Text, Type: t, Params: p.Params, Ref: p.Mode == ast.ByRef, Out: p.Mode == ast.ByOut}
		if p.Default != nil {
			k, ok := b.typedAs(p.Default, t).(*Const)
			if !ok {
				b.errorf(diag.ExpressionType, p.Default.Span(), "CS1736 Default parameter value for '%s' must be a compile-time constant", p.Name.Text)
				out.bad = true
			} else {
				q.Optional, q.Default = true, k.Value
			}
		}
		out.params = append(out.params, q)
	}
	if t := b.typ(f.Return); t.Kind != types.Void {
		out.result = t
		out.bad = out.bad || t.Kind == types.Invalid
	}
	out.v = b.temp(b.localFuncType(out))
	out.v.Name = f.Name.Text
	out.v.Captured = true
	out.v.isFunc = true
	return out
}

// localFuncType is the delegate type that holds a local function: the library's
// Func or Action of its parameters, or object where there is none.
func (b *binder) localFuncType(f *localFunc) *types.Type {
	if f.bad {
		return b.special(types.Object)
	}
	var args []*types.Type
	for _, p := range f.params {
		args = append(args, p.Type)
	}
	name := "System.Action"
	if f.result != nil {
		name = "System.Func"
		args = append(args, f.result)
	}
	def := b.u.Lookup(name, len(args))
	if def == nil {
		b.errorf(diag.ExpressionNotSupported, f.syntax.Span(), "local functions with %d parameters are not supported", len(f.params))
		f.bad = true
		return b.special(types.Object)
	}
	if len(args) == 0 {
		return def
	}
	return b.u.Construct(def, args...)
}

// bindLocalFunc binds the body.
func (b *binder) bindLocalFunc(f *localFunc) *LocalFunc {
	if f.bad {
		return nil
	}
	s := f.syntax
	saved := *b
	fn := &Func{Outer: b.fn, Result: f.result}
	b.fn = fn
	b.loops, b.switches, b.switchStack, b.finally = 0, 0, nil, 0
	b.ret = &returns{result: f.result, void: f.result == nil}
	b.push()
	if s.Iterator {
		b.iteratorFunc(f, fn)
		return b.boundLocalFunc(f, fn, saved)
	}
	for i, p := range s.Params {
		v := b.newVar(p.Name, f.params[i].Type)
		// What is passed by reference is a cell that the caller shares.
		v.ByReference = f.params[i].Ref || f.params[i].Out
		v.Captured = v.ByReference
		// An out parameter has to be assigned like a variable.
		v.isParam = !f.params[i].Out
		fn.Params = append(fn.Params, v)
	}
	if s.Body != nil {
		x := b.value(b.expr(s.Body))
		switch {
		case f.result != nil:
			fn.Expr = b.convert(x, f.result)
		default:
			x = b.finished(x)
			if !isBad(x) && !hasEffect(x) {
				b.errorf(diag.ExpressionType, s.Body.Span(), notAStatement)
			}
			fn.Expr = x
		}
	} else {
		body, reachable := b.block(s.Block)
		fn.Block = body
		if reachable && f.result != nil && !b.failed() {
			b.errorf(diag.ExpressionType, s.Name.Span(), "CS0161 '%s': not all code paths return a value", s.Name.Text)
		}
	}
	return b.boundLocalFunc(f, fn, saved)
}

// boundLocalFunc goes back to the state before the function was bound.
func (b *binder) boundLocalFunc(f *localFunc, fn *Func, saved binder) *LocalFunc {
	list, lambdas, filters := b.list, b.lambdas, b.filters
	*b = saved
	b.list, b.lambdas, b.filters = list, lambdas, filters
	return &LocalFunc{f.v, &Lambda{typed{f.v.Type, f.syntax.Span()}, fn}}
}

// useLocalFunc mentions a local function by name.
func (b *binder) useLocalFunc(f *localFunc, span diag.Span) Expr {
	if f.bad {
		return b.bad(span)
	}
	return &localFuncRef{typed{b.u.InvalidType(), span}, f}
}

// callLocal calls a local function.
func (b *binder) callLocal(f *localFunc, args []arg, span diag.Span) Expr {
	if f.bad {
		return b.bad(span)
	}
	m := &types.Method{Name: f.name, Owner: f.v.Type, Params: f.params, Return: f.result, Static: true}
	c := b.resolve([]*types.Method{m}, args, nil, false)
	if c == nil {
		return b.overloadError(f.name, "method", []*types.Method{m}, args, span)
	}
	in, _ := b.finalArgs(c, args)
	for _, a := range in {
		if o, ok := a.(*OutArg); ok {
			o.Var.Captured = true
		}
	}
	return &Invoke{typed{b.resultType(f.result), span}, b.use(f.v, span), in}
}

// localFuncFits reports whether a local function converts to a delegate type.
func (b *binder) localFuncFits(f *localFuncRef, to *types.Type) bool {
	sig := to.Invoke
	if sig == nil || len(sig.Params) != len(f.fn.params) {
		return false
	}
	for i, p := range f.fn.params {
		if p.Ref || p.Out {
			return false
		}
		if sig.Params[i].Type != p.Type && !b.standardImplicit(sig.Params[i].Type, p.Type).ok() {
			return false
		}
	}
	if sig.Return == nil {
		return true
	}
	return f.fn.result != nil && b.standardImplicit(f.fn.result, sig.Return).ok()
}

// localFuncTo makes a delegate of a local function.
func (b *binder) localFuncTo(f *localFuncRef, to *types.Type) Expr {
	if to == f.fn.v.Type {
		return b.use(f.fn.v, f.Pos)
	}
	sig := to.Invoke
	fn := &Func{Outer: b.fn, Result: sig.Return}
	saved := b.fn
	b.fn = fn
	args := make([]arg, len(sig.Params))
	for i, p := range sig.Params {
		v := &Var{Name: p.Name, Type: p.Type, Func: fn, isParam: true}
		fn.Params = append(fn.Params, v)
		args[i] = arg{x: &VarRef{typed{p.Type, f.Pos}, v}}
	}
	call := b.callLocal(f.fn, args, f.Pos)
	if sig.Return != nil {
		call = b.convert(call, sig.Return)
	}
	fn.Expr = call
	b.fn = saved
	return &Lambda{typed{to, f.Pos}, fn}
}
