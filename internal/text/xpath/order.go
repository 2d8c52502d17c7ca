package xpath

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodeSize is what one node of a list takes, in bytes.
const nodeSize = 24

// list is a list of nodes with what is known of its order.
type list struct {
	nodes NodeSet
	// sorted: in document order, none twice. flat: none is above another.
	sorted, flat bool
}

// sort brings a list into document order and drops nodes that are there twice.
func (ev *evaluation) sort(l list) (list, error) {
	if l.sorted || len(l.nodes) < 2 {
		l.sorted = true
		return l, nil
	}
	if err := ev.charge(len(l.nodes) * nodeSize); err != nil {
		return l, err
	}
	seen := make(map[Node]struct{}, len(l.nodes))
	nodes := make(NodeSet, 0, len(l.nodes))
	for _, n := range l.nodes {
		if _, ok := seen[n]; !ok {
			seen[n] = struct{}{}
			nodes = append(nodes, n)
		}
	}
	root := nodes[0].root()
	if err := ev.number(root); err != nil {
		return l, err
	}
	slices.SortFunc(nodes, ev.compare)
	return list{nodes: nodes, sorted: true, flat: l.flat}, nil
}

// number gives the elements and other nodes of a tree their places. Attributes
// and namespaces are placed by their element.
func (ev *evaluation) number(root Node) error {
	if ev.order != nil && ev.ordered == root {
		return nil
	}
	ev.order, ev.ordered = map[Node]int{root: 0}, root
	top, ok := container(root)
	if !ok {
		return nil
	}
	var err error
	walkDown(top, func(n Node) bool {
		if err = ev.step(1); err == nil {
			err = ev.charge(2 * nodeSize)
		}
		ev.order[n] = len(ev.order)
		return err == nil
	})
	return err
}

func (ev *evaluation) compare(a, b Node) int {
	ownerA, rankA := place(a)
	ownerB, rankB := place(b)
	if d := ev.order[ownerA] - ev.order[ownerB]; d != 0 {
		return d
	}
	if d := rankA - rankB; d != 0 || rankA == 0 {
		return d
	}
	return ev.compareOnElement(a, b)
}

// place returns the node that is numbered and whether the node is that (0), one
// of its namespaces (1) or of its attributes (2).
func place(n Node) (owner Node, rank int) {
	a, ok := n.Object.(*xmltree.Attribute)
	switch {
	case n.Scope != nil:
		return Node{Object: n.Scope}, 1
	case ok && a.Parent() != nil:
		return Node{Object: a.Parent()}, 2
	}
	return n, 0
}

// compareOnElement orders two attributes, or two namespaces, of one element.
func (ev *evaluation) compareOnElement(a, b Node) int {
	result := 0
	which := attributeAxis
	if a.Scope != nil {
		which = namespaceAxis
	}
	owner, _ := place(a)
	ev.walk(which, owner, func(n Node) bool {
		switch n {
		case a:
			result = -1
		case b:
			result = 1
		}
		return result == 0
	})
	if a == b {
		return 0
	}
	return result
}
