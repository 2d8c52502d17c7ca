package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// member binds X.Name.
func (b *binder) member(m *ast.Member) Expr { return b.memberOf(m, false) }

// memberOf binds X.Name; called says that it is the callee of a call.
func (b *binder) memberOf(m *ast.Member, called bool) Expr {
	left := b.expr(m.X)
	name, span := m.Name.Ident, m.Span()
	// "Color Color" (12.8.7.2): a simple name that is a variable or property and
	// also a type of that same name can only be `context` here; nothing to do.
	switch x := left.(type) {
	case *namespaceRef:
		return b.inNamespace(x, m)
	case *typeRef:
		if x.T.Kind == types.Invalid {
			return b.bad(span)
		}
		return b.staticMember(x, m)
	}
	switch x := left.(type) {
	case *defaultLit:
		return b.typeError(b.dotOf(m), "CS0023 Operator '.' cannot be applied to operand of type 'default'")
	case *lambda:
		return b.typeError(span, "CS0023 Operator '.' cannot be applied to operand of type '%s'", typeName(x))
	case *methodGroup:
		return b.groupAsValue(x)
	}
	x := b.finished(left)
	if isBad(x) {
		return b.bad(span)
	}
	t := x.Type()
	if t.Kind == types.Void {
		return b.typeError(b.dotOf(m), "CS0023 Operator '.' cannot be applied to operand of type 'void'")
	}
	if t.Kind == types.Null {
		return b.typeError(span, "CS0023 Operator '.' cannot be applied to operand of type '<null>'")
	}
	if t.Kind == types.Anonymous || t.Kind == types.Tuple {
		if f := b.fieldOf(x, name, span); f != nil {
			return f
		}
	}
	if t.Kind == types.Array && name.Text == "Length" {
		if p := t.Property("Length"); p != nil {
			return &Property{typed{p.Type, span}, x, p}
		}
	}
	methods := t.Methods(name.Text)
	if t.Kind == types.Delegate && name.Text == "Invoke" && t.Invoke != nil {
		methods = []*types.Method{t.Invoke}
	}
	ext := b.u.Extensions(name.Text)
	if p := t.Property(name.Text); p != nil && len(m.Name.Args) == 0 && !(called && p.Type.Kind != types.Delegate && len(methods)+len(ext) > 0) {
		if p.Static {
			return b.typeError(span, "CS0176 Member '%s.%s' cannot be accessed with an instance reference; qualify it with a type name instead", p.Owner.String(), p.Name)
		}
		return b.property(x, p, span)
	}
	if len(methods) > 0 || len(ext) > 0 {
		return &methodGroup{
			typed: typed{b.u.InvalidType(), span}, name: name.Text, recv: x, methods: methods,
			typeArgs: b.typeArgs(m.Name.Args), nameSpan: name.Span(), ext: len(ext) > 0,
		}
	}
	if _, implicit := m.X.(*ast.ImplicitReceiver); implicit {
		// It is told at the dot of ?.Name.
		name.Pos.Start = min(name.Pos.Start, b.dotOf(m).Start)
	}
	return b.noMember(t, name, span, false)
}

// property reads an instance property.
func (b *binder) property(x Expr, p *types.Property, span diag.Span) Expr {
	if p.Owner.RefusedMember(p.Name) {
		return b.refusedMember(p.Owner, p.Name, span)
	}
	return &Property{typed{p.Type, span}, x, p}
}

func (b *binder) refusedMember(t *types.Type, name string, span diag.Span) Expr {
	b.errorf(diag.ExpressionNotSupported, span, "Usage of member '%s' of type '%s' is not supported within expressions", name, t.FullName())
	return b.bad(span)
}

// fieldOf reads a member of an anonymous object or tuple.
func (b *binder) fieldOf(x Expr, name ast.Ident, span diag.Span) Expr {
	t := x.Type()
	if rest := t.Rest(); rest != nil && name.Text == "Rest" {
		return &FieldOf{typed{rest, span}, x, types.TupleRest, true}
	}
	for i, f := range t.Fields {
		if f.Name == name.Text || t.Kind == types.Tuple && name.Text == itemName(i) {
			return &FieldOf{typed{f.Type, span}, x, i, false}
		}
	}
	return nil
}

func itemName(i int) string {
	if i < 9 {
		return "Item" + string(rune('1'+i))
	}
	return "Item" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
}

func (b *binder) inNamespace(ns *namespaceRef, m *ast.Member) Expr {
	full := ns.name + "." + m.Name.Ident.Text
	args := b.typeArgs(m.Name.Args)
	if t := b.u.Lookup(full, len(args)); t != nil {
		return &typeRef{typed{b.constructed(t, args, m.Span()), m.Span()}}
	}
	if len(args) == 0 && b.u.IsNamespace(full) {
		return &namespaceRef{typed{b.u.InvalidType(), m.Span()}, full}
	}
	b.errorf(diag.ExpressionName, m.Span(), "CS0234 The type or namespace name '%s' does not exist in the namespace '%s' (are you missing an assembly reference?)", m.Name.Ident.Text, ns.name)
	return b.bad(m.Span())
}

