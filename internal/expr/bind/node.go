package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Expr is a bound expression.
type Expr interface {
	// Type is the static type; the type of null is types.Null, of a failed
	// expression types.Invalid.
	Type() *types.Type
	// Span is the place in the text.
	Span() diag.Span
}

// typed is embedded by every bound expression.
type typed struct {
	T   *types.Type
	Pos diag.Span
}

// Type returns the static type.
func (t *typed) Type() *types.Type { return t.T }

// Span returns the place in the text.
func (t *typed) Span() diag.Span { return t.Pos }

// Var is a local variable, parameter or hidden temporary.
type Var struct {
	Name string
	Type *types.Type
	// Func is the function that declares the variable; Captured says that an
	// inner function uses it.
	Func     *Func
	Captured bool
	// ByReference says of a parameter that its cell is the caller's variable.
	ByReference bool
	// Const holds the value of a `const` local.
	Const *Const

	pos      diag.Span
	readOnly string // why it cannot be assigned, "" if it can
	isParam  bool
	isFunc   bool // holds a local function
}

// Func is a function: the expression itself, a lambda or a local function.
type Func struct {
	// Outer is nil for the expression itself.
	Outer  *Func
	Params []*Var
	// Result is nil for functions without a value.
	Result *types.Type
	// Vars are the variables of no block: parameters, and those declared in
	// expressions.
	Vars []*Var
	// name is where the name of a local function stands.
	name diag.Span
	// Filters says, of a whole program, that it has exception filters.
	Filters bool
	// Identity says, of a whole program, that it compares references, so that it
	// matters which values share a box.
	Identity bool
	// Exactly one of Expr and Block is set when the function is bound.
	Expr  Expr
	Block *Block
}

// Const is a constant. Value is the Go form of the type: bool, clr.Char, int8 to
// uint64, float32, float64, clr.Decimal, string, int64 for enumerations, nil for
// null.
type Const struct {
	typed
	Value any
}

// Default is default(T) of a type that is no constant.
type Default struct{ typed }

// Context is the variable `context`.
type Context struct{ typed }

// VarRef reads a variable.
type VarRef struct {
	typed
	Var *Var
}

// Property reads a property or field; Recv is nil for a static one.
type Property struct {
	typed
	Recv Expr
	Prop *types.Property
}

// Index reads an indexer.
type Index struct {
	typed
	Recv Expr
	Prop *types.Property
	Args []Expr
}

// Element reads an element of an array: Index has an int for every dimension.
type Element struct {
	typed
	Array Expr
	Index []Expr
}

// FieldOf reads a member of an anonymous object or tuple; with Rest a tuple of the
// elements from Field on.
type FieldOf struct {
	typed
	X     Expr
	Field int
	Rest  bool
}

// Call calls a method of the library; Recv is nil for a static one. Args are in
// the order of the parameters, complete.
type Call struct {
	typed
	Recv     Expr
	Method   *types.Method
	TypeArgs []*types.Type
	Args     []Expr
	// Order lists argument positions in the order of evaluation when named
	// arguments change it; nil otherwise.
	Order []int
}

// Invoke calls a delegate.
type Invoke struct {
	typed
	Delegate Expr
	Args     []Expr
}

// OutArg passes a variable as out argument.
type OutArg struct {
	typed
	Var *Var
	// Ref tells `ref` from `out`.
	Ref bool
}

// New makes an object; the initialisers run on it in order.
type New struct {
	typed
	Ctor *types.Method
	Args []Expr
	// Temp holds the object while Init runs; nil without initialisers.
	Temp *Var
	Init []Expr
}

// NewArray makes an array of the length of every dimension (Sizes, of type int) or
// of elements (Items): all of them row by row, and Sizes are constant, when there
// are several dimensions.
type NewArray struct {
	typed
	Sizes []Expr
	Items []Expr
}

// NewFields makes an anonymous object or a tuple.
type NewFields struct {
	typed
	Values []Expr
}

// ConvKind is the kind of a conversion that does something at run time.
type ConvKind uint8

// The kinds of conversions. Identity conversions leave no node.
const (
	// ConvNumeric is between numeric types; Checked asks for overflow checks.
	ConvNumeric ConvKind = iota
	// ConvBox and ConvUnbox are between value types and references.
	ConvBox
	ConvUnbox
	// ConvUp is a reference conversion that cannot fail; ConvDown one that may.
	ConvUp
	ConvDown
	// ConvUser is a user-defined operator (Op).
	ConvUser
	// ConvWrap makes a T? of a T; ConvUnwrap takes the value of a T?.
	ConvWrap
	ConvUnwrap
	// ConvLift applies Inner to the value of a nullable that has one.
	ConvLift
	// ConvEnum is between an enumeration and a number.
	ConvEnum
	// ConvTuple converts a tuple element by element.
	ConvTuple
)

// Convert is a conversion.
type Convert struct {
	typed
	Kind    ConvKind
	X       Expr
	Op      *types.Method
	Checked bool
	// Temp and Inner: for ConvLift and ConvTuple, the converted parts are
	// expressions over Temp.
	Temp  *Var
	Inner Expr
}

// Assign sets a variable, property, indexer or element and yields the value.
type Assign struct {
	typed
	Target Expr // VarRef, Property, Index, Element
	Value  Expr
}

// Compound is an assignment whose value depends on the old one: Target op= ...,
// ++ and --. The operands of the target are evaluated once, into Temps, before
// Value is. Old holds the old value; the result is the old value for postfix
// operators, else the new one.
type Compound struct {
	typed
	Temps   []Temp
	Target  Expr // over the temps
	Old     *Var
	Value   Expr // over Old
	Postfix bool
}

// Temp is a hidden variable and its value.
type Temp struct {
	Var   *Var
	Value Expr
}

// Seq evaluates temps and effects in order, then yields Value.
type Seq struct {
	typed
	Temps   []Temp
	Effects []Expr
	Value   Expr
}

// Lambda is a lambda (or delegate made of a local function) of a delegate type.
type Lambda struct {
	typed
	Func *Func
}

// Iterator makes the sequence of what Func yields. Every enumeration of it runs
// Func anew.
type Iterator struct {
	typed
	// Elem is the type of the elements.
	Elem *types.Type
	Func *Func
}

// MethodRef is a delegate made of a method.
type MethodRef struct {
	typed
	Recv     Expr
	Method   *types.Method
	TypeArgs []*types.Type
	// Params and Call are the call of the method over parameters of the delegate.
	Func *Func
}

// Is tests the run-time type; Negated types never occur in C# 7.
type Is struct {
	typed
	X  Expr
	Of *types.Type
}

// As converts or yields null.
type As struct {
	typed
	X Expr
}

// Match tests X against a pattern, assigning its variables.
type Match struct {
	typed
	X Expr
	// Temp holds X while Test is evaluated.
	Temp *Var
	Test Expr
	// Known says that the compiler knows the result: definite assignment counts on
	// it, though reachability does not.
	Known known
}

// known is what is known of a condition.
type known uint8

const (
	unknown known = iota
	always
	never
)

// TypeOf is typeof(T).
type TypeOf struct {
	typed
	Of *types.Type
}

// Throw is a throw expression; its type is types.Invalid, it converts to any.
type Throw struct {
	typed
	X Expr
}

// Bad stands for what could not be bound.
type Bad struct{ typed }
