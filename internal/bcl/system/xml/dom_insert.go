package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// The checks stand in the order of XmlNode's own: a node that cannot be inserted for
// two reasons is refused for the first of them, and AppendChild has taken it from
// its old place by then.

// appendChild is AppendChild.
func appendChild(f *rt.Frame, n, child node) (node, error) {
	if !holdsNodes(n) {
		return nil, clr.InvalidOperation("The current node cannot contain other nodes.")
	}
	if err := checkAncestors(f, n, child); err != nil {
		return nil, err
	}
	if child == nil {
		return nil, clr.NullReference()
	}
	if err := detach(child); err != nil {
		return nil, err
	}
	if err := checkContext(n, child); err != nil {
		return nil, err
	}
	if err := checkChildType(n, child); err != nil {
		return nil, err
	}
	if !fitsAfter(n, child, lastOf(n)) {
		return nil, badLocation()
	}
	return child, putChild(f, n, child, nil)
}

// prependChild is PrependChild.
func prependChild(f *rt.Frame, n, child node) (node, error) {
	if a, ok := n.(attribute); ok && a.of.Value() != "" {
		return prependText(f, a, child)
	}
	return insertBefore(f, n, child, firstOf(n))
}

// insertBefore is InsertBefore: at the end for no node.
func insertBefore(f *rt.Frame, n, child, ref node) (node, error) {
	if err := checkAncestors(f, n, child); err != nil {
		return nil, err
	}
	if ref == nil {
		return appendChild(f, n, child)
	}
	if done, err := checkPlace(n, child, ref); done || err != nil {
		return child, err
	}
	if !fitsBefore(n, child, ref) {
		return nil, badLocation()
	}
	return insertAt(f, n, child, ref)
}

// insertAfter is InsertAfter: at the start for no node.
func insertAfter(f *rt.Frame, n, child, ref node) (node, error) {
	if err := checkAncestors(f, n, child); err != nil {
		return nil, err
	}
	if ref == nil {
		return prependChild(f, n, child)
	}
	if done, err := checkPlace(n, child, ref); done || err != nil {
		return child, err
	}
	if !fitsAfter(n, child, ref) {
		return nil, badLocation()
	}
	next := nextOf(ref)
	if next == child {
		next = nextOf(child)
	}
	return insertAt(f, n, child, next)
}

// checkPlace checks the node beside which another is inserted. It reports whether
// the two are one, and there is nothing to do.
func checkPlace(n, child, ref node) (done bool, err error) {
	switch {
	case !holdsNodes(n):
		return false, clr.InvalidOperation("The current node cannot contain other nodes.")
	case parentOf(ref) != n:
		return false, clr.Argument("The reference node is not a child of this node.", "")
	case child == ref:
		return true, nil
	case child == nil:
		return false, clr.NullReference()
	}
	return false, checkContext(n, child)
}

// insertAt takes a node from its old place to the one before another, which is nil
// for the end.
func insertAt(f *rt.Frame, n, child, before node) (node, error) {
	if err := detach(child); err != nil {
		return nil, err
	}
	if err := checkChildType(n, child); err != nil {
		return nil, err
	}
	return child, putChild(f, n, child, before)
}

// holdsNodes reports whether a node can have children.
func holdsNodes(n node) bool {
	if _, ok := n.(attribute); ok {
		return true
	}
	_, ok := container(n)
	return ok
}

// checkAncestors refuses a node that is another one or around it.
func checkAncestors(f *rt.Frame, n, child node) error {
	if child == nil {
		return nil
	}
	for up := n; up != nil; up = parentOf(up) {
		if up == child {
			return clr.Argument("Cannot insert a node or any ancestor of that node as a child of itself.", "")
		}
		if err := f.Step(); err != nil {
			return err
		}
	}
	return nil
}

func checkContext(n, child node) error {
	if _, ok := child.(*document); !ok && child.document() != n.document() {
		return clr.Argument("The node to be inserted is from a different document context.", "")
	}
	return nil
}

