package xml

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// NodeTypeName returns the name of a node type in XmlNodeType.
func NodeTypeName(t xmltree.NodeType) string { return nodeTypeNames[t] }

// unexpectedType is the XmlException of a reader that stands on another kind of
// node than a member wants. .NET adds the place in the text.
func unexpectedType(t xmltree.NodeType) error {
	return clr.Throw(ns+"XmlException", "'%s' is an invalid XmlNodeType.", NodeTypeName(t))
}

func notFound(name string) error {
	return clr.Throw(ns+"XmlException", "Element '%s' was not found.", name)
}

func notFoundIn(local, space string) error {
	return clr.Throw(ns+"XmlException", "Element '%s' with namespace name '%s' was not found.", local, space)
}

func isTextual(t xmltree.NodeType) bool {
	switch t {
	case xmltree.TextNode, xmltree.CDATANode, whitespaceNode, significantWhitespaceNode:
		return true
	}
	return false
}

// wanted says which element a member asks for: any, one of a name as written, or
// one of a local name in a namespace.
type wanted struct {
	any, written bool
	name, space  rt.String
}

func (w wanted) fits(r *Reader) bool {
	e := r.element()
	switch {
	case e == nil:
		return false
	case w.any:
		return true
	case w.written:
		return elementName(e) == w.name.Text
	}
	return w.space.Valid && e.Name() == xmltree.Name{Space: xmltree.Namespace(w.space.Text), Local: w.name.Text}
}

func (w wanted) missing() error {
	if w.written {
		return notFound(w.name.Text)
	}
	return notFoundIn(w.name.Text, w.space.Text)
}

// startElement moves to content, which must be a start tag that is wanted.
func (r *Reader) startElement(f *rt.Frame, w wanted) error {
	t, err := r.MoveToContent(f)
	switch {
	case err != nil:
		return err
	case t != xmltree.ElementNode:
		return unexpectedType(t)
	case !w.fits(r):
		return w.missing()
	}
	return nil
}

// isStartElement is IsStartElement.
func (r *Reader) isStartElement(f *rt.Frame, w wanted) (bool, error) {
	t, err := r.MoveToContent(f)
	return err == nil && t == xmltree.ElementNode && w.fits(r), err
}

func (r *Reader) readStartElement(f *rt.Frame, w wanted) (rt.Void, error) {
	if err := r.startElement(f, w); err != nil {
		return rt.Void{}, err
	}
	_, err := r.Read(f)
	return rt.Void{}, err
}

func (r *Reader) readEndElement(f *rt.Frame) (rt.Void, error) {
	t, err := r.MoveToContent(f)
	if err != nil {
		return rt.Void{}, err
	}
	if t != endElementNode {
		return rt.Void{}, unexpectedType(t)
	}
	_, err = r.Read(f)
	return rt.Void{}, err
}

// texts reads texts up to the next node that is none; comments and instructions
// are passed over if over says so.
func (r *Reader) texts(f *rt.Frame, over bool) (string, error) {
	var all []string
	for r.state == stateInteractive {
		t := r.NodeType()
		switch {
		case isTextual(t):
			s := r.at.(*xmltree.Text).Value()
			if err := f.Alloc(16 + len(s)); err != nil {
				return "", err
			}
			all = append(all, s)
		case over && (t == xmltree.CommentNode || t == xmltree.ProcessingInstructionNode):
		default:
			return rt.ConcatAll(all), nil
		}
		if _, err := r.Read(f); err != nil {
			return "", err
		}
	}
	return rt.ConcatAll(all), nil
}

// readString is ReadString.
func (r *Reader) readString(f *rt.Frame) (string, error) {
	if r.state != stateInteractive {
		return "", nil
	}
	r.attribute = nil
	if e := r.element(); e != nil {
		if e.IsEmpty() {
			return "", nil
		}
		if _, err := r.Read(f); err != nil {
			return "", err
		}
	}
	return r.texts(f, false)
}

