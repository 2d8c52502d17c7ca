package jsontree

import (
	"math"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readWord reads true, false, null, undefined, NaN, Infinity or a constructor.
func (r *reader) readWord(c byte) error {
	switch c {
	case 't':
		return r.readConstant("true", "Error parsing boolean value.", tokenBoolean, payload{kind: KindBool, num: 1})
	case 'f':
		return r.readConstant("false", "Error parsing boolean value.", tokenBoolean, payload{kind: KindBool})
	case 'u':
		return r.readConstant("undefined", "Error parsing undefined value.", tokenUndefined, payload{})
	case 'N':
		return r.readSymbol("NaN")
	case 'I':
		return r.readSymbol("Infinity")
	}
	if !r.has(1) {
		r.pos++
		return r.fail("Unexpected end when reading JSON.")
	}
	switch r.src[r.pos+1] {
	case 'u':
		return r.readConstant("null", "Error parsing null value.", tokenNull, payload{})
	case 'e':
		return r.readConstructor()
	}
	return r.unexpected()
}

func (r *reader) readConstant(word, complaint string, kind tokenKind, value payload) error {
	ok, err := r.match(word)
	if err != nil {
		return err
	}
	if !ok {
		return r.fail(complaint)
	}
	r.setValue(kind, value)
	return nil
}

// readSymbol reads a float that is not a number.
func (r *reader) readSymbol(word string) error {
	f := math.NaN()
	switch word {
	case "Infinity":
		f = math.Inf(1)
	case "-Infinity":
		f = math.Inf(-1)
	}
	value := payload{kind: KindDouble, num: math.Float64bits(f)}
	if r.keep {
		value.str = word
	}
	return r.readConstant(word, "Error parsing "+word+" value.", tokenFloat, value)
}

// match passes the word if it stands at pos with a separator behind it.
func (r *reader) match(word string) (bool, error) {
	if !strings.HasPrefix(r.src[r.pos:], word) {
		if !longerThan(r.src[r.pos:], len(word)-1) {
			r.eatAll()
			return false, r.fail("Unexpected end when reading JSON.")
		}
		for i := 0; r.src[r.pos] == word[i]; i++ {
			r.pos++
		}
		return false, nil
	}
	r.pos += len(word)
	return r.pos >= len(r.src) || r.atSeparator(), nil
}

// longerThan says whether s has more than n UTF-16 units.
func longerThan(s string, n int) bool {
	for _, c := range s {
		if n -= utf16.RuneLen(c); n < 0 {
			return true
		}
	}
	return false
}

// eatAll moves to the end of the text.
func (r *reader) eatAll() {
	for ; r.pos < len(r.src); r.pos++ {
		r.surplus += surplusOf(r.src[r.pos])
	}
}

func (r *reader) atSeparator() bool {
	switch r.src[r.pos] {
	case '}', ']', ',', 0:
		return true
	case '/':
		return r.at(1) == '*' || r.at(1) == '/'
	case ')':
		return r.state == stateConstructor || r.state == stateConstructorStart
	}
	c, _ := utf8.DecodeRuneInString(r.src[r.pos:])
	return isSpace(c)
}

// readConstructor reads `new Name(`; pos is at the n.
func (r *reader) readConstructor() error {
	ok, err := r.match("new")
	if err != nil {
		return err
	}
	if !ok {
		return r.fail("Unexpected content while parsing JSON.")
	}
	r.eatSpace()
	from := r.pos
	for {
		if r.pos >= len(r.src) {
			return r.fail("Unexpected end while parsing constructor.")
		}
		c, size := utf8.DecodeRuneInString(r.src[r.pos:])
		if letterOrDigit(c) {
			r.pos += size
			r.surplus += size - 1
			continue
		}
		if c != '(' && c != 0 && !isSpace(c) {
			return r.fail("Unexpected character while parsing constructor: " + r.here() + ".")
		}
		break
	}
	name := r.src[from:r.pos]
	r.eatSpace()
	if r.at(0) != '(' {
		return r.fail("Unexpected character while parsing constructor: " + r.here() + ".")
	}
	r.pos++
	return r.start(tokenStartConstructor, name)
}
