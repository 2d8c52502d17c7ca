package jsontree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// query parses ?(condition) and stops at the closing bracket.
func (p *pathParser) query(closing byte, scan bool) (filter, error) {
	if p.depth++; p.depth > maxPathDepth {
		return nil, tooDeep()
	}
	defer func() { p.depth-- }()
	p.at++
	if err := p.more(openIndexer); err != nil {
		return nil, err
	}
	if p.text[p.at] != '(' {
		return nil, p.badIndexer(p.at)
	}
	p.at++
	expr, err := p.expression()
	if err != nil {
		return nil, err
	}
	p.at++
	if err := p.more(openIndexer); err != nil {
		return nil, err
	}
	p.eatSpace()
	c, err := p.peek()
	if err != nil {
		return nil, err
	}
	if c != closing {
		return nil, p.badIndexer(p.at)
	}
	return &queryFilter{expr: expr, scan: scan}, nil
}

// expression parses conditions up to the closing parenthesis. Operators bind in
// the order of their appearance: a change between && and || opens a group that
// holds the rest.
func (p *pathParser) expression() (expression, error) {
	var root expression
	var group *composite
	groups := 0
	for p.at < len(p.text) {
		cond, err := p.condition()
		if err != nil {
			return nil, err
		}
		if p.text[p.at] == ')' {
			if group == nil {
				return cond, nil
			}
			group.list = append(group.list, cond)
			return root, nil
		}
		for _, join := range []struct {
			sign string
			op   operator
		}{{"&&", opAnd}, {"||", opOr}} {
			c, err := p.peek()
			if err != nil {
				return nil, err
			}
			if c != join.sign[0] {
				continue
			}
			if !p.matches(join.sign) {
				return nil, p.badQuery()
			}
			if group == nil || group.op != join.op {
				inner := &composite{op: join.op}
				if groups++; groups > maxGroups {
					return nil, tooDeep()
				}
				if group == nil {
					root = inner
				} else {
					group.list = append(group.list, inner)
				}
				group = inner
			}
			group.list = append(group.list, cond)
		}
	}
	return nil, jsonException(openQuery)
}

func (p *pathParser) badQuery() error {
	if _, err := p.peek(); err != nil {
		return err
	}
	return jsonException("Unexpected character while parsing path query: %s", p.char(p.at))
}

func (p *pathParser) condition() (*condition, error) {
	left, err := p.side()
	if err != nil {
		return nil, err
	}
	c := &condition{left: left}
	switch p.text[p.at] {
	case ')', '|', '&':
		return c, nil
	}
	if c.op, err = p.operator(); err != nil {
		return nil, err
	}
	if c.right, err = p.side(); err != nil {
		return nil, err
	}
	if v := c.right.value; c.op == opRegex && v != nil && v.kind == KindString {
		c.regex = compileRegex(v.str)
	}
	return c, nil
}

func (p *pathParser) side() (side, error) {
	p.eatSpace()
	c, err := p.peek()
	if err != nil {
		return side{}, err
	}
	var s side
	if c == '$' || c == '@' {
		if c == '$' {
			s.path = []filter{rootFilter{}}
		}
		p.at++
		var atEnd bool
		if s.path, atEnd, err = p.path(s.path, p.at, true); err != nil {
			return side{}, err
		}
		if atEnd {
			return side{}, jsonException(openQuery)
		}
	} else {
		var ok bool
		if s.value, ok, err = p.constant(c); err != nil {
			return side{}, err
		}
		if !ok {
			return side{}, p.badQuery()
		}
	}
	p.eatSpace()
	return s, p.more(openQuery)
}

// constant parses a literal that begins with c; ok is false if there is none.
func (p *pathParser) constant(c byte) (v *Value, ok bool, err error) {
	first, _ := utf8.DecodeRuneInString(p.text[p.at:])
	switch {
	case c == '\'':
		s, err := p.quotedString()
		return NewString(s), err == nil, err
	case c == '/':
		s, err := p.regexString()
		return NewString(s), err == nil, err
	case c == '-' || unicode.IsDigit(first):
		v, ok = p.number()
		return v, ok, nil
	case p.matches("true"):
		return NewBool(true), true, nil
	case p.matches("false"):
		return NewBool(false), true, nil
	case p.matches("null"):
		return NewNull(), true, nil
	}
	return nil, false, nil
}

// number reads up to a space or parenthesis.
func (p *pathParser) number() (*Value, bool) {
	n := strings.IndexAny(p.text[p.at:], " )")
	if n < 0 {
		p.at = len(p.text)
		return nil, false
	}
	text := p.text[p.at : p.at+n]
	p.at += n
	if strings.ContainsAny(text, ".Ee") {
		f, err := netfmt.ParseDouble(text, netfmt.NumberFloat|netfmt.AllowThousands, netfmt.Invariant())
		return NewFloat64(f), err == nil
	}
	i, err := netfmt.ParseInt(text, 64, netfmt.NumberInteger, netfmt.Invariant())
	return NewInt64(i), err == nil
}

// regexString reads /pattern/options, slashes included.
func (p *pathParser) regexString() (string, error) {
	start := p.at
	for p.at++; p.at < len(p.text); p.at++ {
		switch p.text[p.at] {
		case '\\':
			if p.at+1 < len(p.text) {
				p.at++
			}
			continue
		case '/':
		default:
			continue
		}
		p.at++
		for p.at < len(p.text) {
			c, size := utf8.DecodeRuneInString(p.text[p.at:])
			if !unicode.IsLetter(c) {
				break
			}
			p.at += size
		}
		return p.text[start:p.at], nil
	}
	return "", jsonException("Path ended with an open regex.")
}

// matches passes s if it stands at the current place.
func (p *pathParser) matches(s string) bool {
	if !strings.HasPrefix(p.text[p.at:], s) {
		return false
	}
	p.at += len(s)
	return true
}

func (p *pathParser) operator() (operator, error) {
	if p.at+1 >= len(p.text) {
		return 0, jsonException(openQuery)
	}
	for _, o := range []struct {
		sign string
		op   operator
	}{
		{"===", opStrictEquals}, {"==", opEquals}, {"=~", opRegex}, {"!==", opStrictNotEquals}, {"!=", opNotEquals},
		{"<>", opNotEquals}, {"<=", opLessOrEquals}, {"<", opLess}, {">=", opGreaterOrEquals}, {">", opGreater},
	} {
		if p.matches(o.sign) {
			return o.op, nil
		}
	}
	return 0, jsonException("Could not read query operator.")
}