// readElementString is ReadElementString.
func (r *Reader) readElementString(f *rt.Frame, w wanted) (rt.String, error) {
	if err := r.startElement(f, w); err != nil {
		return rt.String{}, err
	}
	s := ""
	if !r.element().IsEmpty() {
		// Where no name is asked for, the text of an element that follows at once
		// counts as this one's, and its end as the end.
		if w.any {
			if _, err := r.Read(f); err != nil {
				return rt.String{}, err
			}
		}
		var err error
		if s, err = r.readString(f); err != nil {
			return rt.String{}, err
		}
		if t := r.NodeType(); t != endElementNode {
			return rt.String{}, clr.Throw(ns+"XmlException", "Unexpected node type %s. ReadElementString method can only be called on elements with simple or empty content.", NodeTypeName(t))
		}
	}
	_, err := r.Read(f)
	return rt.Str(s), err
}

// elementContent is ReadElementContentAsString; method is what messages call it.
func (r *Reader) elementContent(f *rt.Frame, method string) (string, error) {
	e := r.element()
	if e == nil || r.attribute != nil {
		return "", clr.InvalidOperation("The %s method is not supported on node type %s.", method, NodeTypeName(r.NodeType()))
	}
	s := ""
	if !e.IsEmpty() {
		if _, err := r.Read(f); err != nil {
			return "", err
		}
		var err error
		if s, err = r.texts(f, true); err != nil {
			return "", err
		}
		if r.NodeType() != endElementNode {
			return "", clr.Throw(ns+"XmlException", "ReadElementContentAs() methods cannot be called on an element that has child elements.")
		}
	}
	_, err := r.Read(f)
	return s, err
}

// content is ReadContentAsString.
func (r *Reader) content(f *rt.Frame) (string, error) {
	if r.attribute != nil {
		return r.attribute.Value(), nil
	}
	switch t := r.NodeType(); {
	case isTextual(t), t == xmltree.CommentNode, t == xmltree.ProcessingInstructionNode, t == endElementNode:
		return r.texts(f, true)
	default:
		return "", clr.InvalidOperation("The ReadContentAsString method is not supported on node type %s. If you want to read typed content of an element, use the ReadElementContentAs method.", NodeTypeName(t))
	}
}

// readXML is ReadOuterXml, or ReadInnerXml where inner says so.
func (r *Reader) readXML(f *rt.Frame, inner bool) (rt.String, error) {
	switch {
	case r.state != stateInteractive:
		return rt.Str(""), nil
	case r.attribute != nil && inner:
		return rt.Str(r.attribute.Value()), nil
	case r.attribute != nil:
		s, err := writeXML(f, r.attribute)
		return rt.Str(s), err
	}
	e := r.element()
	if e == nil {
		// Anything but an element is passed over without a text.
		_, err := r.Read(f)
		return rt.Str(""), err
	}
	var s string
	var err error
	if inner {
		s, err = innerXML(f, e, writeXML)
	} else {
		s, err = writeXML(f, e)
	}
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), r.Skip(f)
}

// toFollowing reads on to a wanted element anywhere.
func (r *Reader) toFollowing(f *rt.Frame, w wanted) (bool, error) {
	for {
		more, err := r.Read(f)
		if err != nil || !more {
			return false, err
		}
		if w.fits(r) {
			return true, nil
		}
	}
}

// toDescendant reads on to a wanted element inside the one the reader stands on.
func (r *Reader) toDescendant(f *rt.Frame, w wanted) (bool, error) {
	if r.attribute != nil && !(r.fromTree && !w.written) {
		return false, nil
	}
	r.attribute = nil
	depth := r.depth
	if e := r.element(); e == nil {
		if r.state != stateInitial || r.fromTree && !w.written {
			return false, nil
		}
		depth = -1
	} else if e.IsEmpty() {
		return false, nil
	}
	for {
		more, err := r.Read(f)
		if err != nil || !more || r.depth <= depth {
			return false, err
		}
		if w.fits(r) {
			return true, nil
		}
	}
}

// toNextSibling reads on to a wanted element beside the one the reader stands on.
func (r *Reader) toNextSibling(f *rt.Frame, w wanted) (bool, error) {
	if r.state == stateInitial {
		if _, err := r.Read(f); err != nil || w.fits(r) {
			return err == nil, err
		}
	}
	for {
		if err := r.Skip(f); err != nil {
			return false, err
		}
		if w.fits(r) {
			return true, nil
		}
		if r.state != stateInteractive || r.end {
			return false, nil
		}
	}
}
