package ast

// ConstantPattern is a constant expression as a pattern. When X is a Name or a
// chain of Members it may turn out to be a type (an error in a case label of C#
// 7); AsType gives that reading.
type ConstantPattern struct {
	At
	X Expr
}

// DeclarationPattern is `T name` or `T _`.
type DeclarationPattern struct {
	At
	Type TypeExpr
	// Designation is a *SingleDesignation or a *DiscardDesignation.
	Designation Designation
}

// VarPattern is `var name` or `var _`; it fits everything, null included.
type VarPattern struct {
	At
	// Designation is a *SingleDesignation or a *DiscardDesignation.
	Designation Designation
}

// SingleDesignation declares one variable.
type SingleDesignation struct {
	At
	Name Ident
}

// DiscardDesignation is `_`: the value is dropped.
type DiscardDesignation struct{ At }

// ParenDesignation declares several: `(a, (b, _))` after `var`.
type ParenDesignation struct {
	At
	Elems []Designation
}

func (*ConstantPattern) pattern()    {}
func (*DeclarationPattern) pattern() {}
func (*VarPattern) pattern()         {}

func (*SingleDesignation) designation()  {}
func (*DiscardDesignation) designation() {}
func (*ParenDesignation) designation()   {}
