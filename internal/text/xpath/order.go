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
	if ev.order == nil {
		ev.order = newOrdering()
	}
	for _, n := range nodes {
		if owner, _ := place(n); !ev.order.has(owner) {
			if err := ev.number(owner.root()); err != nil {
				return l, err
			}
		}
	}
	if err := ev.numberInner(nodes); err != nil {
		return l, err
	}
	slices.SortFunc(nodes, ev.compare)
	return list{nodes: nodes, sorted: true, flat: l.flat}, nil
}

// ordering knows the places of nodes in document order. One tree comes after the
// other.
type ordering struct {
	places map[Node]int
	// inner are the places of attributes and namespaces among those of their element,
	// where they are many.
	inner map[Node]int
}

func newOrdering() *ordering { return &ordering{places: map[Node]int{}, inner: map[Node]int{}} }

func (o *ordering) has(n Node) bool { _, ok := o.places[n]; return ok }

func (o *ordering) add(n Node) { o.places[n] = len(o.places) }

// number gives the elements and other nodes of a tree their places. Attributes
// and namespaces are placed by their element.
func (ev *evaluation) number(root Node) error {
	o := ev.order
	o.add(root)
	top, ok := container(root)
	if !ok {
		return nil
	}
	var err error
	walkDown(top, func(n Node) bool {
		if err = ev.step(1); err == nil {
			err = ev.charge(2 * nodeSize)
		}
		o.add(n)
		return err == nil
	})
	return err
}

// fewInner is how many attributes of one element are put in order without places of
// their own.
const fewInner = 16

// numberInner gives the attributes, and the namespaces, of elements that have many in
// a list their places: to look through them for each comparison would take the square
// of their number.
func (ev *evaluation) numberInner(nodes NodeSet) error {
	if len(nodes) <= fewInner {
		return nil
	}
	type side struct {
		owner Node
		rank  int
	}
	count := map[side]int{}
	for _, n := range nodes {
		owner, rank := place(n)
		if rank == 0 {
			continue
		}
		of := side{owner, rank}
		if count[of]++; count[of] != fewInner+1 {
			continue
		}
		var err error
		i := 0
		ev.walk(innerAxis(n), owner, func(n Node) bool {
			if err = ev.step(1); err == nil {
				err = ev.charge(2 * nodeSize)
			}
			ev.order.inner[n] = i
			i++
			return err == nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// innerAxis is the axis from an element to its attribute or namespace.
func innerAxis(n Node) axis {
	if n.Scope != nil {
		return namespaceAxis
	}
	return attributeAxis
}

func (ev *evaluation) compare(a, b Node) int {
	ownerA, rankA := place(a)
	ownerB, rankB := place(b)
	if d := ev.order.places[ownerA] - ev.order.places[ownerB]; d != 0 {
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
	if i, ok := ev.order.inner[a]; ok {
		return i - ev.order.inner[b]
	}
	result := 0
	owner, _ := place(a)
	ev.walk(innerAxis(a), owner, func(n Node) bool {
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
