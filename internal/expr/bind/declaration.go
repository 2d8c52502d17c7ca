package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

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
		if t.Static {
			b.errorf(diag.ExpressionType, s.Type.Span(), "CS0723 Cannot declare a variable of static type '%s'", t)
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
			b.errorf(diag.ExpressionType, s.Type.Span(), "CS0822 Implicitly-typed variables cannot be constant")
		}
		return &Declare{at, v, x, false}
	}
	v := b.newVar(d.Name, t)
	if s.Const && !canBeConst(t) {
		b.errorf(diag.ExpressionType, s.Type.Span(), "CS0283 The type '%s' cannot be declared const", t)
		return nil
	}
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
	var constant bool
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
		x = b.value(b.expr(d.Init))
		_, constant = x.(*Const)
		x = b.convert(x, t)
	}
	if s.Const {
		k, ok := x.(*Const)
		if !ok {
			switch {
			case isBad(x):
			case constant && t.IsReference():
				b.errorf(diag.ExpressionType, d.Init.Span(), "CS0134 '%s' is of type '%s'. A const field of a reference type other than string can only be initialized with null.", d.Name.Text, t)
			default:
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

// canBeConst reports whether a constant may have a type: numbers, bool, char, string,
// enumerations, and references, which are null then.
func canBeConst(t *types.Type) bool {
	return t.Kind == types.Invalid || t.Kind == types.Enum || t.IsReference() || t.Special != types.None
}

// varInit binds the initialiser of a var.
func (b *binder) varInit(d *ast.Declarator) Expr {
	if d.Init == nil {
		b.errorf(diag.ExpressionType, d.Span(), "CS0818 Implicitly-typed variables must be initialized")
		return b.bad(d.Span())
	}
	if _, ok := d.Init.(*ast.ArrayInit); ok {
		b.errorf(diag.ExpressionType, d.Name.Span(), "CS0820 Cannot initialize an implicitly-typed variable with an array initializer")
		return b.bad(d.Span())
	}
	x := b.value(b.expr(d.Init))
	switch x.(type) {
	case *lambda:
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign lambda expression to an implicitly-typed variable")
	case *methodGroup, *localFuncRef:
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign method group to an implicitly-typed variable")
	}
	if _, ok := x.(*defaultLit); ok {
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign default to an implicitly-typed variable")
	}
	if t, ok := x.(*tupleLit); ok && !hasType(t) {
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign %s to an implicitly-typed variable", typeName(t))
	}
	x = b.finished(x)
	switch x.Type().Kind {
	case types.Null:
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign <null> to an implicitly-typed variable")
	case types.Void:
		return b.typeError(d.Name.Span(), "CS0815 Cannot assign void to an implicitly-typed variable")
	}
	return x
}
