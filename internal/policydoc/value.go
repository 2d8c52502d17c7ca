package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
)

// Kind says what a Value is.
type Kind uint8

// The kinds of values.
const (
	// Literal is plain text.
	Literal Kind = iota
	// Expression is @( ), one C# expression.
	Expression
	// Statements is @{ }, the body of a C# method.
	Statements
	// Invalid could not be read; that has been reported. Its source holds the
	// text as far as it was understood.
	Invalid
)

// String returns a name for messages.
func (k Kind) String() string {
	return [...]string{"literal", "expression", "statements", "invalid"}[k]
}

// Value is what an attribute or the content of an element means: its text with
// entities decoded and named values put in, and whether that is an expression.
//
// The whole text, without the white space around it, is one expression or it is
// a literal; text before or after an expression makes the whole a literal
// (expressions.md section 1, rule 2).
type Value struct {
	Kind Kind
	// Source is the text of a literal, or the code of an expression between its
	// brackets. Spans of it resolve to the document and, where the text came
	// from a named value, to the place in that too.
	Source *diag.Source
	// Document and Span are where the whole value stands as written, without
	// quotes or tags.
	Document *diag.Source
	Span     diag.Span
	// NamedValues are the named values that were put in, in order.
	NamedValues []*NamedValue
	// Unresolved are the references {{name}} in the text of Source that stand
	// for no named value and were left as they are. Code that holds one need
	// not be C#.
	Unresolved []diag.Span
}

// Text returns the text of a literal or the code of an expression.
func (v Value) Text() string { return v.Source.Text }

// IsExpression reports whether the value is code, of either form.
func (v Value) IsExpression() bool { return v.Kind == Expression || v.Kind == Statements }

// Value returns what the attribute means, as it was read: a later change of Raw
// does not count. Findings are added to l, which may be nil.
func (a *Attribute) Value(named *NamedValues, l *diag.List) Value {
	v := content{src: a.src, pieces: []piece{{span: a.ValueSpan}}, span: a.ValueSpan, broken: a.broken, where: "attribute " + a.Name}
	return v.value(named, l)
}

// content is the text of a value as written.
type content struct {
	src    *diag.Source
	pieces []piece
	span   diag.Span
	// broken says that Parse has reported the text already.
	broken bool
	// where names the value in messages.
	where string
}

// piece is a run of the text; verbatim ones have no references to decode.
type piece struct {
	span     diag.Span
	verbatim bool
}

// value reads the text and tells expressions from literals.
func (c content) value(named *NamedValues, l *diag.List) Value {
	if c.broken {
		return c.finish(c.read(named, nil, true), Invalid, 0, -1)
	}
	r := c.read(named, l, true)
	text := r.b.String()
	start, end := trimmed(text)
	if !startsExpression(text[start:end], 0) {
		c.warnEmbedded(r, start, l)
		return c.finish(r, Literal, 0, -1)
	}
	kind := Expression
	if text[start+1] == '{' {
		kind = Statements
	}
	stop, ok := scan.ExpressionEnd(text[start:end], 1)
	if ok && start+stop == end {
		return c.finish(r, kind, start+2, end-1)
	}
	// The text may be C# only as it was written: @("&quot;").
	raw := c.read(named, nil, false)
	if from, to := trimmed(raw.b.String()); isWhole(raw.b.String()[from:to]) {
		return c.finish(raw, kind, from+2, to-1)
	}
	if ok {
		c.warnMixed(r, start, start+stop, l)
		return c.finish(r, Literal, 0, -1)
	}
	if l != nil {
		l.Add(unterminated(c.finish(r, Literal, 0, -1).Source, start, c.where))
	}
	return c.finish(r, Invalid, 0, -1)
}

// read puts the pieces together.
func (c content) read(named *NamedValues, l *diag.List, decoding bool) *valueReader {
	r := &valueReader{builder: newBuilder(c.src), named: named, list: l}
	for _, p := range c.pieces {
		r.read(p.span, decoding && !p.verbatim)
	}
	return r
}

// finish makes a value of the part [start, end) of what was read; end -1 is all
// of it.
func (c content) finish(r *valueReader, kind Kind, start, end int) Value {
	if end < 0 {
		end = r.b.Len()
	}
	if r.tooLong {
		kind = Invalid
	}
	v := Value{
		Kind: kind, Document: c.src, Span: c.span, NamedValues: r.used,
		Source: r.source(start, end, diag.Span{Start: c.span.Start, End: c.span.Start}),
	}
	for _, u := range r.unresolved {
		if u.Start >= start && u.End <= end {
			v.Unresolved = append(v.Unresolved, u.Shift(-start))
		}
	}
	return v
}

// warnMixed says that text behind an expression makes all of it a literal.
func (c content) warnMixed(r *valueReader, start, end int, l *diag.List) {
	if l == nil {
		return
	}
	src := c.finish(r, Literal, 0, -1).Source
	from, to := trimmed(src.Text[end:])
	rest := diag.Span{Start: end + from, End: end + to}
	text := asWritten(src, rest)
	l.Warnf(diag.MixedExpression, src, rest,
		"the text %q stands behind the expression in %s, so the whole is plain text and is not evaluated; put it inside: @(... + %q)", text, c.where, text)
}

// warnEmbedded says that an expression behind other text is not evaluated. Only
// what plainly is one counts: other languages write @{...} too.
func (c content) warnEmbedded(r *valueReader, start int, l *diag.List) {
	text := r.b.String()
	i := strings.Index(text, "@(")
	if l == nil || i < 0 {
		return
	}
	end, ok := scan.ExpressionEnd(text, i+1)
	if !ok || !strings.Contains(text[i:end], "context.") {
		return
	}
	src := c.finish(r, Literal, 0, -1).Source
	before := asWritten(src, diag.Span{Start: start, End: i})
	l.Warnf(diag.MixedExpression, src, diag.Span{Start: i, End: end},
		"the text %q stands before the expression in %s, so the whole is plain text and is not evaluated; put it inside: @(%q + ...)", before, c.where, before)
}

// asWritten returns what a piece of a value is in the document, for a message.
// The value itself may hold the text of a secret.
func asWritten(src *diag.Source, span diag.Span) string {
	loc := src.Resolve(span)[0]
	return quoteText(loc.Source.Text[loc.Span.Start:loc.Span.End])
}

// trimmed returns the part of a text that is left without white space around it.
func trimmed(text string) (start, end int) {
	s := trimSpan(text, diag.Span{End: len(text)})
	return s.Start, s.End
}
