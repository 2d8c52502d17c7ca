package xmltree

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// place returns line and column of a byte offset; columns count UTF-16 units.
func (p *parser) place(at int) (line, column int) {
	if p.depth > 0 {
		// In an entity: the place in its declaration.
		entity, depth := p.s, p.depth
		at = min(at+p.shift, len(p.whole))
		p.s, p.depth = p.whole, 0
		line, column = p.place(at)
		p.s, p.depth = entity, depth
		return line, column
	}
	at = min(at, len(p.s))
	line, start := 1, 0
	for i := 0; i < at; i++ {
		switch p.s[i] {
		case '\n':
			line, start = line+1, i+1
		case '\r':
			if p.at(i+1) == '\n' {
				i++
			}
			line, start = line+1, i+1
		}
	}
	if start > at {
		start = at
	}
	return line, UnitCount(p.s[start:at]) + 1
}

// fail makes the exception for something wrong at a byte offset.
func (p *parser) fail(at int, format string, args ...any) *clr.Exception {
	line, column := p.place(at)
	message := format
	if len(args) > 0 {
		message = fmt.Sprintf(format, args...)
	}
	return xmlException("%s Line %d, position %d.", message, line, column)
}

// token returns what .NET shows of the text at an offset: a run of name
// characters or a single character; "" at the end.
func (p *parser) token(at int) string {
	end := at
	for end < len(p.s) {
		r, n := decode(p.s[end:])
		if !isNameChar(r) {
			if end == at {
				end += n
			}
			break
		}
		end += n
	}
	return p.s[min(at, len(p.s)):end]
}

func (p *parser) unexpected(at int, expected ...string) error {
	token := p.token(at)
	if token == "" {
		return p.fail(at, "Unexpected end of file has occurred.")
	}
	return p.fail(at, "'%s' is an unexpected token. The expected token is '%s'.", token, strings.Join(expected, "' or '"))
}

func (p *parser) expectingSpace(at int) error {
	token := p.token(at)
	if token == "" {
		return p.fail(at, "Unexpected end of file has occurred.")
	}
	return p.fail(at, "'%s' is an unexpected token. Expecting white space.", token)
}

func (p *parser) endOfFile(at int, parsing string) error {
	return p.fail(at, "Unexpected end of file while parsing %s has occurred.", parsing)
}

// unclosed is what the end of the text inside of elements gives.
func (p *parser) unclosed() error {
	var b strings.Builder
	for i := len(p.open) - 1; i >= 0; i-- {
		b.WriteString(p.open[i].name)
		if i > 0 {
			b.WriteString(", ")
		} else {
			b.WriteByte('.')
		}
	}
	return p.fail(len(p.s), "Unexpected end of file has occurred. The following elements are not closed: %s", b.String())
}

// invalidCharAt is the exception for a character that XML does not know. After
// a high surrogate without a low one .NET names the character that follows.
func (p *parser) invalidCharAt(at int) error {
	r, n := decode(p.s[at:])
	if r == utf8.RuneError && n <= 1 {
		return p.fail(at, "Invalid character in the given encoding.")
	}
	if r >= 0xD800 && r < 0xDC00 {
		at += n
		r = 0
		if at < len(p.s) {
			r, _ = decode(p.s[at:])
		}
	}
	return p.fail(at, "%s", invalidChar(r))
}

// checkBeyondASCII returns the length of the character at an offset whose byte is
// not ASCII, or an exception if it may not stand in a document.
func (p *parser) checkBeyondASCII(at int) (int, error) {
	r, n := utf8.DecodeRuneInString(p.s[at:])
	if r == utf8.RuneError && n == 1 || !isXMLChar(r) {
		return 0, p.invalidCharAt(at)
	}
	return n, nil
}
