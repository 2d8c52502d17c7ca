package xmltree

import (
	"math"
	"strings"
	"unicode/utf8"
)

// text reads character data up to the next tag.
func (p *parser) text() error {
	start := p.pos // of the piece not yet copied
	var b []byte
	blank, copied := true, false
	i := start
	for i < len(p.s) && p.s[i] != '<' {
		c := p.s[i]
		switch {
		case c < utf8.RuneSelf && asciiClass[c]&classText != 0:
			blank = blank && c == ' '
			i++
			continue
		case c == '\n', c == '\t':
			i++
			continue
		case c == ']':
			if p.has(i, "]]>") {
				return p.fail(i, "']]>' is not allowed in character data.")
			}
			blank = false
			i++
			continue
		case c != '\r' && c != '&':
			n, err := p.check(i)
			if err != nil {
				return err
			}
			blank = false
			i += n
			continue
		}
		copied = true
		b = append(b, p.s[start:i]...)
		if c == '\r' {
			b = append(b, '\n')
			if i++; p.at(i) == '\n' {
				i++
			}
		} else {
			r, e, end, err := p.reference(i)
			if err != nil {
				return err
			}
			if e != nil {
				if err := p.keep(b, "", blank); err != nil {
					return err
				}
				if err := p.expand(e, p.s[i+1:end-1], i+1); err != nil {
					return err
				}
				b, blank = nil, true
			} else if r >= 0 {
				blank = blank && r < utf8.RuneSelf && isSpaceByte(byte(r))
				b = utf8.AppendRune(b, r)
			}
			i = end
		}
		start = i
	}
	p.pos = i
	if p.depth > 0 || len(p.kept) > 0 {
		return p.keep(b, p.s[start:i], blank)
	}
	if blank && !p.preserve() {
		return nil
	}
	if !copied {
		return p.addText(p.s[start:i], false)
	}
	if err := p.options.Charge.take(len(b) + i - start); err != nil {
		return err
	}
	return p.addText(string(append(b, p.s[start:i]...)), false)
}

// check returns the length of the character at an offset or refuses it.
func (p *parser) check(at int) (int, error) {
	c := p.s[at]
	if c >= utf8.RuneSelf {
		return p.checkBeyondASCII(at)
	}
	if c < 0x20 && !isSpaceByte(c) {
		return 0, p.invalidCharAt(at)
	}
	return 1, nil
}

// attributeValue reads a value up to its quote. White space in it becomes
// blanks; only references bring in others.
func (p *parser) attributeValue(at int, quote byte) (string, error) {
	start := at // of the piece not yet copied
	var b []byte
	i := at
	for {
		if i >= len(p.s) {
			return "", p.fail(len(p.s), "There is an unclosed literal string.")
		}
		c := p.s[i]
		switch {
		case c < utf8.RuneSelf && asciiClass[c]&classValue != 0:
			i++
			continue
		case c == quote:
			p.pos = i + 1
			if b == nil {
				return p.s[at:i], nil
			}
			if err := p.options.Charge.take(len(b) + i - start); err != nil {
				return "", err
			}
			return string(append(b, p.s[start:i]...)), nil
		case c == '<':
			shown, number := describeChar('<')
			return "", p.fail(i, "'%s', hexadecimal value %s, is an invalid attribute character.", shown, number)
		case c != '&' && !isSpaceByte(c):
			n, err := p.check(i)
			if err != nil {
				return "", err
			}
			i += n
			continue
		}
		b = append(b, p.s[start:i]...)
		if c == '&' {
			r, e, end, err := p.reference(i)
			if err != nil {
				return "", err
			}
			if e != nil {
				if b, err = p.appendEntity(b, e, p.s[i+1:end-1], i+1); err != nil {
					return "", err
				}
			} else if r >= 0 {
				b = utf8.AppendRune(b, r)
			}
			if b == nil {
				b = []byte{}
			}
			i = end
		} else {
			b = append(b, ' ')
			if i++; c == '\r' && p.at(i) == '\n' {
				i++
			}
		}
		start = i
	}
}

// reference reads the reference at an offset, where & stands, and returns its
// character and where it ends; of a declared entity the entity, or -1 for one whose
// text is not read.
func (p *parser) reference(at int) (rune, *entity, int, error) {
	if at+1 == len(p.s) {
		return 0, nil, 0, p.fail(at, "Unexpected end of file has occurred.")
	}
	if p.s[at+1] == '#' {
		r, end, err := p.numericReference(at)
		return r, nil, end, err
	}
	for _, e := range [...]struct {
		text string
		r    rune
	}{{"amp;", '&'}, {"lt;", '<'}, {"gt;", '>'}, {"quot;", '"'}, {"apos;", '\''}} {
		if p.has(at+1, e.text) {
			return e.r, nil, at + 1 + len(e.text), nil
		}
	}
	end, _, err := p.name(at+1, false)
	if err != nil {
		return 0, nil, 0, p.fail(at+1, "An error occurred while parsing EntityName.")
	}
	if p.at(end) != ';' {
		return 0, nil, 0, p.unexpected(end, ";")
	}
	e, err := p.declared(at+1, end)
	return -1, e, end + 1, err
}

func (p *parser) numericReference(at int) (rune, int, error) {
	base, i, problem := int64(10), at+2, "Invalid syntax for a decimal numeric entity reference."
	if p.at(i) == 'x' {
		base, i, problem = 16, i+1, "Invalid syntax for a hexadecimal numeric entity reference."
	}
	first, value := i, int64(0)
	for ; ; i++ {
		digit := digitValue(p.at(i))
		if digit < 0 || digit >= base {
			break
		}
		if value = value*base + digit; value > math.MaxInt32 {
			return 0, 0, p.fail(i, "Invalid value of a character entity reference.")
		}
	}
	if i == len(p.s) {
		return 0, 0, p.endOfFile(at, "") // .NET does not say what it was parsing
	}
	if p.s[i] != ';' || i == first {
		return 0, 0, p.fail(i, "%s", problem)
	}
	if value > utf8.MaxRune || !isXMLChar(rune(value)) {
		return 0, 0, p.fail(first, "%s", invalidChar(rune(value)))
	}
	return rune(value), i + 1, nil
}

func digitValue(c byte) int64 {
	switch {
	case c >= '0' && c <= '9':
		return int64(c - '0')
	case c >= 'a' && c <= 'f':
		return int64(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int64(c-'A') + 10
	}
	return -1
}

// lineEnds turns CR LF and CR into LF.
func (p *parser) lineEnds(s string) (string, error) {
	if strings.IndexByte(s, '\r') < 0 {
		return s, nil
	}
	if err := p.options.Charge.take(len(s)); err != nil {
		return "", err
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), nil
}
