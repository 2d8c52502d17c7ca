package ast

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// Paren is `(X)`.
type Paren struct {
	At
	X Expr
}

// Member is `X.Name`; Name holds the type arguments of a generic method.
type Member struct {
	At
	X    Expr
	Name *Name
}

// Index is `X[Args]`.
type Index struct {
	At
	X    Expr
	Args []*Argument
}

// Call is `X(Args)`. X is a Name, a Member or any expression whose value is a
// delegate.
type Call struct {
	At
	X    Expr
	Args []*Argument
	// Close is the closing parenthesis, the place for "argument missing".
	Close diag.Span
}

// Argument is an argument of a call, an indexer, an object creation, or an
// element of a tuple.
type Argument struct {
	At
	// Name is nil unless the argument is named (`preserveContent: true`).
	Name *Ident
	// Mode tells `ref`, `out` and `in` arguments from values.
	Mode ArgMode
	// X is the value. After `out` it may be a *Declared (`out var x`, `out int
	// x`, `out var _`, `out int _`); `out _` is the Name `_`, which is a discard
	// unless a variable of that name is in scope.
	X Expr
}

// ArgMode is how an argument or a parameter is passed.
type ArgMode uint8

// The ways to pass an argument.
const (
	ByValue ArgMode = iota
	ByRef
	ByOut
	ByIn
)

// ConditionalAccess is `X?.a.b[c]`: when X is null the result is null, otherwise
// Access is evaluated. Access is a chain of Member, Index and Call whose
// leftmost operand is an *ImplicitReceiver that stands for the value of X (lifted
// to its underlying type when X is nullable). The chain takes in everything up to
// its end, so that `a?.b.c.d()` skips all of it when a is null.
//
// A second `?.` nests to the right: `a?.b?.c` has X = a and Access = another
// ConditionalAccess whose X is `.b` on the receiver of the outer one and whose
// Access is `.c` on a receiver of its own. So an ImplicitReceiver belongs to the
// innermost ConditionalAccess whose Access (not X) contains it, holes, lambdas
// and arguments not crossed: those hold no ImplicitReceiver but their own.
type ConditionalAccess struct {
	At
	X      Expr
	Access Expr
}

// ImplicitReceiver is the value before `?.` or `?[`, at the bottom of the Access
// of a ConditionalAccess. Its span is empty and stands behind the `?`.
type ImplicitReceiver struct{ At }

// Unary is a prefix operator: + - ! ~ ++ --.
type Unary struct {
	At
	Op token.Kind
	X  Expr
}

// Postfix is `X++` or `X--`.
type Postfix struct {
	At
	Op token.Kind
	X  Expr
}

// Cast is `(Type)X`.
type Cast struct {
	At
	Type TypeExpr
	X    Expr
}

// Binary is `X Op Y` with one of * / % + - << >> < > <= >= == != & ^ | && ||.
// It leans to the left and may be thousands of nodes deep; see Spine.
type Binary struct {
	At
	Op token.Kind
	// OpPos is the place of the operator.
	OpPos diag.Span
	X, Y  Expr
}

// Coalesce is `X ?? Y`; it leans to the right.
type Coalesce struct {
	At
	X, Y Expr
}

// Conditional is `Cond ? Then : Else`.
type Conditional struct {
	At
	Cond, Then, Else Expr
}

// Assign is an assignment. With Op token.Assign the left side may be a *Tuple or
// a *Declared: a deconstruction, `(a, b) = e`, `(var a, int b) = e`, `var (a, b)
// = e`. Other operators are token.PlusEq and so on.
type Assign struct {
	At
	Op token.Kind
	// OpPos is the place of the operator.
	OpPos diag.Span
	X, Y  Expr
}

// Declared declares variables inside an expression: `var x`, `int x`, `var _`,
// `var (a, (b, _))`. It is the X of an out argument, an element of a Tuple that
// is deconstructed into, or the left side of a deconstruction. The parser does not
// check that a tuple with declarations is assigned to; the binder does (CS8185).
type Declared struct {
	At
	Type        TypeExpr
	Designation Designation
}

// Is is `X is Type`. When Type is a plain name the binder may find that it names
// a constant; AsExpr gives that reading.
type Is struct {
	At
	X    Expr
	Type TypeExpr
}

// IsPattern is `X is Pattern` where the pattern is more than a type.
type IsPattern struct {
	At
	X       Expr
	Pattern Pattern
}

// As is `X as Type`.
type As struct {
	At
	X    Expr
	Type TypeExpr
}

// TypeOf is `typeof(Type)`; `typeof(void)` has a PredefinedType of token.Void.
type TypeOf struct {
	At
	Type TypeExpr
}

// SizeOf is `sizeof(Type)`.
type SizeOf struct {
	At
	Type TypeExpr
}

// NameOf is `nameof(X)`: a call of the bare name `nameof` with one argument. X is
// a name or a chain of members and is not evaluated.
type NameOf struct {
	At
	X Expr
}

// Default is `default(Type)`, or the literal `default` when Type is nil.
type Default struct {
	At
	Type TypeExpr
}

// Checked is `checked(X)` or `unchecked(X)`.
type Checked struct {
	At
	Unchecked bool
	X         Expr
}

// ThrowExpr is `throw X` as an expression; the parser allows it after `??`, as a
// branch of `?:` and as the body of a lambda or local function.
type ThrowExpr struct {
	At
	X Expr
}

// Tuple is `(a, b)` with at least two elements, named or not. An element may be a
// *Declared or a nested *Tuple when the tuple is assigned to.
type Tuple struct {
	At
	Elems []*Argument
}

// BadExpr stands where an expression is missing or cannot be read.
type BadExpr struct{ At }

func (*Paren) expr()             {}
func (*Member) expr()            {}
func (*Index) expr()             {}
func (*Call) expr()              {}
func (*ConditionalAccess) expr() {}
func (*ImplicitReceiver) expr()  {}
func (*Unary) expr()             {}
func (*Postfix) expr()           {}
func (*Cast) expr()              {}
func (*Binary) expr()            {}
func (*Coalesce) expr()          {}
func (*Conditional) expr()       {}
func (*Assign) expr()            {}
func (*Declared) expr()          {}
func (*Is) expr()                {}
func (*IsPattern) expr()         {}
func (*As) expr()                {}
func (*TypeOf) expr()            {}
func (*SizeOf) expr()            {}
func (*NameOf) expr()            {}
func (*Default) expr()           {}
func (*Checked) expr()           {}
func (*ThrowExpr) expr()         {}
func (*Tuple) expr()             {}
func (*BadExpr) expr()           {}
