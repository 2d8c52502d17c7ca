package bind

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// A generic local function is bound once with its type parameters, which reports
// what is wrong with it and is then thrown away, and once more for every list of
// type arguments that it is used with. An instance is a local function like others.

// typeParam is what the name of a type parameter means in a scope: the parameter,
// or in an instance the type argument.
type typeParam struct{ of *types.Type }

// maxInstances bounds how often generic functions are bound in one program: one that
// calls itself with ever larger types would have no end of instances, and those
// inside others double at every level.
const maxInstances = 200

// declareTypeParams enters type parameters into a new scope and returns them.
func (b *binder) declareTypeParams(f *localFunc) {
	s := f.syntax
	b.push()
	seen := map[string]bool{}
	decls := make([]types.ParamDecl, len(s.TypeParams))
	for i, p := range s.TypeParams {
		if seen[p.Text] {
			b.errorf(diag.ExpressionName, p.Span(), "CS0692 Duplicate type parameter '%s'", p.Text)
			f.bad = true
		}
		seen[p.Text] = true
		decls[i].Name = p.Text
	}
	// The constraints of one parameter may mention all of them.
	plain := b.u.TypeParamsOf(b.generic, decls, nil)
	b.nameTypes(f, plain)
	for i, p := range s.TypeParams {
		c := &decls[i]
		for _, w := range s.Constraints {
			if w.Name.Text != p.Text {
				continue
			}
			c.Class, c.Struct, c.New = c.Class || w.Class, c.Struct || w.Struct, c.New || w.Ctor
			for _, x := range w.Types {
				t := b.typ(x)
				f.bad = f.bad || t.Kind == types.Invalid
				if t.Kind == types.Class && t.Special != types.Object {
					c.Class = true
				}
				c.Bases = append(c.Bases, t)
			}
		}
	}
	f.typeParams = b.u.TypeParamsOf(b.generic, decls, plain)
	for _, w := range s.Constraints {
		if !seen[w.Name.Text] {
			b.errorf(diag.ExpressionName, w.Name.Span(), "CS0699 '%s' does not define type parameter '%s'", f.signature(), w.Name.Text)
		}
	}
	b.nameTypes(f, f.typeParams)
}

// setName enters what is neither variable nor function into the current scope.
func (b *binder) setName(name string, what any) {
	if b.scope.names == nil {
		b.scope.names = map[string]any{}
	}
	b.scope.names[name] = what
}

// nameTypes says what the type parameters of a function mean in the current scope.
func (b *binder) nameTypes(f *localFunc, ts []*types.Type) {
	for i, p := range f.syntax.TypeParams {
		b.setName(p.Text, &typeParam{ts[i]})
	}
}

// checkGeneric binds a generic function with its type parameters, for its errors.
func (b *binder) checkGeneric(f *localFunc) {
	if f.bad || !b.another(f, f.syntax.Name.Span()) {
		return
	}
	instance := b.instance
	b.push()
	b.nameTypes(f, f.typeParams)
	b.generic++
	b.instance = false
	open := *f
	open.v = b.funcVar(f, b.special(types.Object))
	b.bindLocalFunc(&open)
	b.instance = instance
	b.generic--
	b.pop()
}

// bindInstances binds the instances of generic functions that are wanted, which may
// want further ones.
func (b *binder) bindInstances(funcs []*localFunc) (out []*LocalFunc) {
	for more := true; more; {
		more = false
		for _, f := range funcs {
			for len(f.wanted) > 0 && !b.failed() {
				inst := f.wanted[0]
				f.wanted = f.wanted[1:]
				more = true
				instance := b.instance
				b.instance = true
				b.push()
				b.nameTypes(f, inst.args)
				if bound := b.bindLocalFunc(inst.fn); bound != nil {
					out = append(out, bound)
				}
				b.pop()
				b.instance = instance
			}
		}
	}
	return out
}

// instance is a generic function with its type arguments.
type instance struct {
	args []*types.Type
	fn   *localFunc
}

