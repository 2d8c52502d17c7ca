package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/system/xml"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// nodeReaderMembers are the members of XNode that have to do with XmlReader.
func nodeReaderMembers() []types.Member {
	return []types.Member{
		{Sig: "static XNode ReadFrom(System.Xml.XmlReader reader)", Impl: rt.FrameFunc1(readFrom)},
		{Sig: "System.Xml.XmlReader CreateReader()", Impl: rt.FrameMethod0(func(f *rt.Frame, n xmltree.Node) (*xml.Reader, error) {
			return xml.NewReader(n), f.Alloc(256)
		})},
	}
}

// readFrom is XNode.ReadFrom: it copies the node that a reader stands on and moves
// the reader behind it.
func readFrom(f *rt.Frame, r *xml.Reader) (xmltree.Node, error) {
	switch {
	case r == nil:
		return nil, clr.ArgumentNull("reader")
	case !r.Interactive():
		return nil, clr.InvalidOperation("The XmlReader state should be Interactive.")
	}
	n := r.Node()
	if n == nil {
		return nil, clr.InvalidOperation("The XmlReader should not be on a node of type %s.", xml.NodeTypeName(r.NodeType()))
	}
	made, err := xmltree.Clone(f.Alloc, n)
	if err != nil {
		return nil, err
	}
	if err := dropIgnored(f, r, made); err != nil {
		return nil, err
	}
	return made, r.Skip(f)
}

// dropIgnored takes out of a copy what the reader would have passed over.
func dropIgnored(f *rt.Frame, r *xml.Reader, n xmltree.Node) error {
	c, ok := n.(xmltree.Container)
	if !ok {
		return nil
	}
	var ignored []xmltree.Node
	for walk := descendantWalk(c, false); ; {
		n, err := walk(f)
		if err != nil {
			return err
		}
		if n == nil {
			break
		}
		if r.Ignores(n) {
			ignored = append(ignored, n)
		}
	}
	for _, n := range ignored {
		if err := xmltree.Remove(n); err != nil {
			return err
		}
	}
	return nil
}

// elementReaderMembers are the forms of XElement.Load that read from an XmlReader.
func elementReaderMembers() []types.Member {
	return []types.Member{
		{Sig: "static XElement Load(System.Xml.XmlReader reader)", Impl: rt.FrameFunc1(loadElement)},
		{Sig: "static XElement Load(System.Xml.XmlReader reader, LoadOptions options)", Impl: rt.FrameFunc2(func(f *rt.Frame, r *xml.Reader, _ rt.Enum) (*xmltree.Element, error) {
			return loadElement(f, r)
		})},
	}
}

func loadElement(f *rt.Frame, r *xml.Reader) (*xmltree.Element, error) {
	if r == nil {
		return nil, clr.ArgumentNull("reader")
	}
	t, err := r.MoveToContent(f)
	if err != nil {
		return nil, err
	}
	if t != xmltree.ElementNode {
		return nil, clr.InvalidOperation("The XmlReader must be on a node of type Element instead of a node of type %s.", xml.NodeTypeName(t))
	}
	n, err := readFrom(f, r)
	if err != nil {
		return nil, err
	}
	if _, err := r.MoveToContent(f); err != nil {
		return nil, err
	}
	if !r.AtEnd() {
		return nil, clr.InvalidOperation("The XmlReader state should be EndOfFile after this operation.")
	}
	return n.(*xmltree.Element), nil
}
