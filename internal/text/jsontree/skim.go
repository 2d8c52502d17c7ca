package jsontree

import (
	"math/bits"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// skim passes over an object without making anything of it. It is sure only of what
// every reader of JSON agrees about; the rest is for the reader, which takes more and
// words its errors.
type skim struct {
	src string
	pos int
	// line, lineStart and surplus are those of a reader.
	line, lineStart, surplus int

	// What a tree of it takes.
	values, properties, objects, arrays, copied int
	// deepest is how deep containers nest in it.
	deepest int
}

// mostSkimmed is how deep containers may nest: a bit each says what they are.
const mostSkimmed = 60

// object passes the object whose opening brace stands before pos. When it is false,
// pos means nothing.
func (s *skim) object() bool {
	around := uint64(1) // 1 for an object, the innermost one last
	for first := true; ; {
		within := around & 1
		c := s.next()
		if !first || c != closing(within) {
			if within == 1 {
				if c != '"' || !s.text(false) || s.next() != ':' {
					return false
				}
				s.pos++
				s.properties++
				c = s.next()
			}
			switch {
			case c == '{' || c == '[':
				if s.deepest = max(s.deepest, bits.Len64(around)); s.deepest >= mostSkimmed {
					return false
				}
				s.pos++
				around <<= 1
				if c == '{' {
					around |= 1
					s.objects++
				} else {
					s.arrays++
				}
				first = true
				continue
			case !s.leaf(c):
				return false
			}
			s.values++
		}
		first = false
		for {
			c := s.next()
			if c == ',' {
				s.pos++
				break
			}
			if c != closing(around&1) {
				return false
			}
			s.pos++
			if around >>= 1; around == 0 {
				return true
			}
		}
	}
}

func closing(object uint64) byte {
	if object == 1 {
		return '}'
	}
	return ']'
}

// next passes white space and returns the byte behind it, 0 at the end of the text.
func (s *skim) next() byte {
	for s.pos < len(s.src) {
		switch c := s.src[s.pos]; c {
		case ' ', '\t':
			s.pos++
		case '\r':
			if s.pos++; s.pos < len(s.src) && s.src[s.pos] == '\n' {
				s.pos++
			}
			s.newLine()
		case '\n':
			s.pos++
			s.newLine()
		default:
			return c
		}
	}
	return 0
}

func (s *skim) newLine() { s.line, s.lineStart, s.surplus = s.line+1, s.pos, 0 }

// leaf passes a value that is no container and begins with c.
func (s *skim) leaf(c byte) bool {
	switch c {
	case '"':
		return s.text(true)
	case 't':
		return s.word("true")
	case 'f':
		return s.word("false")
	case 'n':
		return s.word("null")
	}
	return s.number()
}

func (s *skim) word(word string) bool {
	end := s.pos + len(word)
	if end >= len(s.src) || s.src[s.pos:end] != word {
		return false
	}
	s.pos = end
	return s.delimited()
}

// delimited reports whether a number or word ends here.
func (s *skim) delimited() bool {
	if s.pos >= len(s.src) {
		return false
	}
	switch s.src[s.pos] {
	case ',', '}', ']', ' ', '\t', '\r', '\n':
		return true
	}
	return false
}

// number passes a number that is neither long nor large, so that reading it cannot
// fail.
func (s *skim) number() bool {
	from := s.pos
	if s.src[s.pos] == '-' {
		s.pos++
	}
	whole := countDigits(s.src[s.pos:])
	if whole == 0 || whole > 18 || whole > 1 && s.src[s.pos] == '0' {
		return false
	}
	if s.pos += whole; s.pos < len(s.src) && s.src[s.pos] == '.' {
		digits := countDigits(s.src[s.pos+1:])
		if digits == 0 || digits > 30 {
			return false
		}
		s.pos += 1 + digits
	}
	if s.pos < len(s.src) && s.src[s.pos]|0x20 == 'e' {
		if s.pos++; s.pos < len(s.src) && (s.src[s.pos] == '-' || s.src[s.pos] == '+') {
			s.pos++
		}
		digits := countDigits(s.src[s.pos:])
		if digits == 0 || digits > 2 {
			return false
		}
		s.pos += digits
	}
	return s.pos > from && s.delimited()
}

// text passes a string; pos is at its opening quote. A value may be a date.
func (s *skim) text(value bool) bool {
	from := s.pos + 1
	escaped := false
	for i := skipRead(s.src, from); i < len(s.src); {
		switch c := s.src[i]; {
		case c == '"':
			s.pos = i + 1
			if escaped {
				s.copied += i - from
			}
			return !value || s.noBadDate(s.src[from:i], escaped)
		case c == '\\':
			n := escapeLength(s.src[i+1:])
			if n == 0 {
				return false
			}
			escaped = true
			i = skipRead(s.src, i+1+n)
		case c == '\n' || c == '\r':
			return false
		default:
			s.surplus += surplusOf(c)
			i++
		}
	}
	return false
}

// escapeLength returns the length of an escape sequence behind its backslash, 0 for
// one that may be wrong.
func escapeLength(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 1
	case 'u':
		// As in the original one more character has to follow; in an object one does.
		if len(s) < 6 {
			return 0
		}
		for _, c := range []byte(s[1:5]) {
			if c-'0' > 9 && (c|0x20)-'a' > 5 {
				return 0
			}
		}
		return 5
	}
	return 0
}

// noBadDate reports whether a string is none that looks like a date and may be one
// that cannot be read.
func (s *skim) noBadDate(text string, escaped bool) bool {
	switch {
	case text == "":
		return true
	case escaped:
		c := text[0]
		return c != '/' && c != '\\' && c-'0' > 9
	case !mayBeDate(text):
		return true
	case text[0] == '/':
		return false
	}
	d, ok := scanISODate(text)
	return !ok || d.ticks <= clr.MaxDateTicks
}

// cost is the memory that a tree of it takes, in bytes, without the object itself.
func (s *skim) cost() int {
	return s.values*(valueSize+itemSize) + s.properties*(propertySize+itemSize) + s.objects*(objectSize+itemSize) + s.arrays*(arraySize+itemSize) + s.copied
}
