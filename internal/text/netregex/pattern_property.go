package netregex

import "strings"

// What the shorthand classes of ECMAScript hold in .NET. U+0130 is a word
// character there.
var (
	ecmaWord  = [][2]rune{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}, {0x130, 0x130}}
	ecmaSpace = [][2]rune{{'\t', '\r'}, {' ', ' '}}
	ecmaDigit = [][2]rune{{'0', '9'}}
)

// The categories of word characters, and all others. The engine's own \w has two
// characters more.
const (
	word    = `\p{L}\p{Mn}\p{Nd}\p{Pc}`
	notWord = `\p{Mc}\p{Me}\p{Nl}\p{No}\p{Pd}\p{Pe}\p{Pf}\p{Pi}\p{Po}\p{Ps}\p{S}\p{Z}\p{C}`
)

// shorthand returns what \w, \s, \d and their opposites hold, as items of a class.
func (p *pattern) shorthand(c rune) string {
	ecma := map[rune][][2]rune{'w': ecmaWord, 's': ecmaSpace, 'd': ecmaDigit}
	switch {
	case p.has(ECMAScript) && c >= 'a':
		return union(ecma[c]...)
	case p.has(ECMAScript):
		return complement(ecma[c-'A'+'a']...)
	case c == 'w':
		return word
	case c == 'W':
		return notWord
	}
	return `\` + string(c)
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
			return `\P{L}\p{Lm}\p{Lo}`, nil
		}
		return `\p{Lu}\p{Ll}\p{Lt}`, nil
	case not:
		return `\P{` + name + `}`, nil
	}
	return `\p{` + name + `}`, nil
}

// span returns the units of a block, or of a category that is one run of units
// and means something else to the engine.
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
