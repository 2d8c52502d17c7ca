package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// preferred settles names that several imported namespaces declare, as the
// service does: Formatting is Newtonsoft's, Authorization the gateway's own
// (expressions.md section 1.3).
var preferred = map[string]string{
	"Formatting":    "Newtonsoft.Json",
	"Extensions":    "Apim",
	"Authorization": "Apim",
}

// name binds a simple name as an expression.
func (b *binder) name(n *ast.Name) Expr {
	text := n.Ident.Text
	if len(n.Args) == 0 && n.Alias == "" {
		switch w := b.local(text).(type) {
		case *Var:
			if w.pos.Start > n.Span().Start && !w.isFunc {
				return b.beforeDeclared(n)
			}
			return b.use(w, n.Span())
		case undeclared:
			return b.beforeDeclared(n)
		case *localFunc:
			return b.useLocalFunc(w, nil, n.Span())
		case *rangeVar:
			x := b.expr(w.x)
			if f, ok := x.(*FieldOf); ok {
				f.Pos = n.Span()
			}
			return x
		}
		if text == "context" && b.env.Context != nil {
			return &Context{typed{b.env.Context, n.Span()}}
		}
	}
	if f, ok := b.local(text).(*localFunc); ok && n.Alias == "" {
		if len(f.typeParams) == 0 {
			return b.wrongArity([]*types.Method{f.method()}, b.typeArgs(n.Args), n.Span())
		}
		return b.useLocalFunc(f, b.typeArgs(n.Args), n.Span())
	}
	if t := b.findType(n); t != nil {
		return &typeRef{typed{t, n.Span()}}
	}
	if x := b.inherited(n); x != nil {
		return x
	}
	if b.u.IsNamespace(text) && len(n.Args) == 0 {
		return &namespaceRef{typed{b.u.InvalidType(), n.Span()}, text}
	}
	b.unknownName(n.Ident)
	return b.bad(n.Span())
}

// inherited finds a static method of object by its simple name: the service puts
// expressions into a class, so ReferenceEquals(a, b) means Object's.
func (b *binder) inherited(n *ast.Name) Expr {
	object := b.special(types.Object)
	var static []*types.Method
	for _, m := range object.Methods(n.Ident.Text) {
		if m.Static {
			static = append(static, m)
		}
	}
	if len(static) == 0 {
		return nil
	}
	return &methodGroup{
		typed: typed{b.u.InvalidType(), n.Span()}, name: n.Ident.Text, recv: &typeRef{typed{object, n.Span()}},
		methods: static, typeArgs: b.typeArgs(n.Args), nameSpan: n.Span(),
	}
}

func (b *binder) beforeDeclared(n *ast.Name) Expr {
	b.errorf(diag.ExpressionName, n.Span(), "CS0841 Cannot use local variable '%s' before it is declared", n.Ident.Text)
	return b.bad(n.Span())
}

// findType returns the type that a simple name stands for, or nil.
func (b *binder) findType(n *ast.Name) *types.Type {
	if len(n.Args) == 0 && n.Alias == "" {
		if p, ok := b.local(n.Ident.Text).(*typeParam); ok {
			return p.of
		}
	}
	args := b.typeArgs(n.Args)
	var found *types.Type
	switch list := b.u.Find(n.Ident.Text, len(args)); {
	case n.Alias != "":
		found = b.u.Lookup(n.Ident.Text, len(args))
	case len(list) == 1:
		found = list[0]
	case len(list) > 1:
		found = list[0]
		ns, ok := preferred[n.Ident.Text]
		for _, t := range list {
			if t.Namespace == ns {
				found = t
			}
		}
		if !ok {
			b.errorf(diag.ExpressionName, n.Ident.Span(), "CS0104 '%s' is an ambiguous reference between '%s' and '%s'", n.Ident.Text, list[0].FullName(), list[1].FullName())
		}
	}
	if found == nil {
		return nil
	}
	return b.constructed(found, args, n.Span())
}

// constructed applies type arguments and reports types that may not be used.
func (b *binder) constructed(t *types.Type, args []*types.Type, span diag.Span) *types.Type {
	if t.Refused != "" {
		b.errorf(diag.ExpressionNotSupported, span, "Usage of type '%s' is not supported within expressions", t.FullName())
		return b.u.InvalidType()
	}
	if len(args) == 0 {
		return t
	}
	for _, a := range args {
		if a.Kind == types.Invalid {
			return a
		}
	}
	made := b.u.Construct(t, args...)
	if made.Kind == types.Nullable && (!args[0].IsValueType() || args[0].Kind == types.Nullable) {
		b.notValueType(args[0], span)
		return b.u.InvalidType()
	}
	return made
}

// notValueType reports the type of a nullable that cannot be one.
func (b *binder) notValueType(t *types.Type, span diag.Span) {
	b.typeError(span, "CS0453 The type '%s' must be a non-nullable value type in order to use it as parameter 'T' in the generic type or method 'Nullable<T>'", t)
}

