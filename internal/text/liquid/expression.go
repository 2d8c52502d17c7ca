package liquid

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// expr is a name or literal, ready to be evaluated.
type expr interface {
	eval(r *renderer) (Value, error)
}

// constant is a literal.
type constant struct{ value Value }

func (c constant) eval(*renderer) (Value, error) { return c.value, nil }

// failing is a literal that cannot be read; that shows when it is used.
type failing struct{ err error }

func (f failing) eval(*renderer) (Value, error) { return nil, f.err }

// rangeExpr is (first..last).
type rangeExpr struct{ first, last expr }

func (e rangeExpr) eval(r *renderer) (Value, error) {
	first, err := r.evalInt(e.first)
	if err != nil {
		return nil, err
	}
	last, err := r.evalInt(e.last)
	if err != nil {
		return nil, err
	}
	return span{first, last}, nil
}

// evalInt is Convert.ToInt32 of the value of an expression.
func (r *renderer) evalInt(e expr) (int32, error) {
	v, err := e.eval(r)
	if err != nil {
		return 0, err
	}
	n, err := toInt(v, 32, r.culture)
	return int32(n), err
}

// maxRanges is how deep ranges may be nested in one another.
const maxRanges = 16

// parseExpression reads a name or literal as DotLiquid's context does when it
// resolves a key. Everything is some expression.
func parseExpression(key string) expr { return parseKey(key, 0) }

func parseKey(key string, depth int) expr {
	switch key {
	case "", "nil", "null":
		return constant{nil}
	case "true":
		return constant{true}
	case "false":
		return constant{false}
	case "blank":
		return constant{blank}
	case "empty":
		return constant{empty}
	}
	switch c := key[0]; {
	case c == '\'' || c == '"':
		if n := len(key); n >= 2 && key[n-1] == c {
			return constant{key[1 : n-1]}
		}
	case c == '(':
		if first, last, ok := cutRange(key); ok && depth < maxRanges {
			return rangeExpr{parseKey(first, depth+1), parseKey(last, depth+1)}
		}
	case c >= '0' && c <= '9' || c == '+' || c == '-':
		if e, ok := parseNumber(key); ok {
			return e
		}
	}
	return parsePath(key, depth)
}

// cutRange takes (a..b) apart, at the last pair of dots that leaves something on
// both sides.
func cutRange(key string) (first, last string, ok bool) {
	if !strings.HasSuffix(key, ")") || len(key) < len("(a..b)") || strings.IndexFunc(key, unicode.IsSpace) >= 0 {
		return "", "", false
	}
	inner := key[1 : len(key)-1]
	// Something has to stand behind the dots.
	_, size := utf8.DecodeLastRuneInString(inner)
	i := strings.LastIndex(inner[:len(inner)-size], "..")
	if i <= 0 {
		return "", "", false
	}
	return inner[:i], inner[i+2:], true
}

// parseNumber reads a whole number as Int32 or Int64, another as Decimal or
// Double.
func parseNumber(s string) (expr, bool) {
	digits := s
	if s[0] == '+' || s[0] == '-' {
		digits = s[1:]
	}
	if digits == "" || digits[0] < '0' || digits[0] > '9' {
		return nil, false
	}
	if strings.Trim(digits, "0123456789") == "" {
		n, err := netfmt.ParseInt(s, 64, netfmt.NumberInteger, netfmt.Invariant())
		if err != nil {
			return failing{err}, true
		}
		if n >= math.MinInt32 && n <= math.MaxInt32 {
			return constant{int32(n)}, true
		}
		return constant{n}, true
	}
	if len(digits) < 2 || strings.Trim(digits, "0123456789.,|") != "" {
		return nil, false
	}
	const styles = netfmt.NumberNumber | netfmt.NumberFloat
	if d, err := netfmt.ParseDecimal(s, styles, netfmt.Invariant()); err == nil {
		return constant{d}, true
	}
	f, err := netfmt.ParseDouble(s, styles, netfmt.Invariant())
	if err != nil {
		return failing{err}, true
	}
	return constant{f}, true
}

// path is a variable with members: a.b[0]["c"].
type path struct {
	first part
	rest  []part
}

// part is a name, or an expression in brackets.
type part struct {
	name  string
	index expr // nil for a name
}

// parsePath finds the parts of a path. What is no name and no bracket is skipped.
func parsePath(s string, depth int) expr {
	var parts []part
	lastBracket := strings.LastIndexByte(s, ']')
	for i := 0; i < len(s); {
		if s[i] == '[' && i < lastBracket {
			if n := strings.IndexByte(s[i:], ']'); n > 1 {
				parts = append(parts, part{index: parseKey(s[i+1:i+n], depth)})
				i += n + 1
				continue
			}
		}
		start := i
		for i < len(s) {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r != '-' && !isWord(r) {
				break
			}
			i += size
		}
		if i == start {
			i++
			continue
		}
		if i < len(s) && s[i] == '?' {
			i++
		}
		parts = append(parts, part{name: s[start:i]})
	}
	if parts == nil {
		return constant{nil}
	}
	return &path{parts[0], parts[1:]}
}

func (p *path) eval(r *renderer) (Value, error) {
	name := p.first.name
	if p.first.index != nil {
		v, err := p.first.index.eval(r)
		if err != nil {
			return nil, err
		}
		if v == nil {
			return nil, clr.NullReference()
		}
		name = text(v, r.culture)
	}
	v, err := r.variable(name)
	if err != nil {
		return nil, err
	}
	for i := range p.rest {
		if v == nil {
			// Only the rest of the path can still fail, by what is in brackets.
			if p.rest[i].index == nil {
				return nil, nil
			}
		}
		var found bool
		if v, found, err = r.member(v, &p.rest[i]); err != nil || !found {
			return nil, err
		}
	}
	return v, nil
}
