package bind

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Env is what an expression can see.
type Env struct {
	Universe *types.Universe
	// Context is the type of the variable `context`.
	Context *types.Type
}

// Expression binds the expression of `@(...)`. want is the type its host needs;
// nil stands for any (the value is boxed). A value of another type is converted
// as hosts do (expressions.md section 1.5): implicitly, or to text with
// ToString, or by an explicit conversion that is checked at run time.
func Expression(x ast.Expr, src *diag.Source, env *Env, want *types.Type, l *diag.List) *Func {
	b := newBinder(src, env, want, l)
	f := &Func{Result: b.want}
	b.fn = f
	b.push()
	f.Expr = b.toHost(b.value(b.expr(x)))
	b.pop()
	b.finish(f)
	return f
}

// Body binds the statements of `@{...}`, every path of which has to return.
func Body(block *ast.Block, src *diag.Source, env *Env, want *types.Type, l *diag.List) *Func {
	b := newBinder(src, env, want, l)
	f := &Func{Result: b.want}
	b.fn = f
	b.ret = &returns{host: true}
	b.push()
	body, reachable := b.block(block)
	b.pop()
	if reachable && !b.failed() {
		b.errorf(diag.ExpressionType, diag.Span{Start: len(src.Text), End: len(src.Text)}, "CS0161 not all code paths return a value")
	}
	f.Block = body
	b.finish(f)
	return f
}

// binder holds the state of one binding.
type binder struct {
	u    *types.Universe
	env  *Env
	src  *diag.Source
	list *diag.List
	want *types.Type

	fn    *Func
	scope *scope
	ret   *returns
	// overflow is the context that checked and unchecked set.
	overflow overflow
	// receivers are the values that ImplicitReceiver stands for, innermost last.
	receivers []Expr
	// jumps counts the enclosing statements that break and continue leave.
	loops, switches int
	switchStack     []*switchState
	// filters: an exception filter was seen; identity: a comparison of references.
	filters, identity bool
	// finally is how many statements a jump inside a finally block could leave if
	// the block could be left.
	finally int
	// lambdas holds what speculative binding of a lambda gave.
	lambdas map[lambdaKey]*boundLambda
	// assigning: the operator is that of a compound assignment.
	assigning bool
	// instance says that a generic function is bound for certain type arguments:
	// what is wrong with these was right for its type parameters.
	instance bool
	// generic counts the generic functions around that are being checked; instances
	// those that were made of generic functions.
	generic   int
	instances *int
	// depth is the nesting of lambdas; bindings counts how often one was bound.
	depth    int
	bindings *int
}

// overflow says what happens when an integer operation overflows. Without a
// context constants are checked and other operations are not.
type overflow uint8

const (
	overflowDefault overflow = iota
	overflowChecked
	overflowUnchecked
)

// checked reports whether operations throw.
func (b *binder) checked() bool { return b.overflow == overflowChecked }

// inUnchecked reports whether constants may overflow.
func (b *binder) inUnchecked() bool { return b.overflow == overflowUnchecked }

// in sets the overflow context; the result restores the one before.
func (b *binder) in(o overflow) func() {
	saved := b.overflow
	b.overflow = o
	return func() { b.overflow = saved }
}

func overflowOf(unchecked bool) overflow {
	if unchecked {
		return overflowUnchecked
	}
	return overflowChecked
}

// returns collects what the return statements of a function give.
type returns struct {
	// host: returns convert to the host's type.
	host bool
	// infer: the types of the returned values are collected, not converted.
	infer bool
	exprs []Expr
	// result is the type to convert to otherwise, nil for none.
	result *types.Type
	void   bool
	empty  bool      // a `return;` was seen
	at     diag.Span // of the last return
	lambda string    // what messages call the function, if it is a lambda
	// local is the local function, nil in others.
	local *localFunc
	// yields is the type of the elements of an iterator, nil in other functions.
	yields *types.Type
}

func newBinder(src *diag.Source, env *Env, want *types.Type, l *diag.List) *binder {
	b := &binder{u: env.Universe, env: env, src: src, list: l, want: want, lambdas: map[lambdaKey]*boundLambda{}, bindings: new(int), instances: new(int)}
	if b.want == nil {
		b.want = b.special(types.Object)
	}
	return b
}

func (b *binder) special(s types.Special) *types.Type { return b.u.Special(s) }

func (b *binder) failed() bool { return b.list.HasErrors() }

func (b *binder) errorf(code diag.Code, span diag.Span, format string, args ...any) {
	b.list.Errorf(code, b.src, span, format, args...)
}

// typeError reports an error about types; it is silent when an operand is
// invalid already, because that was reported.
func (b *binder) typeError(span diag.Span, format string, args ...any) Expr {
	for _, a := range args {
		switch a := a.(type) {
		case *types.Type:
			if a.Kind == types.Invalid {
				return b.bad(span)
			}
		case full:
			if a.t.Kind == types.Invalid {
				return b.bad(span)
			}
		}
	}
	b.errorf(diag.ExpressionType, span, format, args...)
	return b.bad(span)
}

