package bind

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// arg is an argument of a call.
type arg struct {
	x    Expr
	name ast.Ident
	mode ast.ArgMode
}

// arguments binds arguments as far as that is possible without knowing the
// parameters. ok is false when one of them is wrong.
func (b *binder) arguments(list []*ast.Argument) (out []arg, ok bool) {
	ok = true
	for _, a := range list {
		x := b.value(b.expr(a.X))
		if isBad(x) {
			if n, isName := a.X.(*ast.Name); !(isName && n.Ident.Text == "_" && a.Mode == ast.ByOut) {
				ok = false
			}
		}
		g := arg{x: x, mode: a.Mode}
		if a.Name != nil {
			g.name = *a.Name
		}
		if a.Mode == ast.ByOut || a.Mode == ast.ByRef {
			switch y := x.(type) {
			case *VarRef:
				if y.Var.readOnly == rangeVariable {
					b.typeError(a.X.Span(), "CS1939 Cannot pass the range variable '%s' as an out or ref parameter", y.Var.Name)
					ok = false
				} else if y.Var.readOnly != "" {
					b.typeError(a.X.Span(), "CS1657 Cannot use '%s' as a ref or out value because it is a '%s'", y.Var.Name, y.Var.readOnly)
					ok = false
				}
			case *declared:
			default:
				if f, isField := y.(*FieldOf); isField && isRangeVar(f) {
					b.typeError(a.X.Span(), "CS1939 Cannot pass the range variable '%s' as an out or ref parameter", f.X.Type().Fields[f.Field].Name)
					ok = false
				} else if !isBad(x) {
					b.typeError(a.X.Span(), "CS1510 A ref or out value must be an assignable variable")
					ok = false
				}
			}
		}
		out = append(out, g)
	}
	return out, ok
}

// callee binds what is called: list.Count() is the extension method, not the
// property, because a member that cannot be invoked is not looked for (12.5.1).
func (b *binder) callee(x ast.Expr) Expr {
	if m, ok := x.(*ast.Member); ok {
		return b.memberOf(m, true)
	}
	return b.expr(x)
}

// call binds X(Args). The variables that its arguments declare exist even where it
// is wrong, so that one mistake is not reported again wherever they are used.
func (b *binder) call(c *ast.Call) Expr {
	callee := b.callee(c.X)
	args, ok := b.argumentsWithDiscards(c.Args)
	x := b.callWith(c, callee, args, ok)
	if !isBad(x) {
		return x
	}
	for _, a := range args {
		if d, isDeclared := a.x.(*declared); isDeclared {
			if n, named := d.syntax.Designation.(*ast.SingleDesignation); named && b.local(n.Name.Text) == nil {
				b.newVar(n.Name, b.u.InvalidType())
			}
		}
	}
	return x
}

func (b *binder) callWith(c *ast.Call, callee Expr, args []arg, ok bool) Expr {
	span := c.Span()
	switch f := callee.(type) {
	case *methodGroup:
		if !ok {
			return b.bad(span)
		}
		return b.callGroup(f, args, span)
	case *localFuncRef:
		if !ok {
			return b.bad(span)
		}
		return b.callLocal(f, args, span)
	}
	if _, isLambda := callee.(*lambda); isLambda {
		return b.typeError(c.X.Span(), "CS0149 Method name expected")
	}
	callee = b.finished(callee)
	if isBad(callee) || !ok {
		return b.bad(span)
	}
	if callee.Type().Kind != types.Delegate {
		return b.notInvocable(callee, c.X)
	}
	return b.invoke(callee, args, span, c.X.Span())
}

// argumentsWithDiscards binds arguments, where `out _` is a discard unless a
// variable of that name is in scope.
func (b *binder) argumentsWithDiscards(list []*ast.Argument) ([]arg, bool) {
	for i, a := range list {
		n, isName := a.X.(*ast.Name)
		if a.Mode == ast.ByOut && isName && n.Ident.Text == "_" && b.local("_") == nil {
			copied := append([]*ast.Argument(nil), list...)
			d := *a
			d.X = &ast.Declared{At: n.At, Type: &ast.VarType{At: n.At}, Designation: &ast.DiscardDesignation{At: n.At}}
			copied[i] = &d
			list = copied
		}
	}
	return b.arguments(list)
}

// invoke calls a delegate.
func (b *binder) invoke(d Expr, args []arg, span, callee diag.Span) Expr {
	sig := d.Type().Invoke
	c := b.resolve([]*types.Method{sig}, args, nil, false)
	if c == nil {
		return b.overloadError(d.Type().String(), "delegate", []*types.Method{sig}, args, callee)
	}
	in, order := b.finalArgs(c, args)
	if order != nil {
		v := b.temp(d.Type())
		call := b.invokeInOrder(&VarRef{typed{v.Type, d.Span()}, v}, b.resultType(sig.Return), in, order, span)
		return &Seq{typed: typed{call.Type(), span}, Temps: []Temp{{v, d}}, Value: call}
	}
	return &Invoke{typed{b.resultType(sig.Return), span}, d, in}
}

