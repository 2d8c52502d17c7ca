package xpath

import "github.com/gatehouse-project/gatehouse/internal/text/xmltree"

// walk calls visit for the nodes of an axis, in the order of the axis, until it
// returns false.
func (ev *evaluation) walk(a axis, n Node, visit func(Node) bool) {
	switch a {
	case selfAxis:
		visit(n)
	case parentAxis:
		if up, ok := n.parent(); ok {
			visit(up)
		}
	case ancestorAxis, ancestorOrSelfAxis:
		up, ok := n, a == ancestorOrSelfAxis
		if !ok {
			up, ok = n.parent()
		}
		for ok && visit(up) {
			up, ok = up.parent()
		}
	case attributeAxis:
		if e, ok := n.Object.(*xmltree.Element); ok {
			for at := e.FirstAttribute(); at != nil; at = at.Next() {
				if !at.IsDeclaration() && !visit(Node{Object: at}) {
					return
				}
			}
		}
	case namespaceAxis:
		if e, ok := n.Object.(*xmltree.Element); ok {
			ev.walkNamespaces(e, visit)
		}
	case childAxis:
		if c, ok := container(n); ok {
			walkSiblings(firstChild(c), next, visit)
		}
	case descendantAxis, descendantOrSelfAxis:
		if a == descendantOrSelfAxis && !visit(n) {
			return
		}
		if c, ok := container(n); ok {
			walkDown(c, visit)
		}
	case followingSiblingAxis:
		if m, ok := treeNode(n); ok {
			walkSiblings(next(m), next, visit)
		}
	case precedingSiblingAxis:
		if m, ok := treeNode(n); ok {
			walkSiblings(previous(m), previous, visit)
		}
	case followingAxis:
		walkFollowing(n, visit)
	case precedingAxis:
		walkPreceding(n, visit)
	}
}

func container(n Node) (xmltree.Container, bool) {
	c, ok := n.Object.(xmltree.Container)
	return c, ok
}

// treeNode returns the node of the tree; attributes and namespaces are none.
func treeNode(n Node) (xmltree.Node, bool) {
	m, ok := n.Object.(xmltree.Node)
	return m, ok
}

func walkSiblings(n xmltree.Node, step func(xmltree.Node) xmltree.Node, visit func(Node) bool) bool {
	for ; n != nil; n = step(n) {
		if !visit(Node{Object: n}) {
			return false
		}
	}
	return true
}

// walkDown visits everything below a container.
func walkDown(top xmltree.Container, visit func(Node) bool) bool {
	for n := firstChild(top); n != nil; {
		if !visit(Node{Object: n}) {
			return false
		}
		if c, ok := n.(xmltree.Container); ok {
			if first := firstChild(c); first != nil {
				n = first
				continue
			}
		}
		for next(n) == nil {
			if n = n.Container(); n == xmltree.Node(top) {
				return true
			}
		}
		n = next(n)
	}
	return true
}

// walkFollowing visits what comes after a node, its descendants left out. After
// an attribute come the children of its element.
func walkFollowing(n Node, visit func(Node) bool) {
	m, ok := treeNode(n)
	if !ok {
		up, ok := n.parent()
		if !ok {
			return
		}
		e := up.Object.(*xmltree.Element)
		if !walkDown(e, visit) {
			return
		}
		m = e
	}
	for ; m != nil; m = m.Container() {
		for s := next(m); s != nil; s = next(s) {
			if !visit(Node{Object: s}) {
				return
			}
			if c, ok := s.(xmltree.Container); ok && !walkDown(c, visit) {
				return
			}
		}
	}
}

// walkPreceding visits what comes before a node, backwards, its ancestors left
// out.
func walkPreceding(n Node, visit func(Node) bool) {
	m, ok := treeNode(n)
	if !ok {
		up, ok := n.parent()
		if !ok {
			return
		}
		m = up.Object.(*xmltree.Element)
	}
	for ; m != nil; m = m.Container() {
		for s := previous(m); s != nil; s = previous(s) {
			if !walkUp(s, visit) {
				return
			}
		}
	}
}

// walkUp visits a node and everything below it, backwards.
func walkUp(top xmltree.Node, visit func(Node) bool) bool {
	n := deepestLast(top)
	for {
		if !visit(Node{Object: n}) {
			return false
		}
		if n == top {
			return true
		}
		if p := previous(n); p != nil {
			n = deepestLast(p)
		} else {
			n = n.Container()
		}
	}
}

func deepestLast(n xmltree.Node) xmltree.Node {
	for {
		c, ok := n.(xmltree.Container)
		if !ok {
			return n
		}
		last := lastChild(c)
		if last == nil {
			return n
		}
		n = last
	}
}

// walkNamespaces visits the namespaces in scope of an element, the nearest
// declarations first and xml last.
func (ev *evaluation) walkNamespaces(e *xmltree.Element, visit func(Node) bool) {
	seen := map[string]bool{}
	for up := e; up != nil; up = up.Parent() {
		for a := up.FirstAttribute(); a != nil; a = a.Next() {
			if !a.IsDeclaration() || seen[declaredPrefix(a)] {
				continue
			}
			seen[declaredPrefix(a)] = true
			if a.Value() != "" && !visit(Node{Object: a, Scope: e}) {
				return
			}
		}
	}
	if seen["xml"] {
		return
	}
	if ev.xmlNS == nil {
		name := xmltree.Name{Space: xmltree.XmlnsNamespace, Local: "xml"}
		a, err := xmltree.NewAttribute(name, string(xmltree.XMLNamespace))
		if err != nil {
			return // the one declaration of xml that is allowed
		}
		ev.xmlNS = a
	}
	visit(Node{Object: ev.xmlNS, Scope: e})
}
