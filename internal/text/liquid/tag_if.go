package liquid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// conditionalNode is if or unless with its branches.
type conditionalNode struct {
	unless   bool
	branches []*conditional
}

// conditional is one branch; without a condition it is an else.
type conditional struct {
	when  *condition
	nodes []node
}

func (p *parser) conditional(t *tag) (node, *SyntaxError) {
	n := &conditionalNode{unless: t.name == "unless"}
	add := func(t *tag) (*[]node, *SyntaxError) {
		b := &conditional{}
		if t.name != "else" {
			var err *SyntaxError
			if b.when, err = parseConditions(t); err != nil {
				return nil, err
			}
		}
		n.branches = append(n.branches, b)
		return &b.nodes, nil
	}
	first, err := add(t)
	if err != nil {
		return nil, err
	}
	return n, p.block(t, first, func(t *tag) (*[]node, *SyntaxError) {
		if t.name == "elsif" || t.name == "elseif" || t.name == "else" {
			return add(t)
		}
		return nil, nil
	})
}

func (n *conditionalNode) render(r *renderer) error {
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	for i, b := range n.branches {
		holds := true
		if b.when != nil {
			var err error
			if holds, err = b.when.holds(r); err != nil {
				return err
			}
		}
		if holds != (n.unless && i == 0) {
			return r.renderAll(b.nodes)
		}
	}
	return nil
}

// maxConditions is how many conditions one tag may join.
const maxConditions = 500

// parseConditions reads conditions joined by and and or. They are joined from the
// right: a or b and c is a or (b and c), a and b or c is a and (b or c).
func parseConditions(t *tag) (*condition, *SyntaxError) {
	pieces := splitConditions(t.markup)
	if len(pieces) == 0 || len(pieces)%2 == 0 {
		return nil, t.fail("the tag %s needs a condition", t.name)
	}
	if len(pieces) > 2*maxConditions {
		return nil, t.fail("more than %d conditions in one tag", maxConditions)
	}
	var joined *condition
	for i := len(pieces) - 1; i >= 0; i -= 2 {
		c, ok := parseCondition(pieces[i])
		if !ok {
			return nil, t.fail("'%s' is no condition", strings.TrimSpace(pieces[i]))
		}
		if joined != nil {
			switch strings.TrimSpace(pieces[i+1]) {
			case "and":
				c.join, c.rest = joinAnd, joined
			case "or":
				c.join, c.rest = joinOr, joined
			}
		}
		joined = c
	}
	return joined, nil
}

// splitConditions cuts the markup at the words and and or: conditions and words
// take turns in the result, as long as the author put them so.
func splitConditions(s string) []string {
	var pieces []string
	for i := 0; i < len(s); {
		if end := joinWord(s, i); end >= 0 {
			pieces = append(pieces, s[i:end])
			i = end
			continue
		}
		end := conditionEnd(s, i)
		if end == i {
			// White space before a word that joins, or at the end.
			i = max(skipSpace(s, i), i+1)
			continue
		}
		pieces = append(pieces, s[i:end])
		i = end
	}
	return pieces
}

// conditionEnd returns the end of what is no joining word.
func conditionEnd(s string, i int) int {
	for i < len(s) {
		at := skipSpace(s, i)
		if at == len(s) || joinWord(s, at) >= 0 {
			return i
		}
		end := fragmentAt(s, at, false)
		if end < 0 {
			end = endOfNonSpace(s, at)
		}
		i = skipSpace(s, end)
	}
	return i
}

func endOfNonSpace(s string, i int) int {
	if n := strings.IndexFunc(s[i:], unicode.IsSpace); n >= 0 {
		return i + n
	}
	return len(s)
}

// joinWord returns the end of the word and or or, with one blank before and
// behind it, if there is one at i; -1 otherwise.
func joinWord(s string, i int) int {
	if !isBoundary(s, i) {
		return -1
	}
	at := i
	if r, size := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
		at += size
	}
	for _, w := range [...]string{"and", "or"} {
		if !strings.HasPrefix(s[at:], w) {
			continue
		}
		end := at + len(w)
		if r, size := utf8.DecodeRuneInString(s[end:]); size > 0 && unicode.IsSpace(r) && isBoundary(s, end+size) {
			return end + size
		}
		if isBoundary(s, end) {
			return end
		}
	}
	return -1
}

// isBoundary reports whether a word starts or ends at i.
func isBoundary(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return (i > 0 && isWord(before)) != (i < len(s) && isWord(after))
}
