package node

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Bounds of an XML document. Real definitions of several megabytes have some ten
// thousand elements, nested some twenty deep.
const (
	maxXMLSize       = 16 << 20 // bytes
	maxXMLElements   = 200_000
	maxXMLAttributes = 128      // of one element
	maxXMLText       = 64 << 10 // bytes, after which the text of an element takes no more
	// MaxXMLDepth is how deep elements may be nested.
	MaxXMLDepth = 64
)

// Element is one element of an XML document. Start is the offset of its tag in the
// source, in bytes, TagEnd the one behind the tag, End the one behind the element.
type Element struct {
	Name               xml.Name
	Attrs              []xml.Attr
	Parent             *Element // nil for the root
	Children           []*Element
	Source             *diag.Source
	Start, TagEnd, End int
	text               []byte
}

// XML reads an XML document and returns its root; nil after a mistake, which is
// reported with the given code. Document types are refused, so there are no entities
// to expand. Size, depth and number of elements and attributes are limited.
func XML(src *diag.Source, code diag.Code, l *diag.List) *Element {
	text := strings.TrimPrefix(src.Text, "\ufeff")
	r := xmlReader{src: src, base: len(src.Text) - len(text), code: code, list: l}
	if len(text) > maxXMLSize {
		r.errorf(diag.Span{}, "the document has %d bytes; at most %d are read", len(text), maxXMLSize)
		return nil
	}
	r.decoder = xml.NewDecoder(strings.NewReader(text))
	// Files were decoded before: the declaration speaks of bytes that are no more.
	r.decoder.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	if !r.read() {
		return nil
	}
	if r.root == nil {
		r.errorf(diag.Span{}, "the file is empty; an XML document is needed")
	}
	return r.root
}

type xmlReader struct {
	src          *diag.Source
	base         int // of the decoder's offsets in the source
	code         diag.Code
	list         *diag.List
	decoder      *xml.Decoder
	root, open   *Element
	depth, count int
}

// read reads to the end; false after a mistake.
func (r *xmlReader) read() bool {
	for {
		start := r.base + int(r.decoder.InputOffset())
		token, err := r.decoder.Token()
		at := diag.Span{Start: start, End: r.base + int(r.decoder.InputOffset())}
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			message := err.Error()
			if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
				message = syntax.Msg // without its line
			}
			return r.errorf(at, "the document is no well-formed XML: %s", message)
		}
		switch token := token.(type) {
		case xml.Directive:
			return r.errorf(at, "a document type and its entities are not read; take the declaration out")
		case xml.StartElement:
			if !r.start(token, at) {
				return false
			}
		case xml.CharData:
			if r.open != nil && len(r.open.text) < maxXMLText {
				r.open.text = append(r.open.text, token...)
			}
		case xml.EndElement:
			r.open.End = at.End
			r.open = r.open.Parent
			r.depth--
		}
	}
}

func (r *xmlReader) start(token xml.StartElement, at diag.Span) bool {
	r.depth++
	r.count++
	switch {
	case r.root != nil && r.open == nil:
		return r.errorf(at, "an XML document has one root element")
	case r.depth > MaxXMLDepth:
		return r.errorf(at, "elements are nested deeper than %d", MaxXMLDepth)
	case r.count > maxXMLElements:
		return r.errorf(at, "the document has more than %d elements", maxXMLElements)
	case len(token.Attr) > maxXMLAttributes:
		return r.errorf(at, "the element has more than %d attributes", maxXMLAttributes)
	}
	e := &Element{Name: token.Name, Attrs: token.Attr, Parent: r.open, Source: r.src, Start: at.Start, TagEnd: at.End}
	if r.open == nil {
		r.root = e
	} else {
		r.open.Children = append(r.open.Children, e)
	}
	r.open = e
	return true
}

func (r *xmlReader) errorf(span diag.Span, format string, args ...any) bool {
	r.list.Errorf(r.code, r.src, span, format, args...)
	return false
}

// Is reports whether the element has that name.
func (e *Element) Is(space, local string) bool {
	return e.Name.Space == space && e.Name.Local == local
}

// Attr returns the value of an attribute without namespace, without the blanks
// around it; "" when the element has none.
func (e *Element) Attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// Text returns what stands right in the element, without the blanks around it and
// without what is in its children; of a very long text the beginning.
func (e *Element) Text() string { return strings.TrimSpace(string(e.text)) }

// Of returns the children of a name.
func (e *Element) Of(space, local string) []*Element {
	var out []*Element
	for _, c := range e.Children {
		if c.Is(space, local) {
			out = append(out, c)
		}
	}
	return out
}

// First returns the first child of a name, or nil.
func (e *Element) First(space, local string) *Element {
	for _, c := range e.Children {
		if c.Is(space, local) {
			return c
		}
	}
	return nil
}

// Namespace returns the namespace of a prefix where the element stands, "" when the
// prefix is not declared.
func (e *Element) Namespace(prefix string) string {
	for ; e != nil; e = e.Parent {
		for _, a := range e.Attrs {
			if prefix == "" && a.Name.Space == "" && a.Name.Local == "xmlns" || prefix != "" && a.Name.Space == "xmlns" && a.Name.Local == prefix {
				return a.Value
			}
		}
	}
	return ""
}

// QName returns the name that the value of an attribute means; a prefix that is not
// declared stands for itself.
func (e *Element) QName(attribute string) xml.Name {
	value := e.Attr(attribute)
	if prefix, local, ok := strings.Cut(value, ":"); ok {
		if space := e.Namespace(prefix); space != "" {
			prefix = space
		}
		return xml.Name{Space: prefix, Local: local}
	}
	return xml.Name{Space: e.Namespace(""), Local: value}
}

// Tag is the place of the element's start tag.
func (e *Element) Tag() diag.Span { return diag.Span{Start: e.Start, End: e.TagEnd} }

// Place is where the value of an attribute stands, the tag when that is not found.
func (e *Element) Place(attribute string) diag.Span {
	tag := e.Source.Text[e.Start:e.TagEnd]
	for from := 0; ; {
		i := strings.Index(tag[from:], attribute)
		if i < 0 {
			return e.Tag()
		}
		from += i + len(attribute)
		rest := strings.TrimLeft(tag[from:], " \t\r\n")
		if !strings.ContainsRune(" \t\r\n", rune(tag[from-len(attribute)-1])) || !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t\r\n")
		if rest == "" {
			return e.Tag()
		}
		start := e.TagEnd - len(rest) + 1
		if n := strings.IndexByte(rest[1:], rest[0]); n >= 0 {
			return diag.Span{Start: start, End: start + n}
		}
		return e.Tag()
	}
}
