package bind

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// new binds new T(...) {...}.
func (b *binder) new(x *ast.New) Expr {
	span := x.Span()
	t := b.typ(x.Type)
	args, ok := b.argumentsWithDiscards(x.Args)
	if t.Kind == types.Invalid || !ok {
		return b.bad(span)
	}
	n := b.construct(t, args, span, x.Type.Span())
	if isBad(n) || x.Init == nil {
		return n
	}
	obj, isNew := n.(*New)
	if !isNew {
		obj = &New{typed: typed{t, span}, Args: []Expr{n}}
	}
	obj.Temp = b.temp(t)
	ref := &VarRef{typed{t, span}, obj.Temp}
	init, ok := b.initializer(ref, x.Init)
	if !ok {
		return b.bad(span)
	}
	obj.Init = init
	return obj
}

// construct binds the creation without initialisers.
func (b *binder) construct(t *types.Type, args []arg, span, name diag.Span) Expr {
	if t.Kind == types.Delegate {
		return b.newDelegate(t, args, span)
	}
	if t.Kind == types.TypeParam {
		if !t.Constraint.New && !t.Constraint.Struct {
			return b.typeError(span, "CS0304 Cannot create an instance of the variable type '%s' because it does not have the new() constraint", t)
		}
		if len(args) > 0 {
			return b.typeError(span, "CS0417 '%s': cannot provide arguments when creating an instance of a variable type", t)
		}
		return &New{typed: typed{t, span}}
	}
	ctors := t.Constructors()
	if len(args) == 0 && t.IsValueType() {
		declared := false
		for _, c := range ctors {
			declared = declared || len(c.Params) == 0
		}
		if !declared {
			return b.defaultOf(t, span)
		}
	}
	if t.Kind == types.Nullable {
		if len(args) == 1 {
			return b.convert(args[0].x, t)
		}
	}
	switch {
	case len(ctors) == 0 && t.RefusedMember(".ctor"):
		return b.refusedMember(t, ".ctor", span)
	case t.Static:
		return b.typeError(span, "CS0712 Cannot create an instance of the static class '%s'", t)
	case t.Abstract || t.Kind == types.Interface:
		return b.typeError(span, "CS0144 Cannot create an instance of the abstract class or interface '%s'", t)
	case len(ctors) == 0:
		if t.Kind == types.Array {
			return b.typeError(span, "CS1586 Array creation must have array size or array initializer")
		}
		return b.typeError(name, "CS1729 '%s' does not contain a constructor that takes %d arguments", t, len(args))
	}
	c := b.resolve(ctors, args, nil, false)
	if c == nil {
		count := false
		for _, m := range ctors {
			if _, ok := mapArgs(m, args, false); ok {
				count = true
			} else if n := len(m.Params); n > 0 && m.Params[n-1].Params && len(args) >= n-1 {
				count = true
			}
		}
		if m, p := missingParam(ctors, args); p != "" && !count {
			return b.typeError(name, "CS7036 There is no argument given that corresponds to the required formal parameter '%s' of '%s'", p, methodText(m))
		}
		if !count {
			return b.typeError(name, "CS1729 '%s' does not contain a constructor that takes %d arguments%s", t, len(args), b.overloadHint(ctors))
		}
		return b.overloadError(t.Name, "constructor", ctors, args, name)
	}
	in, _ := b.finalArgs(c, args)
	return &New{typed: typed{t, span}, Ctor: c.method, Args: in}
}

// newDelegate binds new Func<int>(...), which takes a function or another delegate.
func (b *binder) newDelegate(t *types.Type, args []arg, span diag.Span) Expr {
	if len(args) == 0 {
		return b.typeError(span, "CS1729 '%s' does not contain a constructor that takes 0 arguments", t)
	}
	x := args[0].x
	switch g := x.(type) {
	case *methodGroup:
		if len(args) == 1 && !b.implicit(g, t).ok() && b.resolveGroup(g, groupArgs(t.Invoke, g.Pos)) == nil {
			return b.typeError(span, "CS0123 No overload for '%s' matches delegate '%s'", g.name, t)
		}
	case *lambda, *localFuncRef, *defaultLit:
	default:
		if k := x.Type().Kind; k != types.Delegate && k != types.Invalid {
			return b.typeError(x.Span(), "CS0149 Method name expected")
		}
	}
	if len(args) > 1 {
		return b.typeError(x.Span(), "CS0149 Method name expected")
	}
	return b.convert(x, t)
}

