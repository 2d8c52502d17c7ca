package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// block binds a block; reachable says whether its end can be reached.
func (b *binder) block(x *ast.Block) (out *Block, reachable bool) {
	out = &Block{stmtAt: stmtAt{x.Span()}}
	b.pushFor(&out.Vars)
	defer b.pop()
	out.Stmts, reachable = b.stmts(x.Stmts, out)
	return out, reachable
}

// stmts binds the statements of a block into the current scope.
func (b *binder) stmts(list []ast.Stmt, out *Block) ([]Stmt, bool) {
	b.announce(list)
	funcs := b.declareLocalFuncs(list)
	stmts, reachable := b.sequence(list)
	out.Funcs = b.bindLocalFuncs(funcs)
	return stmts, reachable
}

// sequence binds statements one after the other; those that cannot be reached
// are checked and left out.
func (b *binder) sequence(list []ast.Stmt) ([]Stmt, bool) {
	b.announceLabels(list)
	var stmts []Stmt
	reachable := true
	for _, s := range list {
		if _, ok := s.(*ast.LocalFunc); ok {
			continue
		}
		if l, ok := s.(*ast.Labeled); ok {
			var list []Stmt
			list, reachable = b.labeled(l, reachable)
			stmts = append(stmts, list...)
			continue
		}
		st, next := b.stmt(s)
		if st != nil && reachable {
			stmts = append(stmts, st)
		}
		reachable = reachable && next
	}
	return stmts, reachable
}

// stmt binds one statement; reachable says whether control can get past it.
func (b *binder) stmt(s ast.Stmt) (Stmt, bool) {
	at := stmtAt{s.Span()}
	switch s := s.(type) {
	case *ast.Block:
		return b.block(s)
	case *ast.LocalDecl:
		return b.localDecl(s)
	case *ast.ExprStmt:
		return b.exprStmt(s)
	case *ast.Empty:
		return &Empty{at}, true
	case *ast.If:
		return b.ifStmt(s)
	case *ast.While:
		return b.while(s)
	case *ast.Do:
		return b.do(s)
	case *ast.For:
		return b.forStmt(s)
	case *ast.ForEach:
		return b.forEach(s)
	case *ast.Switch:
		return b.switchStmt(s)
	case *ast.Try:
		return b.try(s)
	case *ast.Using:
		return b.using(s)
	case *ast.Lock:
		x := b.operand(s.X)
		if !isBad(x) && !x.Type().IsReference() {
			b.typeError(s.X.Span(), "CS0185 '%s' is not a reference type as required by the lock statement", x.Type())
		}
		body, next := b.embedded(s.Body)
		return &Block{stmtAt: at, Stmts: []Stmt{&ExprStmt{at, x}, body}}, next
	case *ast.Throw:
		if s.X == nil {
			b.checkRethrow(s)
			return &ThrowStmt{at, nil}, false
		}
		return &ThrowStmt{at, b.thrown(s.X)}, false
	case *ast.Return:
		return b.returnStmt(s)
	case *ast.Break:
		b.checkJump(s.Span(), b.loops+b.switches)
		b.noteBreak()
		return &Jump{stmtAt: at, Kind: JumpBreak}, false
	case *ast.Continue:
		b.checkJump(s.Span(), b.loops)
		return &Jump{stmtAt: at, Kind: JumpContinue}, false
	case *ast.Goto:
		return b.gotoStmt(s)
	case *ast.CheckedBlock:
		defer b.in(overflowOf(s.Unchecked))()
		return b.block(s.Block)
	case *ast.Labeled:
		list, next := b.labeled(s, true)
		return &Block{stmtAt: at, Stmts: list}, next
	case *ast.BadStmt:
		return &Empty{at}, true
	}
	b.errorf(diag.ExpressionNotSupported, s.Span(), "this statement is not supported")
	return &Empty{at}, true
}

// embedded binds the statement after if, while and so on, in a scope of its own.
func (b *binder) embedded(s ast.Stmt) (Stmt, bool) {
	switch s := s.(type) {
	case *ast.LocalDecl, *ast.LocalFunc, *ast.Labeled:
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS1023 Embedded statement cannot be a declaration or labeled statement")
	}
	if x, ok := s.(*ast.Block); ok {
		return b.block(x)
	}
	out := &Block{stmtAt: stmtAt{s.Span()}}
	b.pushFor(&out.Vars)
	defer b.pop()
	st, next := b.stmt(s)
	if len(out.Vars) == 0 {
		return st, next
	}
	out.Stmts = []Stmt{st}
	return out, next
}

