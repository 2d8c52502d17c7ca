package xmltree

import "strings"

// following returns the node after n in document order within the tree under
// top, or nil at its end. Walking with it needs no stack however deep the tree.
func following(n Node, top Node) Node {
	if c, ok := n.(Container); ok {
		if first := c.First(); first != nil {
			return first
		}
	}
	return afterTree(n, top)
}

// afterTree returns the node after n and all its descendants, within the tree
// under top, or nil.
func afterTree(n Node, top Node) Node {
	for n != top {
		l := n.links()
		if l.next != nil {
			return l.next
		}
		if l.parent == nil {
			return nil
		}
		n = l.parent
	}
	return nil
}

// ValueOf returns the joined texts under an element or document.
func ValueOf(c Container) string {
	var first string
	var b strings.Builder
	found := 0
	for n := following(c, c); n != nil; n = following(n, c) {
		t, ok := n.(*Text)
		if !ok {
			continue
		}
		switch found++; found {
		case 1:
			first = t.value
			continue
		case 2:
			b.WriteString(first)
		}
		b.WriteString(t.value)
	}
	if found <= 1 {
		return first
	}
	return b.String()
}

// Clone returns a copy of a node with everything below it and without a parent.
func Clone(charge Charge, n Node) (Node, error) {
	copied, err := cloneOne(charge, n)
	if err != nil {
		return nil, err
	}
	src, ok := n.(Container)
	if !ok {
		return copied, nil
	}
	dst := copied.(Container)
	for child := src.First(); child != nil; {
		c, err := cloneOne(charge, child)
		if err != nil {
			return nil, err
		}
		dst.children().insert(dst, c, dst.Last())
		if down, ok := child.(Container); ok && down.First() != nil {
			src, dst, child = down, c.(Container), down.First()
			continue
		}
		for child.Next() == nil && src != Container(n.(Container)) {
			child, src, dst = src, src.Container(), dst.Container()
		}
		child = child.Next()
	}
	return copied, nil
}

func cloneOne(charge Charge, n Node) (Node, error) {
	size := NodeSize
	if e, ok := n.(*Element); ok {
		for a := e.firstAttr; a != nil; a = a.next {
			size += AttributeSize
		}
	}
	if err := charge.take(size); err != nil {
		return nil, err
	}
	return n.clone(), nil
}