func (b *binder) bad(span diag.Span) Expr { return &Bad{typed{b.u.InvalidType(), span}} }

// isBad reports an expression whose error was reported. Unfinished forms also
// have the invalid type but are no errors.
func isBad(x Expr) bool {
	switch x.(type) {
	case *lambda, *methodGroup, *localFuncRef, *defaultLit, *tupleLit, *declared, *Throw, *namespaceRef:
		return false
	}
	return x.Type().Kind == types.Invalid
}

// speculate runs fn with its own list of diagnostics and reports whether it
// found no error.
func (b *binder) speculate(fn func()) (ok bool, found diag.List) {
	saved := b.list
	b.list = &diag.List{}
	fn()
	found = *b.list
	b.list = saved
	return !found.HasErrors(), found
}

// toHost converts the value of the whole expression to what its host needs.
func (b *binder) toHost(x Expr) Expr {
	if isBad(x) {
		return x
	}
	want := b.want
	if t, ok := x.(*Throw); ok {
		return &Convert{typed: typed{want, x.Span()}, Kind: ConvUp, X: t}
	}
	if x.Type().Kind == types.Void {
		return b.typeError(x.Span(), "CS0029 Cannot implicitly convert type 'void' to '%s'", full{want})
	}
	if g, ok := x.(*methodGroup); ok {
		return b.noConversion(g, want)
	}
	if c := b.implicit(x, want); c.ok() {
		return b.apply(x, want, c, false)
	}
	if l, ok := x.(*lambda); ok {
		return b.lambdaError(l, want)
	}
	if x = b.finished(x); isBad(x) {
		return x
	}
	if want.Special == types.String {
		return b.textOf(x)
	}
	if c := b.explicit(x, want); c.ok() {
		return b.apply(x, want, c, false)
	}
	return b.typeError(x.Span(), "CS0029 Cannot implicitly convert type '%s' to '%s'", full{x.Type()}, full{want})
}

// textOf is x?.ToString().
func (b *binder) textOf(x Expr) Expr {
	str := b.special(types.String)
	m := b.u.Special(types.Object).Methods("ToString")
	if len(m) == 0 {
		return b.bad(x.Span())
	}
	if !x.Type().CanBeNull() {
		return b.callToString(x)
	}
	tmp := b.temp(x.Type())
	return &CondAccess{
		typed: typed{str, x.Span()}, X: x, Temp: tmp,
		Access: &Call{typed: typed{str, x.Span()}, Recv: b.toObject(&VarRef{typed{tmp.Type, x.Span()}, tmp}), Method: m[0]},
	}
}

// callToString is x.ToString() for a value that cannot be null, by the method
// of its own type.
func (b *binder) callToString(x Expr) Expr {
	str := b.special(types.String)
	for _, m := range x.Type().Methods("ToString") {
		if len(m.Params) == 0 {
			recv := x
			if m.Owner.IsReference() && !x.Type().IsReference() {
				recv = b.toObject(x)
			}
			return &Call{typed: typed{str, x.Span()}, Recv: recv, Method: m}
		}
	}
	return b.bad(x.Span())
}

func (b *binder) toObject(x Expr) Expr {
	obj := b.special(types.Object)
	return b.apply(x, obj, b.implicit(x, obj), false)
}

// temp makes a hidden variable of the current function.
func (b *binder) temp(t *types.Type) *Var {
	return &Var{Name: "", Type: t, Func: b.fn}
}

// value demands that x is a value: not a type, a namespace or a method group.
// Lambdas, `default`, tuple literals and throw keep their unfinished form.
func (b *binder) value(x Expr) Expr {
	switch x := x.(type) {
	case *typeRef:
		if x.T.Kind == types.Invalid {
			return b.bad(x.Pos)
		}
		return b.typeError(x.Pos, "CS0119 '%s' is a type, which is not valid in the given context", x.T)
	case *namespaceRef:
		b.errorf(diag.ExpressionName, x.Pos, "CS0118 '%s' is a namespace but is used like a variable", x.name)
		return b.bad(x.Pos)
	}
	return x
}

// finished demands a value that has a type of its own.
func (b *binder) finished(x Expr) Expr {
	x = b.value(x)
	switch y := x.(type) {
	case *methodGroup:
		return b.methodGroupError(y)
	case *localFuncRef:
		return b.typeError(y.Pos, "CS0428 Cannot convert method group '%s' to a value. Did you intend to invoke the method?", y.fn.name)
	case *lambda:
		return b.typeError(y.Pos, "CS0815 Cannot assign lambda expression to an implicitly-typed variable")
	case *defaultLit:
		return b.typeError(y.Pos, "CS8716 There is no target type for the default literal.")
	case *tupleLit:
		return b.naturalTuple(y)
	case *declared:
		return b.typeError(y.Pos, "CS8183 Cannot infer the type of implicitly-typed discard.")
	}
	return x
}

