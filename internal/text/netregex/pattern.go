package netregex

import (
	"strconv"
	"strings"
)

// pattern reads a pattern in two passes, as .NET's parser does: the first counts
// the groups, the second checks everything and writes the pattern for the engine.
// There, groups have the numbers 0, 1, 2... in the order of their numbers in .NET,
// and nothing is left to its options but i, m and s.
type pattern struct {
	text  string
	p     []rune // UTF-16 units
	pos   int
	depth int
	limit int // of depth

	options     Options
	stack       []Options // of the groups around
	autocap     int
	ignoreParen bool // the next parenthesis is a condition and captures nothing
	groups      groups
	written     map[int]bool // slots of the groups written
	open        []group
	atomicEnd   int // where the group that was just written ends, if it is to be barred
	out         strings.Builder
}

// group is a group being read.
type group struct {
	kind         groupKind
	alternatives int  // how many | were seen
	hasCondition bool // the condition of (?(...)) was read
	captures     bool
	atomic       bool // (?>...), or one of those is inside
}

type groupKind uint8

const (
	plainGroup groupKind = iota
	refCondition
	exprCondition
)

// translate checks a pattern and returns it in the engine's form.
func translate(text string, options Options, limits Limits) (string, *groups, error) {
	units, _ := toUnits(text)
	if len(units) > limits.Pattern {
		return "", nil, problem(text, "The pattern is longer than "+strconv.Itoa(limits.Pattern)+" characters.")
	}
	if options.dotted() {
		units = withoutDot(units)
	}
	p := &pattern{text: text, p: units, options: options, limit: limits.Depth, written: map[int]bool{}}
	if err := p.countGroups(); err != nil {
		return "", nil, err
	}
	p.pos, p.autocap, p.options, p.stack, p.ignoreParen, p.depth = 0, 1, options, nil, false, 0
	if err := p.read(); err != nil {
		return "", nil, err
	}
	return p.out.String(), &p.groups, nil
}

func (p *pattern) left() int { return len(p.p) - p.pos }

// peek returns the unit i places ahead, which must be there.
func (p *pattern) peek(i int) rune { return p.p[p.pos+i] }

func (p *pattern) next() rune {
	p.pos++
	return p.p[p.pos-1]
}

func (p *pattern) has(o Options) bool { return p.options&o != 0 }

// Kinds of ASCII characters in a pattern.
const (
	quantifier = 5 // * + ? {
	special    = 4
	comment    = 3 // #
	blank      = 2
)

func category(c rune) int {
	switch c {
	case '*', '+', '?', '{':
		return quantifier
	case '$', '(', ')', '.', '[', '\\', '^', '|':
		return special
	case '#':
		return comment
	case ' ', '\t', '\n', '\f', '\r':
		return blank
	}
	return 0
}

// read is the second pass. unit says that something stands there which a
// quantifier may follow.
func (p *pattern) read() error {
	isQuantifier := false
	for p.left() > 0 {
		wasQuantifier := isQuantifier
		isQuantifier = false
		if err := p.skipBlank(); err != nil {
			return err
		}
		start := p.pos
		p.ordinary()
		end := p.pos
		if err := p.skipBlank(); err != nil {
			return err
		}
		c := rune(-1) // no special character
		if p.left() > 0 {
			if c = p.peek(0); category(c) >= special {
				isQuantifier = category(c) == quantifier
				p.pos++
			} else {
				c = ' '
			}
		}
		unit := false
		if start < end {
			wasQuantifier = false
			p.literals(p.p[start:end])
			unit = isQuantifier
		}
		switch c {
		case -1:
			return p.finish()
		case ' ':
			continue
		case '*', '+', '?', '{':
			if !unit {
				if wasQuantifier {
					return p.fail("Nested quantifier " + string(c) + ".")
				}
				return p.fail("Quantifier {x,y} following nothing.")
			}
			p.pos--
		default:
			var err error
			if unit, err = p.construct(c); err != nil {
				return err
			}
			if !unit {
				continue
			}
		}
		if err := p.skipBlank(); err != nil {
			return err
		}
		if p.left() == 0 || !p.trueQuantifier() {
			isQuantifier = false
			continue
		}
		isQuantifier = true
		p.barAtomic()
		if err := p.quantifier(); err != nil {
			return err
		}
	}
	return p.finish()
}

func (p *pattern) finish() error {
	if len(p.open) > 0 {
		return p.fail("Not enough )'s.")
	}
	// A group that was counted and then not written (see ignoreParen) may still be
	// referred to; the engine must know it, and never enter it.
	for slot := 1; slot < len(p.groups.numbers); slot++ {
		if !p.written[slot] {
			p.out.WriteString("(?:(?!)(?<" + strconv.Itoa(slot) + ">))?")
		}
	}
	return nil
}

// ordinary skips characters that stand for themselves.
func (p *pattern) ordinary() {
	stop := special
	if p.has(IgnorePatternWhitespace) {
		stop = blank
	}
	for p.left() > 0 {
		c := p.peek(0)
		if category(c) >= stop && (c != '{' || p.trueQuantifier()) {
			return
		}
		p.pos++
	}
}

// construct reads what a special character begins and reports whether a
// quantifier may follow.
func (p *pattern) construct(c rune) (unit bool, err error) {
	switch c {
	case '[':
		return true, p.class()
	case '(':
		return false, p.openGroup()
	case ')':
		return p.closeGroup()
	case '|':
		p.open = p.countAlternative()
		p.out.WriteByte('|')
		return false, nil
	case '\\':
		return true, p.backslash()
	case '^', '$', '.':
		p.out.WriteRune(c)
	}
	return true, nil
}

func (p *pattern) countAlternative() []group {
	if n := len(p.open); n > 0 {
		p.open[n-1].alternatives++
	}
	return p.open
}

// decimal reads digits.
func (p *pattern) decimal() (int, error) {
	n := 0
	for p.left() > 0 && p.peek(0) >= '0' && p.peek(0) <= '9' {
		d := int(p.next() - '0')
		if n > (1<<31-1-d)/10 {
			return 0, p.fail("Capture group numbers must be less than or equal to Int32.MaxValue.")
		}
		n = n*10 + d
	}
	return n, nil
}

// skipBlank skips comments, and white space where the option x is on.
func (p *pattern) skipBlank() error {
	x := p.has(IgnorePatternWhitespace)
	for {
		for x && p.left() > 0 && category(p.peek(0)) == blank {
			p.pos++
		}
		switch {
		case x && p.left() > 0 && p.peek(0) == '#':
			for p.left() > 0 && p.peek(0) != '\n' {
				p.pos++
			}
		case p.left() >= 3 && p.peek(0) == '(' && p.peek(1) == '?' && p.peek(2) == '#':
			for p.left() > 0 && p.peek(0) != ')' {
				p.pos++
			}
			if p.left() == 0 {
				return p.fail("Unterminated (?#...) comment.")
			}
			p.pos++
		default:
			return nil
		}
	}
}