func (b *binder) typeArgs(args []ast.TypeExpr) []*types.Type {
	if len(args) == 0 {
		return nil
	}
	out := make([]*types.Type, len(args))
	for i, a := range args {
		if out[i] = b.typ(a); out[i].Static {
			b.errorf(diag.ExpressionType, a.Span(), "CS0718 '%s': static types cannot be used as type arguments", out[i])
			out[i] = b.u.InvalidType()
		}
	}
	return out
}

// unknownName reports a name that means nothing here.
func (b *binder) unknownName(id ast.Ident) {
	if id.Text == "" {
		return
	}
	if id.Text == "_" {
		b.errorf(diag.ExpressionName, id.Span(), "CS0103 The name '_' does not exist in the current context")
		return
	}
	var known []string
	for s := b.scope; s != nil; s = s.outer {
		for n := range s.names {
			known = append(known, n)
		}
	}
	known = append(known, "context")
	b.u.Types(func(t *types.Type) { known = append(known, t.Name) })
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.ExpressionName, Source: b.src, Span: id.Span(),
		Message: "CS0103 The name '" + id.Text + "' does not exist in the current context",
	}
	if s, ok := diag.Suggest(id.Text, known); ok {
		d.Message += "; did you mean '" + s + "'?"
		d.Suggestion = s
	}
	b.list.Add(d)
}

// unbound binds the name of a generic type without its arguments, List<>, which only
// typeof takes; nil for other types.
func (b *binder) unbound(x ast.TypeExpr) *types.Type {
	name, ns := (*ast.Name)(nil), ""
	switch t := x.(type) {
	case *ast.Name:
		name = t
	case *ast.QualifiedName:
		if name, ns = t.Name, b.namespaceOf(t.Left); ns == "" {
			return nil
		}
	}
	if name == nil || len(name.Args) == 0 {
		return nil
	}
	for _, a := range name.Args {
		if _, omitted := a.(*ast.OmittedType); !omitted {
			return nil
		}
	}
	if ns != "" {
		if t := b.u.Lookup(ns+"."+name.Ident.Text, len(name.Args)); t != nil {
			return b.ofItself(t, x.Span())
		}
		return nil
	}
	if list := b.u.Find(name.Ident.Text, len(name.Args)); len(list) > 0 {
		return b.ofItself(list[0], x.Span())
	}
	b.unknownType(name.Ident, len(name.Args))
	return b.u.InvalidType()
}

// ofItself applies a generic type to its own parameters.
func (b *binder) ofItself(t *types.Type, span diag.Span) *types.Type {
	if b.constructed(t, nil, span).Kind == types.Invalid {
		return b.u.InvalidType()
	}
	return b.u.Unbound(t)
}

// typ binds the syntax of a type.
func (b *binder) typ(t ast.TypeExpr) *types.Type {
	switch t := t.(type) {
	case *ast.PredefinedType:
		if s, ok := predefined[t.Kind]; ok {
			return b.special(s)
		}
		return b.u.Void()
	case *ast.Name:
		if found := b.findType(t); found != nil {
			return found
		}
		b.unknownType(t.Ident, len(t.Args))
	case *ast.QualifiedName:
		return b.qualifiedType(t)
	case *ast.ArrayType:
		elem := b.typ(t.Elem)
		if len(t.Ranks) > maxRanks {
			b.errorf(diag.ExpressionNotSupported, t.Span(), "arrays are nested too deeply")
			return b.u.InvalidType()
		}
		for i := len(t.Ranks) - 1; i >= 0; i-- {
			if t.Ranks[i] > maxDimensions {
				b.errorf(diag.ExpressionNotSupported, t.Span(), "arrays have at most %d dimensions", maxDimensions)
				return b.u.InvalidType()
			}
			if elem.Kind != types.Invalid {
				elem = b.u.ArrayOf(elem, t.Ranks[i])
			}
		}
		return elem
	case *ast.NullableType:
		elem := b.typ(t.Elem)
		if elem.Kind != types.Invalid && (!elem.IsValueType() || elem.Kind == types.Nullable) {
			b.notValueType(elem, t.Span())
			return b.u.InvalidType()
		}
		return b.u.NullableOf(elem)
	case *ast.TupleType:
		fields := make([]types.Field, len(t.Elems))
		var names []string
		for i, e := range t.Elems {
			fields[i].Type = b.typ(e.Type)
			if e.Name != nil {
				if !b.checkElementName(names, *e.Name, i) {
					return b.u.InvalidType()
				}
				fields[i].Name = e.Name.Text
				names = append(names, e.Name.Text)
			}
			if fields[i].Type.Kind == types.Invalid {
				return b.u.InvalidType()
			}
		}
		return b.u.TupleOf(fields)
	case *ast.VarType:
		b.errorf(diag.ExpressionName, t.Span(), "CS0825 The contextual keyword 'var' may only appear within a local variable declaration or in script code")
	case *ast.OmittedType:
		b.errorf(diag.ExpressionSyntax, t.Span(), "CS7003 Unexpected use of an unbound generic name")
	}
	return b.u.InvalidType()
}

// maxRanks bounds arrays of arrays in a type, every one of which is a type.
const maxRanks = 32

