package wsdl

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Bounds of a definition. Real ones of several megabytes have some ten thousand
// elements, nested some twenty deep.
const (
	maxSize          = 16 << 20 // bytes
	maxElements      = 200_000
	maxDepth         = 64
	maxAttributes    = 128      // of one element
	maxDocumentation = 64 << 10 // bytes, after which a description takes no more
)

// element is one element of the document. Start is the offset of its tag in the
// source, TagEnd the one behind the tag, End the one behind the element.
type element struct {
	name               xml.Name
	attrs              []xml.Attr
	parent             *element
	children           []*element
	text               string // of a documentation
	start, tagEnd, end int
}

// parse reads the document; nil after a mistake, which is reported.
func (r *reader) parse() *element {
	text := strings.TrimPrefix(r.src.Text, "\ufeff")
	base := len(r.src.Text) - len(text)
	if len(text) > maxSize {
		r.errorAt(diag.Span{}, "the definition has %d bytes; at most %d are read", len(text), maxSize)
		return nil
	}
	d := xml.NewDecoder(strings.NewReader(text))
	// Files were decoded before: the declaration speaks of bytes that are no more.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var root, open *element
	depth, count := 0, 0
	for {
		start := base + int(d.InputOffset())
		token, err := d.Token()
		end := base + int(d.InputOffset())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			message := err.Error()
			if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
				message = syntax.Msg
			}
			r.errorAt(diag.Span{Start: start, End: end}, "the definition is no well-formed XML: %s", message)
			return nil
		}
		switch token := token.(type) {
		case xml.Directive:
			r.errorAt(diag.Span{Start: start, End: end}, "a document type and its entities are not read; take the declaration out")
			return nil
		case xml.StartElement:
			e := &element{name: token.Name, attrs: token.Attr, parent: open, start: start, tagEnd: end}
			depth++
			count++
			switch {
			case root != nil && open == nil:
				r.errorf(e, "an XML document has one root element")
				return nil
			case depth > maxDepth:
				r.errorf(e, "elements are nested deeper than %d", maxDepth)
				return nil
			case count > maxElements:
				r.errorf(e, "the definition has more than %d elements", maxElements)
				return nil
			case len(e.attrs) > maxAttributes:
				r.errorf(e, "the element has more than %d attributes", maxAttributes)
				return nil
			}
			if open == nil {
				root = e
			} else {
				open.children = append(open.children, e)
			}
			open = e
		case xml.CharData:
			if open != nil && open.name.Local == "documentation" && len(open.text) < maxDocumentation {
				open.text += string(token)
			}
		case xml.EndElement:
			open.end = end
			open = open.parent
			depth--
		}
	}
	if root == nil {
		r.errorAt(diag.Span{}, "the definition is empty")
	}
	return root
}

// is reports whether the element has that name.
func (e *element) is(space, local string) bool {
	return e.name.Space == space && e.name.Local == local
}

// attr returns the value of an attribute without namespace, "" when it has none.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// of returns the children of a name.
func (e *element) of(space, local string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.is(space, local) {
			out = append(out, c)
		}
	}
	return out
}

// first returns the first child of a name, or nil.
func (e *element) first(space, local string) *element {
	for _, c := range e.children {
		if c.is(space, local) {
			return c
		}
	}
	return nil
}

// namespace returns the namespace of a prefix where the element stands, "" when
// the prefix is not declared.
func (e *element) namespace(prefix string) string {
	for ; e != nil; e = e.parent {
		for _, a := range e.attrs {
			if prefix == "" && a.Name.Space == "" && a.Name.Local == "xmlns" || prefix != "" && a.Name.Space == "xmlns" && a.Name.Local == prefix {
				return a.Value
			}
		}
	}
	return ""
}

// qname returns the name that the value of an attribute means; a prefix that is not
// declared stands for itself.
func (e *element) qname(attribute string) xml.Name {
	value := e.attr(attribute)
	if prefix, local, ok := strings.Cut(value, ":"); ok {
		if space := e.namespace(prefix); space != "" {
			prefix = space
		}
		return xml.Name{Space: prefix, Local: local}
	}
	return xml.Name{Space: e.namespace(""), Local: value}
}

// tag is the place of the element's start tag.
func (e *element) tag() diag.Span { return diag.Span{Start: e.start, End: e.tagEnd} }

// place is where the value of an attribute stands, the tag when that is not found.
func (r *reader) place(e *element, attribute string) diag.Span {
	tag := r.src.Text[e.start:e.tagEnd]
	for from := 0; ; {
		i := strings.Index(tag[from:], attribute)
		if i < 0 {
			return e.tag()
		}
		from += i + len(attribute)
		rest := strings.TrimLeft(tag[from:], " \t\r\n")
		if !isBlank(tag[from-len(attribute)-1]) || !strings.HasPrefix(rest, "=") {
			continue
		}
		rest = strings.TrimLeft(rest[1:], " \t\r\n")
		if rest == "" {
			return e.tag()
		}
		start := e.tagEnd - len(rest) + 1
		if n := strings.IndexByte(rest[1:], rest[0]); n >= 0 {
			return diag.Span{Start: start, End: start + n}
		}
		return e.tag()
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

func (r *reader) errorAt(span diag.Span, format string, args ...any) {
	r.list.Errorf(diag.SpecificationSyntax, r.src, span, format, args...)
}

func (r *reader) errorf(e *element, format string, args ...any) {
	r.errorAt(e.tag(), format, args...)
}

func (r *reader) warnf(e *element, format string, args ...any) {
	r.list.Warnf(diag.SpecificationSyntax, r.src, e.tag(), format, args...)
}
