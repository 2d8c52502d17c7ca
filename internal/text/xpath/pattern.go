package xpath

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Pattern is one alternative of an XSLT pattern. It is immutable.
type Pattern struct {
	// Priority is the default priority of a template with the pattern.
	Priority float64

	last  *patternStep
	needs []need
}

// patternStep is a step of a pattern; the steps are linked from the last to the
// first.
type patternStep struct {
	step stepExpr // without input
	// positional says that a predicate depends on the siblings; lasting that it
	// gives the same for a node whenever it is asked.
	positional, lasting bool
	root                bool // the root, /
	call                expr // key() or id()
	// deep says that up is any ancestor and not the parent.
	deep bool
	up   *patternStep // nil for any
}

// CompilePattern parses a pattern of XSLT 1.0, section 5.2, and returns its
// alternatives.
func CompilePattern(text string) ([]*Pattern, error) {
	e, err := Compile(text)
	if err != nil {
		return nil, err
	}
	lasting := !slices.ContainsFunc(e.needs, func(n need) bool { return n.what != needPrefix })
	var all []*Pattern
	var split func(x expr) error
	split = func(x expr) error {
		if u, ok := x.(unionExpr); ok {
			if err := split(u.left); err != nil {
				return err
			}
			return split(u.right)
		}
		step, err := patternOf(x, text, lasting)
		if err != nil {
			return err
		}
		all = append(all, &Pattern{last: step, needs: e.needs, Priority: priority(step)})
		return nil
	}
	return all, split(e.root)
}

func patternOf(x expr, text string, lasting bool) (*patternStep, error) {
	switch x := x.(type) {
	case rootExpr:
		return &patternStep{root: true}, nil
	case callExpr:
		if x.prefix == "" && (x.local == "key" && len(x.args) == 2 || x.local == "id") {
			return &patternStep{call: x}, nil
		}
	case stepExpr:
		s := &patternStep{step: stepExpr{axis: x.axis, test: x.test, predicates: x.predicates}, lasting: lasting}
		s.positional = slices.ContainsFunc(x.predicates, positional)
		switch {
		case x.axis == descendantAxis && x.input != nil:
			s.step.axis, s.deep = childAxis, true
		case x.axis != childAxis && x.axis != attributeAxis:
			return nil, invalidPattern(text)
		}
		input := x.input
		if d, ok := input.(stepExpr); ok && d.axis == descendantOrSelfAxis {
			s.deep, input = true, d.input
		}
		if input == nil {
			if s.deep {
				return nil, invalidPattern(text)
			}
			return s, nil
		}
		var err error
		s.up, err = patternOf(input, text, lasting)
		return s, err
	}
	return nil, invalidPattern(text)
}

func invalidPattern(text string) error { return exception("'%s' is an invalid XSLT pattern.", text) }

func priority(s *patternStep) float64 {
	if s.root || s.call != nil || s.up != nil || len(s.step.predicates) > 0 {
		return 0.5
	}
	t := s.step.test
	switch {
	case t.local != "":
		return 0
	case t.prefix != "":
		return -0.25
	}
	return -0.5
}

// BoundPattern is a pattern whose names are resolved. It is immutable.
type BoundPattern struct {
	names Bound
	last  *patternStep
}

// Bind resolves the names of a pattern.
func (p *Pattern) Bind(scope Scope) (*BoundPattern, error) {
	b := &BoundPattern{last: p.last}
	return b, b.names.bind(p.needs, scope)
}

// Matches reports whether a node matches.
func (p *BoundPattern) Matches(s *Session, state any, n Node) (bool, error) {
	if !p.last.fits(n, &p.names) {
		return false, s.step(1)
	}
	ev := p.names.evaluation(s, state)
	ok, err := ev.matches(p.last, n)
	s.order, s.xmlNS = ev.order, ev.xmlNS
	return ok, err
}

// fits checks the node by itself.
func (p *patternStep) fits(n Node, names *Bound) bool {
	if p.call != nil {
		return true
	}
	_, isRoot := n.Object.(*xmltree.Document)
	if p.root || isRoot {
		return p.root && isRoot
	}
	a, isAttribute := n.Object.(*xmltree.Attribute)
	if isAttribute != (p.step.axis == attributeAxis) || isAttribute && (n.Scope != nil || a.IsDeclaration()) {
		return false
	}
	return p.step.test.matches(n, p.step.axis, names.spaces[p.step.test.prefix])
}

func (ev *evaluation) matches(p *patternStep, n Node) (bool, error) {
	if err := ev.step(1); err != nil || !p.fits(n, ev.bound) {
		return false, err
	}
	if p.call != nil {
		set, err := ev.set(p.call, Context{Node: n, Position: 1, Size: 1})
		return slices.Contains(set, n), err
	}
	if p.root {
		return true, nil
	}
	if ok, err := ev.holds(p, n); !ok || err != nil {
		return false, err
	}
	if p.up == nil {
		return true, nil
	}
	for up, ok := n.parent(); ok; up, ok = up.parent() {
		found, err := ev.matches(p.up, up)
		if found || err != nil || !p.deep {
			return found, err
		}
	}
	return false, nil
}

// placeKey stands for the nodes below one node that a step selects.
type placeKey struct {
	step *patternStep
	from Node
}

// holds checks the predicates of a step.
func (ev *evaluation) holds(p *patternStep, n Node) (bool, error) {
	if !p.positional {
		for _, predicate := range p.step.predicates {
			if ok, err := ev.booleanOf(predicate, Context{Node: n, Position: 1, Size: 1}); !ok || err != nil {
				return false, err
			}
		}
		return true, nil
	}
	up, ok := n.parent()
	if !ok {
		return false, nil
	}
	key := placeKey{p, up}
	set, known := ev.session.placed[key]
	if !known {
		nodes, err := ev.axisNodes(p.step, up, ev.space(p.step.test.prefix))
		if err != nil {
			return false, err
		}
		if !p.lasting {
			return slices.Contains(nodes, n), nil
		}
		if err := ev.charge(2 * nodeSize * len(nodes)); err != nil {
			return false, err
		}
		set = make(map[Node]struct{}, len(nodes))
		for _, m := range nodes {
			set[m] = struct{}{}
		}
		if ev.session.placed == nil {
			ev.session.placed = map[placeKey]map[Node]struct{}{}
		}
		ev.session.placed[key] = set
	}
	_, ok = set[n]
	return ok, nil
}
