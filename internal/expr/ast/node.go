package ast

import "github.com/gatehouse-project/gatehouse/internal/diag"

// Node is any element of the tree. All nodes are pointers to structs of this
// package; a Node in a tree is never nil and never a nil pointer, except where a
// field says that it may be nil.
type Node interface {
	// Span is the place of the node as byte offsets into the text that was
	// parsed, comments and white space around it not included.
	Span() diag.Span
}

// At is the place of a node; every node embeds one.
type At struct {
	Pos diag.Span
}

// Span returns the place.
func (a At) Span() diag.Span { return a.Pos }

// Expr is an expression. The parser also returns *ArrayInit as an Expr, where a
// declaration allows a bare `{...}`, and *Declared, where `out` or a
// deconstruction declares variables.
type Expr interface {
	Node
	expr()
}

// Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// TypeExpr is the syntax of a type.
type TypeExpr interface {
	Node
	typeExpr()
}

// Pattern is what stands after `is` or `case`.
type Pattern interface {
	Node
	pattern()
}

// Designation is the declared part of a pattern or a declaration inside an
// expression: a name, `_`, or several in parentheses.
type Designation interface {
	Node
	designation()
}

// QueryClause is one clause of a query expression.
type QueryClause interface {
	Node
	queryClause()
}

// InterpolatedPart is a text or a hole of an interpolated string.
type InterpolatedPart interface {
	Node
	interpolatedPart()
}

// Initializer is the `{...}` after `new T` or after `Name =` in another
// initialiser.
type Initializer interface {
	Node
	initializer()
}

// Ident is a declared or mentioned name with its place. Text is empty when the
// name is missing (a syntax error).
type Ident struct {
	At
	Text string
}
