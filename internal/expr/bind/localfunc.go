package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// signature returns a local function as error messages name it.
func (f *localFunc) signature() string { return methodText(f.method()) }

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

	// typeParams are those of a generic function; instances are the functions made
	// of it, by their type arguments, and wanted those that are to be bound.
	typeParams []*types.Type
	instances  map[string]*instance
	wanted     []instance
}

// method describes the function to overload resolution and type inference.
func (f *localFunc) method() *types.Method {
	return &types.Method{Name: f.name, TypeParams: f.typeParams, Params: f.params, Return: f.result, Static: true}
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
		if len(f.typeParams) > 0 {
			b.checkGeneric(f)
			continue
		}
		if bound := b.bindLocalFunc(f); bound != nil {
			out = append(out, bound)
		}
	}
	return append(out, b.bindInstances(funcs)...)
}

// declareLocalFunc enters a local function into the current scope.
func (b *binder) declareLocalFunc(f *ast.LocalFunc) *localFunc {
	out := &localFunc{name: f.Name.Text, syntax: f, outer: b.fn}
	b.declare(f.Name.Text, f.Name.Span(), out)
	if len(f.TypeParams) > 0 {
		b.declareTypeParams(out)
		defer b.pop()
	} else if len(f.Constraints) > 0 {
		b.errorf(diag.ExpressionSyntax, f.Constraints[0].Span(), "CS0080 Constraints are not allowed on non-generic declarations")
	}
	b.checkParams(f.Params)
	for _, p := range f.Params {
		t := b.typ(p.Type)
		if t.Kind == types.Invalid {
			out.bad = true
		}
		if p.Mode == ast.ByIn {
			b.errorf(diag.ExpressionNotSupported, p.Span(), "CS8302 Feature 'readonly references' is not available in C# 7.1. Please use language version 7.2 or greater.")
			out.bad = true
		}
		q := types.Param{Name: p.Name.Text, Type: t, Params: p.Params, Ref: p.Mode == ast.ByRef, Out: p.Mode == ast.ByOut}
		if p.Default != nil {
			x := b.value(b.expr(p.Default))
			if hasType(x) && !isBad(x) && !b.implicit(x, t).ok() {
				x = b.typeError(p.Name.Span(), "CS1750 A value of type '%s' cannot be used as a default parameter because there are no standard conversions to type '%s'", x.Type(), t)
			} else {
				x = b.convert(x, t)
			}
			k, ok := x.(*Const)
			if _, zero := x.(*Default); zero {
				q.Optional = true
			} else if !ok && isBad(x) {
				out.bad = true
			} else if !ok {
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
	t := b.special(types.Object)
	if len(f.TypeParams) == 0 {
		t = b.localFuncType(out)
	}
	out.v = b.funcVar(out, t)
	return out
}

// checkParams reports parameters that cannot stand as they do (15.6.2).
func (b *binder) checkParams(list []*ast.Param) {
	optional := false
	seen := map[string]bool{}
	for i, p := range list {
		if name := p.Name.Text; name != "" && seen[name] {
			b.errorf(diag.ExpressionName, p.Name.Span(), "CS0100 The parameter name '%s' is a duplicate", name)
		}
		seen[p.Name.Text] = true
		_, array := p.Type.(*ast.ArrayType)
		switch {
		case p.Params && !array:
			b.errorf(diag.ExpressionType, p.Span(), "CS0225 The params parameter must be a single dimensional array")
		case p.Params && i < len(list)-1:
			b.errorf(diag.ExpressionType, p.Span(), "CS0231 A params parameter must be the last parameter in a formal parameter list")
		case optional && p.Default == nil && !p.Params:
			b.errorf(diag.ExpressionType, diag.Span{Start: p.Span().End, End: p.Span().End}, "CS1737 Optional parameters must appear after all required parameters")
		}
		optional = optional || p.Default != nil
	}
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
	fn := &Func{Outer: b.fn, Result: f.result, name: s.Name.Span()}
	b.fn = fn
	b.loops, b.switches, b.switchStack, b.finally = 0, 0, nil, 0
	b.ret = &returns{result: f.result, void: f.result == nil, local: f}
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
			b.errorf(diag.ExpressionType, s.Name.Span(), "CS0161 '%s': not all code paths return a value", f.signature())
		}
	}
	return b.boundLocalFunc(f, fn, saved)
}

// boundLocalFunc goes back to the state before the function was bound.
func (b *binder) boundLocalFunc(f *localFunc, fn *Func, saved binder) *LocalFunc {
	list, lambdas, filters, identity := b.list, b.lambdas, b.filters, b.identity
	*b = saved
	b.list, b.lambdas, b.filters, b.identity = list, lambdas, filters, identity
	return &LocalFunc{f.v, &Lambda{typed{f.v.Type, f.syntax.Span()}, fn}}
}

// useLocalFunc mentions a local function by name.
func (b *binder) useLocalFunc(f *localFunc, typeArgs []*types.Type, span diag.Span) Expr {
	if f.bad {
		return b.bad(span)
	}
	return &localFuncRef{typed{b.u.InvalidType(), span}, f, typeArgs}
}

// resolveLocal finds how a local function takes arguments, nil when it does not.
func (b *binder) resolveLocal(r *localFuncRef, args []arg) *candidate {
	return b.resolve([]*types.Method{r.fn.method()}, args, r.typeArgs, false)
}

// callLocal calls a local function.
func (b *binder) callLocal(r *localFuncRef, args []arg, span diag.Span) Expr {
	f := r.fn
	if f.bad {
		return b.bad(span)
	}
	c := b.resolveLocal(r, args)
	if c == nil {
		m := f.method()
		if n := len(r.typeArgs); n > 0 && n != len(m.TypeParams) {
			return b.typeError(r.Pos, "CS0305 Using the generic method '%s' requires %d type arguments", methodText(m), len(m.TypeParams))
		} else if n > 0 {
			m = b.u.Instantiate(m, r.typeArgs)
			m.TypeParams = nil
		}
		return b.overloadError(f.name, "method", []*types.Method{m}, args, r.Pos)
	}
	if len(f.typeParams) > 0 {
		if f = b.instanceOf(f, c.typeArgs, r.Pos); f == nil || f.bad {
			return b.bad(span)
		}
	}
	in, order := b.finalArgs(c, args)
	for _, a := range in {
		if o, ok := a.(*OutArg); ok {
			o.Var.Captured = true
		}
	}
	return b.invokeInOrder(b.use(f.v, span), b.resultType(f.result), in, order, span)
}

// invokeInOrder calls a delegate whose arguments are evaluated in another order than
// that of the parameters when order says so.
func (b *binder) invokeInOrder(d Expr, result *types.Type, in []Expr, order []int, span diag.Span) Expr {
	var temps []Temp
	for _, i := range order {
		switch in[i].(type) {
		case *Const, *OutArg:
			continue
		}
		v := b.temp(in[i].Type())
		temps = append(temps, Temp{v, in[i]})
		in[i] = &VarRef{typed{v.Type, in[i].Span()}, v}
	}
	call := &Invoke{typed{result, span}, d, in}
	if temps == nil {
		return call
	}
	return &Seq{typed: typed{result, span}, Temps: temps, Value: call}
}

// localFuncFits reports whether a local function converts to a delegate type.
func (b *binder) localFuncFits(f *localFuncRef, to *types.Type) bool {
	sig := to.Invoke
	if sig == nil || len(sig.Params) != len(f.fn.params) {
		return false
	}
	params, result := f.fn.params, f.fn.result
	if len(f.fn.typeParams) > 0 {
		c := b.resolveLocal(f, groupArgs(sig, f.Pos))
		if c == nil {
			return false
		}
		params, result = c.method.Params, c.method.Return
	}
	for i, p := range params {
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
	return result != nil && b.standardImplicit(result, sig.Return).ok()
}

// localFuncTo makes a delegate of a local function.
func (b *binder) localFuncTo(f *localFuncRef, to *types.Type) Expr {
	if to == f.fn.v.Type && len(f.fn.typeParams) == 0 {
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
	call := b.callLocal(f, args, f.Pos)
	if sig.Return != nil {
		call = b.convert(call, sig.Return)
	}
	fn.Expr = call
	b.fn = saved
	return &Lambda{typed{to, f.Pos}, fn}
}
