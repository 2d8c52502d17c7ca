package bind

import (
	"slices"

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

// switchBinder is the state of one switch statement that is being bound.
type switchBinder struct {
	b      *binder
	out    *Switch
	value  Expr // the value that labels test
	labels []constantLabel
	// handled are the types whose values an earlier label without a condition
	// takes; everything says that all are.
	handled    []*types.Type
	null       bool
	everything bool
	// allButNull says that all values are taken but null.
	allButNull bool
	// tested says that a label may hold or not, whatever the constant is.
	tested bool
}

type constantLabel struct {
	value   any
	of      *types.Type
	section int
}

// switchStmt binds a switch statement (13.8.3).
func (b *binder) switchStmt(s *ast.Switch) (Stmt, bool) {
	x := b.value(b.expr(s.X))
	if isDefault(x) {
		x = b.typeError(s.X.Span(), "CS8119 The switch expression must be a value; found 'default'.")
	}
	x = b.finished(x)
	if !isBad(x) && (x.Type().Kind == types.Null || x.Type().Kind == types.Void) {
		x = b.typeError(s.X.Span(), "CS8119 The switch expression must be a value; found '%s'.", x.Type())
	}
	tmp := b.temp(x.Type())
	out := &Switch{stmtAt: stmtAt{s.Span()}, X: x, Temp: tmp, Default: -1}
	b.pushFor(&out.Vars)
	defer b.pop()
	var all []ast.Stmt
	for _, sec := range s.Sections {
		all = append(all, sec.Stmts...)
	}
	b.announce(all)
	funcs := b.declareLocalFuncs(all)
	state := &switchState{of: x.Type()}
	b.switchStack = append(b.switchStack, state)
	b.switches++
	w := &switchBinder{b: b, out: out, value: &VarRef{typed{tmp.Type, x.Span()}, tmp}}
	last := -1
	breaks := make([]bool, len(s.Sections))
	for i, sec := range s.Sections {
		state.breaks = false
		falls := w.section(i, sec)
		if breaks[i] = state.breaks; falls {
			last = i
			if i+1 < len(s.Sections) {
				b.errorf(diag.ExpressionSyntax, sec.Labels[0].Span(), "CS0163 Control cannot fall through from one case label ('%s') to another", b.labelText(sec))
			}
		}
	}
	if n := len(s.Sections); n > 0 && last == n-1 {
		b.errorf(diag.ExpressionSyntax, s.Sections[last].Labels[0].Span(), "CS8070 Control cannot fall out of switch from final case label ('%s')", b.labelText(s.Sections[last]))
	}
	b.switches--
	b.switchStack = b.switchStack[:len(b.switchStack)-1]
	w.resolve(state.pending)
	out.Exhaustive = out.Default >= 0 || w.everything
	// The end is reachable by break, or when no section may be chosen.
	reachable := slices.Contains(breaks, true) || !out.Exhaustive
	if only, known := w.only(x); known && len(state.pending) == 0 {
		out.Known, out.Only = true, only
		reachable = only < 0 || breaks[only]
	}
	if bound := b.bindLocalFuncs(funcs); len(bound) > 0 {
		vars := out.Vars
		out.Vars = nil
		return &Block{stmtAt: stmtAt{s.Span()}, Vars: vars, Funcs: bound, Stmts: []Stmt{out}}, reachable
	}
	return out, reachable
}

// only returns the section that the switch over a constant chooses, -1 for none;
// known is false when that is to be seen at run time.
func (w *switchBinder) only(x Expr) (section int, known bool) {
	k, ok := x.(*Const)
	if !ok || w.tested {
		return 0, false
	}
	for _, l := range w.labels {
		if l.value == k.Value {
			return l.section, true
		}
	}
	return w.out.Default, true
}

// labelText is the last label of a section as it is written.
func (b *binder) labelText(sec *ast.SwitchSection) string {
	s := sec.Labels[len(sec.Labels)-1].Span()
	return b.src.Text[s.Start:s.End]
}

// section binds one section; it reports whether control can fall out of it.
func (w *switchBinder) section(i int, sec *ast.SwitchSection) (reachable bool) {
	b := w.b
	home := b.scope
	b.push()
	defer b.pop()
	section := &Section{}
	for _, l := range sec.Labels {
		if l.Default {
			if w.out.Default >= 0 {
				b.errorf(diag.ExpressionSyntax, l.Span(), "CS0152 The switch statement contains multiple cases with the label value 'default:'")
			}
			w.out.Default = i
			continue
		}
		if !isBad(w.value) {
			section.Tests = append(section.Tests, w.label(i, l))
		}
	}
	b.scope.into = home
	section.Stmts, reachable = b.sequence(sec.Stmts)
	w.out.Sections = append(w.out.Sections, section)
	return reachable
}

// label binds a label as a test of the value.
func (w *switchBinder) label(i int, l *ast.SwitchLabel) Expr {
	b := w.b
	errors := b.list.Len()
	if _, ok := l.Pattern.(*ast.ConstantPattern); !ok || l.When != nil {
		w.tested = true
	}
	test := b.pattern(l.Pattern, w.value)
	if p, ok := l.Pattern.(*ast.ConstantPattern); ok && !isBad(test) {
		w.constant(i, p, l)
	} else if !isBad(test) && b.list.Len() == errors {
		w.pattern(l)
	}
	if l.When == nil {
		return test
	}
	when := b.boolean(l.When)
	if isBad(test) || isBad(when) {
		return b.bad(l.Span())
	}
	return &AndAlso{typed{b.special(types.Boolean), l.Span()}, test, when}
}

// constant notes the constant of a label and reports it when it came before.
func (w *switchBinder) constant(i int, p *ast.ConstantPattern, l *ast.SwitchLabel) {
	b := w.b
	k := b.labelValue(p, w.value.Type())
	if k == nil {
		return
	}
	for _, c := range w.labels {
		if c.value == k.Value && c.of == k.T {
			if l.When != nil || w.value.Type().IsReference() && w.value.Type().Special != types.String && k.Value != nil {
				b.alreadyHandled(l)
				return
			}
			b.errorf(diag.ExpressionSyntax, l.Span(), "CS0152 The switch statement contains multiple cases with the label value '%s'", labelValueText(k.Value))
			return
		}
	}
	if w.everything || k.Value == nil && w.null || k.Value != nil && w.takes(k.T) {
		b.alreadyHandled(l)
		return
	}
	if l.When != nil && !alwaysTrue(l) {
		return
	}
	w.labels = append(w.labels, constantLabel{k.Value, k.T, i})
	if k.Value == nil {
		w.null = true
		w.everything = w.everything || w.allButNull
	}
	if w.value.Type().Special == types.Boolean && len(w.labels) == 2 {
		w.everything = true
	}
}

// pattern notes what a type or var pattern takes and reports it when earlier
// labels leave nothing (C# 7: subsumption).
func (w *switchBinder) pattern(l *ast.SwitchLabel) {
	b := w.b
	when := l.When != nil && !alwaysTrue(l)
	switch p := l.Pattern.(type) {
	case *ast.VarPattern:
		if w.everything {
			b.alreadyHandled(l)
			return
		}
		w.everything = w.everything || !when
	case *ast.DeclarationPattern:
		t := b.typ(p.Type)
		if t.Kind == types.Invalid {
			return
		}
		if w.everything || w.takes(t) {
			b.alreadyHandled(l)
			return
		}
		if when {
			return
		}
		w.handled = append(w.handled, t)
		vt := w.value.Type()
		if b.standardImplicit(vt.Underlying(), t).ok() {
			w.allButNull = true
			w.everything = vt.IsValueType() && vt.Kind != types.Nullable || w.null
		}
	}
}

// takes reports whether an earlier label takes every value of a type.
func (w *switchBinder) takes(t *types.Type) bool {
	for _, h := range w.handled {
		switch c := w.b.standardImplicit(t, h); c.class {
		case identity, implicitReference, boxing:
			return true
		}
	}
	return false
}

// alwaysTrue reports a label whose condition is the literal true.
func alwaysTrue(l *ast.SwitchLabel) bool {
	k, ok := l.When.(*ast.BoolLit)
	return ok && k.Value
}

// labelValueText is the value of a label as messages write it.
func labelValueText(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return `"` + v + `"`
	case bool:
		if v {
			return "True"
		}
		return "False"
	}
	return constantText(v)
}