func (b *binder) methodGroupError(g *methodGroup) Expr {
	return b.typeError(g.nameSpan, "CS0428 Cannot convert method group '%s' to non-delegate type. Did you intend to invoke the method?", g.name)
}

// finish runs the checks on the whole function.
func (b *binder) finish(f *Func) {
	f.Filters, f.Identity = b.filters, b.identity
	if !b.failed() {
		checkAssigned(b, f)
	}
}

// scope maps names to what they mean.
type scope struct {
	outer *scope
	fn    *Func
	names map[string]any // *Var, *localFunc, *rangeVar
	// later are the locals that statements further down declare (7.7: their scope
	// is the whole block).
	later  map[string]diag.Span
	labels map[string]*Label
	// into, when set, is the scope that takes what is declared here: the block of
	// a switch takes the variables of its sections.
	into *scope
	// vars is where the variables declared here are listed: the construct whose
	// entry begins their life.
	vars *[]*Var
}

// push opens a scope whose variables live as long as those around it.
func (b *binder) push() *scope {
	s := &scope{outer: b.scope, fn: b.fn}
	if b.scope != nil && b.scope.fn == b.fn {
		s.vars = b.scope.vars
	} else {
		s.vars = &b.fn.Vars
	}
	b.scope = s
	return s
}

// pushFor opens a scope whose variables are listed in vars.
func (b *binder) pushFor(vars *[]*Var) { b.push().vars = vars }

func (b *binder) pop() { b.scope = b.scope.outer }

// declare enters a name into the innermost scope.
func (b *binder) declare(name string, span diag.Span, what any) {
	if name == "" {
		return
	}
	home := b.scope
	for home.into != nil {
		home = home.into
	}
	if home.names == nil {
		home.names = map[string]any{}
	}
	delete(home.later, name)
	for s := b.scope; s != nil; s = s.outer {
		_, later := s.later[name]
		_, hidden := s.names[name].(*rangeVar)
		if s.names[name] != nil && !hidden || later {
			if v, ok := s.names[name].(*Var); ok && s == home && v.isParam && v.Func == b.fn {
				// a parameter twice: checkParams has said so
			} else if s == home {
				b.errorf(diag.ExpressionName, span, "CS0128 A local variable or function named '%s' is already defined in this scope", name)
			} else {
				b.errorf(diag.ExpressionName, span, "CS0136 A local or parameter named '%s' cannot be declared in this scope because that name is used in an enclosing local scope to define a local or parameter", name)
			}
			break
		}
	}
	if name == "context" {
		b.errorf(diag.ExpressionName, span, "CS0136 A local or parameter named 'context' cannot be declared in this scope because that name is used in an enclosing local scope to define a local or parameter")
	}
	home.names[name] = what
}

// newVar declares a variable.
func (b *binder) newVar(name ast.Ident, t *types.Type) *Var {
	v := &Var{Name: name.Text, Type: t, Func: b.fn, pos: name.Span()}
	b.declare(name.Text, name.Span(), v)
	*b.scope.vars = append(*b.scope.vars, v)
	return v
}

// undeclared is what a name means above the declaration of its variable.
type undeclared struct{}

// local finds a variable or local function by name.
func (b *binder) local(name string) any {
	for s := b.scope; s != nil; s = s.outer {
		if w := s.names[name]; w != nil {
			return w
		}
		if _, ok := s.later[name]; ok {
			return undeclared{}
		}
	}
	return nil
}

// announce tells the current scope which locals its statements declare.
func (b *binder) announce(list []ast.Stmt) {
	for _, s := range list {
		d, ok := s.(*ast.LocalDecl)
		if !ok {
			continue
		}
		for _, x := range d.Decls {
			if b.scope.later == nil {
				b.scope.later = map[string]diag.Span{}
			}
			b.scope.later[x.Name.Text] = x.Name.Span()
		}
	}
}

// use makes a reference to a variable, marking it as captured when it belongs to
// an outer function.
func (b *binder) use(v *Var, span diag.Span) Expr {
	if v.Const != nil {
		return &Const{typed{v.Type, span}, v.Const.Value}
	}
	if v.Func != b.fn {
		if v.ByReference {
			return b.typeError(span, "CS1628 Cannot use ref or out parameter '%s' inside an anonymous method, lambda expression, or query expression", v.Name)
		}
		v.Captured = true
	}
	return &VarRef{typed{v.Type, span}, v}
}

func (b *binder) internalf(span diag.Span, format string, args ...any) Expr {
	b.errorf(diag.ExpressionNotSupported, span, "%s", fmt.Sprintf(format, args...))
	return b.bad(span)
}
