package bind

// Op is an operator.
type Op uint8

// The operators.
const (
	Add Op = iota
	Sub
	Mul
	Div
	Rem
	And
	Or
	Xor
	Shl
	Shr
	Eq
	Ne
	Lt
	Le
	Gt
	Ge
	Neg
	Plus
	Not
	Compl
)

// String returns the operator as C# writes it.
func (o Op) String() string {
	return [...]string{"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "-", "+", "!", "~"}[o]
}

// Binary is a built-in operator on two operands of the same type (for shifts the
// right one is int): numbers, bool, or enumerations.
type Binary struct {
	typed
	Op      Op
	X, Y    Expr
	Checked bool
}

// RefEq compares references (or strings by text, StringEq); Not is !=.
type RefEq struct {
	typed
	X, Y Expr
	Not  bool
}

// StringEq compares two strings by text.
type StringEq struct {
	typed
	X, Y Expr
	Not  bool
}

// IsNull compares a nullable or reference with null.
type IsNull struct {
	typed
	X   Expr
	Not bool
}

// Lifted applies an operator to the values of nullable operands. When an operand
// is null the result is null, false for comparisons; Eq and Ne compare nulls as
// equal. X and Y are the operands as T?, the values of which stand in XTemp and
// YTemp while Inner is evaluated.
type Lifted struct {
	typed
	Op           Op
	X, Y         Expr // Y is nil for unary operators
	XTemp, YTemp *Var
	Inner        Expr
}

// LiftedLogic is & or | on bool?.
type LiftedLogic struct {
	typed
	Or   bool
	X, Y Expr
}

// Unary is a built-in operator on one operand.
type Unary struct {
	typed
	Op      Op
	X       Expr
	Checked bool
}

// AndAlso is X && Y, OrElse is X || Y.
type AndAlso struct {
	typed
	X, Y Expr
}

// OrElse is X || Y.
type OrElse struct {
	typed
	X, Y Expr
}

// Combine adds the delegate Y to X, or takes it away.
type Combine struct {
	typed
	X, Y   Expr
	Remove bool
}

// Concat joins strings; parts are strings (null adds nothing) or, wrapped in
// ToText, other objects.
type Concat struct {
	typed
	Parts []Expr
}

// ToText is the text of a reference or nullable inside a concatenation: "" for
// null, else ToString().
type ToText struct {
	typed
	X Expr
}

// Interpolated is an interpolated string with formats or alignments; Format is
// the composite format of string.Format.
type Interpolated struct {
	typed
	Format string
	Args   []Expr // objects
}

// Conditional is Cond ? Then : Else.
type Conditional struct {
	typed
	Cond, Then, Else Expr
}

// Coalesce is X ?? Y; the result of X, when not null, goes through Inner (over
// Temp) or is the result itself when Inner is nil.
type Coalesce struct {
	typed
	X     Expr
	Y     Expr
	Temp  *Var
	Inner Expr
}

// CondAccess is X?.Access: Access is evaluated over Temp when X is not null. The
// result is null (or nothing, for void) otherwise.
type CondAccess struct {
	typed
	X      Expr
	Temp   *Var
	Access Expr
}
