package xslt

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// xmlWriter is the method xml: what the XmlWriter of .NET writes. A line break comes
// before an element, comment or instruction unless a text was written before it in
// the same element, or in one around it.
type xmlWriter struct {
	w      *writer
	indent bool

	open  []openElement
	mixed bool
	// textEnd is the length right after a text, contentStart right after a start
	// tag, sectionEnd right after a CDATA section.
	textEnd, contentStart, sectionEnd int
	rooted                            bool
}

type openElement struct {
	name  string
	mixed bool
	cdata bool
}

func newXMLWriter(w *writer) *xmlWriter {
	x := &xmlWriter{w: w, indent: w.output.Indent != nil && *w.output.Indent, sectionEnd: -1}
	if !w.output.OmitDeclaration {
		w.string(`<?xml version="1.0" encoding="`, w.encodingName(), `"`)
		if s := w.output.Standalone; s != "" {
			w.string(` standalone="`, s, `"`)
		}
		w.string("?>")
	}
	return x
}

func (x *xmlWriter) lineBreak() {
	if x.mixed || !x.indent || x.textEnd == len(x.w.out) {
		return
	}
	x.w.string(x.w.newLine)
	for range x.open {
		x.w.string("  ")
	}
}

func (x *xmlWriter) start(prefix string, name xmltree.Name, attributes []resultAttribute, spaces []declaration) error {
	qualified := written(prefix, name.Local)
	if !x.rooted {
		x.rooted = true
		if o := &x.w.output; o.DoctypeSystem != nil {
			x.lineBreak()
			x.w.doctype(qualified)
		}
	}
	x.lineBreak()
	x.open = append(x.open, openElement{qualified, x.mixed, x.w.output.cdata[name]})
	x.w.string("<", qualified)
	for i := range attributes {
		a := &attributes[i]
		x.w.string(" ", written(a.prefix, a.name.Local), `="`)
		x.w.escape(a.value, escapeValue)
		x.w.string(`"`)
	}
	for _, d := range spaces {
		if d.prefix == "" {
			x.w.string(` xmlns="`)
		} else {
			x.w.string(" xmlns:", d.prefix, `="`)
		}
		x.w.escape(string(d.space), escapeValue)
		x.w.string(`"`)
	}
	x.w.string(">")
	x.contentStart = len(x.w.out)
	return nil
}

func (x *xmlWriter) end() error {
	top := x.open[len(x.open)-1]
	x.open = x.open[:len(x.open)-1]
	if x.contentStart == len(x.w.out) {
		x.w.out = append(x.w.out[:len(x.w.out)-1], " />"...)
	} else {
		x.lineBreak()
		x.w.string("</", top.name, ">")
	}
	x.mixed, x.contentStart = top.mixed, 0
	return nil
}

func (x *xmlWriter) text(s string, raw bool) error {
	x.mixed = true
	switch {
	case len(x.open) > 0 && x.open[len(x.open)-1].cdata:
		if x.sectionEnd == len(x.w.out) {
			x.w.out = x.w.out[:len(x.w.out)-3]
		} else {
			x.w.string("<![CDATA[")
		}
		x.w.lines(strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>"), nil)
		x.w.string("]]>")
		x.sectionEnd = len(x.w.out)
	case raw:
		x.w.string(s)
	default:
		x.w.lines(s, escapeText)
	}
	x.textEnd = len(x.w.out)
	return nil
}

func (x *xmlWriter) comment(s string) error {
	x.lineBreak()
	x.w.string("<!--")
	x.w.lines(commentText(s), nil)
	x.w.string("-->")
	return nil
}

func (x *xmlWriter) instruction(target, data string) error {
	x.lineBreak()
	x.w.string("<?", target)
	if data != "" {
		x.w.string(" ")
		x.w.lines(strings.ReplaceAll(data, "?>", "? >"), nil)
	}
	x.w.string("?>")
	return nil
}

func (x *xmlWriter) finish() error { return nil }

// doctype writes a document type declaration.
func (w *writer) doctype(name string) {
	w.string("<!DOCTYPE ", name)
	public, system := w.output.DoctypePublic, w.output.DoctypeSystem
	switch {
	case public != nil:
		w.string(` PUBLIC "`, *public, `"`)
		if system != nil {
			w.string(` "`, *system, `"`)
		}
	case system != nil:
		w.string(` SYSTEM "`, *system, `"`)
	}
	w.string(">")
}