func (b *binder) alreadyHandled(l *ast.SwitchLabel) {
	span := l.Span()
	if _, constant := l.Pattern.(*ast.ConstantPattern); l.Pattern != nil && (!constant || l.When != nil) {
		span = l.Pattern.Span()
	}
	b.errorf(diag.ExpressionSyntax, span, "CS8120 The switch case has already been handled by a previous case.")
}

// resolve gives every goto case its section.
func (w *switchBinder) resolve(pending []pendingGoto) {
	b := w.b
	for _, p := range pending {
		if p.value == nil {
			p.jump.Section = w.out.Default
			if w.out.Default < 0 {
				b.errorf(diag.ExpressionName, p.jump.Span(), "CS0159 No such label 'default:' within the scope of the goto statement")
			}
			continue
		}
		for _, c := range w.labels {
			if c.value == p.value.Value {
				p.jump.Section = c.section
			}
		}
		if p.jump.Section < 0 {
			b.errorf(diag.ExpressionName, p.jump.Span(), "CS0159 No such label 'case %v:' within the scope of the goto statement", p.value.Value)
		}
	}
}

// labelValue returns the constant of a case label in the type it is compared in;
// nil when the label is wrong or names a type.
func (b *binder) labelValue(p *ast.ConstantPattern, of *types.Type) *Const {
	var k *Const
	b.speculate(func() {
		x := b.expr(p.X)
		if isDefault(x) {
			x = b.defaultOf(of, x.Span())
		}
		x = b.finished(x)
		if t := of.Underlying(); b.implicit(x, t).ok() && (t.IsValueType() || t.Special == types.String) {
			x = b.convert(x, t)
		}
		k, _ = x.(*Const)
	})
	return k
}
