package ast

// New is `new Type(Args) Init`.
type New struct {
	At
	Type TypeExpr
	// Args are nil and HasArgs false in `new T { ... }`.
	Args    []*Argument
	HasArgs bool
	// Init is nil without an initialiser.
	Init Initializer
}

// ObjectInit is `{ A = 1, ["k"] = 2 }`; an empty `{ }` is one too.
type ObjectInit struct {
	At
	Members []*MemberInit
}

// MemberInit is `Name = Value` or `[Index] = Value` in an object initialiser.
type MemberInit struct {
	At
	// Name is nil when Index is not.
	Name  *Ident
	Index []*Argument
	// Value is nil when Init is not: `A = { ... }` adds to or sets members of
	// the object that A already holds.
	Value Expr
	Init  Initializer
}

// CollectionInit is `{ a, { k, v } }` with at least one element; each becomes a
// call of Add.
type CollectionInit struct {
	At
	Elems []*ElementInit
}

// ElementInit is one element of a collection initialiser: a single value, or the
// arguments of Add in braces.
type ElementInit struct {
	At
	Values []Expr
	Braced bool
}

// NewArray is `new Elem[Sizes]...{...}` or `new Elem[]...{...}`. `new int[2,3][]`
// has Elem int, Sizes 2 and 3 and Ranks 2, 1.
type NewArray struct {
	At
	Elem TypeExpr
	// Ranks is as in ArrayType. Sizes is nil when the lengths follow from Init,
	// and has Ranks[0] elements otherwise.
	Ranks []int
	Sizes []Expr
	// Init is nil without an initialiser.
	Init *ArrayInit
}

// NewImplicitArray is `new[] {...}`, `new[,] {...}`.
type NewImplicitArray struct {
	At
	Rank int
	Init *ArrayInit
}

// ArrayInit is `{a, b}` as the contents of an array; elements are *ArrayInit in
// the inner dimensions. As an Expr it is the initial value of a declaration
// (`string[] s = {"a"};`).
type ArrayInit struct {
	At
	Elems []Expr
}

// NewAnonymous is `new { A = 1, x.B }`.
type NewAnonymous struct {
	At
	Members []*AnonymousMember
	// Let tells that it holds the range variables of a query after a let clause.
	Let bool
}

// AnonymousMember is one member of an anonymous object.
type AnonymousMember struct {
	At
	// Name is the member's name, written (`A = 1`) or projected (`x.B`).
	Name Ident
	// Projected tells that the name was taken from the expression.
	Projected bool
	X         Expr
}

func (*New) expr()              {}
func (*NewArray) expr()         {}
func (*NewImplicitArray) expr() {}
func (*ArrayInit) expr()        {}
func (*NewAnonymous) expr()     {}

func (*ObjectInit) initializer()     {}
func (*CollectionInit) initializer() {}
