package jsontree

import (
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// reader takes JSON text apart the way Newtonsoft's JsonTextReader does: the
// same grammar, the same states, the same exceptions at the same places. It
// differs from it in having the whole text at hand.
type reader struct {
	src string
	pos int

	line      int // from 1
	lineStart int // where the line begins
	surplus   int // bytes of the line up to pos less its UTF-16 units

	state state
	token tokenKind
	value payload // of the token
	cur   position
	stack []position // the containers around cur
	buf   []byte     // strings with escapes

	copied int // bytes of strings that do not share memory with src

	maxDepth int
	dates    DateParsing
	keep     bool // numbers and dates keep their text in payload.str
}

// state says what may follow.
type state uint8

const (
	stateStart state = iota
	stateProperty
	stateObjectStart
	stateObject
	stateArrayStart
	stateArray
	stateConstructorStart
	stateConstructor
	statePostValue
	stateFinished
)

// tokenKind is JsonToken.
type tokenKind uint8

const (
	tokenNone tokenKind = iota
	tokenStartObject
	tokenStartArray
	tokenStartConstructor
	tokenPropertyName
	tokenComment
	tokenInteger
	tokenFloat
	tokenString
	tokenBoolean
	tokenNull
	tokenUndefined
	tokenEndObject
	tokenEndArray
	tokenEndConstructor
	tokenDate
)

func (t tokenKind) String() string {
	names := [...]string{
		"None", "StartObject", "StartArray", "StartConstructor", "PropertyName", "Comment", "Integer", "Float",
		"String", "Boolean", "Null", "Undefined", "EndObject", "EndArray", "EndConstructor", "Date",
	}
	return names[t]
}

func (t tokenKind) starts() bool { return t >= tokenStartObject && t <= tokenStartConstructor }
func (t tokenKind) ends() bool   { return t >= tokenEndObject && t <= tokenEndConstructor }

// payload is the value of a token, in the form a Value keeps it.
type payload struct {
	kind     Kind
	dateKind clr.DateTimeKind
	num      uint64
	str      string
	ext      any
}

// position is a container being read and the place in it.
type position struct {
	container tokenKind // its start token, or tokenNone
	index     int32     // of arrays and constructors, -1 before the first item
	name      string    // of the current property
}

// read moves to the next token; it is false at the end of the text.
func (r *reader) read() (bool, error) {
	for {
		switch r.state {
		case stateObject, stateObjectStart:
			return r.readInObject()
		case statePostValue:
			done, err := r.readAfterValue()
			if done || err != nil {
				return done, err
			}
		case stateFinished:
			return r.readAfterEnd()
		default:
			return r.readValue()
		}
	}
}

// at returns the byte at an offset from pos, 0 beyond the end.
func (r *reader) at(offset int) byte {
	if i := r.pos + offset; i < len(r.src) {
		return r.src[i]
	}
	return 0
}

// has says whether there is a byte at an offset from pos.
func (r *reader) has(offset int) bool { return r.pos+offset < len(r.src) }

// readValue reads where a value may stand.
func (r *reader) readValue() (bool, error) {
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; c {
		case ' ', '\t', 0:
			r.pos++
		case '\n':
			r.lineFeed()
		case '\r':
			r.carriageReturn()
		case '"', '\'':
			return true, r.readString(c)
		case '{':
			r.pos++
			return true, r.start(tokenStartObject, "")
		case '[':
			r.pos++
			return true, r.start(tokenStartArray, "")
		case ']':
			r.pos++
			return true, r.end(tokenEndArray)
		case ')':
			r.pos++
			return true, r.end(tokenEndConstructor)
		case ',':
			// An empty place is undefined; the comma is read again.
			r.setValue(tokenUndefined, payload{})
			return true, nil
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.':
			return true, r.readNumber()
		case '-':
			if r.at(1) == 'I' {
				return true, r.readSymbol("-Infinity")
			}
			return true, r.readNumber()
		case '/':
			return true, r.readComment()
		case 'n', 't', 'f', 'u', 'N', 'I':
			return true, r.readWord(c)
		default:
			if r.skipSpace() {
				continue
			}
			if c, _ := utf8.DecodeRuneInString(r.src[r.pos:]); c < 0x10000 && unicode.IsNumber(c) {
				return true, r.readNumber()
			}
			return false, r.unexpected()
		}
	}
	return false, nil
}

// readInObject reads where a property name or the end of an object may stand.
func (r *reader) readInObject() (bool, error) {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case '"', '\'':
			return true, r.readName()
		case ' ', '\t', 0:
			r.pos++
		case '\n':
			r.lineFeed()
		case '\r':
			r.carriageReturn()
		case '}':
			err := r.end(tokenEndObject)
			r.pos++
			return true, err
		case '/':
			return true, r.readComment()
		default:
			if r.skipSpace() {
				continue
			}
			return true, r.readName()
		}
	}
	return false, nil
}

// readAfterValue reads behind a value in a container. It is false after a comma
// and at the end of the text.
func (r *reader) readAfterValue() (bool, error) {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ',':
			r.pos++
			r.resume()
			return false, nil
		case '}':
			r.pos++
			return true, r.end(tokenEndObject)
		case ']':
			r.pos++
			return true, r.end(tokenEndArray)
		case ')':
			r.pos++
			return true, r.end(tokenEndConstructor)
		case '/':
			return true, r.readComment()
		case ' ', '\t', 0:
			r.pos++
		case '\n':
			r.lineFeed()
		case '\r':
			r.carriageReturn()
		default:
			if !r.skipSpace() {
				return false, r.fail("After parsing a value an unexpected character was encountered: " + r.here() + ".")
			}
		}
	}
	r.state = stateFinished
	return false, nil
}

// readAfterEnd reads behind the document, where only comments may stand.
func (r *reader) readAfterEnd() (bool, error) {
	if r.pos < len(r.src) {
		r.eatSpace()
	}
	switch {
	case r.pos >= len(r.src):
		r.token = tokenNone
		return false, nil
	case r.src[r.pos] == '/':
		return true, r.readComment()
	}
	return false, r.fail("Additional text encountered after finished reading JSON content: " + r.here() + ".")
}
