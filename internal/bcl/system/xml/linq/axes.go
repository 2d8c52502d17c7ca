package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// The walks over a tree. They look where to go next only when asked, so a tree
// that is changed meanwhile leads them where it leads .NET's. The zero Name stands
// for any.

// anyName is for walks that take every name.
var anyName xmltree.Name

// only keeps the elements of a walk over nodes that have the name.
func only(walk func(f *rt.Frame) (xmltree.Node, error), name xmltree.Name) rt.Enumerator {
	return next(func(f *rt.Frame) (any, bool, error) {
		for {
			n, err := walk(f)
			if err != nil || n == nil {
				return nil, false, err
			}
			if e, ok := n.(*xmltree.Element); ok && (name.IsNull() || e.Name() == name) {
				return e, true, nil
			}
		}
	})
}

// all keeps every node of a walk.
func all(walk func(f *rt.Frame) (xmltree.Node, error)) rt.Enumerator {
	return next(func(f *rt.Frame) (any, bool, error) {
		n, err := walk(f)
		return n, n != nil && err == nil, err
	})
}

// childWalk walks over the child nodes. It ends when the node that it stands on
// is taken away.
func childWalk(c xmltree.Container) func(f *rt.Frame) (xmltree.Node, error) {
	var at xmltree.Node
	done := false
	return func(f *rt.Frame) (xmltree.Node, error) {
		switch {
		case done:
			return nil, nil
		case at == nil:
			at = c.First()
		case at.Container() != c, at == c.Last():
			at = nil
		default:
			at = at.Next()
		}
		done = at == nil
		return at, f.Step()
	}
}

// descendantWalk walks over the nodes below c in document order, after c itself if
// self is set. Taking away the node that it stands on ends in a
// NullReferenceException, as in .NET.
func descendantWalk(c xmltree.Container, self bool) func(f *rt.Frame) (xmltree.Node, error) {
	at, started, done := xmltree.Node(c), !self, false
	return func(f *rt.Frame) (xmltree.Node, error) {
		if done {
			return nil, nil
		}
		if !started {
			started = true
			return at, f.Step()
		}
		if down, ok := at.(xmltree.Container); ok && down.First() != nil {
			at = down.First()
			return at, f.Step()
		}
		for at != xmltree.Node(c) {
			up := at.Container()
			if up == nil {
				done = true
				return nil, clr.NullReference()
			}
			if at != up.Last() {
				at = at.Next()
				return at, f.Step()
			}
			at = up
		}
		done = true
		return nil, nil
	}
}

func nodes(c xmltree.Container) rt.Enumerator { return all(childWalk(c)) }

func elements(c xmltree.Container) rt.Enumerator { return only(childWalk(c), anyName) }

func elementsNamed(c xmltree.Container, name xmltree.Name) rt.Enumerator {
	return only(childWalk(c), name)
}

func descendantNodes(c xmltree.Container) rt.Enumerator { return all(descendantWalk(c, false)) }

func descendants(c xmltree.Container) rt.Enumerator { return only(descendantWalk(c, false), anyName) }

func descendantsNamed(c xmltree.Container, name xmltree.Name) rt.Enumerator {
	return only(descendantWalk(c, false), name)
}

func descendantNodesAndSelf(e *xmltree.Element) rt.Enumerator { return all(descendantWalk(e, true)) }

func descendantsAndSelf(e *xmltree.Element) rt.Enumerator {
	return only(descendantWalk(e, true), anyName)
}

func descendantsAndSelfNamed(e *xmltree.Element, name xmltree.Name) rt.Enumerator {
	return only(descendantWalk(e, true), name)
}

// ancestorWalk walks over the elements above, the nearest first; from is where it
// starts.
func ancestorWalk(start func() *xmltree.Element, name xmltree.Name) rt.Enumerator {
	var at *xmltree.Element
	started := false
	return next(func(f *rt.Frame) (any, bool, error) {
		for {
			if err := f.Step(); err != nil {
				return nil, false, err
			}
			switch {
			case !started:
				at, started = start(), true
			case at != nil:
				at = at.Parent()
			}
			if at == nil {
				return nil, false, nil
			}
			if name.IsNull() || at.Name() == name {
				return at, true, nil
			}
		}
	})
}

func ancestors(n xmltree.Node) rt.Enumerator { return ancestorsNamed(n, anyName) }

func ancestorsNamed(n xmltree.Node, name xmltree.Name) rt.Enumerator {
	return ancestorWalk(n.Parent, name)
}

func ancestorsAndSelf(e *xmltree.Element) rt.Enumerator { return ancestorsAndSelfNamed(e, anyName) }

func ancestorsAndSelfNamed(e *xmltree.Element, name xmltree.Name) rt.Enumerator {
	return ancestorWalk(func() *xmltree.Element { return e }, name)
}

// afterWalk walks over the siblings behind a node.
func afterWalk(n xmltree.Node) func(f *rt.Frame) (xmltree.Node, error) {
	at := n
	return func(f *rt.Frame) (xmltree.Node, error) {
		if at == nil || at.Container() == nil {
			return nil, nil
		}
		at = at.Next()
		return at, f.Step()
	}
}

func nodesAfter(n xmltree.Node) rt.Enumerator { return all(afterWalk(n)) }

func elementsAfter(n xmltree.Node) rt.Enumerator { return only(afterWalk(n), anyName) }

func elementsAfterNamed(n xmltree.Node, name xmltree.Name) rt.Enumerator {
	return only(afterWalk(n), name)
}

// beforeWalk walks over the siblings before a node, in document order.
func beforeWalk(n xmltree.Node) func(f *rt.Frame) (xmltree.Node, error) {
	var at xmltree.Node
	done := false
	return func(f *rt.Frame) (xmltree.Node, error) {
		c := n.Container()
		switch {
		case done || c == nil:
			at = nil
		case at == nil:
			at = c.First()
		case at.Container() != c:
			at = nil
		default:
			at = at.Next()
		}
		if at == n {
			at = nil
		}
		done = at == nil
		return at, f.Step()
	}
}

func nodesBefore(n xmltree.Node) rt.Enumerator { return all(beforeWalk(n)) }

func elementsBefore(n xmltree.Node) rt.Enumerator { return only(beforeWalk(n), anyName) }

func elementsBeforeNamed(n xmltree.Node, name xmltree.Name) rt.Enumerator {
	return only(beforeWalk(n), name)
}

func attributes(e *xmltree.Element) rt.Enumerator { return attributesNamed(e, anyName) }

func attributesNamed(e *xmltree.Element, name xmltree.Name) rt.Enumerator {
	var at *xmltree.Attribute
	done := false
	return next(func(f *rt.Frame) (any, bool, error) {
		for {
			if err := f.Step(); err != nil {
				return nil, false, err
			}
			switch {
			case done:
				return nil, false, nil
			case at == nil:
				at = e.FirstAttribute()
			case at.Parent() != e, at == e.LastAttribute():
				at = nil
			default:
				at = at.Next()
			}
			if done = at == nil; done {
				return nil, false, nil
			}
			if name.IsNull() || at.Name() == name {
				return at, true, nil
			}
		}
	})
}
