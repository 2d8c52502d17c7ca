package bind

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// part is a place that a deconstruction assigns: a target, a new variable, nothing
// (a discard), or a group of parts.
type part struct {
	span   diag.Span
	target Expr
	// name and typ describe a new variable; typ is nil for var.
	name  *ast.Ident
	typ   *types.Type
	group []*part
}

// deconstruct binds (a, b) = e and var (a, b) = e: the operands of the targets are
// evaluated, then the values, then everything is assigned.
func (b *binder) deconstruct(left ast.Expr, right ast.Expr, span diag.Span) Expr {
	out := &Seq{typed: typed{b.u.InvalidType(), span}}
	p, ok := b.part(left, out)
	value := b.value(b.expr(right))
	if isDefault(value) || value.Type().Kind == types.Null {
		value = b.typeError(right.Span(), "CS8131 Deconstruct assignment requires an expression with a type on the right-hand-side.")
	}
	if !ok || isBad(value) {
		b.declareParts(p)
		return b.bad(span)
	}
	result := b.takeApart(p, value, out)
	if result == nil {
		b.declareParts(p)
		return b.bad(span)
	}
	out.T, out.Value = result.Type(), result
	return out
}

// deconstructItem binds the target of a foreach that takes its elements apart.
func (b *binder) deconstructItem(left ast.Expr, item Expr) Expr {
	boolean := b.special(types.Boolean)
	out := &Seq{typed: typed{boolean, left.Span()}, Value: &Const{typed{boolean, left.Span()}, true}}
	p, ok := b.part(left, out)
	before := len(*b.scope.vars)
	if isBad(item) || !ok || b.takeApart(p, item, out) == nil {
		b.declareParts(p)
		return b.bad(left.Span())
	}
	for _, v := range (*b.scope.vars)[before:] {
		v.readOnly = iterationVariable
	}
	return out
}

// part binds the left side; the operands of targets go into temps of out.
func (b *binder) part(left ast.Expr, out *Seq) (*part, bool) {
	p := &part{span: left.Span()}
	switch l := left.(type) {
	case *ast.Tuple:
		all := true
		for _, e := range l.Elems {
			q, ok := b.part(e.X, out)
			p.group = append(p.group, q)
			all = all && ok
		}
		return p, all
	case *ast.Declared:
		if _, isVar := l.Type.(*ast.VarType); !isVar {
			p.typ = b.typ(l.Type)
		}
		b.designated(p, l.Designation)
		return p, p.typ == nil || p.typ.Kind != types.Invalid
	case *ast.Name:
		if l.Ident.Text == "_" && b.local("_") == nil {
			return p, true
		}
	}
	target := b.target(left)
	if isBad(target) {
		return p, false
	}
	held, temps := b.hold(target)
	out.Temps = append(out.Temps, temps...)
	p.target = held
	return p, true
}

// designated fills a part from a designation.
func (b *binder) designated(p *part, d ast.Designation) {
	switch d := d.(type) {
	case *ast.SingleDesignation:
		p.name = &d.Name
	case *ast.ParenDesignation:
		for _, e := range d.Elems {
			q := &part{span: e.Span()}
			b.designated(q, e)
			p.group = append(p.group, q)
		}
	}
}

// declareParts declares the variables of a deconstruction that is wrong, so that
// their uses are not reported as well.
func (b *binder) declareParts(p *part) {
	if p.name != nil {
		t := p.typ
		if t == nil {
			t = b.u.InvalidType()
		}
		if _, known := b.scope.names[p.name.Text]; !known {
			b.newVar(*p.name, t)
		}
	}
	for _, q := range p.group {
		b.declareParts(q)
	}
}

