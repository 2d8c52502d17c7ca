package expression

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// The service takes expressions of 24,576 characters; Bicep writes longer ones
// only by mistake. maxDepth bounds brackets in brackets.
const (
	maxText  = 1 << 20
	maxDepth = 200
)

// IsExpression reports whether a string of a template is an expression: it
// begins with one bracket and ends with one.
func IsExpression(s string) bool {
	return len(s) >= 2 && s[0] == '[' && s[len(s)-1] == ']' && s[1] != '['
}

// Unescape returns the text of a string that is no expression: two brackets at
// the start of one that ends with a bracket stand for one.
func Unescape(s string) string {
	if strings.HasPrefix(s, "[[") && strings.HasSuffix(s, "]") {
		return s[1:]
	}
	return s
}

// Parse reads an expression with its brackets. The error is an *Error.
func Parse(text string) (Expr, error) {
	if !IsExpression(text) {
		return nil, &Error{At: diag.Span{End: len(text)}, Message: "an expression stands between brackets"}
	}
	if len(text) > maxText {
		return nil, &Error{At: diag.Span{End: 1}, Message: fmt.Sprintf("the expression has more than %d characters", maxText)}
	}
	p := &parser{text: text[:len(text)-1], at: 1}
	e, err := p.expr(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.text) {
		return nil, p.errorf(p.here(), "%q does not fit here; the expression is complete before it", p.text[p.here().Start:p.here().End])
	}
	return e, nil
}

type parser struct {
	text string
	at   int
}

func (p *parser) errorf(at diag.Span, format string, args ...any) *Error {
	return &Error{At: at, Message: fmt.Sprintf(format, args...)}
}

// here is the span of the next character.
func (p *parser) here() diag.Span {
	_, n := utf8.DecodeRuneInString(p.text[p.at:])
	return diag.Span{Start: p.at, End: p.at + n}
}

func (p *parser) space() {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
}

// take reads one character when it is the next.
func (p *parser) take(c byte) bool {
	p.space()
	if p.at < len(p.text) && p.text[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) expr(depth int) (Expr, error) {
	if depth > maxDepth {
		return nil, p.errorf(p.here(), "brackets nest deeper than %d", maxDepth)
	}
	e, err := p.primary(depth)
	for err == nil {
		switch {
		case p.take('.'):
			e, err = p.member(e)
		case p.take('['):
			e, err = p.index(e, depth)
		default:
			return e, nil
		}
	}
	return nil, err
}

func (p *parser) member(base Expr) (Expr, error) {
	safe := p.take('?')
	p.space()
	start := p.at
	name := p.word()
	if name == "" {
		return nil, p.errorf(p.here(), "the name of a property should stand here")
	}
	return &Member{At: diag.Span{Start: base.Span().Start, End: start + len(name)}, Base: base, Name: name, Safe: safe}, nil
}

func (p *parser) index(base Expr, depth int) (Expr, error) {
	safe := p.take('?')
	i, err := p.expr(depth + 1)
	if err != nil {
		return nil, err
	}
	if !p.take(']') {
		return nil, p.errorf(p.here(), "a closing bracket is missing here")
	}
	return &Index{At: diag.Span{Start: base.Span().Start, End: p.at}, Base: base, Index: i, Safe: safe}, nil
}

// word reads a name.
func (p *parser) word() string {
	start := p.at
	for p.at < len(p.text) {
		c := p.text[p.at]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '$' || c == '#' || c >= utf8.RuneSelf
		if !letter && (p.at == start || c < '0' || c > '9') {
			break
		}
		p.at++
	}
	return p.text[start:p.at]
}

func (p *parser) primary(depth int) (Expr, error) {
	p.space()
	start := p.at
	if p.at == len(p.text) {
		return nil, p.errorf(p.here(), "the expression ends where a value should stand")
	}
	switch c := p.text[p.at]; {
	case c == '\'':
		return p.literal()
	case c >= '0' && c <= '9' || c == '-' || c == '+':
		return p.number()
	case c == '(':
		return nil, p.errorf(p.here(), "template expressions have no brackets of their own and no operators; use functions such as add and and")
	}
	name := p.word()
	if name == "" {
		return nil, p.errorf(p.here(), "%q is not the start of a value", p.text[p.here().Start:p.here().End])
	}
	// A function of the template's own is namespace.member.
	for p.at+1 < len(p.text) && p.text[p.at] == '.' {
		p.at++
		rest := p.word()
		if rest == "" {
			return nil, p.errorf(p.here(), "the name of a function should stand here")
		}
		name += "." + rest
	}
	nameAt := diag.Span{Start: start, End: p.at}
	if !p.take('(') {
		return nil, p.errorf(nameAt, "%q is no function call; a text stands in single quotes, a function is called with (…)", name)
	}
	call := &Call{Name: name, NameAt: nameAt}
	for !p.take(')') {
		if len(call.Args) > 0 && !p.take(',') {
			if p.at == len(p.text) {
				return nil, p.errorf(nameAt, "the call of %s is not closed", name)
			}
			return nil, p.errorf(p.here(), "a comma or a closing bracket is missing before %q", p.text[p.here().Start:p.here().End])
		}
		arg, err := p.expr(depth + 1)
		if err != nil {
			return nil, err
		}
		call.Args = append(call.Args, arg)
	}
	call.At = diag.Span{Start: start, End: p.at}
	return call, nil
}

// literal reads a string in single quotes; two quotes stand for one.
func (p *parser) literal() (Expr, error) {
	start := p.at
	p.at++
	var b strings.Builder
	for p.at < len(p.text) {
		i := strings.IndexByte(p.text[p.at:], '\'')
		if i < 0 {
			break
		}
		b.WriteString(p.text[p.at : p.at+i])
		p.at += i + 1
		if p.at == len(p.text) || p.text[p.at] != '\'' {
			return &Text{At: diag.Span{Start: start, End: p.at}, Value: b.String()}, nil
		}
		b.WriteByte('\'')
		p.at++
	}
	return nil, p.errorf(diag.Span{Start: start, End: start + 1}, "this text is not closed")
}

func (p *parser) number() (Expr, error) {
	start := p.at
	if p.text[p.at] == '-' || p.text[p.at] == '+' {
		p.at++
	}
	digits := p.at
	for p.at < len(p.text) && (p.text[p.at] >= '0' && p.text[p.at] <= '9' || p.text[p.at] == '.') {
		p.at++
	}
	at := diag.Span{Start: start, End: p.at}
	literal := strings.TrimPrefix(p.text[start:p.at], "+")
	if p.at == digits || strings.HasSuffix(literal, ".") || strings.Count(literal, ".") > 1 {
		return nil, p.errorf(diag.Span{Start: start, End: max(p.at, start+1)}, "%q is no number", p.text[start:p.at])
	}
	return &Number{At: at, Literal: literal}, nil
}