// maxDimensions is .NET's limit.
const maxDimensions = 32

// isVariable reports whether a name is that of a variable, declared above or below.
func (b *binder) isVariable(name string) bool {
	switch b.local(name).(type) {
	case *Var, *rangeVar, undeclared:
		return true
	case nil:
		return name == "context" && b.env.Context != nil
	}
	return false
}

// unknownType reports a name that is no type.
func (b *binder) unknownType(id ast.Ident, arity int) {
	if id.Text == "var" {
		b.errorf(diag.ExpressionName, id.Span(), "CS0825 The contextual keyword 'var' may only appear within a local variable declaration or in script code")
		return
	}
	if b.isVariable(id.Text) {
		if arity > 0 {
			b.errorf(diag.ExpressionName, id.Span(), "CS0307 The variable '%s' cannot be used with type arguments", id.Text)
		} else {
			b.errorf(diag.ExpressionName, id.Span(), "CS0118 '%s' is a variable but is used like a type", id.Text)
		}
		return
	}
	if arity == 0 && b.u.IsNamespace(id.Text) {
		b.errorf(diag.ExpressionName, id.Span(), "CS0118 '%s' is a namespace but is used like a type", id.Text)
		return
	}
	if id.Text == "dynamic" {
		b.errorf(diag.ExpressionNotSupported, id.Span(), "Dynamic member invocation is not supported")
		return
	}
	for n := 1; n <= 4; n++ {
		if list := b.u.Find(id.Text, n); n != arity && len(list) > 0 {
			b.errorf(diag.ExpressionName, id.Span(), "CS0305 Using the generic type '%s' requires %d type arguments", list[0], n)
			return
		}
	}
	name := id.Text
	if arity > 0 {
		name += "<" + strings.Repeat(",", arity-1) + ">"
	}
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.ExpressionName, Source: b.src, Span: id.Span(),
		Message: "CS0246 The type or namespace name '" + name + "' could not be found (are you missing a using directive or an assembly reference?)",
	}
	var known []string
	b.u.Types(func(t *types.Type) { known = append(known, t.Name) })
	if s, ok := diag.Suggest(id.Text, known); ok {
		d.Message += "; did you mean '" + s + "'?"
		d.Suggestion = s
	}
	b.list.Add(d)
}

func (b *binder) qualifiedType(q *ast.QualifiedName) *types.Type {
	ns := b.namespaceOf(q.Left)
	args := b.typeArgs(q.Name.Args)
	if ns != "" {
		if t := b.u.Lookup(ns+"."+q.Name.Ident.Text, len(args)); t != nil {
			return b.constructed(t, args, q.Span())
		}
		b.errorf(diag.ExpressionName, q.Name.Ident.Span(), "CS0234 The type or namespace name '%s' does not exist in the namespace '%s' (are you missing an assembly reference?)", q.Name.Ident.Text, ns)
		return b.u.InvalidType()
	}
	// A type nested in another, such as TimeZoneInfo.AdjustmentRule.
	outer := b.typ(q.Left)
	if outer.Kind == types.Invalid {
		return outer
	}
	if t := b.u.Lookup(outer.FullName()+"."+q.Name.Ident.Text, len(args)); t != nil {
		return b.constructed(t, args, q.Span())
	}
	// One nested in a generic type has its type parameters.
	if def := outer.Definition(); outer.Def != nil && len(args) == 0 {
		if t := b.u.Lookup(def.Namespace+"."+def.Name+"+"+q.Name.Ident.Text, len(outer.Args)); t != nil {
			return b.constructed(t, outer.Args, q.Span())
		}
	}
	b.errorf(diag.ExpressionName, q.Name.Ident.Span(), "CS0426 The type name '%s' does not exist in the type '%s'", q.Name.Ident.Text, outer)
	return b.u.InvalidType()
}

// namespaceOf returns the namespace that a chain of names spells, or "".
func (b *binder) namespaceOf(t ast.TypeExpr) string {
	var name string
	switch t := t.(type) {
	case *ast.Name:
		if len(t.Args) > 0 {
			return ""
		}
		name = t.Ident.Text
		if t.Alias == "" && len(b.u.Find(name, 0)) > 0 {
			return ""
		}
	case *ast.QualifiedName:
		left := b.namespaceOf(t.Left)
		if left == "" || len(t.Name.Args) > 0 {
			return ""
		}
		name = left + "." + t.Name.Ident.Text
	}
	if b.u.IsNamespace(name) {
		return name
	}
	return ""
}

// predefined maps the type keywords to types.
var predefined = map[token.Kind]types.Special{
	token.Bool: types.Boolean, token.Byte: types.Byte, token.CharType: types.Char, token.Decimal: types.Decimal,
	token.Double: types.Double, token.Float: types.Single, token.IntType: types.Int32, token.Long: types.Int64,
	token.Object: types.Object, token.SByte: types.SByte, token.Short: types.Int16, token.StringType: types.String,
	token.UInt: types.UInt32, token.ULong: types.UInt64, token.UShort: types.UInt16,
}
