package netregex

import (
	"strconv"
	"strings"
	"unicode"
)

const (
	unterminatedClass = "Unterminated [] set."
	subtractionLast   = "A subtraction must be the last element in a character class."
)

// class reads a class behind its bracket and writes it. The engine loses the case
// of letters where one class is subtracted from another; there both cases are
// written out and the option is switched off.
func (p *pattern) class() error {
	start := p.pos
	c := classReader{pattern: p, out: new(strings.Builder)}
	if err := c.read(); err != nil {
		return err
	}
	if c.subtracts && p.has(IgnoreCase) {
		p.pos = start
		c = classReader{pattern: p, out: new(strings.Builder), bothCases: true}
		if err := c.read(); err != nil {
			return err
		}
		p.out.WriteString("(?:(?-i:" + c.out.String() + "))")
		return nil
	}
	p.out.WriteString(c.out.String())
	return nil
}

// skipClass finds the end of a class in the first pass, where little is checked.
func (p *pattern) skipClass() error {
	c := classReader{pattern: p}
	return c.read()
}

// classReader reads one class. Without out it only looks for the end.
type classReader struct {
	*pattern
	out       *strings.Builder
	inRange   bool
	from      rune // the first character of a range
	bothCases bool // write letters in both cases
	subtracts bool // another class is subtracted
}

func (c *classReader) read() error {
	if c.depth++; c.depth > c.limit {
		return c.fail("The pattern is nested deeper than " + strconv.Itoa(c.limit) + " levels.")
	}
	defer func() { c.depth-- }()
	c.write("[")
	if c.left() > 0 && c.peek(0) == '^' {
		c.pos++
		c.write("^")
	}
	for first := true; c.left() > 0; first = false {
		u := c.next()
		escaped := false
		switch {
		case u == ']' && !first:
			c.write("]")
			return nil
		case u == '\\' && c.left() > 0:
			whole, char, err := c.escape()
			if err != nil {
				return err
			}
			if whole {
				continue
			}
			u, escaped = char, true
		case u == '[' && c.left() > 0 && c.peek(0) == ':' && !c.inRange:
			c.posixName()
		}
		if err := c.item(u, escaped, first); err != nil {
			return err
		}
	}
	return c.fail(unterminatedClass)
}

func (c *classReader) write(s string) {
	if c.out != nil {
		c.out.WriteString(s)
	}
}

func (c *classReader) char(u rune) { c.span(u, u) }

// span adds a range.
func (c *classReader) span(from, to rune) {
	if c.out == nil {
		return
	}
	if from == to {
		writeUnit(c.out, from)
	} else {
		writeSpan(c.out, from, to)
	}
	if !c.bothCases {
		return
	}
	for u := from; u <= to; u++ {
		for f := unicode.SimpleFold(u); f != u; f = unicode.SimpleFold(f) {
			if (f < from || f > to) && f <= 0xFFFF {
				writeUnit(c.out, f)
			}
		}
	}
}

// posixName skips [:name:], which .NET reads and ignores; the bracket before it
// remains in the class.
func (p *pattern) posixName() {
	start := p.pos
	p.pos++
	p.name()
	if p.left() < 2 || p.next() != ':' || p.next() != ']' {
		p.pos = start
	}
}

// escape reads what follows a backslash: a class of its own (whole) or a
// character.
func (c *classReader) escape() (whole bool, char rune, err error) {
	u := c.next()
	switch u {
	case 'd', 'D', 's', 'S', 'w', 'W', 'p', 'P':
		if c.inRange && c.out != nil {
			return false, 0, c.fail(`Cannot include class \` + string(u) + ` in character range.`)
		}
		items := ""
		if u == 'p' || u == 'P' {
			if items, err = c.property(u == 'P'); err != nil {
				return false, 0, err
			}
		} else {
			items = c.shorthand(u)
		}
		c.write(items)
		return true, 0, nil
	case '-':
		// Even at the end of a range this is a hyphen of its own.
		c.char('-')
		return true, 0, nil
	}
	c.pos--
	char, err = c.charEscape()
	return false, char, err
}

// item adds a character, or the range or the subtraction it is part of.
func (c *classReader) item(u rune, escaped, first bool) error {
	switch {
	case c.inRange:
		c.inRange = false
		if u == '[' && !escaped && !first && c.out != nil {
			// What looked like a range was a character and a subtraction.
			c.char(c.from)
			return c.subtract()
		}
		if c.out == nil {
			return nil
		}
		if c.from > u {
			return c.fail("[x-y] range in reverse order.")
		}
		c.span(c.from, u)
	case c.left() >= 2 && c.peek(0) == '-' && c.peek(1) != ']':
		c.from, c.inRange = u, true
		c.pos++
	case c.left() >= 1 && u == '-' && !escaped && c.peek(0) == '[' && !first:
		c.pos++
		return c.subtract()
	default:
		c.char(u)
	}
	return nil
}

// subtract reads a class behind -[ .
func (c *classReader) subtract() error {
	c.subtracts = true
	c.write("-")
	inner := classReader{pattern: c.pattern, out: c.out, bothCases: c.bothCases}
	if err := inner.read(); err != nil {
		return err
	}
	if c.out != nil && c.left() > 0 && c.peek(0) != ']' {
		return c.fail(subtractionLast)
	}
	return nil
}
