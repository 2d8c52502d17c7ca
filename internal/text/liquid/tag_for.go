package liquid

import (
	"bytes"
	"strings"
)

// loopNode is for, or the service's own JSONArrayFor.
type loopNode struct {
	variable string
	in       expr
	name     string // variable-collection
	reversed bool
	commas   bool // JSONArrayFor
	attrs    attributes
	nodes    []node
	orElse   []node
}

func (p *parser) loop(t *tag) (node, *SyntaxError) {
	n := &loopNode{commas: t.name == "JSONArrayFor"}
	variable, end := cutIn(t.markup, func(s string, i int) int { return run(s, i, false) })
	if end == 0 {
		return nil, t.fail("the tag %s is written {%% %s item in list %%}", t.name, t.name)
	}
	n.variable = variable.name
	n.in = parseExpression(variable.list)
	n.name = variable.name + "-" + variable.list
	n.reversed = strings.HasPrefix(t.markup[skipSpace(t.markup, end):], "reversed")
	n.attrs = parseAttributes(t.markup)
	return n, p.block(t, &n.nodes, func(t *tag) (*[]node, *SyntaxError) {
		if t.name != "else" {
			return nil, nil
		}
		n.orElse = nil
		return &n.orElse, nil
	})
}

// variableIn is "name in list".
type variableIn struct{ name, list string }

// cutIn finds the first name with "in" and a list behind it; listEnd measures the
// list. end is 0 if there is none.
func cutIn(s string, listEnd func(s string, i int) int) (v variableIn, end int) {
	for i := 0; ; {
		start, stop := nextWord(s, i)
		if start < 0 {
			return v, 0
		}
		i = stop
		at := skipSpace(s, stop)
		if at == stop || !strings.HasPrefix(s[at:], "in") {
			continue
		}
		list := skipSpace(s, at+len("in"))
		if list == at+len("in") {
			continue
		}
		if end := listEnd(s, list); end > list {
			return variableIn{s[start:stop], s[list:end]}, end
		}
	}
}

// loopScope is the scope of a running for or tablerow.
type loopScope struct {
	variable string
	value    Value
	row      bool // of a tablerow
	name     string
	length   int
	index    int
	column   int
	columns  int
}

// get returns the variable of the loop, or the object that describes it.
func (l *loopScope) get(name string) (Value, bool) {
	switch {
	case name == "forloop" && !l.row:
		return loopObject{*l}, true
	case name == "tablerowloop" && l.row:
		return loopObject{*l}, true
	case name == l.variable:
		return l.value, true
	}
	return nil, false
}

// loopObject is forloop or tablerowloop in one round of a loop.
type loopObject struct{ l loopScope }

func (o loopObject) names() []string {
	if o.l.row {
		return []string{"length", "index", "index0", "col", "col0", "rindex", "rindex0", "first", "last", "col_first", "col_last"}
	}
	return []string{"name", "length", "index", "index0", "rindex", "rindex0", "first", "last"}
}

// Get returns a member.
func (o loopObject) Get(name string) (Value, bool) {
	l := &o.l
	switch name {
	case "length":
		return clampInt(l.length), true
	case "index":
		return clampInt(l.index + 1), true
	case "index0":
		return clampInt(l.index), true
	case "rindex":
		return clampInt(l.length - l.index), true
	case "rindex0":
		return clampInt(l.length - l.index - 1), true
	case "first":
		return l.index == 0, true
	case "last":
		return l.index == l.length-1, true
	}
	if !l.row {
		return l.name, name == "name"
	}
	switch name {
	case "col":
		return clampInt(l.column + 1), true
	case "col0":
		return clampInt(l.column), true
	case "col_first":
		return l.column == 0, true
	case "col_last":
		return l.column == l.columns-1, true
	}
	return nil, false
}

// Len is the number of members.
func (o loopObject) Len() int { return len(o.names()) }

// Entry returns member i.
func (o loopObject) Entry(i int) (string, Value) {
	name := o.names()[i]
	v, _ := o.Get(name)
	return name, v
}

func (n *loopNode) render(r *renderer) error {
	v, err := n.in.eval(r)
	if err != nil {
		return err
	}
	list, ok := sequenceOf(v)
	if !ok {
		return n.renderElse(r)
	}
	from, length, err := n.segment(r, list)
	if err != nil {
		return err
	}
	if r.progress == nil {
		r.progress = map[string]int32{}
	}
	r.progress[n.name] = int32(from + length)
	if length == 0 {
		return n.renderElse(r)
	}
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	scope := &loopScope{variable: n.variable, name: n.name, length: length}
	r.loops = append(r.loops, scope)
	defer func() { r.loops = r.loops[:len(r.loops)-1] }()
	return n.rounds(r, scope, list, max(from, 0))
}

// renderElse renders what stands behind else.
func (n *loopNode) renderElse(r *renderer) error {
	if n.orElse == nil {
		return nil
	}
	if err := r.push(); err != nil {
		return err
	}
	defer r.pop()
	return r.renderAll(n.orElse)
}

// segment applies offset and limit: the index of the first element, which may be
// negative, and the number of elements.
func (n *loopNode) segment(r *renderer, list Sequence) (from, length int, err error) {
	var offset int32
	if e, ok := n.attrs.get("offset"); ok {
		if p, isPath := e.(*path); isPath && p.first.name == "continue" && len(p.rest) == 0 {
			offset = r.progress[n.name]
		} else if offset, err = r.evalInt(e); err != nil {
			return 0, 0, err
		}
	}
	to := list.Len()
	if e, ok := n.attrs.get("limit"); ok {
		limit, err := r.evalInt(e)
		if err != nil {
			return 0, 0, err
		}
		to = min(to, int(limit+offset))
	}
	from = int(offset)
	return from, max(to-max(from, 0), 0), nil
}

func (n *loopNode) rounds(r *renderer, scope *loopScope, list Sequence, from int) error {
	written := false
	for i := range scope.length {
		if err := r.step(); err != nil {
			return err
		}
		at := from + i
		if n.reversed {
			at = from + scope.length - 1 - i
		}
		scope.index = i
		scope.value = entryOf(list.At(at))
		mark := len(r.out)
		err := r.renderAll(n.nodes)
		if n.commas {
			if cerr := r.comma(mark, &written); cerr != nil {
				return cerr
			}
		}
		switch err {
		case nil, errContinue:
		case errBreak:
			return nil
		default:
			return err
		}
	}
	return nil
}

// entryOf opens a pair whose value is a dictionary.
func entryOf(v Value) Value {
	if p, ok := v.(pair); ok {
		if d, ok := p.value.(Dictionary); ok {
			return nested{p.key, d}
		}
	}
	return v
}

// comma separates what the rounds of a JSONArrayFor have written: a round that
// wrote nothing but white space gets none. mark is where the round began.
func (r *renderer) comma(mark int, written *bool) error {
	wrote := len(bytes.TrimSpace(r.out[mark:])) > 0
	if wrote && *written {
		if err := r.charge(1); err != nil {
			return err
		}
		r.out = append(r.out, 0)
		copy(r.out[mark+1:], r.out[mark:])
		r.out[mark] = ','
	}
	*written = *written || wrote
	return nil
}