func (b *binder) resultType(t *types.Type) *types.Type {
	if t == nil {
		return b.u.Void()
	}
	return t
}

// callGroup resolves a call of a named method: first the members of the type,
// then extension methods (12.8.10.3).
func (b *binder) callGroup(g *methodGroup, args []arg, span diag.Span) Expr {
	_, static := g.recv.(*typeRef)
	if len(g.typeArgs) > 0 {
		for _, t := range g.typeArgs {
			if t.Kind == types.Invalid {
				return b.bad(span)
			}
		}
	}
	if len(g.methods) > 0 {
		if c := b.resolve(g.methods, args, g.typeArgs, false); c != nil {
			return b.makeCall(g, c, args, span, static)
		}
	}
	if !static && g.recv != nil {
		if ext := b.u.Extensions(g.name); len(ext) > 0 {
			all := append([]arg{{x: g.recv}}, args...)
			if c := b.resolveExtension(ext, all, g.typeArgs); c != nil {
				return b.makeCall(&methodGroup{typed: g.typed, name: g.name}, c, all, span, true)
			}
			if len(g.methods) == 0 {
				if takes := slices.ContainsFunc(ext, func(m *types.Method) bool { return len(g.typeArgs) == 0 || len(m.TypeParams) == len(g.typeArgs) }); !takes {
					return b.noMember(g.recv.Type(), ast.Ident{At: ast.At{Pos: g.nameSpan}, Text: g.name}, span, false)
				}
				return b.extensionError(g, b.withTypeArgs(ext, g.typeArgs), all, span)
			}
		}
	}
	if len(args) == 0 && len(g.methods) > 0 && g.methods[0].Owner.RefusedMember(g.name+"()") {
		// One overload is refused, those with arguments are not.
		return b.refusedMember(g.methods[0].Owner, g.name, g.nameSpan)
	}
	if x := b.wrongArity(g.methods, g.typeArgs, g.nameSpan); x != nil {
		return x
	}
	return b.overloadError(g.name, "method", b.withTypeArgs(g.methods, g.typeArgs), args, g.nameSpan)
}

// resolveExtension resolves a call of extension methods: those of the nearest
// namespace that has one that fits (12.8.10.3).
func (b *binder) resolveExtension(ext []*types.Method, args []arg, typeArgs []*types.Type) *candidate {
	near := slices.DeleteFunc(slices.Clone(ext), func(m *types.Method) bool { return m.Outer })
	if c := b.resolve(near, args, typeArgs, true); c != nil || len(near) == len(ext) {
		return c
	}
	return b.resolve(ext, args, typeArgs, true)
}

// wrongArity reports written type arguments that no method takes; nil when one does.
func (b *binder) wrongArity(methods []*types.Method, args []*types.Type, span diag.Span) Expr {
	if len(args) == 0 || len(methods) == 0 {
		return nil
	}
	for _, m := range methods {
		if len(m.TypeParams) == len(args) {
			return nil
		}
	}
	if n := len(methods[0].TypeParams); n > 0 {
		return b.typeError(span, "CS0305 Using the generic method '%s' requires %d type arguments", methodText(methods[0]), n)
	}
	return b.typeError(span, "CS0308 The non-generic method '%s' cannot be used with type arguments", methodText(methods[0]))
}

// withTypeArgs applies written type arguments to the methods that have as many type
// parameters; where there is none, all stay as they are.
func (b *binder) withTypeArgs(methods []*types.Method, args []*types.Type) []*types.Method {
	var out []*types.Method
	for _, m := range methods {
		if len(args) > 0 && len(m.TypeParams) == len(args) {
			n := *b.u.Instantiate(m, args)
			n.TypeParams = nil
			out = append(out, &n)
		}
	}
	if out == nil {
		return methods
	}
	return out
}

func (b *binder) makeCall(g *methodGroup, c *candidate, args []arg, span diag.Span, static bool) Expr {
	m := c.method
	if m.Owner.RefusedMember(m.Name) {
		return b.refusedMember(m.Owner, m.Name, g.nameSpan)
	}
	if m.Name == "ReferenceEquals" {
		b.identity = true
	}
	if static && !m.Static {
		return b.typeError(span, "CS0120 An object reference is required for the non-static field, method, or property '%s'", methodText(m))
	}
	if !static && m.Static {
		return b.typeError(span, "CS0176 Member '%s' cannot be accessed with an instance reference; qualify it with a type name instead", methodText(m))
	}
	if m.Def != nil && !b.satisfies(m.Def, c.typeArgs, g.nameSpan) {
		return b.bad(span)
	}
	in, order := b.finalArgs(c, args)
	call := &Call{typed: typed{b.resultType(m.Return), span}, Method: m, TypeArgs: c.typeArgs, Args: in, Order: order}
	if !static {
		call.Recv = g.recv
		if m.Owner.Kind == types.Delegate && m.Name == "Invoke" {
			return &Invoke{typed{call.T, span}, g.recv, in}
		}
		// A method of object or ValueType on a value: the value is boxed.
		if t := g.recv.Type(); !t.IsReference() && m.Owner.IsReference() {
			conv := b.implicitType(t, m.Owner)
			if !conv.ok() {
				conv = conversion{class: boxing}
			}
			call.Recv = b.apply(g.recv, m.Owner, conv, false)
		}
	}
	return call
}

