package xpath

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodes evaluates an expression that selects nodes.
func (ev *evaluation) nodes(e expr, c Context) (list, error) {
	switch e := e.(type) {
	case rootExpr:
		return single(c.Node.root()), nil
	case stepExpr:
		return ev.stepNodes(e, c)
	case filterExpr:
		return ev.filterNodes(e, c)
	case unionExpr:
		left, err := ev.nodes(e.left, c)
		if err != nil {
			return list{}, err
		}
		right, err := ev.nodes(e.right, c)
		if err != nil {
			return list{}, err
		}
		if err := ev.charge(len(right.nodes) * nodeSize); err != nil {
			return list{}, err
		}
		return list{nodes: append(slices.Clip(left.nodes), right.nodes...)}, nil
	}
	v, err := ev.value(e, c)
	if err != nil {
		return list{}, err
	}
	set, ok := v.(NodeSet)
	if !ok {
		return list{}, noNodeSet(v)
	}
	return list{nodes: set}, nil
}

func single(n Node) list { return list{nodes: NodeSet{n}, sorted: true, flat: true} }

// filterNodes evaluates a primary expression with predicates, which count its
// nodes in document order.
func (ev *evaluation) filterNodes(e filterExpr, c Context) (list, error) {
	l, err := ev.nodes(e.input, c)
	if err == nil {
		l, err = ev.sort(l)
	}
	for _, predicate := range e.predicates {
		if err != nil {
			break
		}
		l.nodes, err = ev.keep(slices.Clone(l.nodes), predicate)
	}
	return l, err
}

// keep drops the nodes for which a predicate does not hold. The list is changed.
func (ev *evaluation) keep(nodes NodeSet, predicate expr) (NodeSet, error) {
	if n, ok := predicate.(numberExpr); ok {
		if i := int(n.value); float64(i) == n.value && i >= 1 && i <= len(nodes) {
			return nodes[i-1 : i], nil
		}
		return nil, nil
	}
	kept := nodes[:0]
	for i, n := range nodes {
		v, err := ev.value(predicate, Context{Node: n, Position: i + 1, Size: len(nodes)})
		if err != nil {
			return nil, err
		}
		holds := false
		if f, ok := v.(float64); ok {
			holds = f == float64(i+1)
		} else {
			holds = Boolean(v)
		}
		if holds {
			kept = append(kept, n)
		}
	}
	return kept, nil
}

func (ev *evaluation) stepNodes(e stepExpr, c Context) (list, error) {
	input := single(c.Node)
	if e.input != nil {
		var err error
		if input, err = ev.nodes(e.input, c); err != nil {
			return list{}, err
		}
		if input, err = ev.sort(input); err != nil {
			return list{}, err
		}
	}
	var space xmltree.Namespace
	if e.test.prefix != "" {
		space = ev.space(e.test.prefix)
	}
	result := list{sorted: true, flat: input.flat}
	if len(input.nodes) != 1 {
		result.sorted = keepsOrder(e.axis, input.flat)
	}
	switch e.axis {
	case descendantAxis, descendantOrSelfAxis, ancestorAxis, ancestorOrSelfAxis, followingAxis, precedingAxis:
		result.flat = false
	case parentAxis:
		result.flat = len(input.nodes) == 1
	}
	for _, n := range input.nodes {
		from, err := ev.axisNodes(e, n, space)
		if err != nil {
			return list{}, err
		}
		result.nodes = append(result.nodes, from...)
	}
	return result, nil
}

// keepsOrder reports whether the nodes found from several nodes in document order
// one after another are in document order, too, and none twice. flat says that
// none of those nodes is above another.
func keepsOrder(a axis, flat bool) bool {
	switch a {
	case selfAxis, attributeAxis, namespaceAxis:
		return true
	case childAxis, descendantAxis, descendantOrSelfAxis:
		return flat
	}
	return false
}

// axisNodes returns the nodes of a step from one node, in document order.
func (ev *evaluation) axisNodes(e stepExpr, n Node, space xmltree.Namespace) (NodeSet, error) {
	var found NodeSet
	var err error
	limit := 0
	if len(e.predicates) > 0 {
		// [1] and the like need no more than so many nodes.
		if f, ok := e.predicates[0].(numberExpr); ok && f.value >= 1 && f.value < 1<<31 {
			limit = int(f.value)
		}
	}
	ev.walk(e.axis, n, func(m Node) bool {
		if err = ev.step(1); err != nil {
			return false
		}
		if e.test.matches(m, e.axis, space) {
			if err = ev.charge(nodeSize); err != nil {
				return false
			}
			found = append(found, m)
		}
		return limit == 0 || len(found) < limit
	})
	if err != nil {
		return nil, err
	}
	for _, predicate := range e.predicates {
		if found, err = ev.keep(found, predicate); err != nil {
			return nil, err
		}
	}
	if e.axis.reverse() {
		slices.Reverse(found)
	}
	return found, nil
}
