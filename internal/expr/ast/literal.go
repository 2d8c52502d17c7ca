package ast

// StringLit is a regular or verbatim string literal, decoded.
type StringLit struct {
	At
	Value string
}

// CharLit is a character literal: one UTF-16 unit.
type CharLit struct {
	At
	Value uint16
}

// IntLit is an integer literal. Its type follows from Value, Suffix and Radix
// (C# 7 specification, 6.4.5.3: the first of int, uint, long, ulong that can hold
// it, restricted by the suffix). `-2147483648` and `-9223372036854775808` are a
// Unary of an IntLit whose value exceeds int or long: the binder joins the two
// when the operand is the IntLit itself and has no suffix (for the latter, also
// suffix L).
type IntLit struct {
	At
	Value uint64
	// Suffix says which suffix is written, in any case and order of letters.
	Suffix IntSuffix
	// Radix is 10, 16 or 2.
	Radix uint8
}

// IntSuffix is the suffix of an integer literal.
type IntSuffix uint8

// The suffixes of integer literals.
const (
	SuffixNone IntSuffix = iota
	SuffixU
	SuffixL
	SuffixUL
)

// RealLit is a real literal: a decimal point, an exponent or a suffix of a real
// type (`1f` is one).
type RealLit struct {
	At
	// Text is the number without suffix and without `_`, for instance
	// "1.50e3"; it keeps its trailing zeros because decimal does.
	Text string
	// Suffix says which type is asked for.
	Suffix RealSuffix
}

// RealSuffix is the suffix of a real literal.
type RealSuffix uint8

// The suffixes of real literals. Without one and with D the type is double.
const (
	RealNone RealSuffix = iota
	RealF
	RealD
	RealM
)

// BoolLit is `true` or `false`.
type BoolLit struct {
	At
	Value bool
}

// NullLit is `null`.
type NullLit struct{ At }

// Interpolated is an interpolated string; adjacent texts are one part and empty
// texts are absent, so that `$""` has no parts.
type Interpolated struct {
	At
	Parts []InterpolatedPart
}

// InterpolatedText is text between holes, decoded; `{{` and `}}` are single
// braces in it.
type InterpolatedText struct {
	At
	Value string
}

// Hole is `{X}`, `{X,Alignment}`, `{X:Format}` or `{X,Alignment:Format}`.
type Hole struct {
	At
	X Expr
	// Alignment is nil without one; it has to be a constant.
	Alignment Expr
	// Format is the decoded text after the colon; it is never empty when
	// HasFormat is true.
	Format    string
	HasFormat bool
}

func (*StringLit) expr()    {}
func (*CharLit) expr()      {}
func (*IntLit) expr()       {}
func (*RealLit) expr()      {}
func (*BoolLit) expr()      {}
func (*NullLit) expr()      {}
func (*Interpolated) expr() {}

func (*InterpolatedText) interpolatedPart() {}
func (*Hole) interpolatedPart()             {}