func (b *binder) localDecl(s *ast.LocalDecl) (Stmt, bool) {
	out := &Block{stmtAt: stmtAt{s.Span()}}
	_, isVar := s.Type.(*ast.VarType)
	var t *types.Type
	if !isVar {
		t = b.typ(s.Type)
		if t.Kind == types.Void {
			b.errorf(diag.ExpressionType, s.Type.Span(), "CS1547 Keyword 'void' cannot be used in this context")
			t = b.u.InvalidType()
		}
	}
	if isVar && len(s.Decls) > 1 {
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS0819 Implicitly-typed variables cannot have multiple declarators")
	}
	for _, d := range s.Decls {
		if st := b.declarator(s, d, t); st != nil {
			out.Stmts = append(out.Stmts, st)
		}
	}
	if len(out.Stmts) == 1 {
		return out.Stmts[0], true
	}
	return out, true
}

// declarator binds one declared variable; t is nil for var. The variable is in
// scope in its own initialiser, where it is not assigned yet.
func (b *binder) declarator(s *ast.LocalDecl, d *ast.Declarator, t *types.Type) Stmt {
	at := stmtAt{d.Span()}
	if t == nil {
		x := b.varInit(d)
		v := b.newVar(d.Name, x.Type())
		if s.Const {
			b.errorf(diag.ExpressionType, s.Span(), "CS0822 Implicitly-typed variables cannot be constant")
		}
		return &Declare{at, v, x, false}
	}
	v := b.newVar(d.Name, t)
	if d.Init == nil {
		if s.Const {
			b.errorf(diag.ExpressionSyntax, d.Span(), "CS0145 A const field requires a value to be provided")
		}
		if t.Kind == types.Tuple {
			// Its elements can be assigned one by one.
			return &Declare{at, v, b.defaultOf(t, d.Span()), true}
		}
		return &Declare{at, v, nil, false}
	}
	var x Expr
	if init, ok := d.Init.(*ast.ArrayInit); ok {
		if t.Kind != types.Array {
			if t.Kind != types.Invalid {
				b.errorf(diag.ExpressionType, init.Span(), "CS0622 Can only use array initializer expressions to assign to array types. Try using a new expression instead.")
			}
			x = b.bad(init.Span())
		} else {
			x = b.arrayInit(init, t)
		}
	} else {
		x = b.convert(b.value(b.expr(d.Init)), t)
	}
	if s.Const {
		k, ok := x.(*Const)
		if !ok {
			if !isBad(x) {
				b.errorf(diag.ExpressionType, d.Init.Span(), "CS0133 The expression being assigned to '%s' must be constant", d.Name.Text)
			}
			return nil
		}
		v.Const = k
		v.readOnly = "constant"
		return nil
	}
	return &Declare{at, v, x, false}
}

// varInit binds the initialiser of a var.
func (b *binder) varInit(d *ast.Declarator) Expr {
	if d.Init == nil {
		b.errorf(diag.ExpressionType, d.Span(), "CS0818 Implicitly-typed variables must be initialized")
		return b.bad(d.Span())
	}
	if _, ok := d.Init.(*ast.ArrayInit); ok {
		b.errorf(diag.ExpressionType, d.Init.Span(), "CS0820 Cannot initialize an implicitly-typed variable with an array initializer")
		return b.bad(d.Span())
	}
	x := b.value(b.expr(d.Init))
	switch y := x.(type) {
	case *lambda:
		return b.typeError(y.Pos, "CS0815 Cannot assign lambda expression to an implicitly-typed variable")
	case *methodGroup, *localFuncRef:
		return b.typeError(x.Span(), "CS0815 Cannot assign method group to an implicitly-typed variable")
	}
	x = b.finished(x)
	switch x.Type().Kind {
	case types.Null:
		return b.typeError(x.Span(), "CS0815 Cannot assign <null> to an implicitly-typed variable")
	case types.Void:
		return b.typeError(x.Span(), "CS0815 Cannot assign void to an implicitly-typed variable")
	}
	return x
}

