package netregex

import (
	"strconv"
	"unicode"
)

// isWord reports whether a character may stand in a group's name.
func isWord(c rune) bool {
	if c < 0x80 {
		return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	return unicode.In(c, unicode.L, unicode.Mn, unicode.Nd, unicode.Pc) || c == 0x200C || c == 0x200D
}

func (p *pattern) name() string {
	start := p.pos
	for p.left() > 0 && isWord(p.peek(0)) {
		p.pos++
	}
	return fromUnits(p.p[start:p.pos])
}

const (
	unknownGrouping = "Unrecognized grouping construct."
	badGroupName    = "Invalid group name: Group names must begin with a word character."
)

func (p *pattern) push(g group) error {
	if p.depth++; p.depth > p.limit {
		return p.fail("The pattern is nested deeper than " + strconv.Itoa(p.limit) + " levels.")
	}
	p.open = append(p.open, g)
	return nil
}

// openGroup reads what follows an opening parenthesis. Comments were skipped
// before.
func (p *pattern) openGroup() error {
	saved := p.options
	if p.left() == 0 || p.peek(0) != '?' || p.left() > 1 && p.peek(1) == ')' {
		p.stack = append(p.stack, saved)
		if p.has(ExplicitCapture) || p.ignoreParen {
			p.ignoreParen = false
			p.out.WriteString("(?:")
			return p.push(group{})
		}
		slot := p.groups.slot(p.autocap)
		p.written[slot] = true
		p.out.WriteString("(?<" + strconv.Itoa(slot) + ">")
		p.autocap++
		return p.push(group{captures: true})
	}
	p.pos++
	if p.left() == 0 {
		return p.fail(unknownGrouping)
	}
	atomic := false
	switch c := p.next(); c {
	case ':', '=', '!', '>':
		atomic = c == '>'
		p.out.WriteString("(?" + string(c))
	case '<', '\'':
		if err := p.namedGroup(c); err != nil {
			return err
		}
	case '(':
		return p.condition(saved)
	default:
		p.pos--
		// .NET takes no options right inside of (?(...)).
		if n := len(p.open); n == 0 || p.open[n-1].kind != exprCondition {
			p.scanOptions()
		}
		if p.left() == 0 {
			return p.fail(unknownGrouping)
		}
		c := p.next()
		if c != ')' && c != ':' {
			return p.fail(unknownGrouping)
		}
		p.out.WriteString("(?")
		p.writeOptions()
		p.out.WriteRune(c)
		if c == ')' {
			return nil // the options stay on until the group around ends
		}
	}
	p.stack = append(p.stack, saved)
	return p.push(group{atomic: atomic})
}

// namedGroup reads what follows (?< or (?': a lookbehind, a name, a number, or
// the names of a balancing group.
func (p *pattern) namedGroup(quote rune) error {
	end := quote
	if quote == '<' {
		end = '>'
	}
	if p.left() == 0 {
		return p.fail(unknownGrouping)
	}
	c := p.peek(0)
	if c == '=' || c == '!' {
		if quote == '\'' {
			return p.fail(unknownGrouping)
		}
		p.pos++
		p.out.WriteString("(?<" + string(c))
		return nil
	}
	number, uncapture := -1, -1
	switch {
	case c >= '0' && c <= '9':
		n, err := p.decimal()
		if err != nil {
			return err
		}
		if p.groups.has(n) {
			number = n
		}
		if p.left() > 0 && p.peek(0) != end && p.peek(0) != '-' {
			return p.fail(badGroupName)
		}
		if number == 0 {
			return p.fail("Capture number cannot be zero.")
		}
	case isWord(c):
		number = p.groups.number(p.name())
		if p.left() > 0 && p.peek(0) != end && p.peek(0) != '-' {
			return p.fail(badGroupName)
		}
	case c != '-':
		return p.fail(badGroupName)
	}
	if (number >= 0 || c == '-') && p.left() > 1 && p.peek(0) == '-' {
		p.pos++
		var err error
		if uncapture, err = p.uncaptured(end); err != nil {
			return err
		}
	}
	if number < 0 && uncapture < 0 || p.left() == 0 || p.next() != end {
		return p.fail(unknownGrouping)
	}
	p.out.WriteString("(?<")
	if number >= 0 {
		slot := p.groups.slot(number)
		p.written[slot] = true
		p.out.WriteString(strconv.Itoa(slot))
	}
	if uncapture >= 0 {
		p.out.WriteString("-" + strconv.Itoa(p.groups.slot(uncapture)))
	}
	p.out.WriteByte('>')
	return nil
}

// uncaptured reads the second name of a balancing group.
func (p *pattern) uncaptured(end rune) (number int, err error) {
	switch c := p.peek(0); {
	case c >= '0' && c <= '9':
		if number, err = p.decimal(); err != nil {
			return 0, err
		}
		if !p.groups.has(number) {
			return 0, p.undefinedNumber(number)
		}
	case isWord(c):
		name := p.name()
		if number = p.groups.number(name); number < 0 {
			return 0, p.undefinedName(name)
		}
	default:
		return 0, p.fail(badGroupName)
	}
	if p.left() > 0 && p.peek(0) != end {
		return 0, p.fail(badGroupName)
	}
	return number, nil
}

func (p *pattern) undefinedNumber(n int) error {
	return p.fail("Reference to undefined group number " + strconv.Itoa(n) + ".")
}

func (p *pattern) undefinedName(name string) error {
	return p.fail("Reference to undefined group name " + name + ".")
}

// condition reads what follows (?( .
func (p *pattern) condition(saved Options) error {
	start := p.pos
	if p.left() > 0 {
		switch c := p.peek(0); {
		case c >= '0' && c <= '9':
			n, err := p.decimal()
			if err != nil {
				return err
			}
			what := "(?(" + strconv.Itoa(n) + ") ) "
			if p.left() == 0 || p.next() != ')' {
				return p.fail(what + "malformed.")
			}
			if !p.groups.has(n) {
				return p.fail(what + "reference to undefined group.")
			}
			return p.startCondition(n, saved)
		case isWord(c):
			n := p.groups.number(p.name())
			if n >= 0 && p.left() > 0 && p.next() == ')' {
				return p.startCondition(n, saved)
			}
		}
	}
	// An expression; it is read again, with its parenthesis, by read.
	p.pos = start - 1
	p.ignoreParen = true
	if p.left() >= 3 && p.peek(1) == '?' {
		switch c := p.peek(2); {
		case c == '#':
			return p.fail("Alternation conditions cannot be comments.")
		case c == '\'', c == '<' && p.left() >= 4 && p.peek(3) != '!' && p.peek(3) != '=':
			return p.fail("Alternation conditions do not capture and cannot be named.")
		}
	}
	p.stack = append(p.stack, saved)
	p.out.WriteString("(?")
	return p.push(group{kind: exprCondition})
}

func (p *pattern) startCondition(n int, saved Options) error {
	p.stack = append(p.stack, saved)
	p.out.WriteString("(?(" + strconv.Itoa(p.groups.slot(n)) + ")")
	return p.push(group{kind: refCondition})
}

func (p *pattern) closeGroup() (unit bool, err error) {
	if len(p.open) == 0 {
		return false, p.fail("Too many )'s.")
	}
	g := p.open[len(p.open)-1]
	if g.kind != plainGroup && g.alternatives > 1 {
		return false, p.fail("Too many | in (?()|).")
	}
	p.open = p.open[:len(p.open)-1]
	p.depth--
	p.options = p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	p.out.WriteByte(')')
	if g.atomic {
		if n := len(p.open); n > 0 {
			p.open[n-1].atomic = true
		}
		if !g.captures {
			p.atomicEnd = p.out.Len()
		}
	}
	// The first group inside (?( is its condition.
	if n := len(p.open); n > 0 && p.open[n-1].kind == exprCondition && !p.open[n-1].hasCondition {
		p.open[n-1].hasCondition = true
		return false, nil
	}
	return true, nil
}

// scanOptions reads letters such as imn-sx and stops at the first other one.
func (p *pattern) scanOptions() {
	for off := false; p.left() > 0; p.pos++ {
		option := None
		switch p.peek(0) {
		case '-':
			off = true
			continue
		case '+':
			off = false
			continue
		case 'i', 'I':
			option = IgnoreCase
		case 'm', 'M':
			option = Multiline
		case 'n', 'N':
			option = ExplicitCapture
		case 's', 'S':
			option = Singleline
		case 'x', 'X':
			option = IgnorePatternWhitespace
		default:
			return
		}
		if off {
			p.options &^= option
		} else {
			p.options |= option
		}
	}
}