// takeApart assigns a value to a part; the result is the value of the whole, nil
// when something is wrong.
func (b *binder) takeApart(p *part, value Expr, out *Seq) Expr {
	if p.group == nil {
		return b.assignPart(p, value, out)
	}
	var values []Expr
	if lit, ok := value.(*tupleLit); ok {
		if len(lit.elems) != len(p.group) {
			b.wrongParts(len(lit.elems), p)
			return nil
		}
		values = lit.elems
	} else {
		value = b.finished(value)
		if isBad(value) {
			return nil
		}
		tmp := b.temp(value.Type())
		out.Temps = append(out.Temps, Temp{tmp, value})
		if values = b.parts(&VarRef{typed{tmp.Type, value.Span()}, tmp}, p); values == nil {
			return nil
		}
	}
	whole := &NewFields{typed: typed{b.u.InvalidType(), p.span}}
	var fields []types.Field
	for i, q := range p.group {
		x := b.takeApart(q, values[i], out)
		if x == nil {
			return nil
		}
		whole.Values = append(whole.Values, x)
		fields = append(fields, types.Field{Type: x.Type()})
	}
	whole.T = b.u.TupleOf(fields)
	return whole
}

// assignPart evaluates the value of one part into a temp and assigns it later.
func (b *binder) assignPart(p *part, value Expr, out *Seq) Expr {
	t := p.typ
	switch {
	case p.target != nil:
		t = p.target.Type()
	case t == nil:
		if value = b.finished(value); isBad(value) {
			return nil
		}
		if t = value.Type(); t.Kind == types.Null || t.Kind == types.Void {
			name := "_"
			if p.name != nil {
				name = p.name.Text
			}
			b.typeError(p.span, "CS8130 Cannot infer the type of implicitly-typed deconstruction variable '%s'.", name)
			return nil
		}
	}
	x := b.convert(value, t)
	if isBad(x) {
		return nil
	}
	tmp := b.temp(t)
	out.Temps = append(out.Temps, Temp{tmp, x})
	ref := &VarRef{typed{t, p.span}, tmp}
	target := p.target
	if p.name != nil {
		target = &VarRef{typed{t, p.span}, b.newVar(*p.name, t)}
	}
	if target != nil {
		out.Effects = append(out.Effects, &Assign{typed{t, p.span}, target, ref})
	}
	return ref
}

func (b *binder) wrongParts(n int, p *part) {
	b.typeError(p.span, "CS8132 Cannot deconstruct a tuple of '%d' elements into '%d' variables.", n, len(p.group))
}

// parts takes a value apart: a tuple, or a KeyValuePair, which has a Deconstruct
// method on modern .NET.
func (b *binder) parts(value Expr, p *part) []Expr {
	t, n := value.Type(), len(p.group)
	if t.Kind == types.Tuple {
		if len(t.Fields) != n {
			b.wrongParts(len(t.Fields), p)
			return nil
		}
		out := make([]Expr, n)
		for i, f := range t.Fields {
			out[i] = &FieldOf{typed{f.Type, p.span}, value, i, false}
		}
		return out
	}
	if pair := b.u.Lookup("System.Collections.Generic.KeyValuePair", 2); pair != nil && t.Def == pair && n == 2 {
		key, val := t.Property("Key"), t.Property("Value")
		return []Expr{&Property{typed{key.Type, p.span}, value, key}, &Property{typed{val.Type, p.span}, value, val}}
	}
	if items := b.tupleItems(value, p.span); len(items) == n && n > 0 {
		return items
	}
	if len(t.Methods("Deconstruct")) == 0 {
		b.typeError(value.Span(), "CS1061 '%s' does not contain a definition for 'Deconstruct' and no extension method 'Deconstruct' accepting a first argument of type '%s' could be found (are you missing a using directive or an assembly reference?)", t, t)
	}
	b.typeError(value.Span(), "CS8129 No suitable Deconstruct instance or extension method was found for type '%s', with %d out parameters and a void return type.", t, n)
	return nil
}

// tupleItems are the items of a System.Tuple, those of the tuple of the rest among
// them, as TupleExtensions.Deconstruct gives them; nil for other types.
func (b *binder) tupleItems(value Expr, span diag.Span) []Expr {
	t := value.Type()
	if t.Def == nil || t.Definition().FullName() != "System.Tuple" && t.Definition() != b.u.Lookup("System.Tuple", len(t.Args)) {
		return nil
	}
	var items []Expr
	for i := range t.Args {
		name := "Item" + strconv.Itoa(i+1)
		if i == 7 {
			name = "Rest"
		}
		item := t.Property(name)
		get := &Property{typed{item.Type, span}, value, item}
		if i == 7 {
			return append(items, b.tupleItems(get, span)...)
		}
		items = append(items, get)
	}
	return items
}
