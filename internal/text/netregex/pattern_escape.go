package netregex

import (
	"strconv"
)

// backslash reads what follows a backslash outside of classes.
func (p *pattern) backslash() error {
	if p.left() == 0 {
		return p.fail(`Illegal \ at end of pattern.`)
	}
	switch c := p.peek(0); c {
	case 'b', 'B':
		p.pos++
		if p.has(ECMAScript) {
			p.ecmaBoundary(c == 'B')
			return nil
		}
		p.out.WriteString(`\` + string(c))
	case 'A', 'G', 'Z', 'z':
		p.pos++
		p.out.WriteString(`\` + string(c))
	case 'w', 'W', 's', 'S', 'd', 'D':
		p.pos++
		p.out.WriteString(p.lone(c))
	case 'p', 'P':
		p.pos++
		items, err := p.property(c == 'P')
		if err != nil {
			return err
		}
		p.out.WriteString("[" + items + "]")
	default:
		return p.reference()
	}
	return nil
}

// lone returns a shorthand class for outside of classes, where the engine's own
// are faster and, but for \w, the same.
func (p *pattern) lone(c rune) string {
	switch {
	case p.has(ECMAScript):
		return "[" + p.shorthand(c) + "]"
	case c == 'w':
		return "[" + word + "]"
	case c == 'W':
		return "[^" + word + "]"
	}
	return `\` + string(c)
}

// ecmaBoundary writes \b, or \B, for words of ECMAScript.
func (p *pattern) ecmaBoundary(not bool) {
	word := "[" + union(ecmaWord...) + "]"
	if not {
		p.out.WriteString("(?:(?-i:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word + ")))")
		return
	}
	p.out.WriteString("(?:(?-i:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + ")))")
}

// reference reads a backreference such as \1 or \k<name>; whatever is none is the
// code of a character.
func (p *pattern) reference() error {
	start := p.pos
	c, end := p.peek(0), rune(0)
	if c == 'k' {
		if p.left() >= 2 {
			if q := p.peek(1); q == '<' || q == '\'' {
				end = closing(q)
			}
			p.pos += 2
		}
		if end == 0 || p.left() == 0 {
			return p.fail(`Malformed \k<...> named back reference.`)
		}
	} else if (c == '<' || c == '\'') && p.left() > 1 {
		end = closing(c)
		p.pos++
	}
	number, found, err := p.referenced(end)
	if err != nil {
		return err
	}
	if found {
		p.writeReference(number)
		return nil
	}
	p.pos = start
	u, err := p.charEscape()
	if err != nil {
		return err
	}
	writeLiteral(&p.out, u)
	return nil
}

func closing(open rune) rune {
	if open == '<' {
		return '>'
	}
	return '\''
}

// referenced reads the number or name of a group, up to end if that is not 0.
func (p *pattern) referenced(end rune) (number int, found bool, err error) {
	c := p.peek(0)
	digit := c >= '0' && c <= '9'
	switch {
	case end != 0 && digit:
		if number, err = p.decimal(); err != nil {
			return 0, false, err
		}
		if p.left() == 0 || p.next() != end {
			return 0, false, nil
		}
		if !p.groups.has(number) {
			return 0, false, p.undefinedNumber(number)
		}
		return number, true, nil
	case end != 0 && isWord(c):
		name := p.name()
		if p.left() == 0 || p.next() != end {
			return 0, false, nil
		}
		if number = p.groups.number(name); number < 0 {
			return 0, false, p.undefinedName(name)
		}
		return number, true, nil
	case end == 0 && digit && c != '0' && p.has(ECMAScript):
		number, found = p.ecmaReference()
		return number, found, nil
	case end == 0 && digit && c != '0':
		if number, err = p.decimal(); err != nil {
			return 0, false, err
		}
		if p.groups.has(number) {
			return number, true, nil
		}
		if number <= 9 {
			return 0, false, p.undefinedNumber(number)
		}
	}
	return 0, false, nil
}

// ecmaReference takes as many digits as name a group that began before.
func (p *pattern) ecmaReference() (number int, found bool) {
	at := p.pos - 1
	last := p.groups.numbers[len(p.groups.numbers)-1]
	for n := int(p.peek(0) - '0'); n <= last+1; {
		if begun, ok := p.groups.at[n]; ok && begun < at {
			number, found = n, true
		}
		p.pos++
		if p.left() == 0 || p.peek(0) < '0' || p.peek(0) > '9' {
			break
		}
		n = n*10 + int(p.peek(0)-'0')
	}
	return number, found
}

// writeReference writes a backreference. Under ECMAScript one to a group that
// has matched nothing matches the empty text.
func (p *pattern) writeReference(number int) {
	slot := strconv.Itoa(p.groups.slot(number))
	if p.has(ECMAScript) {
		p.out.WriteString("(?(" + slot + `)\k<` + slot + ">)")
		return
	}
	p.out.WriteString(`\k<` + slot + ">")
}

// charEscape reads the escape of a character, without its backslash.
func (p *pattern) charEscape() (rune, error) {
	c := p.next()
	if c >= '0' && c <= '7' {
		p.pos--
		return p.octal(), nil
	}
	switch c {
	case 'x':
		return p.hex(2)
	case 'u':
		u, err := p.hex(4)
		if u == dottedI && p.options.dotted() {
			u = 'i'
		}
		return u, err
	case 'a':
		return '\a', nil
	case 'b':
		return '\b', nil
	case 'e':
		return 0x1B, nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'v':
		return '\v', nil
	case 'c':
		return p.control()
	}
	if !p.has(ECMAScript) && isWord(c) {
		return 0, p.fail(`Unrecognized escape sequence \` + fromUnits([]rune{c}) + ".")
	}
	return c, nil
}

func (p *pattern) control() (rune, error) {
	if p.left() == 0 {
		return 0, p.fail("Missing control character.")
	}
	c := p.next()
	if c >= 'a' && c <= 'z' {
		c -= 'a' - 'A'
	}
	if c < '@' || c > '_' {
		return 0, p.fail("Unrecognized control character.")
	}
	return c - '@', nil
}

// octal reads up to three digits.
func (p *pattern) octal() rune {
	n := rune(0)
	for i := 0; i < 3 && p.left() > 0 && p.peek(0) >= '0' && p.peek(0) <= '7'; i++ {
		n = n*8 + p.next() - '0'
		if p.has(ECMAScript) && n >= 0x20 {
			break
		}
	}
	return n & 0xFF
}

func (p *pattern) hex(digits int) (rune, error) {
	n := rune(0)
	if p.left() < digits {
		return 0, p.fail("Insufficient hexadecimal digits.")
	}
	for range digits {
		c := p.next()
		switch {
		case c >= '0' && c <= '9':
			n = n*16 + c - '0'
		case c >= 'a' && c <= 'f':
			n = n*16 + c - 'a' + 10
		case c >= 'A' && c <= 'F':
			n = n*16 + c - 'A' + 10
		default:
			return 0, p.fail("Insufficient hexadecimal digits.")
		}
	}
	return n, nil
}
