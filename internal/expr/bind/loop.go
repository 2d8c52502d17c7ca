package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

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

// iterationVariable is why the variables of a foreach cannot be assigned.
const iterationVariable = "foreach iteration variable"

func (b *binder) forEach(s *ast.ForEach) (Stmt, bool) {
	b.push()
	defer b.pop()
	x := b.value(b.expr(s.X))
	if isDefault(x) {
		x = b.typeError(s.X.Span(), defaultNotValid)
	}
	x = b.finished(x)
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
		out.Assign = []Stmt{&ExprStmt{stmtAt: stmtAt{s.Target.Span()}, X: seq}}
	} else {
		t := elem
		if _, isVar := s.Type.(*ast.VarType); !isVar {
			t = b.typ(s.Type)
		}
		v := b.newVar(s.Name, t)
		v.readOnly = iterationVariable
		var value Expr = item
		if elem.Kind != types.Invalid && t.Kind != types.Invalid {
			// The conversion to a written type is explicit (13.9.5).
			if c := b.explicit(item, t); c.ok() {
				value = b.apply(item, t, c, true)
			} else {
				value = b.typeError(diag.Span{Start: s.Span().Start, End: s.Span().Start + len("foreach")}, "CS0030 Cannot convert type '%s' to '%s'", full{elem}, full{t})
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
	if t.Kind == types.Null {
		b.errorf(diag.ExpressionType, span, "CS0186 Use of null is not valid in this context")
		return b.u.InvalidType()
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
	b.typeError(span, "CS1579 foreach statement cannot operate on variables of type '%s' because '%s' does not contain a public definition for 'GetEnumerator'", t, t)
	return b.u.InvalidType()
}
