package ast

// AsType reads an expression as the name of a type: `a.b<c>` becomes a
// QualifiedName. ok is false when the expression is not a chain of names.
func AsType(x Expr) (t TypeExpr, ok bool) {
	switch x := x.(type) {
	case *Name:
		return x, true
	case *PredefinedType:
		return x, true
	case *Member:
		left, ok := AsType(x.X)
		if !ok {
			return nil, false
		}
		if _, predefined := left.(*PredefinedType); predefined {
			return nil, false
		}
		return &QualifiedName{At: x.At, Left: left, Name: x.Name}, true
	}
	return nil, false
}

// AsExpr reads the name of a type as an expression: a QualifiedName becomes a
// Member. ok is false for types that are not plain names (arrays, tuples...).
func AsExpr(t TypeExpr) (x Expr, ok bool) {
	switch t := t.(type) {
	case *Name:
		return t, true
	case *PredefinedType:
		return t, true
	case *QualifiedName:
		left, ok := AsExpr(t.Left)
		if !ok {
			return nil, false
		}
		return &Member{At: t.At, X: left, Name: t.Name}, true
	}
	return nil, false
}

// InferredName returns the name that an anonymous object or a tuple takes from
// an expression without a written name: that of a variable, `x.Name` or
// `x?.Name`. ok is false when the expression gives none.
func InferredName(x Expr) (name Ident, ok bool) {
	for {
		switch e := x.(type) {
		case *Name:
			return e.Ident, e.Args == nil && e.Ident.Text != ""
		case *Member:
			return e.Name.Ident, e.Name.Args == nil && e.Name.Ident.Text != ""
		case *ConditionalAccess:
			x = e.Access
		default:
			return Ident{}, false
		}
	}
}

// Spine returns the operands of a chain of binary operators from left to right:
// the leftmost operand, which is not a Binary, and then each Binary whose Y is
// the next operand. Consumers use it to handle `a + b + c + ...` in a loop.
func Spine(b *Binary) (first Expr, chain []*Binary) {
	n := 1
	x := b.X
	for {
		left, ok := x.(*Binary)
		if !ok {
			break
		}
		n++
		x = left.X
	}
	chain = make([]*Binary, n)
	for e := b; n > 0; n-- {
		chain[n-1] = e
		if n > 1 {
			e = e.X.(*Binary)
		}
	}
	return x, chain
}

// Unparen returns x without the parentheses around it.
func Unparen(x Expr) Expr {
	for {
		p, ok := x.(*Paren)
		if !ok {
			return x
		}
		x = p.X
	}
}
