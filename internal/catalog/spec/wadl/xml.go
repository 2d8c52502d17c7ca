package wadl

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Bounds of a definition.
const (
	maxSize     = 16 << 20 // bytes
	maxElements = 200_000
	maxDepth    = 64
)

// element is one element of the document.
type element struct {
	name     string
	attrs    map[string]string
	children []*element
	text     string
	span     diag.Span // of its start tag
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
	var root *element
	var open []*element
	count := 0
	for {
		start := base + int(d.InputOffset())
		token, err := d.Token()
		at := diag.Span{Start: start, End: base + int(d.InputOffset())}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.errorAt(at, "the definition is no well-formed XML: %v", err)
			return nil
		}
		switch token := token.(type) {
		case xml.Directive:
			r.errorAt(at, "a document type and its entities are not read; take the declaration out")
			return nil
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}, span: at}
			for _, a := range token.Attr {
				if a.Name.Space == "" {
					e.attrs[a.Name.Local] = strings.TrimSpace(a.Value)
				}
			}
			if count++; count > maxElements || len(open) >= maxDepth {
				r.errorAt(at, "the definition has more than %d elements, or they are nested deeper than %d", maxElements, maxDepth)
				return nil
			}
			switch {
			case len(open) > 0:
				within := open[len(open)-1]
				within.children = append(within.children, e)
			case root != nil:
				r.errorAt(at, "an XML document has one root element")
				return nil
			default:
				root = e
			}
			open = append(open, e)
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text += string(token)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	if root == nil {
		r.errorAt(diag.Span{}, "the definition is empty")
	}
	return root
}

// all returns the children of a name.
func (e *element) all(name string) []*element {
	if e == nil {
		return nil
	}
	var out []*element
	for _, c := range e.children {
		if c.name == name {
			out = append(out, c)
		}
	}
	return out
}

// doc returns title and text of the documentation of an element.
func (e *element) doc() (title, text string) {
	for _, d := range e.all("doc") {
		if title == "" {
			title = d.attrs["title"]
		}
		if text == "" {
			text = strings.TrimSpace(d.text)
		}
	}
	return title, text
}
