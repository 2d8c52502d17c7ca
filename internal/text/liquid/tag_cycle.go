package liquid

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// cycleNode is {% cycle name: a, b %}.
type cycleNode struct {
	name   expr
	values []expr
}

func parseCycle(t *tag) (node, *SyntaxError) {
	if name, list, ok := cutCycleName(t.markup); ok {
		values, _ := cycleValues(list)
		return &cycleNode{parseExpression(name), values}, nil
	}
	if fragmentAt(t.markup, 0, false) < 0 {
		return nil, t.fail("the tag cycle is written {%% cycle value, value %%} or {%% cycle name: value, value %%}")
	}
	values, texts := cycleValues(t.markup)
	return &cycleNode{parseExpression("'" + strings.Join(texts, "") + "'"), values}, nil
}

// cutCycleName takes off a name before a colon. The name is as long as it can be
// with a colon behind it.
func cutCycleName(s string) (name, list string, ok bool) {
	if s == "" {
		return "", "", false
	}
	if end := quoted(s, 0); end >= 0 {
		if at := skipSpace(s, end); at < len(s) && s[at] == ':' {
			return s[:end], s[skipSpace(s, at+1):], true
		}
	}
	// The places where the name could end, in one walk.
	limit, name := run(s, 0, false), ""
	for i := 0; i < limit; {
		if end := quoted(s, i); end >= 0 {
			i = end
		} else {
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
		}
		if at := skipSpace(s, i); at < len(s) && s[at] == ':' {
			name, list, ok = s[:i], s[skipSpace(s, at+1):], true
		}
	}
	return name, list, ok
}

// cycleValues cuts at commas, be they in quotes or not.
func cycleValues(s string) (values []expr, texts []string) {
	for piece := range strings.SplitSeq(s, ",") {
		fragment := firstFragment(piece)
		values = append(values, parseExpression(fragment))
		texts = append(texts, fragment)
	}
	return values, texts
}

func (n *cycleNode) render(r *renderer) error {
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	name, err := r.required(n.name)
	if err != nil {
		return err
	}
	turn := r.cycles[name]
	if turn >= len(n.values) {
		// Another cycle of the same name has more values.
		return clr.IndexOutOfRange()
	}
	value, err := r.required(n.values[turn])
	if err != nil {
		return err
	}
	if err := r.write(value); err != nil {
		return err
	}
	if r.cycles == nil {
		r.cycles = map[string]int{}
	}
	r.cycles[name] = (turn + 1) % len(n.values)
	return nil
}

// required is ToString() of the value of an expression; null throws.
func (r *renderer) required(e expr) (string, error) {
	v, err := e.eval(r)
	if err != nil {
		return "", err
	}
	if v == nil {
		return "", clr.NullReference()
	}
	return text(v, r.culture), nil
}

// changedNode is {% ifchanged %}.
type changedNode struct{ nodes []node }

func (p *parser) ifChanged(t *tag) (node, *SyntaxError) {
	n := &changedNode{}
	return n, p.block(t, &n.nodes, nil)
}

// render drops the content if it is what the last ifchanged of the template had.
func (n *changedNode) render(r *renderer) error {
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	mark := len(r.out)
	err := r.renderAll(n.nodes)
	content := r.since(mark)
	if err != nil {
		return err
	}
	if r.changed != nil && *r.changed == content {
		return nil
	}
	r.changed = &content
	r.out = append(r.out, content...)
	return nil
}