// checkChildType checks that a node may be a child of another.
func checkChildType(n, child node) error {
	dual := func(has bool, what string) error {
		if has {
			return clr.InvalidOperation("This document already has %s node.", what)
		}
		return nil
	}
	d, inDocument := n.(*document)
	_, inElement := n.(element)
	_, inAttribute := n.(attribute)
	switch child.(type) {
	case text:
		if inElement || inAttribute {
			return nil
		}
	case cdata:
		if inElement {
			return nil
		}
	case blank, comment, instruction:
		if inElement || inDocument {
			return nil
		}
	case element:
		switch {
		case inElement:
			return nil
		case inDocument:
			return dual(d.tree.Root() != nil, "a 'DocumentElement'")
		}
	case doctype:
		if inDocument {
			return dual(d.tree.DocumentType() != nil, "a 'DocumentType'")
		}
	case declaration:
		if inDocument {
			return dual(d.tree.Declaration != nil, "an 'XmlDeclaration'")
		}
	}
	return clr.InvalidOperation("The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type.")
}

// fitsBefore reports whether a document has a place for a node before another one.
func fitsBefore(n, child, ref node) bool {
	if _, ok := n.(*document); !ok {
		return true
	}
	_, first := ref.(declaration)
	switch child.(type) {
	case declaration:
		return ref == firstOf(n)
	case comment, instruction:
		return !first
	case doctype:
		return !first && !anyOf[element](previousOf(ref), previousOf)
	case element:
		return !first && !anyOf[doctype](ref, nextOf)
	}
	return false
}

// fitsAfter reports whether a document has a place for a node after another one,
// which is nil in an empty document.
func fitsAfter(n, child, ref node) bool {
	if _, ok := n.(*document); !ok || ref == nil {
		return true
	}
	switch child.(type) {
	case comment, instruction, blank:
		return true
	case doctype:
		return !anyOf[element](ref, previousOf)
	case element:
		return !anyOf[doctype](nextOf(ref), nextOf)
	}
	return false
}

// anyOf reports whether a node or one of those that follow one another from it on is
// of a class.
func anyOf[T node](n node, next func(node) node) bool {
	for ; n != nil; n = next(n) {
		if _, ok := n.(T); ok {
			return true
		}
	}
	return false
}

func badLocation() error {
	return clr.InvalidOperation("Cannot insert the node in the specified location.")
}

// putChild puts a node that stands nowhere before another one, at the end for nil.
func putChild(f *rt.Frame, n, child, before node) error {
	if x, ok := child.(declaration); ok {
		n.(*document).tree.Declaration = x.of
		return nil
	}
	if a, ok := n.(attribute); ok {
		if before != nil {
			return putText(f, a, value(child).Text+a.of.Value())
		}
		return putText(f, a, a.of.Value()+value(child).Text)
	}
	m := child.object().(xmltree.Node)
	if before != nil {
		return xmltree.AddBefore(f.Alloc, before.object().(xmltree.Node), m)
	}
	c, _ := container(n)
	return xmltree.Add(f.Alloc, c, m)
}

// prependText puts a text before that of an attribute, whose children are not nodes
// of the tree.
func prependText(f *rt.Frame, a attribute, child node) (node, error) {
	if err := checkAncestors(f, a, child); err != nil {
		return nil, err
	}
	if child == nil {
		return nil, clr.NullReference()
	}
	if err := checkContext(a, child); err != nil {
		return nil, err
	}
	if err := detach(child); err != nil {
		return nil, err
	}
	if err := checkChildType(a, child); err != nil {
		return nil, err
	}
	return child, putText(f, a, value(child).Text+a.of.Value())
}

func putText(f *rt.Frame, a attribute, s string) error {
	a.of.PutValue(s)
	return f.Alloc(len(s))
}

// detach takes a node from its place, if it has one.
func detach(n node) error {
	parent := parentOf(n)
	if parent == nil {
		return nil
	}
	_, err := removeChild(parent, n)
	return err
}

// removeChild is RemoveChild.
func removeChild(n, old node) (node, error) {
	switch {
	case !holdsNodes(n):
		return nil, clr.InvalidOperation("The current node cannot contain other nodes, so the node to be removed is not its child.")
	case old == nil:
		return nil, clr.NullReference()
	case parentOf(old) != n:
		return nil, clr.Argument("The node to be removed is not a child of this node.", "")
	}
	if _, ok := old.(declaration); ok {
		n.(*document).tree.Declaration = nil
		return old, nil
	}
	if a, ok := n.(attribute); ok {
		removeText(a, old.(text))
		return old, nil
	}
	if err := xmltree.Remove(old.object().(xmltree.Node)); err != nil {
		return nil, err
	}
	emptied(n)
	return old, nil
}

// emptied makes an element that has lost its last child be written with two tags.
func emptied(n node) {
	if e, ok := n.(element); ok && e.of.First() == nil {
		e.of.SetValue("")
	}
}
