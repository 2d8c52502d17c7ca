package xmltree

import "github.com/gatehouse-project/gatehouse/internal/text/growth"

// writer writes XML as the XmlWriter of .NET does. The rule of mixed content: a
// line break comes before an element, comment or instruction unless a text was
// written before it in the same element, or in one around it.
type writer struct {
	out     []byte
	options WriteOptions
	memory  growth.Meter

	declared scopes     // what declarations in the tree say
	bound    boundNames // what was written so far

	open    []openTag
	mixed   bool
	textEnd int // len(out) right after text, where no line break may come
	// contentStart is len(out) right after the start tag of the innermost
	// element, to see whether it has content.
	contentStart int
}

type openTag struct {
	name  string // as written
	mixed bool   // the writer's mixed before the element
	mark  int    // how many names were bound before the element
}

func newWriter(options WriteOptions) *writer {
	if options.NewLine == "" {
		options.NewLine = "\n"
	}
	w := &writer{options: options, memory: growth.Meter{Charge: options.Charge}}
	w.bound.init()
	w.bound.written = options.Written
	return w
}

func (w *writer) formatted() bool { return w.options.Save&DisableFormatting == 0 }

// spend counts what the text has grown by.
func (w *writer) spend() (err error) {
	w.out, err = w.memory.Spend(w.out)
	return err
}

func (w *writer) declaration(d *Document) {
	if w.options.Encoding == "" {
		return
	}
	decl := Declaration{Version: "1.0", Encoding: w.options.Encoding}
	if d.Declaration != nil && (d.Declaration.Standalone == "yes" || d.Declaration.Standalone == "no") {
		decl.Standalone = d.Declaration.Standalone
	}
	w.out = append(w.out, decl.String()...)
}

// lineBreak starts a new line before a node, unless it stands beside text.
func (w *writer) lineBreak() {
	if w.mixed || !w.formatted() || w.textEnd == len(w.out) {
		return
	}
	w.out = append(w.out, w.options.NewLine...)
	for range w.open {
		w.out = append(w.out, "  "...)
	}
}

// node writes a node with everything below it, without recursion.
func (w *writer) node(top Node) error {
	if e, ok := top.(*Element); ok {
		w.declared.pushAncestors(e)
	}
	n := top
	for {
		if e, ok := n.(*Element); ok {
			if err := w.startElement(e); err != nil {
				return err
			}
			if err := w.spend(); err != nil {
				return err
			}
			if first := e.First(); first != nil {
				n = first
				continue
			}
			w.endElement(e.IsEmpty())
		} else if err := w.leaf(n); err != nil {
			return err
		}
		if err := w.spend(); err != nil {
			return err
		}
		for n != top && n.Next() == nil {
			n = n.Container()
			w.endElement(false)
			if err := w.spend(); err != nil {
				return err
			}
		}
		if n == top {
			return nil
		}
		n = n.Next()
	}
}

// longText is the length of a text whose room is made before it is written.
const longText = 4 << 10

func (w *writer) leaf(n Node) (err error) {
	switch n := n.(type) {
	case *Text:
		w.mixed = true
		if len(n.value) >= longText {
			if w.out, err = w.memory.Room(w.out, len(n.value)); err != nil {
				return err
			}
		}
		if n.cdata {
			w.out = append(w.out, "<![CDATA["...)
			err = w.section(n.value)
			w.out = append(w.out, "]]>"...)
		} else {
			w.out, err = w.appendText(w.out, n.value)
		}
		w.textEnd = len(w.out)
	case *Comment:
		w.lineBreak()
		w.out = append(w.out, "<!--"...)
		err = w.comment(n.value)
		w.out = append(w.out, "-->"...)
	case *Instruction:
		if w.options.Written {
			if err := checkWrittenTarget(n.target); err != nil {
				return err
			}
		}
		w.lineBreak()
		w.out = append(w.out, "<?"+n.target...)
		if n.data != "" || w.options.Written {
			w.out = append(w.out, ' ')
			err = w.instruction(n.data)
		}
		w.out = append(w.out, "?>"...)
	case *DocumentType:
		w.lineBreak()
		err = w.documentType(n)
	}
	return err
}

func (w *writer) documentType(d *DocumentType) error {
	w.out = append(w.out, "<!DOCTYPE "+d.Name...)
	for _, part := range []*string{d.PublicID, d.SystemID, d.Subset} {
		if part != nil {
			if err := checkChars(*part); err != nil {
				return err
			}
		}
	}
	system := ""
	if d.SystemID != nil {
		system = *d.SystemID
	}
	switch {
	case d.PublicID != nil:
		w.out = append(w.out, ` PUBLIC "`+*d.PublicID+`" "`+system+`"`...)
	case d.SystemID != nil:
		w.out = append(w.out, ` SYSTEM "`+system+`"`...)
	case !w.options.Written:
		w.out = append(w.out, ' ')
	}
	if d.Subset != nil {
		w.out = append(w.out, "["+*d.Subset+"]"...)
	}
	w.out = append(w.out, '>')
	return nil
}

func (w *writer) endElement(empty bool) {
	top := w.open[len(w.open)-1]
	w.open = w.open[:len(w.open)-1]
	hasContent := w.contentStart != len(w.out)
	if hasContent {
		w.lineBreak()
	}
	w.mixed = top.mixed
	if empty && !hasContent {
		w.out = append(w.out[:len(w.out)-1], " />"...)
	} else {
		w.out = append(w.out, "</"+top.name+">"...)
	}
	w.contentStart = 0
	w.bound.pop(top.mark)
	w.declared.pop(len(w.open))
}