func (b *binder) exprStmt(s *ast.ExprStmt) (Stmt, bool) {
	x := b.finished(b.expr(s.X))
	if _, paren := s.X.(*ast.Paren); !isBad(x) && (paren || !hasEffect(x)) {
		b.errorf(diag.ExpressionType, s.X.Span(), notAStatement)
	}
	return &ExprStmt{stmtAt{s.Span()}, x}, true
}

const notAStatement = "CS0201 Only assignment, call, increment, decrement, and new object expressions can be used as a statement"

// hasEffect reports whether an expression may be a statement.
func hasEffect(x Expr) bool {
	switch y := x.(type) {
	case *Call, *Invoke, *Assign, *Compound, *New, *Throw:
		return true
	case *CondAccess:
		a := y.Access
		if c, ok := a.(*Convert); ok && c.Kind == ConvWrap {
			a = c.X
		}
		return hasEffect(a)
	case *Seq:
		return len(y.Effects) > 0 || len(y.Temps) > 0
	}
	return false
}

func (b *binder) ifStmt(s *ast.If) (Stmt, bool) {
	cond := b.boolean(s.Cond)
	then, next := b.embedded(s.Then)
	out := &If{stmtAt{s.Span()}, cond, then, nil}
	otherNext := true
	if s.Else != nil {
		out.Else, otherNext = b.embedded(s.Else)
	}
	if k, ok := cond.(*Const); ok {
		if k.Value == true {
			return out, next
		}
		if s.Else != nil {
			return out, otherNext
		}
		return out, true
	}
	return out, next || otherNext
}

// loopBody binds the body of a loop; breaks says whether a break leaves it.
func (b *binder) loopBody(s ast.Stmt) (body Stmt, breaks bool) {
	b.loops++
	b.switchStack = append(b.switchStack, &switchState{loop: true})
	body, _ = b.embedded(s)
	breaks = b.switchStack[len(b.switchStack)-1].breaks
	b.switchStack = b.switchStack[:len(b.switchStack)-1]
	b.loops--
	return body, breaks
}

func constTrue(x Expr) bool {
	k, ok := x.(*Const)
	return ok && k.Value == true
}

func (b *binder) while(s *ast.While) (Stmt, bool) {
	out := &Loop{stmtAt: stmtAt{s.Span()}}
	b.pushFor(&out.Round)
	defer b.pop()
	out.Cond = b.boolean(s.Cond)
	var breaks bool
	out.Body, breaks = b.loopBody(s.Body)
	return out, breaks || !constTrue(out.Cond)
}

func (b *binder) do(s *ast.Do) (Stmt, bool) {
	out := &Loop{stmtAt: stmtAt{s.Span()}, PostTest: true}
	b.pushFor(&out.Round)
	defer b.pop()
	body, breaks := b.loopBody(s.Body)
	out.Body, out.Cond = body, b.boolean(s.Cond)
	return out, breaks || !constTrue(out.Cond)
}

func (b *binder) forStmt(s *ast.For) (Stmt, bool) {
	out := &Loop{stmtAt: stmtAt{s.Span()}}
	b.pushFor(&out.Vars)
	defer b.pop()
	if s.Decl != nil {
		st, _ := b.localDecl(s.Decl)
		out.Init = append(out.Init, st)
	}
	for _, x := range s.Init {
		st, _ := b.exprStmt(&ast.ExprStmt{At: ast.At{Pos: x.Span()}, X: x})
		out.Init = append(out.Init, st)
	}
	b.pushFor(&out.Round)
	defer b.pop()
	if s.Cond != nil {
		out.Cond = b.boolean(s.Cond)
	}
	for _, x := range s.Post {
		y := b.finished(b.expr(x))
		if !isBad(y) && !hasEffect(y) {
			b.errorf(diag.ExpressionType, x.Span(), notAStatement)
		}
		out.Post = append(out.Post, y)
	}
	var breaks bool
	out.Body, breaks = b.loopBody(s.Body)
	return out, breaks || out.Cond != nil && !constTrue(out.Cond)
}

