package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// switchState is what goto case and break need to know about the statement
// around them.
type switchState struct {
	loop    bool
	breaks  bool
	of      *types.Type
	pending []pendingGoto
}

type pendingGoto struct {
	jump  *Jump
	value *Const // nil for goto default
}

func (b *binder) noteBreak() {
	if n := len(b.switchStack); n > 0 {
		b.switchStack[n-1].breaks = true
	}
}

// switchStmt binds a switch statement (13.8.3).
func (b *binder) switchStmt(s *ast.Switch) (Stmt, bool) {
	x := b.operand(s.X)
	if !isBad(x) && (x.Type().Kind == types.Null || x.Type().Kind == types.Void) {
		x = b.typeError(s.X.Span(), "CS8119 The switch expression must be a value; found '%s'.", x.Type())
	}
	tmp := b.temp(x.Type())
	out := &Switch{stmtAt: stmtAt{s.Span()}, X: x, Temp: tmp, Default: -1}
	b.pushFor(&out.Vars)
	defer b.pop()
	state := &switchState{of: x.Type()}
	b.switchStack = append(b.switchStack, state)
	b.switches++
	type label struct {
		value   any
		section int
	}
	var constants []label
	for i, sec := range s.Sections {
		b.push()
		section := &Section{}
		for _, l := range sec.Labels {
			if l.Default {
				if out.Default >= 0 {
					b.errorf(diag.ExpressionSyntax, l.Span(), "CS0152 The switch statement contains multiple cases with the label value 'default'")
				}
				out.Default = i
				continue
			}
			if isBad(x) {
				continue
			}
			test := b.caseLabel(l, &VarRef{typed{tmp.Type, l.Span()}, tmp})
			if v, ok := b.labelValue(l, x.Type()); ok {
				for _, c := range constants {
					if c.value == v {
						b.errorf(diag.ExpressionSyntax, l.Span(), "CS0152 The switch statement contains multiple cases with the label value '%v'", v)
					}
				}
				constants = append(constants, label{v, i})
			}
			section.Tests = append(section.Tests, test)
		}
		holder := &Block{}
		var reachable bool
		section.Stmts, reachable = b.stmts(sec.Stmts, holder)
		if len(holder.Funcs) > 0 {
			section.Stmts = []Stmt{&Block{stmtAt: stmtAt{sec.Span()}, Stmts: section.Stmts, Funcs: holder.Funcs}}
		}
		if reachable && !b.failed() {
			b.errorf(diag.ExpressionSyntax, sec.Span(), "CS0163 Control cannot fall through from one case label to another; end the section with break or return")
		}
		b.pop()
		out.Sections = append(out.Sections, section)
	}
	b.switches--
	b.switchStack = b.switchStack[:len(b.switchStack)-1]
	for _, p := range state.pending {
		if p.value == nil {
			p.jump.Section = out.Default
			if out.Default < 0 {
				b.errorf(diag.ExpressionName, p.jump.Span(), "CS0159 No such label 'default:' within the scope of the goto statement")
			}
			continue
		}
		for _, c := range constants {
			if c.value == p.value.Value {
				p.jump.Section = c.section
			}
		}
		if p.jump.Section < 0 {
			b.errorf(diag.ExpressionName, p.jump.Span(), "CS0159 No such label 'case %v:' within the scope of the goto statement", p.value.Value)
		}
	}
	// The end is reachable by break, or when no section may be chosen.
	return out, state.breaks || out.Default < 0
}

// caseLabel binds a label as a test of the value.
func (b *binder) caseLabel(l *ast.SwitchLabel, value Expr) Expr {
	test := b.pattern(l.Pattern, value)
	if l.When != nil {
		when := b.boolean(l.When)
		if isBad(test) || isBad(when) {
			return b.bad(l.Span())
		}
		test = &AndAlso{typed{b.special(types.Boolean), l.Span()}, test, when}
	}
	return test
}

// labelValue returns the constant of a plain case label.
func (b *binder) labelValue(l *ast.SwitchLabel, of *types.Type) (any, bool) {
	p, ok := l.Pattern.(*ast.ConstantPattern)
	if !ok || l.When != nil {
		return nil, false
	}
	var v any
	good, _ := b.speculate(func() {
		x := b.finished(b.expr(p.X))
		if b.implicit(x, of.Underlying()).ok() {
			x = b.convert(x, of.Underlying())
		}
		if k, isConst := x.(*Const); isConst {
			v = k.Value
		}
	})
	return v, good
}