func (b *binder) staticMember(x *typeRef, m *ast.Member) Expr {
	t, name, span := x.T, m.Name.Ident, m.Span()
	if t.Kind == types.Enum {
		for _, v := range t.Values {
			if v.Name == name.Text {
				return &Const{typed{t, span}, v.Value}
			}
		}
	}
	if p := t.Property(name.Text); p != nil && len(m.Name.Args) == 0 {
		if !p.Static {
			return b.typeError(span, "CS0120 An object reference is required for the non-static field, method, or property '%s.%s'", t.String(), p.Name)
		}
		if p.IsConst {
			return &Const{typed{p.Type, span}, p.Const}
		}
		return &Property{typed{p.Type, span}, nil, p}
	}
	if methods := t.Methods(name.Text); len(methods) > 0 {
		return &methodGroup{
			typed: typed{b.u.InvalidType(), span}, name: name.Text, recv: x, methods: methods,
			typeArgs: b.typeArgs(m.Name.Args), nameSpan: name.Span(),
		}
	}
	if nested := b.u.Lookup(t.FullName()+"."+name.Text, len(m.Name.Args)); nested != nil {
		return &typeRef{typed{b.constructed(nested, b.typeArgs(m.Name.Args), span), span}}
	}
	return b.noMember(t, name, span, true)
}

// noMember reports a member that does not exist, with the nearest name.
func (b *binder) noMember(t *types.Type, name ast.Ident, span diag.Span, static bool) Expr {
	if name.Text == "" || t.Kind == types.Invalid {
		return b.bad(span)
	}
	if t.RefusedMember(name.Text) {
		return b.refusedMember(t, name.Text, name.Span())
	}
	d := diag.Diagnostic{Severity: diag.Error, Code: diag.ExpressionName, Source: b.src, Span: name.Span()}
	known := t.MemberNames()
	if static {
		d.Message = "CS0117 '" + t.String() + "' does not contain a definition for '" + name.Text + "'"
		for _, v := range t.Values {
			known = append(known, v.Name)
		}
	} else {
		d.Message = "CS1061 '" + t.String() + "' does not contain a definition for '" + name.Text + "' and no extension method '" + name.Text + "' accepting a first argument of type '" + t.String() + "' could be found (are you missing a using directive or an assembly reference?)"
		for _, f := range t.Fields {
			known = append(known, f.Name)
		}
		known = append(known, b.u.ExtensionNames()...)
	}
	if s, ok := diag.Suggest(name.Text, known); ok {
		d.Message += "; did you mean '" + s + "'?"
		d.Suggestion = s
	} else if !static {
		d.Message += b.memberHint(t, name.Text, diag.Span{Start: span.Start, End: name.Span().Start})
	}
	b.list.Add(d)
	return b.bad(span)
}

// groupAsValue reports a method whose members are asked for, as if it were called.
func (b *binder) groupAsValue(g *methodGroup) Expr {
	methods := g.methods
	if len(methods) == 0 {
		methods = b.u.Extensions(g.name)
	}
	if len(methods) == 0 {
		return b.methodGroupError(g)
	}
	return b.typeError(g.nameSpan, "CS0119 '%s' is a method, which is not valid in the given context", methodText(methods[0]))
}

// index binds X[Args].
func (b *binder) index(x *ast.Index) Expr {
	recv := b.value(b.expr(x.X))
	span := x.Span()
	switch recv.(type) {
	case *defaultLit:
		return b.typeError(span, "CS0021 Cannot apply indexing with [] to an expression of type 'default'")
	case *methodGroup, *localFuncRef:
		return b.typeError(span, "CS0021 Cannot apply indexing with [] to an expression of type 'method group'")
	}
	recv = b.finished(recv)
	args, ok := b.arguments(x.Args)
	if isBad(recv) || !ok {
		return b.bad(span)
	}
	return b.indexWith(recv, args, span)
}

// indexWith binds an index on a bound receiver.
func (b *binder) indexWith(recv Expr, args []arg, span diag.Span) Expr {
	t := recv.Type()
	if t.Kind == types.Array {
		if len(args) != t.Rank {
			return b.typeError(span, "CS0022 Wrong number of indices inside []; expected %d", t.Rank)
		}
		index := make([]Expr, len(args))
		for i, a := range args {
			if index[i] = b.arrayIndex(a.x, span); isBad(index[i]) {
				return index[i]
			}
		}
		return &Element{typed{t.Elem, span}, recv, index}
	}
	props := t.Indexers()
	if len(props) == 0 {
		return b.typeError(span, "CS0021 Cannot apply indexing with [] to an expression of type '%s'%s", t, b.indexHint(t, recv.Span()))
	}
	methods := make([]*types.Method, len(props))
	byMethod := map[*types.Method]*types.Property{}
	for i, p := range props {
		methods[i] = &types.Method{Name: "this", Owner: p.Owner, Params: p.Params, Return: p.Type}
		byMethod[methods[i]] = p
	}
	c := b.resolve(methods, args, nil, false)
	if c == nil {
		return b.overloadError("this", "indexer", methods, args, span)
	}
	p := byMethod[c.base]
	in, _ := b.finalArgs(c, args)
	return &Index{typed{p.Type, span}, recv, p, in}
}

// arrayIndex converts an array index to int; long and smaller types are allowed.
// Other types are reported at where, the whole access.
func (b *binder) arrayIndex(x Expr, where diag.Span) Expr {
	i32 := b.special(types.Int32)
	if isDefault(x) {
		return b.convert(x, i32)
	}
	x = b.finished(x)
	if isBad(x) {
		return x
	}
	if c := b.implicit(x, i32); c.ok() {
		return b.apply(x, i32, c, false)
	}
	for _, s := range []types.Special{types.UInt32, types.Int64, types.UInt64} {
		if c := b.implicit(x, b.special(s)); c.ok() {
			y := b.apply(x, b.special(s), c, false)
			return &Convert{typed: typed{i32, x.Span()}, Kind: ConvNumeric, X: y, Checked: true}
		}
	}
	return b.noConversionAt(x, i32, where)
}