// finalArgs converts the arguments to the parameters of the chosen method, fills
// in defaults and makes params arrays. order is nil unless named arguments are
// evaluated in another order than that of the parameters.
func (b *binder) finalArgs(c *candidate, args []arg) (out []Expr, order []int) {
	m := c.method
	params := m.Params
	out = make([]Expr, len(params))
	var rest []Expr
	var restType *types.Type
	if c.expanded {
		restType = params[len(params)-1].Type.Elem
	}
	inOrder := true
	for i, a := range args {
		p := c.param[i]
		if c.expanded && p == len(params)-1 {
			rest = append(rest, b.convertArg(a, restType, params[p]))
			continue
		}
		out[p] = b.convertArg(a, params[p].Type, params[p])
		if p != i {
			inOrder = false
		}
		order = append(order, p)
	}
	if c.expanded {
		last := len(params) - 1
		var span diag.Span
		if len(rest) > 0 {
			span = rest[0].Span().Join(rest[len(rest)-1].Span())
		} else if len(args) > 0 {
			span = args[len(args)-1].x.Span()
		}
		out[last] = &NewArray{typed: typed{params[last].Type, span}, Items: rest}
		if rest == nil {
			out[last].(*NewArray).Items = []Expr{}
		}
		order = append(order, last)
	}
	for i := range out {
		if out[i] == nil {
			out[i] = b.defaultArg(params[i])
			order = append(order, i)
		}
	}
	if inOrder {
		return out, nil
	}
	return out, order
}

func (b *binder) defaultArg(p types.Param) Expr {
	if p.Default != nil {
		t := p.Type
		if n, ok := p.Default.(int32); ok && t.Kind == types.Enum {
			return &Const{typed{t, diag.Span{}}, int64(n)}
		}
		if t.Kind == types.Nullable {
			return &Convert{typed: typed{t, diag.Span{}}, Kind: ConvWrap, X: &Const{typed{t.Elem, diag.Span{}}, p.Default}}
		}
		if v, ok := constantValue(p.Default, t.Special); ok {
			return &Const{typed{t, diag.Span{}}, v}
		}
		return &Const{typed{t, diag.Span{}}, p.Default}
	}
	return b.defaultOf(p.Type, diag.Span{})
}

// convertArg converts one argument; out arguments become OutArg, declaring their
// variable when they do.
func (b *binder) convertArg(a arg, to *types.Type, p types.Param) Expr {
	if !p.Out && !p.Ref {
		return b.convert(a.x, to)
	}
	switch x := a.x.(type) {
	case *VarRef:
		return &OutArg{typed{to, x.Pos}, x.Var, p.Ref}
	case *declared:
		return b.declareOut(x, to)
	}
	return b.bad(a.x.Span())
}

// declaredType returns the type that `out T x` names, nil for var and for a type
// that does not exist.
func (b *binder) declaredType(d *declared) (t *types.Type) {
	if _, isVar := d.syntax.Type.(*ast.VarType); isVar {
		return nil
	}
	if ok, _ := b.speculate(func() { t = b.typ(d.syntax.Type) }); !ok {
		return nil
	}
	return t
}

// declareOut declares the variable of `out var x` in the scope of the statement.
func (b *binder) declareOut(d *declared, to *types.Type) Expr {
	t := to
	if _, isVar := d.syntax.Type.(*ast.VarType); !isVar {
		t = b.typ(d.syntax.Type)
		if t.Kind == types.Invalid {
			return b.bad(d.Pos)
		}
	}
	switch n := d.syntax.Designation.(type) {
	case *ast.SingleDesignation:
		return &OutArg{typed{t, d.Pos}, b.newVar(n.Name, t), false}
	case *ast.DiscardDesignation:
		return &OutArg{typed{t, d.Pos}, b.temp(t), false}
	}
	return b.internalf(d.Pos, "CS8199 The syntax 'var (...)' as an lvalue is reserved.")
}

// notInvocable reports a call of what is no method and no delegate.
func (b *binder) notInvocable(x Expr, syntax ast.Expr) Expr {
	span, text := syntax.Span(), b.src.Text[syntax.Span().Start:syntax.Span().End]
	if m, ok := syntax.(*ast.Member); ok {
		span = m.Name.Ident.Span()
	}
	switch x := x.(type) {
	case *Property:
		text = x.Prop.Owner.String() + "." + x.Prop.Name
	case *Const, *FieldOf:
		if _, member := syntax.(*ast.Member); !member {
			return b.typeError(span, "CS0149 Method name expected")
		}
	case *VarRef:
		return b.typeError(span, "CS0149 Method name expected")
	default:
		return b.typeError(span, "CS0149 Method name expected")
	}
	return b.typeError(span, "CS1955 Non-invocable member '%s' cannot be used like a method.", text)
}
