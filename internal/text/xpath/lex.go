package xpath

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// kind is the kind of a token. Single characters stand for themselves.
type kind rune

const (
	end kind = -1 - iota
	name
	axisName // a name with :: behind it
	number
	literal
	slashSlash
	dotDot
	notEqual
	lessEqual
	greaterEqual
)

// lexer cuts an expression into tokens.
type lexer struct {
	text string
	pos  int

	kind    kind
	prefix  string
	local   string // * for any
	call    bool   // a parenthesis follows the name
	number  float64
	literal string
}

func (l *lexer) at(i int) byte {
	if i < len(l.text) {
		return l.text[i]
	}
	return 0
}

func (l *lexer) skipSpace() {
	for l.pos < len(l.text) && strings.IndexByte(" \t\r\n", l.text[l.pos]) >= 0 {
		l.pos++
	}
}

func (l *lexer) invalid() error { return exception("'%s' has an invalid token.", l.text) }

// next reads the next token.
func (l *lexer) next() error {
	l.skipSpace()
	if l.at(l.pos) == 0 {
		l.kind = end // .NET's reader takes NUL for the end of the text
		return nil
	}
	c := l.text[l.pos]
	switch c {
	case ',', '@', '(', ')', '|', '*', '[', ']', '+', '-', '=', '#', '$':
		l.single(c)
	case '<', '>', '!':
		l.single(c)
		if l.at(l.pos) == '=' {
			l.pos++
			l.kind = map[byte]kind{'<': lessEqual, '>': greaterEqual, '!': notEqual}[c]
		}
	case '/':
		l.single(c)
		if l.at(l.pos) == '/' {
			l.pos++
			l.kind = slashSlash
		}
	case '.':
		l.single(c)
		if l.at(l.pos) == '.' {
			l.pos++
			l.kind = dotDot
		} else if isDigit(l.at(l.pos)) {
			l.pos--
			l.scanNumber()
		}
	case '"', '\'':
		length := strings.IndexByte(l.text[l.pos+1:], c)
		if length < 0 {
			return exception("This is an unclosed string.")
		}
		l.kind, l.literal = literal, l.text[l.pos+1:l.pos+1+length]
		l.pos += length + 2
	default:
		if isDigit(c) {
			l.scanNumber()
			return nil
		}
		return l.scanName()
	}
	return nil
}

func (l *lexer) single(c byte) {
	l.kind = kind(c)
	l.pos++
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (l *lexer) scanNumber() {
	start := l.pos
	for isDigit(l.at(l.pos)) {
		l.pos++
	}
	if l.at(l.pos) == '.' {
		for l.pos++; isDigit(l.at(l.pos)); {
			l.pos++
		}
	}
	l.kind = number
	// The text is digits and a point; numbers too large become infinite.
	l.number, _ = strconv.ParseFloat(l.text[start:l.pos], 64)
}

// ncName returns how long the name at the current place is.
func (l *lexer) ncName() int { return xmltree.NameLength(l.text[l.pos:]) }

func (l *lexer) scanName() error {
	length := l.ncName()
	if length == 0 {
		return l.invalid()
	}
	badName := exception("'%s' has an invalid qualified name.", l.text)
	l.kind, l.prefix, l.local = name, "", l.text[l.pos:l.pos+length]
	l.pos += length
	if l.at(l.pos) != ':' {
		l.skipSpace()
		if l.at(l.pos) == ':' {
			if l.at(l.pos+1) != ':' {
				return badName
			}
			l.pos += 2
			l.kind = axisName
		}
	} else if l.at(l.pos+1) == ':' {
		l.pos += 2
		l.kind = axisName
	} else {
		l.pos++
		l.prefix = l.local
		if l.at(l.pos) == '*' {
			l.pos++
			l.local = "*"
		} else if length = l.ncName(); length > 0 {
			l.local = l.text[l.pos : l.pos+length]
			l.pos += length
		} else {
			return badName
		}
	}
	l.skipSpace()
	l.call = l.at(l.pos) == '('
	return nil
}
