package netregex

import "strings"

// What the shorthand classes of ECMAScript hold in .NET. U+0130 is a word
// character there.
var (
	ecmaWord  = [][2]rune{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0x130, 0x130}}
	ecmaSpace = [][2]rune{{'\t', '\r'}, {' ', ' '}}
	ecmaDigit = [][2]rune{{'0', '9'}}
)

// space holds the characters of \s.
var space = [][2]rune{
	{'\t', '\r'}, {' ', ' '}, {0x85, 0x85}, {0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A},
	{0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000},
}

// The categories of word characters. The engine's own \w has two characters more.
const word = `\p{L}\p{Mn}\p{Nd}\p{Pc}`

// categories are the general categories that do not consist of others.
const categories = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Co Cs Cn"

// others returns all categories but the given ones (of one or two letters).
// Classes are always written as unions of what they hold: where several negated
// categories meet in one class, the engine looks at the first alone.
func others(not ...string) string {
	var b strings.Builder
	for _, c := range strings.Fields(categories) {
		out := false
		for _, n := range not {
			out = out || strings.HasPrefix(c, n)
		}
		if !out {
			b.WriteString(category1(c))
		}
	}
	return b.String()
}

// category1 writes one category. Private use and surrogates are runs of units,
// and mean something else to the engine.
func category1(name string) string {
	if s, ok := span(name); ok {
		return union(s)
	}
	return `\p{` + name + `}`
}

// shorthand returns what \w, \s, \d and their opposites hold, as items of a class.
func (p *pattern) shorthand(c rune) string {
	if p.has(ECMAScript) {
		spans := map[rune][][2]rune{'w': ecmaWord, 's': ecmaSpace, 'd': ecmaDigit}
		if c >= 'a' {
			return union(spans[c]...)
		}
		return complement(spans[c-'A'+'a']...)
	}
	switch c {
	case 'w':
		return word
	case 'W':
		return others("L", "Mn", "Nd", "Pc")
	case 's':
		return `\s`
	case 'S':
		return complement(space...)
	case 'd':
		return `\d`
	}
	return others("Nd")
}

// property reads {Name} behind \p and returns its characters, or all others, as
// items of a class.
func (p *pattern) property(not bool) (items string, err error) {
	const incomplete = `Incomplete \p{X} character escape.`
	if p.left() < 3 {
		return "", p.fail(incomplete)
	}
	if p.next() != '{' {
		return "", p.fail(`Malformed \p{X} character escape.`)
	}
	start := p.pos
	for p.left() > 0 && (isWord(p.peek(0)) || p.peek(0) == '-') {
		p.pos++
	}
	name := fromUnits(p.p[start:p.pos])
	if p.left() == 0 || p.next() != '}' {
		return "", p.fail(incomplete)
	}
	if block, ok := span(name); ok {
		if not {
			return complement(block), nil
		}
		return union(block), nil
	}
	switch {
	case !isCategory(name):
		return "", p.fail("Unknown property '" + name + "'.")
	case p.has(IgnoreCase) && (name == "Lu" || name == "Ll" || name == "Lt"):
		if not {
			return others("Lu", "Ll", "Lt"), nil
		}
		return `\p{Lu}\p{Ll}\p{Lt}`, nil
	case not:
		return others(name), nil
	}
	return `\p{` + name + `}`, nil
}

// span returns the units of a block, or of one of the two categories that are one
// run of units.
func span(name string) ([2]rune, bool) {
	switch name {
	case "Cs":
		return [2]rune{0xD800, 0xDFFF}, true
	case "Co":
		return [2]rune{0xE000, 0xF8FF}, true
	}
	s, ok := blocks[name]
	return s, ok
}

func isCategory(name string) bool {
	const names = " C Cc Cf Cn Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs "
	return name != "" && !strings.Contains(name, " ") && strings.Contains(names, " "+name+" ")
}
