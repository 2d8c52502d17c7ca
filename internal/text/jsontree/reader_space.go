package jsontree

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// isSpace is Char.IsWhiteSpace.
func isSpace(c rune) bool { return unicode.IsSpace(c) }

func (r *reader) lineFeed() {
	r.pos++
	r.newLine()
}

// carriageReturn passes a line's end. As in the original, a line feed that is
// the last character of the text counts as another line.
func (r *reader) carriageReturn() {
	r.pos++
	if r.has(1) && r.src[r.pos] == '\n' {
		r.pos++
	}
	r.newLine()
}

func (r *reader) newLine() {
	r.line++
	r.lineStart = r.pos
	r.surplus = 0
}

// skipSpace passes one white space character other than a line's end, if there
// is one.
func (r *reader) skipSpace() bool {
	c, size := utf8.DecodeRuneInString(r.src[r.pos:])
	if !isSpace(c) {
		return false
	}
	r.pos += size
	r.surplus += size - 1
	return true
}

// eatSpace passes white space and NULs.
func (r *reader) eatSpace() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', 0:
			r.pos++
		case '\n':
			r.lineFeed()
		case '\r':
			r.carriageReturn()
		default:
			if !r.skipSpace() {
				return
			}
		}
	}
}

// surplusOf is what a byte adds to the difference between bytes and UTF-16
// units: characters of two to four bytes have one, one and two units.
func surplusOf(c byte) int {
	switch {
	case c < 0x80:
		return 0
	case c < 0xC0:
		return 1
	case c >= 0xF0:
		return -1
	}
	return 0
}

// readComment reads a comment; pos is at its slash.
func (r *reader) readComment() error {
	r.pos++
	if !r.has(1) {
		return r.fail("Unexpected end while parsing comment.")
	}
	block := r.src[r.pos] == '*'
	if !block && r.src[r.pos] != '/' {
		return r.fail("Error parsing comment. Expected: *, got " + r.here() + ".")
	}
	r.pos++
	from := r.pos
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; {
		case c == '*' && block:
			r.pos++
			if r.at(0) == '/' {
				r.setComment(r.src[from : r.pos-1])
				r.pos++
				return nil
			}
		case (c == '\r' || c == '\n') && !block:
			r.setComment(r.src[from:r.pos])
			return nil
		case c == '\r':
			r.carriageReturn()
		case c == '\n':
			r.lineFeed()
		default:
			r.surplus += surplusOf(c)
			r.pos++
		}
	}
	if block {
		return r.fail("Unexpected end while parsing comment.")
	}
	r.setComment(r.src[from:r.pos])
	return nil
}

func (r *reader) setComment(text string) {
	r.token = tokenComment
	r.value = payload{kind: KindString, str: text}
}

// here is the UTF-16 unit at pos as messages show it: NUL at the end of the
// text, U+FFFD for half a character.
func (r *reader) here() string {
	if r.pos >= len(r.src) {
		return "\x00"
	}
	c, _ := utf8.DecodeRuneInString(r.src[r.pos:])
	if c > 0xFFFF {
		c = utf8.RuneError
	}
	return string(c)
}

func (r *reader) unexpected() error {
	return r.fail("Unexpected character encountered while parsing value: " + r.here() + ".")
}

// lineInfo is the place exceptions and tokens name.
func (r *reader) lineInfo() (line, column int) {
	column = r.pos - r.lineStart - r.surplus
	if r.state == stateStart && column == 0 && r.token != tokenComment {
		return 0, column
	}
	return r.line, column
}

func (r *reader) failf(format string, args ...any) error {
	return r.fail(clr.Throw("", format, args...).Message)
}

// fail is JsonReaderException.Create.
func (r *reader) fail(message string) error {
	line, column := r.lineInfo()
	return readerException(message, r.path(), line, column)
}

// failAs is an exception of another type with the same text.
func (r *reader) failAs(typ, message string) error {
	line, column := r.lineInfo()
	return clr.Throw(typ, "%s", readerException(message, r.path(), line, column).Message)
}

func readerException(message, path string, line, column int) *clr.Exception {
	if !strings.HasSuffix(message, "\n") {
		message = strings.TrimSpace(message)
		if !strings.HasSuffix(message, ".") {
			message += "."
		}
		message += " "
	}
	return clr.Throw("Newtonsoft.Json.JsonReaderException", "%sPath '%s', line %d, position %d.", message, path, line, column)
}

// path is JsonReader.Path.
func (r *reader) path() string {
	var b pathBuilder
	if r.cur.container == tokenNone {
		return ""
	}
	for _, p := range r.stack {
		b.position(p)
	}
	if r.state != stateObjectStart && r.state != stateArrayStart && r.state != stateConstructorStart {
		b.position(r.cur)
	}
	return string(b)
}
