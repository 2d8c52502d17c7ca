package expression

import "github.com/gatehouse-project/gatehouse/internal/diag"

// Expr is one expression. Spans are offsets in the text that was parsed.
type Expr interface {
	// Span is the place of the expression.
	Span() diag.Span
}

type (
	// Text is a string literal.
	Text struct {
		At    diag.Span
		Value string
	}
	// Number is a number literal.
	Number struct {
		At      diag.Span
		Literal string
	}
	// Call is the call of a function; Name may be namespace.member.
	Call struct {
		At   diag.Span
		Name string
		// NameAt is the place of the name.
		NameAt diag.Span
		Args   []Expr
	}
	// Member is base.name.
	Member struct {
		At   diag.Span
		Base Expr
		Name string
		// Safe says that a missing member is null: base.?name.
		Safe bool
	}
	// Index is base[index].
	Index struct {
		At    diag.Span
		Base  Expr
		Index Expr
		// Safe says that a missing item is null: base[?index].
		Safe bool
	}
)

// Span implements Expr.
func (e *Text) Span() diag.Span { return e.At }

// Span implements Expr.
func (e *Number) Span() diag.Span { return e.At }

// Span implements Expr.
func (e *Call) Span() diag.Span { return e.At }

// Span implements Expr.
func (e *Member) Span() diag.Span { return e.At }

// Span implements Expr.
func (e *Index) Span() diag.Span { return e.At }

// Error says what is wrong with an expression, and where.
type Error struct {
	// At is the place in the text of the expression.
	At      diag.Span
	Message string
	// Suggestion is a name that may be meant, "" when there is none.
	Suggestion string
	// NotSupported says that the service knows what this program does not.
	NotSupported bool
}

// Error implements error.
func (e *Error) Error() string { return e.Message }