func (b *binder) forEach(s *ast.ForEach) (Stmt, bool) {
	b.push()
	defer b.pop()
	x := b.operand(s.X)
	out := &ForEach{stmtAt: stmtAt{s.Span()}, X: x}
	b.pushFor(&out.Vars)
	defer b.pop()
	elem := b.u.InvalidType()
	if !isBad(x) {
		elem = b.elementOf(x, s.X.Span())
	}
	out.Elem = elem
	out.Item = b.temp(elem)
	item := &VarRef{typed{elem, s.X.Span()}, out.Item}
	if s.Target != nil {
		seq := b.deconstructItem(s.Target, item)
		out.Assign = []Stmt{&ExprStmt{stmtAt{s.Target.Span()}, seq}}
	} else {
		t := elem
		if _, isVar := s.Type.(*ast.VarType); !isVar {
			t = b.typ(s.Type)
		}
		v := b.newVar(s.Name, t)
		v.readOnly = "foreach iteration variable"
		var value Expr = item
		if elem.Kind != types.Invalid && t.Kind != types.Invalid {
			// The conversion to a written type is explicit (13.9.5).
			if c := b.explicit(item, t); c.ok() {
				value = b.apply(item, t, c, true)
			} else {
				value = b.typeError(s.Type.Span(), "CS0030 Cannot convert type '%s' to '%s'", elem, t)
			}
		}
		out.Assign = []Stmt{&Declare{stmtAt{s.Name.Span()}, v, value, false}}
	}
	out.Body, _ = b.loopBody(s.Body)
	return out, true
}

// elementOf returns the element type of what a foreach runs over (13.9.5).
func (b *binder) elementOf(x Expr, span diag.Span) *types.Type {
	t := x.Type()
	if t.Kind == types.Array {
		return t.Elem
	}
	for _, m := range t.Methods("GetEnumerator") {
		if len(m.Params) == 0 && m.Return != nil {
			if p := m.Return.Property("Current"); p != nil {
				return p.Type
			}
		}
	}
	enumerable := b.u.Lookup("System.Collections.Generic.IEnumerable", 1)
	var found *types.Type
	consider := func(i *types.Type) {
		if enumerable != nil && i.Def == enumerable {
			if found != nil && found != i {
				found = b.u.InvalidType()
				return
			}
			found = i
		}
	}
	consider(t)
	for _, i := range t.AllInterfaces() {
		consider(i)
	}
	if found != nil && found.Kind != types.Invalid {
		return found.Args[0]
	}
	if found == nil {
		if e := b.u.Lookup("System.Collections.IEnumerable", 0); e != nil && b.inherits(t, e) {
			return b.special(types.Object)
		}
	}
	b.typeError(span, "CS1579 foreach statement cannot operate on variables of type '%s' because '%s' does not contain a public instance definition for 'GetEnumerator'", t, t)
	return b.u.InvalidType()
}

func (b *binder) returnStmt(s *ast.Return) (Stmt, bool) {
	at := stmtAt{s.Span()}
	r := b.ret
	if r == nil {
		r = &returns{}
	}
	if s.X == nil {
		r.empty = true
		switch {
		case r.host:
			b.errorf(diag.ExpressionType, s.Span(), "CS0126 An object of a type convertible to '%s' is required", b.want)
		case r.result != nil:
			b.errorf(diag.ExpressionType, s.Span(), "CS0126 An object of a type convertible to '%s' is required", r.result)
		}
		return &Return{at, nil}, false
	}
	x := b.value(b.expr(s.X))
	switch {
	case isBad(x):
	case r.host:
		x = b.toHost(b.typedForHost(x))
	case r.infer:
		switch x.(type) {
		case *lambda, *methodGroup, *Throw, *defaultLit, *tupleLit, *localFuncRef:
		default:
			x = b.finished(x)
		}
		r.exprs = append(r.exprs, x)
	case r.void:
		if b.ret.lambda {
			b.errorf(diag.ExpressionType, s.Span(), "CS8030 Anonymous function converted to a void returning delegate cannot return a value")
		} else {
			b.errorf(diag.ExpressionType, s.Span(), "CS0127 Since the function returns void, a return keyword must not be followed by an object expression")
		}
	default:
		x = b.convert(x, r.result)
	}
	return &Return{at, x}, false
}

// typedForHost lets the host's type decide what a lambda or default literal is.
func (b *binder) typedForHost(x Expr) Expr {
	if _, isLambda := x.(*lambda); isLambda || b.implicit(x, b.want).ok() {
		return x
	}
	return b.finished(x)
}

