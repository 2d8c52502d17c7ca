package ast

// Query is a query expression: `from ... select ...`.
type Query struct {
	At
	From *FromClause
	Body *QueryBody
}

// QueryBody is what follows the first from clause or `into name`.
type QueryBody struct {
	At
	// Clauses are from, let, where, join and orderby clauses, in order.
	Clauses []QueryClause
	// End is a *SelectClause or a *GroupClause.
	End QueryClause
	// Into is nil when the query ends here.
	Into *QueryContinuation
}

// QueryContinuation is `into Name` and the query over the results so far.
type QueryContinuation struct {
	At
	Name Ident
	Body *QueryBody
}

// FromClause is `from Type Name in X`; Type is nil unless written.
type FromClause struct {
	At
	Type TypeExpr
	Name Ident
	X    Expr
}

// LetClause is `let Name = X`.
type LetClause struct {
	At
	Name Ident
	X    Expr
}

// WhereClause is `where X`.
type WhereClause struct {
	At
	X Expr
}

// JoinClause is `join Type Name in X on Left equals Right into Into`.
type JoinClause struct {
	At
	// Type is nil unless written.
	Type        TypeExpr
	Name        Ident
	X           Expr
	Left, Right Expr
	// Into is nil for an inner join.
	Into *Ident
}

// OrderByClause is `orderby a, b descending`.
type OrderByClause struct {
	At
	Orderings []*Ordering
}

// Ordering is one key of an orderby clause.
type Ordering struct {
	At
	X          Expr
	Descending bool
	// Explicit tells that `ascending` or `descending` is written.
	Explicit bool
}

// SelectClause is `select X`.
type SelectClause struct {
	At
	X Expr
}

// GroupClause is `group X by Key`.
type GroupClause struct {
	At
	X, Key Expr
}

func (*Query) expr() {}

func (*FromClause) queryClause()    {}
func (*LetClause) queryClause()     {}
func (*WhereClause) queryClause()   {}
func (*JoinClause) queryClause()    {}
func (*OrderByClause) queryClause() {}
func (*SelectClause) queryClause()  {}
func (*GroupClause) queryClause()   {}
