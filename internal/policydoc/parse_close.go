package policydoc

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// closingTag reads </name> and closes what it closes.
func (p *parser) closingTag() {
	start := p.pos
	name := diag.Span{Start: start + 2, End: nameEnd(p.text, start+2)}
	end := p.closingTagEnd(name)
	tag := p.text[name.Start:name.End]
	at := diag.Span{Start: start, End: end}

	depth := p.opener(tag)
	switch top := len(p.open) - 1; {
	case depth >= 0:
		p.closeAbove(depth, at)
	case p.recovered[tag] > 0:
		p.recovered[tag]--
		p.skip(end)
		return
	case top < 0:
		p.errorf(diag.XMLSyntax, at, "</%s> closes nothing: no element is open here; remove it", tag)
		p.skip(end)
		return
	case tag == "" || p.misspelt(tag, end):
		e := p.open[top].element
		p.report(diag.Diagnostic{Code: diag.XMLSyntax, Span: name, Suggestion: e.Name,
			Message: fmt.Sprintf("</%s> does not close <%s>; write </%s>", tag, e.Name, e.Name),
			Related: p.here("<"+e.Name+"> opens here", e.NameSpan)})
	default:
		e := p.open[top].element
		p.report(diag.Diagnostic{Code: diag.XMLSyntax, Span: at,
			Message: fmt.Sprintf("</%s> closes nothing: the open element is <%s>; remove it, or open <%s> before it", tag, e.Name, tag),
			Related: p.here("<"+e.Name+"> opens here", e.NameSpan)})
		p.skip(end)
		return
	}
	top := len(p.open) - 1
	e := p.open[top].element
	e.Close = at
	e.CloseTag = p.text[start:end]
	p.open = p.open[:top]
	p.pos = end
}

// closingTagEnd returns the offset behind the > of a closing tag and reports
// what else stands in it.
func (p *parser) closingTagEnd(name diag.Span) int {
	end := skipSpace(p.text, name.End)
	if end < len(p.text) && p.text[end] == '>' {
		return end + 1
	}
	if i := strings.IndexAny(p.text[end:], "<>"); i >= 0 && p.text[end+i] == '>' {
		end += i + 1
		p.errorf(diag.XMLSyntax, diag.Span{Start: name.End, End: end - 1}, "only white space may follow the name in the closing tag </%s>", p.text[name.Start:name.End])
		return end
	}
	end = name.End
	p.errorf(diag.XMLSyntax, diag.Span{Start: name.Start - 2, End: end}, "the closing tag </%s is not closed; add >", p.text[name.Start:name.End])
	return end
}

// opener returns the index of the innermost open element of that name, or -1.
func (p *parser) opener(name string) int {
	for i := len(p.open) - 1; i >= 0; i-- {
		if p.open[i].element.Name == name {
			return i
		}
	}
	return -1
}

// closeAbove closes the elements above open[depth], whose closing tag stands at
// tag, and reports each: its own closing tag is missing.
func (p *parser) closeAbove(depth int, tag diag.Span) {
	for i := len(p.open) - 1; i > depth; i-- {
		e, outer := p.open[i].element, p.open[depth].element
		p.report(diag.Diagnostic{Code: diag.XMLSyntax, Span: tag,
			Message: fmt.Sprintf("</%s> stands here, but <%s> is still open; add </%s> before it", outer.Name, e.Name, e.Name),
			Related: p.here("<"+e.Name+"> opens here", e.NameSpan)})
		e.Close = diag.Span{Start: tag.Start, End: tag.Start}
		if p.recovered == nil {
			p.recovered = map[string]int{}
		}
		p.recovered[e.Name]++
	}
	p.open = p.open[:depth+1]
}

// misspelt reports whether a closing tag that fits no open element was meant
// for the innermost one: its name is nearly that, or what follows closes the
// element around it. end is the offset behind the tag.
func (p *parser) misspelt(tag string, end int) bool {
	top := len(p.open) - 1
	name := p.open[top].element.Name
	if _, ok := diag.Suggest(tag, []string{name}); ok {
		return true
	}
	next := skipSpace(p.text, end)
	if top == 0 {
		return next == len(p.text)
	}
	outer := "</" + p.open[top-1].element.Name
	return strings.HasPrefix(p.text[next:], outer) && nameEnd(p.text, next+2) == next+len(outer)
}