// using binds using (...) body.
func (b *binder) using(s *ast.Using) (Stmt, bool) {
	b.push()
	defer b.pop()
	out := &Using{stmtAt: stmtAt{s.Span()}}
	add := func(v *Var, span diag.Span) {
		v.readOnly = "using variable"
		out.Vars = append(out.Vars, v)
		out.Dispose = append(out.Dispose, b.disposeCall(v, span))
	}
	if s.Decl != nil {
		st, _ := b.localDecl(s.Decl)
		out.Decls = append(out.Decls, st)
		decls := []Stmt{st}
		if blk, ok := st.(*Block); ok {
			decls = blk.Stmts
		}
		for _, d := range decls {
			if d, ok := d.(*Declare); ok {
				add(d.Var, d.Span())
			}
		}
	} else {
		x := b.operand(s.X)
		v := b.temp(x.Type())
		out.Decls = append(out.Decls, &Declare{stmtAt{s.X.Span()}, v, x, false})
		add(v, s.X.Span())
	}
	var next bool
	out.Body, next = b.embedded(s.Body)
	return out, next
}

// disposeCall is the call of Dispose on a variable, nil for types that have
// nothing to dispose.
func (b *binder) disposeCall(v *Var, span diag.Span) Expr {
	if v.Type.Kind == types.Invalid || v.Type.Kind == types.Null {
		return nil
	}
	for _, m := range v.Type.Methods("Dispose") {
		if len(m.Params) == 0 {
			return &Call{typed: typed{b.u.Void(), span}, Recv: &VarRef{typed{v.Type, span}, v}, Method: m}
		}
	}
	b.typeError(span, "CS1674 '%s': type used in a using statement must be implicitly convertible to 'System.IDisposable'", v.Type)
	return nil
}

func (b *binder) gotoStmt(s *ast.Goto) (Stmt, bool) {
	at := stmtAt{s.Span()}
	if s.Label != nil {
		return b.gotoLabel(s), false
	}
	var sw *switchState
	for i := len(b.switchStack) - 1; i >= 0 && sw == nil; i-- {
		if !b.switchStack[i].loop {
			sw = b.switchStack[i]
		}
	}
	if sw == nil {
		b.errorf(diag.ExpressionSyntax, s.Span(), "CS0153 A goto case is only valid inside a switch statement")
		return &Empty{at}, false
	}
	j := &Jump{stmtAt: at, Kind: JumpCase, Section: -1}
	if s.Default {
		j.Section = -2
		sw.pending = append(sw.pending, pendingGoto{jump: j})
		return j, false
	}
	x := b.convert(b.operand(s.Case), sw.of)
	k, ok := x.(*Const)
	if !ok {
		if !isBad(x) {
			b.errorf(diag.ExpressionType, s.Case.Span(), "CS0150 A constant value is expected")
		}
		return j, false
	}
	sw.pending = append(sw.pending, pendingGoto{jump: j, value: k})
	return j, false
}

// checkJump reports a break or continue that has nothing to leave.
func (b *binder) checkJump(span diag.Span, around int) {
	switch {
	case around > 0:
	case b.finally > 0:
		b.errorf(diag.ExpressionSyntax, span, leavesFinally)
	default:
		b.errorf(diag.ExpressionSyntax, span, "CS0139 No enclosing loop out of which to break or continue")
	}
}

// checkRethrow reports a throw without a value outside of a catch clause, or in a
// finally block inside one.
func (b *binder) checkRethrow(x *ast.Throw) {
	inFinally := false
	for s := b.scope; s != nil && s.fn == b.fn; s = s.outer {
		inFinally = inFinally || s.names[finallyMark] != nil
		if s.names[catchMark] == nil {
			continue
		}
		if inFinally {
			b.errorf(diag.ExpressionType, x.Span(), "CS0724 A throw statement with no arguments is not allowed in a finally clause that is nested inside the nearest enclosing catch clause")
		}
		return
	}
	b.errorf(diag.ExpressionType, x.Span(), "CS0156 A throw statement with no arguments is not allowed outside of a catch clause")
}

// catchMark and finallyMark are entries in a scope that say that it is a catch
// clause's or a finally block's.
const (
	catchMark   = "<catch>"
	finallyMark = "<finally>"
)
