package ast

// Lambda is `x => e`, `(a, b) => e`, `(int a, out T b) => { ... }`. Exactly one of
// Body and Block is not nil.
type Lambda struct {
	At
	Params []*Param
	// Typed tells that the parameters have types; in C# 7 all have or none.
	Typed bool
	Body  Expr
	Block *Block
	// Query tells that the lambda is a clause of a query: its parameters are range
	// variables.
	Query bool
}

// Param is a parameter of a lambda, an anonymous method or a local function.
type Param struct {
	At
	Mode ArgMode
	// Params tells a parameter array (local functions only).
	Params bool
	// Type is nil in an untyped lambda.
	Type TypeExpr
	Name Ident
	// Default is nil without a default value (local functions only).
	Default Expr
}

// AnonymousMethod is `delegate (T a) { ... }` or `delegate { ... }`.
type AnonymousMethod struct {
	At
	Params []*Param
	// HasParams tells `delegate () {}` from `delegate {}`, which fits any
	// signature without out parameters.
	HasParams bool
	Block     *Block
}

func (*Lambda) expr()          {}
func (*AnonymousMethod) expr() {}