// initializer binds {...} on an object.
func (b *binder) initializer(obj Expr, init ast.Initializer) ([]Expr, bool) {
	switch init := init.(type) {
	case *ast.ObjectInit:
		return b.objectInit(obj, init)
	case *ast.CollectionInit:
		return b.collectionInit(obj, init)
	}
	return nil, false
}

func (b *binder) objectInit(obj Expr, init *ast.ObjectInit) (out []Expr, ok bool) {
	ok = true
	for _, m := range init.Members {
		var target Expr
		if m.Name != nil {
			p := obj.Type().Property(m.Name.Text)
			if p == nil {
				b.noMember(obj.Type(), *m.Name, m.Span(), true)
				ok = false
				continue
			}
			target = &Property{typed{p.Type, m.Span()}, obj, p}
		} else {
			args, argsOK := b.arguments(m.Index)
			if !argsOK {
				ok = false
				continue
			}
			target = b.indexWith(obj, args, m.Span())
		}
		if isBad(target) {
			ok = false
			continue
		}
		if m.Init != nil {
			// A = {...} fills the object that A holds.
			tmp := b.temp(target.Type())
			effects, good := b.initializer(&VarRef{typed{tmp.Type, m.Span()}, tmp}, m.Init)
			ok = ok && good
			out = append(out, &Seq{typed: typed{target.Type(), m.Span()}, Temps: []Temp{{tmp, target}}, Effects: effects, Value: &VarRef{typed{tmp.Type, m.Span()}, tmp}})
			continue
		}
		target = b.assignable(target)
		value := b.value(b.expr(m.Value))
		if isBad(target) || isBad(value) {
			ok = false
			continue
		}
		v := b.convert(value, target.Type())
		ok = ok && !isBad(v)
		out = append(out, &Assign{typed{target.Type(), m.Span()}, target, v})
	}
	return out, ok
}

func (b *binder) collectionInit(obj Expr, init *ast.CollectionInit) (out []Expr, ok bool) {
	ok = true
	add := obj.Type().Methods("Add")
	for _, e := range init.Elems {
		if !e.Braced && len(e.Values) == 1 {
			if set, isSet := e.Values[0].(*ast.Assign); isSet && set.Op == token.Assign {
				b.typeError(set.Span(), "CS0747 Invalid initializer member declarator")
				ok = false
				continue
			}
		}
		var args []arg
		good := true
		for _, v := range e.Values {
			x := b.value(b.expr(v))
			good = good && !isBad(x)
			args = append(args, arg{x: x})
		}
		if !good {
			ok = false
			continue
		}
		if len(add) == 0 {
			b.typeError(init.Span(), "CS1922 Cannot initialize type '%s' with a collection initializer because it does not implement 'System.Collections.IEnumerable'", obj.Type())
			return nil, false
		}
		c := b.resolve(add, args, nil, false)
		if c == nil {
			b.addError(add, args, e.Span())
			ok = false
			continue
		}
		in, _ := b.finalArgs(c, args)
		out = append(out, &Call{typed: typed{b.resultType(c.method.Return), e.Span()}, Recv: obj, Method: c.method, Args: in})
	}
	return out, ok
}

