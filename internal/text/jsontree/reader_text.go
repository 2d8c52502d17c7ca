package jsontree

import (
	"strconv"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// readString reads a value in quotes; pos is at the opening one.
func (r *reader) readString(quote byte) error {
	r.pos++
	text, err := r.quoted(quote)
	if err != nil {
		return err
	}
	r.afterValue()
	r.advance()
	r.token = tokenString
	r.value = payload{kind: KindString, str: text}
	if r.dates != DatesAsText && mayBeDate(text) {
		return r.readDate(text)
	}
	return nil
}

// plain marks the bytes of a string that need no attention.
var plain = func() (t [256]bool) {
	for i := range t {
		t[i] = i < 0x80
	}
	for _, c := range "\"'\\\r\n" {
		t[c] = false
	}
	return t
}()

// quoted reads to the closing quote and past it.
func (r *reader) quoted(quote byte) (string, error) {
	src := r.src
	from := r.pos
	escaped := false
	i := skipRead(src, r.pos)
	for i < len(src) {
		c := src[i]
		if plain[c] {
			i++
			continue
		}
		switch c {
		case '"', '\'':
			if c != quote {
				i++
				continue
			}
			r.pos = i + 1
			if !escaped {
				return src[from:i], nil
			}
			r.buf = append(r.buf, src[from:i]...)
			r.copied += len(r.buf)
			return string(r.buf), nil
		case '\\':
			if !escaped {
				escaped = true
				r.buf = r.buf[:0]
			}
			r.buf = append(r.buf, src[from:i]...)
			r.pos = i + 1
			if err := r.escape(quote); err != nil {
				return "", err
			}
			from = r.pos
			i = skipRead(src, from)
		case '\n':
			r.pos = i
			r.lineFeed()
			i = skipRead(src, r.pos)
		case '\r':
			r.pos = i
			r.carriageReturn()
			i = r.pos
		default:
			r.surplus += surplusOf(c)
			i++
		}
	}
	r.pos = i
	return "", r.unterminated(quote)
}

func (r *reader) unterminated(quote byte) error {
	return r.fail("Unterminated string. Expected delimiter: " + string(rune(quote)) + ".")
}

// escape decodes the escape sequence whose backslash has been passed.
func (r *reader) escape(quote byte) error {
	if r.pos >= len(r.src) {
		return r.unterminated(quote)
	}
	c, size := utf8.DecodeRuneInString(r.src[r.pos:])
	decoded := byte(0)
	switch c {
	case 'b':
		decoded = '\b'
	case 't':
		decoded = '\t'
	case 'n':
		decoded = '\n'
	case 'f':
		decoded = '\f'
	case 'r':
		decoded = '\r'
	case '\\', '"', '\'', '/':
		decoded = byte(c)
	case 'u':
		r.pos++
		return r.unicodeEscape()
	default:
		bad := r.src[r.pos : r.pos+size]
		r.pos += size
		r.surplus += size - 1 // the original passes one UTF-16 unit
		return r.fail(`Bad JSON escape sequence: \` + bad + ".")
	}
	r.pos++
	r.buf = append(r.buf, decoded)
	return nil
}

// unicodeEscape decodes \uXXXX, and the pair of them that a surrogate needs.
// Surrogates without a partner become U+FFFD.
func (r *reader) unicodeEscape() error {
	unit, err := r.hexUnit()
	if err != nil {
		return err
	}
	for utf16.IsSurrogate(unit) && unit < 0xDC00 {
		if !(r.has(2) && r.src[r.pos] == '\\' && r.src[r.pos+1] == 'u') {
			break
		}
		r.pos += 2
		next, err := r.hexUnit()
		if err != nil {
			return err
		}
		if pair := utf16.DecodeRune(unit, next); pair != unicode.ReplacementChar {
			r.buf = utf8.AppendRune(r.buf, pair)
			return nil
		}
		r.buf = utf8.AppendRune(r.buf, unicode.ReplacementChar)
		unit = next
	}
	// AppendRune writes U+FFFD for a surrogate.
	r.buf = utf8.AppendRune(r.buf, unit)
	return nil
}

// hexUnit reads four hexadecimal digits. As in the original one more character
// has to follow them.
func (r *reader) hexUnit() (rune, error) {
	if !r.has(4) {
		return 0, r.fail("Unexpected end while parsing Unicode escape sequence.")
	}
	digits := r.src[r.pos : r.pos+4]
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil || digits[0] == '+' {
		return 0, r.fail(`Invalid Unicode escape sequence: \u` + r.fourUnits() + ".")
	}
	r.pos += 4
	return rune(n), nil
}

// fourUnits returns the next four UTF-16 units, U+FFFD for half a character.
func (r *reader) fourUnits() string {
	text := ""
	units := 4
	for _, c := range r.src[r.pos:] {
		n := utf16.RuneLen(c)
		if n > units {
			c = utf8.RuneError
		}
		text += string(c)
		if units -= n; units <= 0 {
			break
		}
	}
	return text
}

// readName reads a property name and its colon.
func (r *reader) readName() error {
	var name string
	var err error
	switch c := r.src[r.pos]; {
	case c == '"' || c == '\'':
		r.pos++
		name, err = r.quoted(c)
	case r.identifier() > 0:
		name, err = r.unquotedName()
	default:
		err = r.fail("Invalid property identifier character: " + r.here() + ".")
	}
	if err != nil {
		return err
	}
	if r.at(0) != ':' {
		r.eatSpace()
		if r.at(0) != ':' {
			return r.fail("Invalid character after parsing property name. Expected ':' but got: " + r.here() + ".")
		}
	}
	r.pos++
	r.token = tokenPropertyName
	r.value = payload{str: name}
	r.state = stateProperty
	r.cur.name = name
	return nil
}

// identifier returns the size of the character at pos if it may be part of an
// unquoted name, otherwise 0.
func (r *reader) identifier() int {
	c, size := utf8.DecodeRuneInString(r.src[r.pos:])
	if c == '_' || c == '$' || letterOrDigit(c) {
		return size
	}
	return 0
}

// letterOrDigit is Char.IsLetterOrDigit, which knows single UTF-16 units only.
func letterOrDigit(c rune) bool {
	return c < 0x10000 && (unicode.IsLetter(c) || unicode.IsDigit(c))
}

func (r *reader) unquotedName() (string, error) {
	from := r.pos
	for r.pos < len(r.src) && r.src[r.pos] != 0 {
		size := r.identifier()
		if size == 0 {
			c, _ := utf8.DecodeRuneInString(r.src[r.pos:])
			if c == ':' || isSpace(c) {
				return r.src[from:r.pos], nil
			}
			return "", r.fail("Invalid JavaScript property identifier character: " + r.here() + ".")
		}
		r.pos += size
		r.surplus += size - 1
	}
	if r.pos >= len(r.src) {
		return "", r.fail("Unexpected end while parsing unquoted property name.")
	}
	return r.src[from:r.pos], nil
}
