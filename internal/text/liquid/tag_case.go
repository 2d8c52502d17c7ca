package liquid

import (
	"strings"
	"unicode"
)

// choiceNode is {% case value %}.
type choiceNode struct {
	left   expr
	blocks []*choice
}

// choice is what stands behind a when or an else, which has no values.
type choice struct {
	orElse bool
	values []expr
	nodes  []node
}

func (p *parser) choice(t *tag) (node, *SyntaxError) {
	left := firstFragment(t.markup)
	if left == "" {
		return nil, t.fail("the tag case is written {%% case value %%}")
	}
	n := &choiceNode{left: parseExpression(left)}
	var before []node // is not rendered
	return n, p.block(t, &before, func(t *tag) (*[]node, *SyntaxError) {
		c := &choice{}
		switch t.name {
		case "when":
			if c.values = whenValues(t.markup); c.values == nil {
				return nil, t.fail("the tag when is written {%% when value %%} or {%% when value or value %%}")
			}
		case "else":
			if t.markup != "" {
				return nil, t.fail("the tag else in a case takes nothing; write {%% else %%}")
			}
			c.orElse = true
		default:
			return nil, nil
		}
		n.blocks = append(n.blocks, c)
		return &c.nodes, nil
	})
}

// whenValues reads values with commas or the word or between them.
func whenValues(s string) []expr {
	var values []expr
	for {
		start, end := findFragment(s, 0, false)
		if start < 0 {
			return values
		}
		values = append(values, parseExpression(s[start:end]))
		rest, ok := afterSeparator(s[end:])
		if !ok || fragmentAt(rest, 0, false) < 0 {
			return values
		}
		s = rest
	}
}

// afterSeparator returns what follows a comma or the word or.
func afterSeparator(s string) (string, bool) {
	rest := strings.TrimLeftFunc(s, unicode.IsSpace)
	if after, ok := strings.CutPrefix(rest, ","); ok {
		return strings.TrimLeftFunc(after, unicode.IsSpace), true
	}
	after, ok := strings.CutPrefix(rest, "or")
	if !ok || len(rest) == len(s) {
		return "", false
	}
	s = strings.TrimLeftFunc(after, unicode.IsSpace)
	return s, len(s) < len(after)
}

// render renders every block with a value that is equal, once for each such
// value, and an else if nothing before it was.
func (n *choiceNode) render(r *renderer) error {
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	matched := false
	for _, b := range n.blocks {
		if b.orElse && !matched {
			if err := r.renderAll(b.nodes); err != nil {
				return err
			}
		}
		for _, e := range b.values {
			c := condition{left: n.left, right: e, compare: equals}
			ok, err := c.alone(r)
			if err != nil {
				return err
			}
			if !ok {
				continue
			}
			matched = true
			if err := r.renderAll(b.nodes); err != nil {
				return err
			}
		}
	}
	return nil
}
