package token

// Precedence is the binding strength of a binary operator; a larger one binds
// tighter. Zero means that a token is no binary operator.
type Precedence uint8

// The levels of binary operators, loosest first. Assignment, `?:` and lambdas
// bind looser than all of them, unary and primary forms tighter.
const (
	PrecNone Precedence = iota
	PrecCoalesce
	PrecOrOr
	PrecAndAnd
	PrecOr
	PrecXor
	PrecAnd
	PrecEquality
	PrecRelational
	PrecShift
	PrecAdditive
	PrecMultiplicative
)

// BinaryPrecedence returns the precedence of k as a binary operator, `is`, `as`
// and `??` included.
func (k Kind) BinaryPrecedence() Precedence {
	switch k {
	case DoubleQuestion:
		return PrecCoalesce
	case OrOr:
		return PrecOrOr
	case AndAnd:
		return PrecAndAnd
	case Bar:
		return PrecOr
	case Caret:
		return PrecXor
	case Amp:
		return PrecAnd
	case Equal, NotEqual:
		return PrecEquality
	case Less, LessEq, Greater, GreaterEq, Is, As:
		return PrecRelational
	case Shl, Shr:
		return PrecShift
	case Plus, Minus:
		return PrecAdditive
	case Star, Slash, Percent:
		return PrecMultiplicative
	}
	return PrecNone
}

// AssignedOperator returns the binary operator that a compound assignment
// applies (Plus for PlusEq); ok is false when k is no compound assignment.
func (k Kind) AssignedOperator() (op Kind, ok bool) {
	switch k {
	case PlusEq:
		return Plus, true
	case MinusEq:
		return Minus, true
	case StarEq:
		return Star, true
	case SlashEq:
		return Slash, true
	case PercentEq:
		return Percent, true
	case AmpEq:
		return Amp, true
	case BarEq:
		return Bar, true
	case CaretEq:
		return Caret, true
	case ShlEq:
		return Shl, true
	case ShrEq:
		return Shr, true
	}
	return EOF, false
}

// IsAssignment reports whether k is `=` or a compound assignment of C# 7.
func (k Kind) IsAssignment() bool {
	_, compound := k.AssignedOperator()
	return compound || k == Assign
}
