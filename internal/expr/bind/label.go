package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
)

// announceLabels enters the labels among statements into the current scope: a goto
// may come before its label (13.5).
func (b *binder) announceLabels(list []ast.Stmt) {
	for _, s := range list {
		for l, ok := s.(*ast.Labeled); ok; l, ok = l.Stmt.(*ast.Labeled) {
			if b.label(l.Label.Text) != nil {
				b.errorf(diag.ExpressionName, l.Label.Span(), "CS0140 The label '%s' is a duplicate", l.Label.Text)
				continue
			}
			if b.scope.labels == nil {
				b.scope.labels = map[string]*Label{}
			}
			b.scope.labels[l.Label.Text] = &Label{name: l.Label.Text}
		}
	}
}

// label finds a label around the current place, in the same function.
func (b *binder) label(name string) *Label {
	for s := b.scope; s != nil && s.fn == b.fn; s = s.outer {
		if l := s.labels[name]; l != nil {
			return l
		}
	}
	return nil
}

// labeled binds a labelled statement: a mark and the statement. It can be reached
// when a goto above leads to it.
func (b *binder) labeled(x *ast.Labeled, reachable bool) (stmts []Stmt, next bool) {
	l := b.label(x.Label.Text)
	if l == nil {
		l = &Label{name: x.Label.Text}
	}
	reachable = reachable || l.used
	stmts = []Stmt{&Mark{stmtAt{x.Label.Span()}, l}}
	var st Stmt
	if inner, ok := x.Stmt.(*ast.Labeled); ok {
		more, after := b.labeled(inner, reachable)
		return append(stmts, more...), after
	}
	st, next = b.stmt(x.Stmt)
	if !reachable {
		return nil, false
	}
	return append(stmts, st), next
}

// gotoLabel binds goto L.
func (b *binder) gotoLabel(x *ast.Goto) Stmt {
	l := b.label(x.Label.Text)
	if l == nil {
		b.errorf(diag.ExpressionName, x.Label.Span(), "CS0159 No such label '%s' within the scope of the goto statement", x.Label.Text)
		return &Empty{stmtAt{x.Span()}}
	}
	l.used = true
	return &Jump{stmtAt: stmtAt{x.Span()}, Kind: JumpLabel, Label: l}
}
