package xslt

import (
	"net/url"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// htmlWriter is the method html, as .NET writes HTML 4.
type htmlWriter struct {
	w      *writer
	indent bool

	open []openHTML
	// blockEnd is the length right after a tag behind which a line may break,
	// contentStart right after a start tag.
	blockEnd, contentStart int
	rooted                 bool
}

type openHTML struct {
	name  string
	props htmlProperty
}

// htmlProperty is what is special about an element.
type htmlProperty uint8

const (
	htmlBlock   htmlProperty = 1 << iota // white space around it does not count
	htmlEmpty                            // has no end tag
	htmlRaw                              // its text is not escaped
	htmlURI                              // may have attributes that are addresses
	htmlBoolean                          // may have attributes without a value
	htmlHead
	htmlForeign // an element of a namespace
)

// The elements of HTML 4 by what .NET knows of them.
const (
	blockElements = " address applet area base basefont blockquote body caption center col colgroup dd del dir div dl dt fieldset font form frame frameset h1 h2 h3 h4 h5 h6 head hr html iframe ins isindex legend li link map menu meta noframes noscript ol optgroup option p param pre s strike style table tbody td tfoot th thead title tr ul "
	emptyElements = " area base basefont br col frame hr img input isindex link meta param "
	rawElements   = " script style "
	uriElements   = " a area base blockquote del form head img input ins link object q script table "
	boolElements  = " area button dir dl frame hr img input menu object ol optgroup option script select td textarea th ul "

	uriAttributes  = " action cite classid codebase data datasrc for href longdesc name profile src usemap "
	boolAttributes = " checked compact declare defer disabled ismap multiple nohref noresize noshade nowrap readonly selected "
)

func htmlProperties(name xmltree.Name) htmlProperty {
	if name.Space != "" {
		return htmlForeign | htmlBlock
	}
	key := " " + strings.ToLower(name.Local) + " "
	var p htmlProperty
	for _, set := range []struct {
		names string
		p     htmlProperty
	}{
		{blockElements, htmlBlock}, {emptyElements, htmlEmpty}, {rawElements, htmlRaw},
		{uriElements, htmlURI}, {boolElements, htmlBoolean}, {" head ", htmlHead},
	} {
		if strings.Contains(set.names, key) {
			p |= set.p
		}
	}
	return p
}

func (h *htmlWriter) lineBreak() {
	if !h.indent || h.blockEnd != len(h.w.out) {
		return
	}
	h.newLine(len(h.open))
}

func (h *htmlWriter) newLine(depth int) {
	h.w.string(h.w.newLine)
	for range depth {
		h.w.string("  ")
	}
}

func (h *htmlWriter) start(prefix string, name xmltree.Name, attributes []resultAttribute, spaces []declaration) error {
	props := htmlProperties(name)
	qualified := written(prefix, name.Local)
	if !h.rooted {
		h.rooted = true
		if o := &h.w.output; o.DoctypeSystem != nil || o.DoctypePublic != nil {
			// .NET names the document type html, whatever the element.
			h.w.doctype("html")
			h.blockEnd = len(h.w.out)
			if h.indent && props&htmlBlock == 0 {
				h.newLine(0)
			}
		}
	}
	if props&htmlBlock != 0 {
		h.lineBreak()
	}
	h.open = append(h.open, openHTML{qualified, props})
	h.w.string("<", qualified)
	for i := range attributes {
		h.attribute(&attributes[i], props)
	}
	for _, d := range spaces {
		if d.prefix == "" {
			h.w.string(` xmlns="`)
		} else {
			h.w.string(" xmlns:", d.prefix, `="`)
		}
		h.w.escape(string(d.space), escapeHTMLValue)
		h.w.string(`"`)
	}
	h.w.string(">")
	h.contentStart = len(h.w.out)
	switch {
	case props&htmlHead != 0:
		if h.indent {
			h.newLine(len(h.open))
		}
		h.w.string(`<META http-equiv="Content-Type" content="text/html; charset=`, h.w.encodingName(), `">`)
		h.blockEnd = len(h.w.out)
	case props&htmlBlock != 0:
		h.blockEnd = len(h.w.out)
	}
	return nil
}

func (h *htmlWriter) attribute(a *resultAttribute, props htmlProperty) {
	name := written(a.prefix, a.name.Local)
	key := " " + strings.ToLower(name) + " "
	h.w.string(" ", name)
	if props&htmlBoolean != 0 && strings.Contains(boolAttributes, key) && strings.EqualFold(a.value, name) {
		return
	}
	h.w.string(`="`)
	value := a.value
	if props&htmlURI != 0 && strings.Contains(uriAttributes, key) {
		value = escapeURI(value)
	}
	if props&htmlForeign != 0 {
		h.w.escape(value, escapeValue)
	} else {
		h.htmlValue(value)
	}
	h.w.string(`"`)
}

// htmlValue leaves < alone, and & before a brace.
func (h *htmlWriter) htmlValue(s string) {
	for {
		i := strings.Index(s, "&{")
		if i < 0 {
			break
		}
		h.w.escape(s[:i], escapeHTMLValue)
		h.w.string("&{")
		s = s[i+2:]
	}
	h.w.escape(s, escapeHTMLValue)
}

func escapeHTMLValue(c byte) string {
	switch c {
	case '"':
		return "&quot;"
	case '&':
		return "&amp;"
	}
	return ""
}

// escapeURI writes what is not ASCII as the bytes of its UTF-8.
func escapeURI(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] < 0x80 {
			b.WriteByte(s[i])
		} else {
			b.WriteString(url.PathEscape(s[i : i+1]))
		}
	}
	return b.String()
}

func (h *htmlWriter) end() error {
	top := h.open[len(h.open)-1]
	h.open = h.open[:len(h.open)-1]
	if top.props&htmlForeign != 0 && h.contentStart == len(h.w.out) {
		h.w.out = append(h.w.out[:len(h.w.out)-1], " />"...)
	} else if top.props&htmlEmpty == 0 {
		if top.props&htmlBlock != 0 && h.blockEnd == len(h.w.out) && h.contentStart != len(h.w.out) && h.indent {
			h.newLine(len(h.open))
		}
		h.w.string("</", top.name, ">")
	}
	h.contentStart = 0
	if top.props&htmlBlock != 0 {
		h.blockEnd = len(h.w.out)
	}
	return nil
}

func (h *htmlWriter) text(s string, raw bool) error {
	if raw || len(h.open) > 0 && h.open[len(h.open)-1].props&htmlRaw != 0 {
		h.w.string(s)
		return nil
	}
	h.w.lines(s, escapeText)
	return nil
}

func (h *htmlWriter) comment(s string) error {
	h.w.string("<!--")
	h.w.lines(commentText(s), nil)
	h.w.string("-->")
	return nil
}

func (h *htmlWriter) instruction(target, data string) error {
	h.w.string("<?", target)
	if data != "" {
		h.w.string(" ", data)
	}
	h.w.string(">")
	return nil
}

func (h *htmlWriter) finish() error { return nil }