// addError reports an element that no Add method takes; one whose number of
// arguments is right is the best there is.
func (b *binder) addError(add []*types.Method, args []arg, span diag.Span) {
	_, found := b.speculate(func() { b.overloadError("Add", "method", add, args, span) })
	for _, d := range found.All() {
		if strings.HasPrefix(d.Message, "CS1503 Argument") {
			for _, m := range add {
				if _, ok := mapArgs(m, args, false); ok {
					b.errorf(diag.ExpressionType, span, "CS1950 The best overloaded Add method '%s' for the collection initializer has some invalid arguments", methodText(m))
					break
				}
			}
		}
		b.list.Add(d)
	}
}

// newAnonymous binds new { A = 1, x.B }.
func (b *binder) newAnonymous(x *ast.NewAnonymous) Expr {
	out := &NewFields{typed: typed{b.u.InvalidType(), x.Span()}}
	var fields []types.Field
	seen := map[string]bool{}
	ok := true
	for _, m := range x.Members {
		v := b.value(b.expr(m.X))
		if !hasType(v) || v.Type().Kind == types.Void {
			if x.Let {
				b.typeError(m.Span(), "CS1932 Cannot assign %s to a range variable", typeName(v))
			} else {
				b.typeError(m.Span(), "CS0828 Cannot assign '%s' to anonymous type property", typeName(v))
			}
			ok = false
			continue
		}
		if v = b.finished(v); isBad(v) {
			ok = false
			continue
		}
		if seen[m.Name.Text] {
			b.errorf(diag.ExpressionName, m.Span(), "CS0833 An anonymous type cannot have multiple properties with the same name")
			ok = false
		}
		seen[m.Name.Text] = true
		fields = append(fields, types.Field{Name: m.Name.Text, Type: v.Type()})
		out.Values = append(out.Values, v)
	}
	if !ok {
		return b.bad(x.Span())
	}
	out.T = b.u.AnonymousOf(fields)
	return out
}

// tuple binds (a, b) as a literal whose type may come from its target.
func (b *binder) tuple(x *ast.Tuple) Expr {
	out := &tupleLit{typed: typed{b.u.InvalidType(), x.Span()}}
	for _, e := range x.Elems {
		v := b.value(b.expr(e.X))
		if isBad(v) {
			return b.bad(x.Span())
		}
		name := ""
		if e.Name != nil {
			name = e.Name.Text
		} else if id, ok := ast.InferredName(e.X); ok {
			name = id.Text
		}
		if e.Name != nil && !b.checkElementName(out.names, *e.Name, len(out.names)) {
			return b.bad(x.Span())
		}
		out.elems = append(out.elems, v)
		out.names = append(out.names, name)
	}
	return out
}

// checkElementName reports the name of an element of a tuple that another has, or
// that means another.
func (b *binder) checkElementName(names []string, name ast.Ident, i int) bool {
	if slices.Contains(names, name.Text) {
		b.errorf(diag.ExpressionName, name.Span(), "CS8127 Tuple element names must be unique.")
		return false
	}
	if digits, ok := strings.CutPrefix(name.Text, "Item"); ok {
		if n, err := strconv.Atoi(digits); err == nil && n > 0 && strconv.Itoa(n) == digits && n != i+1 {
			b.errorf(diag.ExpressionName, name.Span(), "CS8125 Tuple element name '%s' is only allowed at position %d.", name.Text, n)
			return false
		}
	}
	return true
}

// naturalTuple gives a tuple literal the type of its elements.
func (b *binder) naturalTuple(x *tupleLit) Expr {
	out := &NewFields{typed: typed{b.u.InvalidType(), x.Pos}}
	fields := make([]types.Field, len(x.elems))
	for i, e := range x.elems {
		if !hasType(e) {
			return b.typeError(x.Pos, "CS8135 Tuple with %d elements cannot be converted to type 'object'.", len(x.elems))
		}
		e = b.finished(e)
		if isBad(e) {
			return e
		}
		if e.Type().Kind == types.Void {
			return b.typeError(x.Pos, "CS0815 Cannot assign (void) to an implicitly-typed variable")
		}
		fields[i] = types.Field{Name: x.names[i], Type: e.Type()}
		out.Values = append(out.Values, e)
	}
	out.T = b.u.TupleOf(fields)
	return out
}
