package jsontree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// expression is the condition of a filter.
type expression interface {
	match(q *query, t Token) (bool, error)
}

// operator compares the sides of a condition.
type operator uint8

const (
	opExists operator = iota
	opEquals
	opNotEquals
	opStrictEquals
	opStrictNotEquals
	opLess
	opLessOrEquals
	opGreater
	opGreaterOrEquals
	opRegex
	opAnd
	opOr
)

// composite joins conditions with && or ||.
type composite struct {
	op   operator
	list []expression
}

func (c *composite) match(q *query, t Token) (bool, error) {
	for _, e := range c.list {
		ok, err := e.match(q, t)
		if err != nil {
			return false, err
		}
		if ok == (c.op == opOr) {
			return ok, nil
		}
	}
	return c.op == opAnd, nil
}

// side is an operand: a constant, or a path from the candidate.
type side struct {
	value *Value
	path  []filter
}

func (s *side) tokens(q *query, t Token) source {
	if s.value != nil {
		return &single{s.value}
	}
	// A path in a condition never throws for want of a match.
	inner := *q
	inner.opts.ErrorWhenNoMatch = false
	return (&inner).run(s.path, t)
}

// condition compares what the sides find, every left with every right one.
type condition struct {
	op          operator
	left, right side
	regex       *regex // of a constant right side
}

func (c *condition) match(q *query, t Token) (bool, error) {
	lefts := c.left.tokens(q, t)
	l, err := lefts.next()
	if l == nil || err != nil || c.op == opExists {
		return l != nil, err
	}
	var rights []Token
	for s := c.right.tokens(q, t); ; {
		r, err := s.next()
		if err != nil {
			return false, err
		}
		if r == nil {
			break
		}
		if err := q.meter.add(visitCost); err != nil {
			return false, err
		}
		rights = append(rights, r)
	}
	for l != nil && err == nil {
		for _, r := range rights {
			if ok, err := c.compare(q, l, r); ok || err != nil {
				return ok, err
			}
		}
		l, err = lefts.next()
	}
	return false, err
}

func (c *condition) compare(q *query, left, right Token) (bool, error) {
	if err := q.meter.add(visitCost); err != nil {
		return false, err
	}
	l, ok1 := left.(*Value)
	r, ok2 := right.(*Value)
	if !ok1 || !ok2 {
		// Only values can be compared, so others are different.
		return c.op == opNotEquals, nil
	}
	switch c.op {
	case opEquals, opNotEquals:
		same, err := looselyEqual(l, r)
		return same == (c.op == opEquals) && err == nil, err
	case opStrictEquals, opStrictNotEquals:
		same, err := strictlyEqual(l, r)
		return same == (c.op == opStrictEquals) && err == nil, err
	case opRegex:
		return c.matchRegex(l, r)
	}
	order, err := l.Compare(r)
	if err != nil {
		return false, err
	}
	switch c.op {
	case opLess:
		return order < 0, nil
	case opLessOrEquals:
		return order <= 0, nil
	case opGreater:
		return order > 0, nil
	}
	return order >= 0, nil
}

// looselyEqual compares with text the values that JSON writes as text.
func looselyEqual(v, with *Value) (bool, error) {
	if same, err := valuesEqual(v, with); same || err != nil {
		return same, err
	}
	if with.typ != TypeString {
		return false, nil
	}
	var text []byte
	switch v.kind {
	case KindDateTime:
		text = appendISODate(nil, v.dateTime())
	case KindDateTimeOffset:
		text = appendISOOffsetDate(nil, v.dateTimeOffset())
	case KindBytes:
		text = []byte(base64Text(v.bytes()))
	case KindGuid, KindTimeSpan:
		text = []byte(convertToString(v))
	case KindURI:
		text = []byte(v.uri().OriginalString())
	default:
		return false, nil
	}
	return with.kind == KindString && string(text) == with.str, nil
}

func strictlyEqual(v, with *Value) (bool, error) {
	number := func(v *Value) bool { return v.typ == TypeInteger || v.typ == TypeFloat }
	if v.typ != with.typ && number(v) && number(with) {
		order, err := compareValues(v.typ, v, with)
		return order == 0 && err == nil, err
	}
	return valuesEqual(v, with)
}

// regex is a compiled /pattern/options, or why it could not be compiled.
type regex struct {
	re  *netregex.Regex
	err error
}

func compileRegex(text string) *regex {
	end := strings.LastIndexByte(text, '/')
	if end < 1 {
		return &regex{err: clr.ArgumentOutOfRange("Length cannot be less than zero.", "length")}
	}
	var options netregex.Options
	for _, c := range text[end+1:] {
		switch c {
		case 'i':
			options |= netregex.IgnoreCase
		case 'm':
			options |= netregex.Multiline
		case 's':
			options |= netregex.Singleline
		case 'x':
			options |= netregex.ExplicitCapture
		}
	}
	re, err := netregex.Compile(text[1:end], options, nil, netregex.Limits{})
	if err != nil {
		return &regex{err: err}
	}
	return &regex{re: re}
}

func (c *condition) matchRegex(input, pattern *Value) (bool, error) {
	if input.typ != TypeString || pattern.typ != TypeString {
		return false, nil
	}
	r := c.regex
	if r == nil {
		r = compileRegex(pattern.str)
	}
	if r.err != nil {
		return false, r.err
	}
	return r.re.IsMatch(input.str)
}
