package xmltree

// SaveOptions is System.Xml.Linq.SaveOptions, with its numbers; they are flags.
type SaveOptions uint8

// The flags of SaveOptions.
const (
	DisableFormatting       SaveOptions = 1 // write nodes without line breaks and indentation
	OmitDuplicateNamespaces SaveOptions = 2 // leave out declarations that are in force already
)

// WriteOptions say how [Write] writes. The zero value indents by two spaces and
// ends lines with a line feed.
type WriteOptions struct {
	Save SaveOptions
	// NewLine is what ends a line; empty stands for "\n".
	NewLine string
	// Encoding, when not empty, makes documents begin with an XML declaration
	// that names it, as XDocument.Save does. The text is not encoded.
	Encoding string
	// Written says that names keep the prefixes they were written with, as those of
	// XmlDocument do.
	Written bool
	// Charge is told of the growth of the result.
	Charge Charge
}

// Write returns the XML of an object as ToString(SaveOptions) does: elements with
// the namespace declarations they need, documents without declaration, attributes
// as name="value".
func Write(o Object, options WriteOptions) (string, error) {
	w := newWriter(options)
	if a, ok := o.(*Attribute); ok {
		if err := w.loneAttribute(a); err != nil {
			return "", err
		}
		return w.result(1)
	}
	n, ok := o.(Node)
	if !ok {
		return "", nil
	}
	if d, ok := n.(*Document); ok {
		w.declaration(d)
		for child := d.First(); child != nil; child = child.Next() {
			if err := w.node(child); err != nil {
				return "", err
			}
		}
	} else if err := w.node(n); err != nil {
		return "", err
	}
	return w.result(0)
}

// result returns what was written but for the first bytes.
func (w *writer) result(skip int) (string, error) {
	if err := w.options.Charge.take(len(w.out)); err != nil {
		return "", err
	}
	return string(w.out[skip:]), nil
}

func text(o Object) string {
	s, err := Write(o, WriteOptions{})
	if err != nil {
		return ""
	}
	return s
}

// String returns the XML of the element, indented.
func (e *Element) String() string { return text(e) }

// String returns the XML of the document, indented, without its declaration.
func (d *Document) String() string { return text(d) }

// String returns the text as it is written.
func (t *Text) String() string { return text(t) }

// String returns the comment as it is written.
func (c *Comment) String() string { return text(c) }

// String returns the processing instruction as it is written.
func (p *Instruction) String() string { return text(p) }

// String returns the declaration as it is written.
func (d *DocumentType) String() string { return text(d) }

// String returns name="value".
func (a *Attribute) String() string { return text(a) }
