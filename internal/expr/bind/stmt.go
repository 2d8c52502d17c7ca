package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
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
		x := b.value(b.expr(s.X))
		if isDefault(x) {
			x = b.typeError(s.X.Span(), "CS0185 'default' is not a reference type as required by the lock statement")
		}
		x = b.finished(x)
		if !isBad(x) && !x.Type().IsReference() {
			b.typeError(s.X.Span(), "CS0185 '%s' is not a reference type as required by the lock statement", x.Type())
		}
		body, next := b.embedded(s.Body)
		return &Block{stmtAt: at, Stmts: []Stmt{&ExprStmt{stmtAt: at, X: x, Lock: true}, body}}, next
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
	case *ast.Yield:
		return b.yield(s)
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

func (b *binder) exprStmt(s *ast.ExprStmt) (Stmt, bool) {
	x := b.expr(s.X)
	switch x.(type) {
	case *lambda, *methodGroup, *localFuncRef, *defaultLit:
		b.errorf(diag.ExpressionType, s.X.Span(), notAStatement)
		return &Empty{stmtAt{s.Span()}}, true
	}
	x = b.finished(x)
	if _, paren := s.X.(*ast.Paren); !isBad(x) && (paren || !hasEffect(x)) {
		b.errorf(diag.ExpressionType, s.X.Span(), notAStatement)
	}
	return &ExprStmt{stmtAt: stmtAt{s.Span()}, X: x}, true
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
