package ast

// Block is `{ ... }`. As the result of parsing a method body it spans the whole
// text, whose brackets stand outside.
type Block struct {
	At
	Stmts []Stmt
}

// LocalDecl is a declaration of locals: `var x = 1`, `const int a = 1, b = 2`. As
// a Stmt it includes its semicolon; inside for and using it does not.
type LocalDecl struct {
	At
	Const bool
	// Type is a *VarType for `var`.
	Type  TypeExpr
	Decls []*Declarator
}

// Declarator is one declared name. Init is nil without a value and may be an
// *ArrayInit.
type Declarator struct {
	At
	Name Ident
	Init Expr
}

// ExprStmt is an expression as a statement. The parser does not check that the
// expression has an effect; the binder does (CS0201).
type ExprStmt struct {
	At
	X Expr
}

// Empty is `;`.
type Empty struct{ At }

// If is `if (Cond) Then else Else`; Else is nil without one.
type If struct {
	At
	Cond Expr
	Then Stmt
	Else Stmt
}

// While is `while (Cond) Body`.
type While struct {
	At
	Cond Expr
	Body Stmt
}

// Do is `do Body while (Cond);`.
type Do struct {
	At
	Body Stmt
	Cond Expr
}

// For is `for (Init; Cond; Post) Body`. At most one of Decl and Init is set; Cond
// is nil without one.
type For struct {
	At
	Decl *LocalDecl
	Init []Expr
	Cond Expr
	Post []Expr
	Body Stmt
}

// ForEach is `foreach (Type Name in X) Body`, or with Target instead of Type and
// Name when it deconstructs: Target is a *Declared (`var (k, v)`) or a *Tuple
// (`(string k, var v)`).
type ForEach struct {
	At
	Type   TypeExpr
	Name   Ident
	Target Expr
	X      Expr
	Body   Stmt
}

// Switch is a switch statement.
type Switch struct {
	At
	X        Expr
	Sections []*SwitchSection
}

// SwitchSection is one or more labels and the statements they lead to.
type SwitchSection struct {
	At
	Labels []*SwitchLabel
	Stmts  []Stmt
}

// SwitchLabel is `case Pattern when When:` or `default:`. Constants are a
// *ConstantPattern.
type SwitchLabel struct {
	At
	Default bool
	Pattern Pattern
	When    Expr
}

// Try is `try Block`, catch clauses and a finally block (nil without one).
type Try struct {
	At
	Block   *Block
	Catches []*Catch
	Finally *Block
}

// Catch is `catch (Type Name) when (Filter) Block`; Type, Name and Filter are nil
// when absent.
type Catch struct {
	At
	Type   TypeExpr
	Name   *Ident
	Filter Expr
	Block  *Block
}

// Using is `using (Decl or X) Body`; exactly one of Decl and X is set.
type Using struct {
	At
	Decl *LocalDecl
	X    Expr
	Body Stmt
}

// Lock is `lock (X) Body`.
type Lock struct {
	At
	X    Expr
	Body Stmt
}

// Throw is `throw X;`; X is nil when a catch block throws again.
type Throw struct {
	At
	X Expr
}

// Return is `return X;`; X is nil in `return;`.
type Return struct {
	At
	X Expr
}

// Yield is `yield return X;`, or `yield break;` when X is nil.
type Yield struct {
	At
	X Expr
}

// Break is `break;`.
type Break struct{ At }

// Continue is `continue;`.
type Continue struct{ At }

// Goto is `goto Label;`, `goto case Case;` or `goto default;`.
type Goto struct {
	At
	// Label is nil unless the jump is to a label.
	Label *Ident
	// Case is nil unless the jump is to a case.
	Case Expr
	// Default tells a jump to the default label.
	Default bool
}

// Labeled is `Label: Stmt`.
type Labeled struct {
	At
	Label Ident
	Stmt  Stmt
}

// CheckedBlock is `checked { ... }` or `unchecked { ... }`.
type CheckedBlock struct {
	At
	Unchecked bool
	Block     *Block
}

// LocalFunc is a local function. Exactly one of Body and Block is not nil.
type LocalFunc struct {
	At
	// Return is a PredefinedType of token.Void for a function without value.
	Return     TypeExpr
	Name       Ident
	TypeParams []Ident
	Params     []*Param
	// Constraints are the where clauses of a generic local function.
	Constraints []*TypeConstraint
	// Iterator says that the block has yield statements.
	Iterator bool
	Body     Expr
	Block    *Block
}

// TypeConstraint is `where Name : class, T, new()`.
type TypeConstraint struct {
	At
	Name                Ident
	Class, Struct, Ctor bool
	Types               []TypeExpr
}

// BadStmt stands where a statement is missing or cannot be read.
type BadStmt struct{ At }

func (*Block) stmt()        {}
func (*LocalDecl) stmt()    {}
func (*ExprStmt) stmt()     {}
func (*Empty) stmt()        {}
func (*If) stmt()           {}
func (*While) stmt()        {}
func (*Do) stmt()           {}
func (*For) stmt()          {}
func (*ForEach) stmt()      {}
func (*Switch) stmt()       {}
func (*Try) stmt()          {}
func (*Using) stmt()        {}
func (*Lock) stmt()         {}
func (*Throw) stmt()        {}
func (*Return) stmt()       {}
func (*Yield) stmt()        {}
func (*Break) stmt()        {}
func (*Continue) stmt()     {}
func (*Goto) stmt()         {}
func (*Labeled) stmt()      {}
func (*CheckedBlock) stmt() {}
func (*LocalFunc) stmt()    {}
func (*BadStmt) stmt()      {}
