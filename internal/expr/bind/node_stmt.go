package bind

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// Stmt is a bound statement.
type Stmt interface{ Span() diag.Span }

type stmtAt struct{ Pos diag.Span }

// Span returns the place in the text.
func (s stmtAt) Span() diag.Span { return s.Pos }

// Block is a sequence of statements. Vars are the variables whose life begins
// with the block; captured ones are made anew each time it is entered.
type Block struct {
	stmtAt
	Vars  []*Var
	Stmts []Stmt
	// Funcs are the local functions, available in the whole block.
	Funcs []*LocalFunc
}

// LocalFunc is a local function; Var holds its delegate.
type LocalFunc struct {
	Var    *Var
	Lambda *Lambda
}

// ExprStmt evaluates an expression for its effect.
type ExprStmt struct {
	stmtAt
	X Expr
	// Lock says that X is the object of a lock statement, which throws for null and
	// does nothing else: an evaluation is alone.
	Lock bool
}

// Declare gives a variable its first value; Init is nil without one. Zero says
// that Init is only what the variable holds until it is assigned.
type Declare struct {
	stmtAt
	Var  *Var
	Init Expr
	Zero bool
}

// If is if/else; Else may be nil.
type If struct {
	stmtAt
	Cond       Expr
	Then, Else Stmt
}

// Loop is while, do and for: Init once, then while Cond holds: Body, Post. Cond
// is nil for "true". PostTest runs the body before the first test.
type Loop struct {
	stmtAt
	Vars     []*Var
	Init     []Stmt
	Cond     Expr
	Body     Stmt
	Post     []Expr
	PostTest bool
	// Round are the variables made anew in every round: those declared in the
	// condition.
	Round []*Var
}

// ForEach runs the body for each element of a sequence.
type ForEach struct {
	stmtAt
	// X is an array, a string or a sequence; Elem is the type of its elements.
	X    Expr
	Elem *types.Type
	// Item is a hidden variable of type Elem; Assign, evaluated before the body,
	// sets Vars, the declared variables, from it.
	Item   *Var
	Vars   []*Var
	Assign []Stmt
	Body   Stmt
}

// Switch is a switch statement. X is evaluated into Temp; the first section one
// of whose labels holds is run.
type Switch struct {
	stmtAt
	X        Expr
	Temp     *Var
	Vars     []*Var
	Sections []*Section
	// Default is the index of the section with the default label, or -1.
	Default int
	// Exhaustive says that one of the labels always holds.
	Exhaustive bool
	// Known says that X is a constant that chooses section Only, -1 for none.
	Known bool
	Only  int
}

// Section is a section of a switch. A label holds when its Test, over Temp, does.
type Section struct {
	Tests []Expr
	// Strings, Ints: the label constants when all labels of the switch are
	// strings or integers, for direct lookup; nil otherwise.
	Vars  []*Var
	Stmts []Stmt
}

// Try is try/catch/finally.
type Try struct {
	stmtAt
	Body    *Block
	Catches []*Catch
	Finally *Block
}

// Catch is a catch clause. Of is nil when it catches everything.
type Catch struct {
	Of     *types.Type
	Var    *Var
	Filter Expr
	Body   *Block
}

// Using disposes Vars, in reverse order, when the body is left.
type Using struct {
	stmtAt
	Decls []Stmt
	Vars  []*Var
	// Dispose are the calls, parallel to Vars; nil for those without one.
	Dispose []Expr
	Body    Stmt
}

// Return leaves the function; X is nil without a value.
type Return struct {
	stmtAt
	X Expr
}

// ThrowStmt throws; X is nil to throw again what a catch clause caught.
type ThrowStmt struct {
	stmtAt
	X Expr
}

// Yield gives the caller of an iterator its next element; X is nil to end the
// sequence.
type Yield struct {
	stmtAt
	X Expr
}

// Jump is break, continue, or goto case.
type Jump struct {
	stmtAt
	Kind JumpKind
	// Section is the target of a goto case, Label that of a goto.
	Section int
	Label   *Label
}

// Label is a label; a Mark stands where it does.
type Label struct {
	name string
	used bool
}

// Mark is the place of a label among the statements of a block.
type Mark struct {
	stmtAt
	Label *Label
}

// JumpKind says what a Jump does.
type JumpKind uint8

// The jumps.
const (
	JumpBreak JumpKind = iota
	JumpContinue
	JumpCase
	JumpLabel
)

// Empty does nothing.
type Empty struct{ stmtAt }
