package policydoc

import (
	"iter"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Elements iterates over the child elements and passes over everything else.
func (e *Element) Elements() iter.Seq[*Element] {
	return func(yield func(*Element) bool) {
		for _, n := range e.Children {
			if c, ok := n.(*Element); ok && !yield(c) {
				return
			}
		}
	}
}

// OnlyElements returns the child elements and reports any text between them.
func (e *Element) OnlyElements(l *diag.List) []*Element {
	var out []*Element
	for _, n := range e.Children {
		var text string
		switch n := n.(type) {
		case *Element:
			out = append(out, n)
		case *Text:
			text = n.Raw
		case *CData:
			text = n.Raw
		}
		if !isBlank(text) {
			at := trimSpan(e.src.Text, n.Span())
			l.Errorf(diag.UnexpectedText, e.src, at, "text may not stand in <%s>, which takes elements only: %s; remove it", e.Name, quoteText(e.src.Text[at.Start:at.End]))
		}
	}
	return out
}

// Text returns what the content of an element means that takes text and no
// elements. Comments in it are left out, CDATA is taken as it is. Child elements
// are reported. Findings are added to l, which may be nil. As with every value,
// what was read counts and not what was changed since.
func (e *Element) Text(named *NamedValues, l *diag.List) Value {
	c, elements := e.text()
	for _, child := range elements {
		c.broken = true
		if l != nil {
			l.Errorf(diag.UnknownElement, e.src, child.NameSpan, "<%s> may not stand in <%s>, which takes text; write < as &lt; if it is part of the text", child.Name, e.Name)
		}
	}
	return c.value(named, l)
}

// OwnText is Text for an element that takes child elements as well: what the text
// around them means.
func (e *Element) OwnText(named *NamedValues, l *diag.List) Value {
	c, _ := e.text()
	return c.value(named, l)
}

// Markup returns what the content of an element means that takes text, an
// expression, or any XML, as set-body does. Text alone is read as Text reads it.
// With child elements the content is their markup as written, and so is the
// text between them (set-body.md, common rule 4).
func (e *Element) Markup(named *NamedValues, l *diag.List) Value {
	c, elements := e.text()
	if len(elements) == 0 {
		if e.decodesExpression() {
			if v, ok := c.htmlExpression(named, l); ok {
				return v
			}
		}
		return c.value(named, l)
	}
	// unverified: whether the service decodes entities in the text between
	// child elements. As markup they must stay for the whole to be XML.
	r := &valueReader{builder: newBuilder(e.src), named: named, list: l}
	r.read(c.span, false)
	return c.finish(r, Literal, 0, -1)
}

// HoldsTemplate reports whether an attribute template says that the content is a
// Liquid template. Case does not matter: documents write liquid and Liquid.
func (e *Element) HoldsTemplate() bool {
	a := e.Attribute("template")
	return a != nil && strings.EqualFold(strings.TrimSpace(a.Raw), "liquid")
}

// Outer returns the whole element as XML as written, its tags included, with named
// values put in. namespaces are the declarations of the elements around it, by
// prefix.
func (e *Element) Outer(named *NamedValues, l *diag.List) (v Value, namespaces map[string]string) {
	span := e.Span()
	r := &valueReader{builder: newBuilder(e.src), named: named, list: l}
	r.read(span, false)
	c := content{src: e.src, span: span}
	for up := e.Parent; up != nil; up = up.Parent {
		for _, a := range up.Attributes {
			prefix, ok := strings.CutPrefix(a.Name, "xmlns:")
			if !ok && a.Name != "xmlns" {
				continue
			}
			if !ok {
				prefix = ""
			}
			if _, hidden := namespaces[prefix]; hidden {
				continue
			}
			if namespaces == nil {
				namespaces = map[string]string{}
			}
			namespaces[prefix] = a.Value(named, nil).Text()
		}
	}
	return c.finish(r, Literal, 0, -1), namespaces
}

// Template returns the content of an element that holds a Liquid template:
// always a literal, as written, entities and child elements included; CDATA is
// taken without its delimiters (set-body.md, Liquid rule 12). Named values are
// put in, and any other {{...}} is the template's own.
//
// unverified: whether an expression is evaluated before the template; it is not
// here (set-body.md, Liquid rule 13).
func (e *Element) Template(named *NamedValues, l *diag.List) Value {
	c, _ := e.text()
	r := &valueReader{builder: newBuilder(e.src), named: named, list: l, liquid: true}
	for _, n := range e.Children {
		if d, ok := n.(*CData); ok {
			r.read(d.inner(), false)
		} else {
			r.read(n.Span(), false)
		}
	}
	return c.finish(r, Literal, 0, -1)
}

// TextSpan returns where the text of an element stands that has text, without
// white space around it, and no child elements.
func (e *Element) TextSpan() (diag.Span, bool) {
	c, elements := e.text()
	if len(elements) > 0 || len(c.pieces) == 0 {
		return diag.Span{}, false
	}
	text := c.src.Text[c.span.Start:c.span.End]
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	end := len(strings.TrimRight(text, " \t\r\n"))
	return diag.Span{Start: c.span.Start + start, End: c.span.Start + end}, start < end
}

// text returns the text of the content, and the child elements in it.
func (e *Element) text() (content, []*Element) {
	c := content{src: e.src, where: "<" + e.Name + ">", span: diag.Span{Start: e.Open.End, End: max(e.Open.End, e.Close.Start)}}
	var elements []*Element
	for _, n := range e.Children {
		switch n := n.(type) {
		case *Text:
			c.pieces = append(c.pieces, piece{span: n.at})
			c.broken = c.broken || n.broken
		case *CData:
			c.pieces = append(c.pieces, piece{span: n.inner(), verbatim: true})
		case *Element:
			elements = append(elements, n)
		}
	}
	return c, elements
}

// inner returns where the text between the delimiters stands.
func (c *CData) inner() diag.Span {
	const open, end = len("<![CDATA["), len("]]>")
	s := c.at
	s.Start += open
	if strings.HasSuffix(c.Raw, "]]>") && s.End-end >= s.Start {
		s.End -= end
	}
	return s
}
