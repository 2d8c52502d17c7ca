package liquid

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// assignNode is {% assign name = value %}.
type assignNode struct {
	name string
	from *output
}

func (p *parser) assign(t *tag) (node, *SyntaxError) {
	name, from, ok := cutAssignment(t.markup)
	if !ok {
		return nil, t.fail("the tag assign is written {%% assign name = value %%}")
	}
	return &assignNode{name, p.output(from)}, nil
}

// cutAssignment finds the first name before an equals sign. A name is made of word
// characters, hyphens, dots and brackets, and may stand in parentheses.
func cutAssignment(s string) (name, value string, ok bool) {
	for i := 0; i < len(s); {
		end := signature(s, i)
		if end == i {
			i++
			continue
		}
		if at := skipSpace(s, end); at < len(s) && s[at] == '=' {
			return s[i:end], s[at+1:], true
		}
		i = end
	}
	return "", "", false
}

// signature returns the end of a run of characters that names of variables in
// assign and tablerow are made of.
func signature(s string, i int) int {
	for i < len(s) {
		at := i
		if s[at] == '(' {
			at++
		}
		if at == len(s) {
			break
		}
		r, size := utf8.DecodeRuneInString(s[at:])
		if !isWord(r) && r != '-' && r != '.' && r != '[' && r != ']' {
			break
		}
		i = at + size
		if i < len(s) && s[i] == ')' {
			i++
		}
	}
	return i
}

func (n *assignNode) render(r *renderer) error {
	v, err := n.from.eval(r)
	if err != nil {
		return err
	}
	r.assign(n.name, v)
	return nil
}

// captureNode is {% capture name %}.
type captureNode struct {
	name  string
	nodes []node
}

func (p *parser) capture(t *tag) (node, *SyntaxError) {
	name, ok := variableName(t.markup)
	if !ok {
		return nil, t.fail("the tag capture is written {%% capture name %%}")
	}
	n := &captureNode{name: name}
	return n, p.block(t, &n.nodes, nil)
}

// variableName is markup that is one name of word characters and hyphens.
func variableName(markup string) (string, bool) {
	name := strings.TrimFunc(markup, unicode.IsSpace)
	for _, r := range name {
		if r != '-' && !isWord(r) {
			return "", false
		}
	}
	return name, name != ""
}

func (n *captureNode) render(r *renderer) error {
	mark := len(r.out)
	err := r.renderAll(n.nodes)
	captured := r.since(mark)
	if err != nil {
		return err
	}
	r.assign(n.name, joinSurrogates(captured))
	return nil
}

// counter is a variable of increment and decrement.
type counter struct {
	name  string
	value Value
}

// counterNode is {% increment name %} or {% decrement name %}.
type counterNode struct {
	name string
	by   int64
}

func parseCounter(t *tag) (node, *SyntaxError) {
	name, ok := variableName(t.markup)
	if !ok {
		return nil, t.fail("the tag %s is written {%% %s name %%}", t.name, t.name)
	}
	if t.name == "increment" {
		return &counterNode{name, 1}, nil
	}
	return &counterNode{name, -1}, nil
}

// render writes the counter before counting up, or after counting down.
func (n *counterNode) render(r *renderer) error {
	c, err := r.counter(n.name)
	if err != nil {
		return err
	}
	now, err := toInt(c.value, 64, r.culture)
	if err != nil {
		return err
	}
	shown := now
	now += n.by
	if n.by < 0 {
		shown = now
	}
	if now >= math.MinInt32 && now <= math.MaxInt32 {
		c.value = int32(now)
	} else {
		c.value = now
	}
	return r.writeElement(shown)
}

// counter returns the counter of a name. It starts at zero, or at what the name
// means outside of the template.
func (r *renderer) counter(name string) (*counter, error) {
	for i := range r.counters {
		if r.counters[i].name == name {
			return &r.counters[i], nil
		}
	}
	v, err := r.root(name)
	if err != nil {
		return nil, err
	}
	r.counters = append(r.counters, counter{name, v})
	return &r.counters[len(r.counters)-1], nil
}