// instanceOf returns the instance of a generic function for type arguments. While
// one is checked its type arguments are type parameters; the instance is then only
// a signature.
func (b *binder) instanceOf(f *localFunc, args []*types.Type, span diag.Span) *localFunc {
	if !b.satisfies(f.method(), args, span) {
		return nil
	}
	var key strings.Builder
	open := false
	for _, a := range args {
		fmt.Fprintf(&key, "%p,", a)
		open = open || a.IsOpen()
	}
	if x := f.instances[key.String()]; x != nil {
		return x.fn
	}
	if !b.another(f, span) {
		return nil
	}
	m := b.u.Instantiate(f.method(), args)
	out := &localFunc{name: f.name, syntax: f.syntax, params: m.Params, result: m.Return, outer: f.outer}
	if open {
		out.v = b.funcVar(f, b.special(types.Object))
	} else {
		out.v = b.funcVar(f, b.localFuncType(out))
		f.wanted = append(f.wanted, instance{args, out})
	}
	if f.instances == nil {
		f.instances = map[string]*instance{}
	}
	f.instances[key.String()] = &instance{args, out}
	return out
}

// another counts one more binding of a generic function and reports when there are
// too many.
func (b *binder) another(f *localFunc, span diag.Span) bool {
	if *b.instances++; *b.instances <= maxInstances {
		return true
	}
	b.errorf(diag.ExpressionNotSupported, span, "generic local functions such as '%s' are used with more than %d lists of type arguments", f.name, maxInstances)
	return false
}

// funcVar makes the variable that holds the delegate of a local function.
func (b *binder) funcVar(f *localFunc, t *types.Type) *Var {
	return &Var{Name: f.name, Type: t, Func: f.outer, Captured: true, isFunc: true}
}

// satisfies reports type arguments that the constraints forbid.
func (b *binder) satisfies(m *types.Method, args []*types.Type, span diag.Span) bool {
	for i, p := range m.TypeParams {
		t := args[i]
		where := func(format string, list ...any) bool {
			b.typeError(span, format+" in the generic type or method '%s'", append(list, p, methodText(m))...)
			return false
		}
		c := p.Constraint
		ownCtor := t.IsValueType() || t.Constraint.New
		for _, m := range t.Constructors() {
			ownCtor = ownCtor || len(m.Params) == 0 && !t.Abstract
		}
		switch {
		case t.Kind == types.Invalid:
			return false
		case c.Class && !t.IsReference():
			return where("CS0452 The type '%s' must be a reference type in order to use it as parameter '%s'", t)
		case c.Struct && (!t.IsValueType() || t.Kind == types.Nullable):
			return where("CS0453 The type '%s' must be a non-nullable value type in order to use it as parameter '%s'", t)
		}
		bases := p.Interfaces
		if p.Base != nil && p.Base.Special != types.Object {
			bases = append([]*types.Type{p.Base}, bases...)
		}
		for _, base := range bases {
			to := b.u.Substitute(base, m.TypeParams, args)
			if x := b.standardImplicit(t, to); x.class == identity || x.class == implicitReference || x.class == boxing && t.Kind != types.Nullable {
				continue
			}
			if t.Kind == types.Nullable {
				b.typeError(span, "CS0313 The type '%s' cannot be used as type parameter '%s' in the generic type or method '%s'. The nullable type '%s' does not satisfy the constraint of '%s'. Nullable types can not satisfy any interface constraints.",
					t, p, methodText(m), t, full{to})
				return false
			}
			code, kind := "CS0311", "implicit reference"
			if t.IsValueType() {
				code, kind = "CS0315", "boxing"
			}
			b.typeError(span, "%s The type '%s' cannot be used as type parameter '%s' in the generic type or method '%s'. There is no %s conversion from '%s' to '%s'.",
				code, t, p, methodText(m), kind, t, full{to})
			return false
		}
		if c.New && !ownCtor {
			return where("CS0310 '%s' must be a non-abstract type with a public parameterless constructor in order to use it as parameter '%s'", t)
		}
	}
	return true
}

// typeParamNull compares a value with null where its type is a type parameter, or
// was one in the function that this is an instance of; nil for other operands.
func (b *binder) typeParamNull(l, r Expr, not bool, span diag.Span) Expr {
	if l.Type().Kind == types.Null {
		l, r = r, l
	}
	if r.Type().Kind != types.Null || !b.notNullable(l.Type()) {
		return nil
	}
	boolean := b.special(types.Boolean)
	return &Seq{typed: typed{boolean, span}, Effects: []Expr{l}, Value: &Const{typed{boolean, span}, not}}
}

// notNullable reports a type that a generic function may treat as if it had null:
// a type parameter, or the type argument that stands for one.
func (b *binder) notNullable(t *types.Type) bool {
	if t.Kind == types.TypeParam {
		return !t.IsReference() && !t.IsValueType()
	}
	return b.instance && t.IsValueType() && t.Kind != types.Nullable
}
