package xmltree

import (
	"iter"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func nodesOf(c Container) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		kids := c.children()
		for n := kids.first; n != nil; n = n.Next() {
			if !yield(n) || n.Container() != c || n == kids.last {
				return
			}
		}
	}
}

// Elements enumerates the child elements.
func Elements(c Container) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for n := range nodesOf(c) {
			if e, ok := n.(*Element); ok && !yield(e) {
				return
			}
		}
	}
}

// ChildElement returns the first child element of that name, or nil:
// XContainer.Element.
func ChildElement(c Container, name Name) *Element {
	for n := c.First(); n != nil; n = n.Next() {
		if e, ok := n.(*Element); ok && e.name == name {
			return e
		}
	}
	return nil
}

// Element returns the first child element of that name, or nil.
func (e *Element) Element(name Name) *Element { return ChildElement(e, name) }

// Named keeps the elements of that name: the Elements, Descendants and Ancestors
// that take a name are the plain enumerations through it.
func Named(elements iter.Seq[*Element], name Name) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for e := range elements {
			if e.name == name && !yield(e) {
				return
			}
		}
	}
}

// Descendants enumerates the nodes below c in document order, c first if self is
// set: DescendantNodes and, filtered by type, Descendants. Taking away the node
// that was just enumerated ends the enumeration with the NullReferenceException
// that .NET throws then.
func Descendants(c Container, self bool) iter.Seq2[Node, error] {
	return func(yield func(Node, error) bool) {
		if self && !yield(c, nil) {
			return
		}
		for n := Node(c); ; {
			if down, ok := n.(Container); ok && down.First() != nil {
				n = down.First()
			} else {
				for n != Node(c) && n.Container() != nil && n == n.Container().Last() {
					n = n.Container()
				}
				if n == Node(c) {
					return
				}
				if n.Container() == nil {
					yield(nil, clr.NullReference())
					return
				}
				n = n.Next()
			}
			if !yield(n, nil) {
				return
			}
		}
	}
}

// DescendantElements enumerates the elements among [Descendants]; the zero name
// stands for any.
func DescendantElements(c Container, self bool, name Name) iter.Seq2[*Element, error] {
	return func(yield func(*Element, error) bool) {
		for n, err := range Descendants(c, self) {
			if err != nil {
				yield(nil, err)
				return
			}
			if e, ok := n.(*Element); ok && (name.IsNull() || e.name == name) && !yield(e, nil) {
				return
			}
		}
	}
}

// Ancestors enumerates the elements above an object, nearest first, the object
// itself before them if self is set and it is an element.
func Ancestors(o Object, self bool) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		e, ok := o.(*Element)
		if !ok || !self {
			e = o.Parent()
		}
		for ; e != nil; e = e.Parent() {
			if !yield(e) {
				return
			}
		}
	}
}

// NodesAfter enumerates the siblings behind a node: NodesAfterSelf.
func NodesAfter(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for m := n; m.Container() != nil && m.Next() != nil; {
			m = m.Next()
			if !yield(m) {
				return
			}
		}
	}
}

// NodesBefore enumerates the siblings before a node in document order:
// NodesBeforeSelf.
func NodesBefore(n Node) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		c := n.Container()
		if c == nil {
			return
		}
		for m := c.First(); m != nil && m != n; m = m.Next() {
			if !yield(m) || m.Container() != c || n.Container() != c {
				return
			}
		}
	}
}

// OnlyElements keeps the elements of an enumeration of nodes.
func OnlyElements(nodes iter.Seq[Node]) iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for n := range nodes {
			if e, ok := n.(*Element); ok && !yield(e) {
				return
			}
		}
	}
}
