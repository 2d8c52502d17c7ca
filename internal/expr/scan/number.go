package scan

import (
	"math/bits"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/token"
)

// number scans an integer or real literal with its suffix. The flag Escaped tells
// that it holds `_`.
func (s *scanner) number() token.Kind {
	start := s.pos
	if s.text[s.pos] == '0' {
		switch s.peek(1) {
		case 'x', 'X':
			return s.prefixed(start, func(c byte) bool { return hexValue(c) >= 0 })
		case 'b', 'B':
			return s.prefixed(start, func(c byte) bool { return c == '0' || c == '1' })
		}
	}
	kind, good := token.Int, s.digits(isDigit)
	if s.peek(0) == '.' && isDigit(s.peek(1)) {
		s.pos++
		kind, good = token.Real, s.digits(isDigit) && good
	}
	if c := s.peek(0); c == 'e' || c == 'E' {
		s.pos++
		kind = token.Real
		if c := s.peek(0); c == '+' || c == '-' {
			s.pos++
		}
		if c := s.peek(0); !isDigit(c) && c != '_' {
			s.flags |= token.Faulty
			s.errorf(diag.Span{Start: start, End: s.pos}, "CS0595 Invalid real literal.")
			return kind
		}
		good = s.peek(0) != '_' && good
		good = s.digits(isDigit) && good
	}
	switch s.peek(0) {
	case 'f', 'F', 'd', 'D', 'm', 'M':
		s.pos++
		kind = token.Real
	default:
		if kind == token.Int {
			s.integerSuffix()
		}
	}
	return s.numberEnd(start, kind, good)
}

// prefixed scans `0x...` or `0b...`; a `_` right behind the prefix is C# 7.2.
func (s *scanner) prefixed(start int, digit func(byte) bool) token.Kind {
	s.pos += 2
	first := s.pos
	good := s.digits(digit)
	s.integerSuffix()
	return s.numberEnd(start, token.Int, good && s.pos > first)
}

// digits skips digits and `_`; good is false when the last is a `_` or there are
// none.
func (s *scanner) digits(digit func(byte) bool) (good bool) {
	start := s.pos
	for s.pos < len(s.text) && (s.text[s.pos] == '_' || digit(s.text[s.pos])) {
		if s.text[s.pos] == '_' {
			s.flags |= token.Escaped
		}
		s.pos++
	}
	return s.pos > start && s.text[s.pos-1] != '_' || s.pos == start && s.peek(0) == '.'
}

// integerSuffix skips U, L or both, in any order and case.
func (s *scanner) integerSuffix() {
	switch s.peek(0) {
	case 'u', 'U':
		s.pos++
		if c := s.peek(0); c == 'l' || c == 'L' {
			s.pos++
		}
	case 'l', 'L':
		s.pos++
		if c := s.peek(0); c == 'u' || c == 'U' {
			s.pos++
		}
	}
}

func (s *scanner) numberEnd(start int, k token.Kind, good bool) token.Kind {
	if !good {
		s.flags |= token.Faulty
		s.errorf(diag.Span{Start: start, End: s.pos}, "CS1013 Invalid number")
	}
	return k
}

// Integer is the value of an integer literal.
type Integer struct {
	Value uint64
	Radix uint8
	// Unsigned and Long tell the suffixes U and L.
	Unsigned, Long bool
}

// IntegerOf reads an Int token; ok is false when its value exceeds 64 bits.
func IntegerOf(text string, t token.Token) (v Integer, ok bool) {
	lit := text[t.Start:t.End]
	v.Radix = 10
	if len(lit) > 2 && lit[0] == '0' {
		switch lit[1] {
		case 'x', 'X':
			v.Radix, lit = 16, lit[2:]
		case 'b', 'B':
			v.Radix, lit = 2, lit[2:]
		}
	}
	for i := 0; i < len(lit); i++ {
		switch lit[i] {
		case '_':
			continue
		case 'u', 'U':
			v.Unsigned = true
			continue
		case 'l', 'L':
			v.Long = true
			continue
		}
		over, low := bits.Mul64(v.Value, uint64(v.Radix))
		sum, carry := bits.Add64(low, uint64(hexValue(lit[i])), 0)
		if over != 0 || carry != 0 {
			return v, false
		}
		v.Value = sum
	}
	return v, true
}

// RealOf reads a Real token: its digits without `_`, and its suffix as a lower
// case letter, zero without one.
func RealOf(text string, t token.Token) (digits string, suffix byte) {
	lit := text[t.Start:t.End]
	switch c := lit[len(lit)-1] | 0x20; c {
	case 'f', 'd', 'm':
		lit, suffix = lit[:len(lit)-1], c
	}
	if t.Flags&token.Escaped != 0 {
		lit = strings.ReplaceAll(lit, "_", "")
	}
	return lit, suffix
}
