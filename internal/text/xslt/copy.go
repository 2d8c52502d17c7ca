package xslt

import (
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// startCopy writes the start tag of an element with the namespaces in scope.
func (x *run) startCopy(e *xmltree.Element) error {
	if err := x.out.start(x.prefixes[e], e.Name()); err != nil {
		return err
	}
	for up := e; up != nil; up = up.Parent() {
		for a := up.FirstAttribute(); a != nil; a = a.Next() {
			if err := x.step(); err != nil {
				return err
			}
			if !a.IsDeclaration() {
				continue
			}
			prefix := ""
			if a.Name().Space != "" {
				prefix = a.Name().Local
			}
			if prefix == "xml" || a.Value() == "" {
				continue
			}
			if prefix == "" && e.Name().Space == "" {
				continue // the element itself is in no namespace
			}
			if err := x.out.namespace(prefix, xmltree.Namespace(a.Value())); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyTree writes a node with everything below it, without recursion.
func (x *run) copyTree(top xpath.Node) error {
	if a, ok := top.Object.(*xmltree.Attribute); ok {
		if top.Scope != nil {
			if x.out.pending {
				return x.out.namespace(top.Name().Local, xmltree.Namespace(a.Value()))
			}
			return nil
		}
		return x.out.attribute(x.prefixes[a], a.Name(), a.Value())
	}
	first, _ := top.Object.(xmltree.Node)
	n := first
	for n != nil {
		if err := x.step(); err != nil {
			return err
		}
		if err := x.copyOne(n, n == first); err != nil {
			return err
		}
		if c, ok := n.(xmltree.Container); ok {
			if child := c.First(); child != nil {
				n = child
				continue
			}
			if err := x.endCopy(n); err != nil {
				return err
			}
		}
		for n != first && n.Next() == nil {
			n = n.Container()
			if err := x.endCopy(n); err != nil {
				return err
			}
		}
		if n == first {
			return nil
		}
		n = n.Next()
	}
	return nil
}

func (x *run) endCopy(n xmltree.Node) error {
	if _, ok := n.(*xmltree.Element); ok {
		return x.out.end()
	}
	return nil
}

// copyOne writes a node by itself; elements are left open. top says that it is
// the one whose copy was asked for.
func (x *run) copyOne(n xmltree.Node, top bool) error {
	switch n := n.(type) {
	case *xmltree.Element:
		if err := x.startElement(n, top); err != nil {
			return err
		}
	case *xmltree.Text:
		if _, atTop := n.Container().(*xmltree.Document); atTop && !n.Container().(*xmltree.Document).IsFragment() {
			return nil // white space around the root element is no node
		}
		if top {
			return x.out.text(xpath.Of(n).String(), false)
		}
		return x.out.text(n.Value(), false)
	case *xmltree.Comment:
		return x.out.comment(n.Value())
	case *xmltree.Instruction:
		return x.out.instruction(n.Target(), n.Data())
	}
	return nil
}

// startElement writes a start tag with all attributes. Below the top only the
// element's own declarations can be new.
func (x *run) startElement(n *xmltree.Element, top bool) error {
	var err error
	if top {
		err = x.startCopy(n)
	} else {
		err = x.out.start(x.prefixes[n], n.Name())
	}
	if err != nil {
		return err
	}
	for a := n.FirstAttribute(); a != nil; a = a.Next() {
		switch {
		case !a.IsDeclaration():
			if err := x.out.attribute(x.prefixes[a], a.Name(), a.Value()); err != nil {
				return err
			}
		case top:
		case a.Name().Space == "":
			if a.Value() != "" {
				if err := x.out.namespace("", xmltree.Namespace(a.Value())); err != nil {
					return err
				}
			}
		default:
			if err := x.out.namespace(a.Name().Local, xmltree.Namespace(a.Value())); err != nil {
				return err
			}
		}
	}
	return nil
}
