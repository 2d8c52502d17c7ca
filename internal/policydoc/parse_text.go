package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// characters reads character data up to the next markup. If it begins the
// content of an element and starts with an expression, that is opaque.
func (p *parser) characters() {
	start, i := p.pos, p.pos
	t := &Text{}
	opaque := diag.Span{Start: start, End: start}
	if n := len(p.open); n > 0 && !p.open[n-1].content {
		if s := skipSpace(p.text, start); startsExpression(p.text, s) {
			opaque = diag.Span{Start: s}
			opaque.End, t.broken = p.textExpression(s, p.open[n-1].element)
			i = opaque.End
		}
	}
	for i < len(p.text) {
		if p.text[i] == '<' && p.startsMarkup(i) {
			break
		}
		if p.text[i] == '<' {
			p.errorf(diag.XMLSyntax, diag.Span{Start: i, End: i + 1}, "< outside an expression starts no tag here; write &lt;")
		}
		i++
		if next := strings.IndexByte(p.text[i:], '<'); next >= 0 {
			i += next
		} else {
			i = len(p.text)
		}
	}
	t.at = diag.Span{Start: start, End: i}
	t.Raw = p.text[start:i]
	p.add(t)
	p.pos = i

	if len(p.open) == 0 {
		if !isBlank(t.Raw) {
			at := trimSpan(p.text, t.at)
			p.errorf(diag.XMLSyntax, at, "text stands outside the root element: %s; remove it", quoteText(p.text[at.Start:at.End]))
		}
		return
	}
	if !isBlank(t.Raw) {
		p.open[len(p.open)-1].content = true
	}
	p.checkCharacters(diag.Span{Start: start, End: opaque.Start})
	p.checkCharacters(diag.Span{Start: opaque.End, End: i})
}

// startsMarkup reports whether the < at i starts a tag, comment or the like.
func (p *parser) startsMarkup(i int) bool {
	if i+1 >= len(p.text) {
		return false
	}
	switch c := p.text[i+1]; c {
	case '/', '!', '?':
		return true
	}
	return startsName(p.text, i+1)
}

// checkCharacters reports what may not stand in text outside expressions.
func (p *parser) checkCharacters(span diag.Span) {
	p.checkReferences(span)
	for i := span.Start; ; {
		n := strings.Index(p.text[i:span.End], "]]>")
		if n < 0 {
			return
		}
		i += n + 3
		p.errorf(diag.XMLSyntax, diag.Span{Start: i - 3, End: i}, "]]> may not stand in text; write ]]&gt;")
	}
}

// checkReferences reports every & that starts no entity reference.
func (p *parser) checkReferences(span diag.Span) {
	for i := span.Start; ; {
		n := strings.IndexByte(p.text[i:span.End], '&')
		if n < 0 {
			return
		}
		i += n
		if _, length := reference(p.text[i:span.End]); length > 0 {
			i += length
			continue
		}
		if end := nameEnd(p.text, i+1); end > i+1 && end < span.End && p.text[end] == ';' {
			p.errorf(diag.XMLSyntax, diag.Span{Start: i, End: end + 1}, "the entity %s is not defined in XML; write the character itself or its number (&#160;)", quoteText(p.text[i:end+1]))
			i = end + 1
			continue
		}
		p.errorf(diag.XMLSyntax, diag.Span{Start: i, End: i + 1}, "& outside an expression starts no entity; write &amp;")
		i++
	}
}

// trimSpan returns the span without white space around it.
func trimSpan(text string, s diag.Span) diag.Span {
	s.Start = min(skipSpace(text, s.Start), s.End)
	for s.End > s.Start && isSpace(text[s.End-1]) {
		s.End--
	}
	return s
}

// comment reads <!-- ... -->. The service's authors write -- inside, and even
// <!--> text <-->; a comment ends at the first --> behind its opening.
func (p *parser) comment() {
	end := p.delimited("<!--", "-->", "comment")
	p.add(&Comment{Raw: p.text[p.pos:end], at: diag.Span{Start: p.pos, End: end}})
	p.pos = end
}

// cdata reads <![CDATA[ ... ]]>.
func (p *parser) cdata() {
	end := p.delimited("<![CDATA[", "]]>", "CDATA section")
	at := diag.Span{Start: p.pos, End: end}
	if n := len(p.open); n > 0 {
		p.open[n-1].content = true
	} else {
		p.errorf(diag.XMLSyntax, at, "a CDATA section stands outside the root element; remove it")
	}
	p.add(&CData{Raw: p.text[at.Start:at.End], at: at})
	p.pos = end
}

// instruction reads <? ... ?>.
func (p *parser) instruction() {
	end := p.delimited("<?", "?>", "processing instruction")
	p.add(&ProcInst{Raw: p.text[p.pos:end], at: diag.Span{Start: p.pos, End: end}})
	p.pos = end
}

// delimited returns the end of the construct that starts at the current place
// with open and ends with the first stop behind it. If there is no stop, that
// is reported and the construct ends with its line, so that the mistakes behind
// it are found too.
func (p *parser) delimited(open, stop, what string) int {
	if i := p.find(stop, p.pos+len(open)); i >= 0 {
		return i + len(stop)
	}
	p.errorf(diag.XMLSyntax, diag.Span{Start: p.pos, End: p.pos + len(open)}, "the %s is never closed; add %s", what, stop)
	if i := strings.IndexAny(p.text[p.pos:], "\r\n"); i >= 0 {
		return p.pos + i
	}
	return len(p.text)
}

// declaration skips <!DOCTYPE ...> and the like: document types could define
// entities and name files, and the service takes none.
func (p *parser) declaration() {
	i := p.find(">", p.pos)
	if subset := strings.IndexByte(p.text[p.pos:max(i, p.pos)], '['); subset >= 0 {
		if i = p.find("]", p.pos+subset); i >= 0 {
			i = p.find(">", i)
		}
	}
	if i++; i == 0 {
		i = p.pos + 2 // it does not end; what follows is read as text
	}
	at := diag.Span{Start: p.pos, End: i}
	p.errorf(diag.XMLSyntax, at, "%s: declarations may not stand in a policy document; remove it, or write <!-- to start a comment", quoteText(p.text[at.Start:at.End]))
	p.skip(i)
}
