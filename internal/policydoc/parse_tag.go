package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// openingTag reads <name attributes> or <name attributes/>.
func (p *parser) openingTag() {
	start := p.pos
	end := nameEnd(p.text, start+1)
	e := &Element{Name: p.text[start+1 : end], NameSpan: diag.Span{Start: start + 1, End: end}, src: p.src}
	if n := len(p.open); n > 0 {
		e.Parent = p.open[n-1].element
		p.open[n-1].content = true
	} else if p.root == nil {
		p.root = e
	} else {
		p.report(diag.Diagnostic{Code: diag.XMLSyntax, Span: e.NameSpan,
			Message: "<" + e.Name + "> is a second root element; a document has one",
			Related: p.here("the first one", p.root.NameSpan)})
	}
	if len(p.open) >= p.limits.Depth {
		p.errorf(diag.XMLSyntax, e.NameSpan, "elements are nested more than %d deep; the rest is not read", p.limits.Depth)
		p.skipRest()
		return
	}
	p.add(e)
	p.pos = end
	p.attributes(e)
	e.Open = diag.Span{Start: start, End: p.pos}
	e.Close = diag.Span{Start: p.pos, End: p.pos}
	if !e.SelfClosing && !p.endsHere(e) {
		p.open = append(p.open, frame{element: e})
	}
}

// endsHere reports whether a tag that was not closed is followed by the end of
// the document or a closing tag of another name: one mistake, not two.
func (p *parser) endsHere(e *Element) bool {
	if strings.HasSuffix(e.Tail, ">") {
		return false
	}
	rest := p.text[p.pos:]
	return rest == "" || strings.HasPrefix(rest, "</") && rest[2:nameEnd(rest, 2)] != e.Name
}

// attributes reads what stands between a tag's name and its end, end included.
func (p *parser) attributes(e *Element) {
	var names map[string]*Attribute
	space := p.pos // start of what stands before the next attribute
	for junk := false; ; {
		p.pos = skipSpace(p.text, p.pos)
		rest := p.text[p.pos:]
		switch {
		case rest == "" || rest[0] == '<':
			p.errorf(diag.XMLSyntax, diag.Span{Start: e.NameSpan.Start - 1, End: e.NameSpan.End}, "the tag <%s is not closed; add > or />", e.Name)
			e.Tail = p.text[space:p.pos]
			return
		case rest[0] == '>':
			p.pos++
			e.Tail = p.text[space:p.pos]
			return
		case strings.HasPrefix(rest, "/>"):
			p.pos += 2
			e.SelfClosing = true
			e.Tail = p.text[space:p.pos]
			return
		case startsName(p.text, p.pos) && (p.looksLikeAttribute(p.pos) || !junk && p.pos > space):
			before := p.pos
			a := p.attribute(e, space)
			if before == space {
				p.errorf(diag.XMLSyntax, a.NameSpan, "white space is missing before the attribute %s in <%s>", a.Name, e.Name)
			}
			space = p.pos
			names = p.checkDuplicate(e, a, names)
		default:
			end := p.junkEnd(p.pos)
			if !junk {
				p.errorf(diag.XMLSyntax, diag.Span{Start: p.pos, End: end}, "%s is unexpected in the tag <%s>; after its name only attributes may stand, and a \" inside an attribute is written &quot;", quoteText(p.text[p.pos:end]), e.Name)
			}
			junk = true
			p.pos = end
		}
	}
}

// checkDuplicate reports an attribute that stands twice, and appends it.
func (p *parser) checkDuplicate(e *Element, a *Attribute, names map[string]*Attribute) map[string]*Attribute {
	const few = 8 // up to here looking is cheaper than a map
	var first *Attribute
	if len(e.Attributes) < few {
		first = e.Attribute(a.Name)
	} else {
		if names == nil {
			names = map[string]*Attribute{}
			for _, b := range e.Attributes {
				if names[b.Name] == nil {
					names[b.Name] = b
				}
			}
		}
		first = names[a.Name]
		if first == nil {
			names[a.Name] = a
		}
	}
	if first != nil {
		p.report(diag.Diagnostic{Code: diag.DuplicateAttribute, Span: a.NameSpan,
			Message: "<" + e.Name + "> has the attribute " + a.Name + " twice; remove one",
			Related: p.here("the first one", first.NameSpan)})
	}
	e.Attributes = append(e.Attributes, a)
	return names
}

// attribute reads name="value"; space is where the white space before it starts.
func (p *parser) attribute(e *Element, space int) *Attribute {
	name := diag.Span{Start: p.pos, End: nameEnd(p.text, p.pos)}
	a := &Attribute{Space: p.text[space:p.pos], Name: p.text[name.Start:name.End], NameSpan: name, src: p.src}
	p.pos = name.End
	a.ValueSpan = diag.Span{Start: p.pos, End: p.pos}
	equals := skipSpace(p.text, p.pos)
	if equals >= len(p.text) || p.text[equals] != '=' {
		p.errorf(diag.XMLSyntax, name, `attribute %s of <%s> has no value; write %s="..."`, a.Name, e.Name, a.Name)
		a.broken = true
		return a
	}
	quote := skipSpace(p.text, equals+1)
	if quote >= len(p.text) || p.text[quote] != '"' && p.text[quote] != '\'' {
		p.unquoted(e, a, quote)
		return a
	}
	a.Equals = p.text[name.End:quote]
	a.Quote = p.text[quote]
	p.quoted(e, a, quote+1)
	return a
}

// unquoted reads the value of name=value, which is a mistake.
func (p *parser) unquoted(e *Element, a *Attribute, start int) {
	a.Equals = p.text[a.NameSpan.End:start]
	end := start
	if startsExpression(p.text, start) {
		if stop, ok := p.scan(p.text, start); ok {
			end = stop
		}
	}
	for end < len(p.text) && !isSpace(p.text[end]) && p.text[end] != '>' && p.text[end] != '<' && !strings.HasPrefix(p.text[end:], "/>") {
		end++
	}
	a.ValueSpan = diag.Span{Start: start, End: end}
	a.Raw = p.text[start:end]
	a.broken = true
	p.pos = end
	p.errorf(diag.XMLSyntax, a.Span(), `the value of attribute %s of <%s> is not in quotes; write %s="..."`, a.Name, e.Name, a.Name)
}

// looksLikeAttribute reports whether name= and a quote stand at i.
func (p *parser) looksLikeAttribute(i int) bool {
	end := nameEnd(p.text, i)
	if end == i {
		return false
	}
	end = skipSpace(p.text, end)
	if end >= len(p.text) || p.text[end] != '=' {
		return false
	}
	end = skipSpace(p.text, end+1)
	return end < len(p.text) && (p.text[end] == '"' || p.text[end] == '\'')
}

// junkEnd returns the end of the run of characters at i that cannot be read in
// a tag.
func (p *parser) junkEnd(i int) int {
	for i++; i < len(p.text); i++ {
		c := p.text[i]
		if isSpace(c) || c == '<' || c == '>' || c == '/' {
			break
		}
	}
	return i
}

// quoteText returns a piece of the document for a message, shortened.
func quoteText(s string) string {
	const longest = 40
	if len(s) <= longest {
		return s
	}
	cut := longest
	for cut > 0 && s[cut]&0xc0 == 0x80 {
		cut--
	}
	return s[:cut] + "..."
}
