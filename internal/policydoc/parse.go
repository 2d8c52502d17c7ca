package policydoc

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Limits bound what a document may cost. What lies behind a limit is reported
// and not read.
type Limits struct {
	// Bytes is the longest text that is read.
	Bytes int
	// Depth is how many elements may stand inside each other.
	Depth int
}

// DefaultLimits are the limits of Parse. The service takes policy documents of
// 256 KiB and fragments of 512 KiB.
func DefaultLimits() Limits { return Limits{Bytes: 1 << 20, Depth: 200} }

// maxReports is how many findings Parse adds for one document; a text that is
// no policy document at all would otherwise give one for every other character.
const maxReports = 500

// Parse reads a policy document in either dialect within DefaultLimits. It
// always returns a document that prints as src, holding what could be read;
// what could not be is added to l, as many mistakes as can be found in one run.
//
// The name of the root element is not checked; see Sniff and ShapeOf.
func Parse(src *diag.Source, l *diag.List) *Document {
	return ParseWithin(DefaultLimits(), src, l)
}

// ParseWithin is Parse with the caller's limits. It takes time linear in the
// length of the text.
func ParseWithin(limits Limits, src *diag.Source, l *diag.List) *Document {
	p := &parser{
		src: src, text: src.Text, limits: limits, list: l,
		doc:    &Document{Source: src},
		absent: map[string]int{},
		budget: 16*len(src.Text) + 1<<20,
	}
	p.document()
	return p.doc
}

type parser struct {
	src    *diag.Source
	text   string
	pos    int
	limits Limits
	list   *diag.List
	doc    *Document
	root   *Element
	// open are the elements whose content is being read, the innermost last.
	open []frame
	// absent says from which offset on a delimiter does not occur any more.
	absent map[string]int
	// budget is how many bytes the readings of expressions that come to
	// nothing may still look at; it keeps the whole linear.
	budget int
	// recovered are the names of elements that were closed before their
	// closing tags; the tags that come too late are no second mistake.
	recovered map[string]int
	reports   int
	// stopped says that the rest of the text was given up.
	stopped bool
}

// frame is an open element.
type frame struct {
	element *Element
	// content says that text or an element stands in it already, so that what
	// follows is not the beginning of its value.
	content bool
}

func (p *parser) document() {
	if len(p.text) > p.limits.Bytes {
		p.errorf(diag.XMLSyntax, diag.Span{}, "the document has %d bytes; at most %d are read", len(p.text), p.limits.Bytes)
		p.skipRest()
		return
	}
	if !p.checkEncoding() {
		p.skipRest()
		return
	}
	if strings.HasPrefix(p.text, "\ufeff") {
		p.doc.BOM = "\ufeff"
		p.pos = len(p.doc.BOM)
	}
	for p.pos < len(p.text) && !p.stopped {
		rest := p.text[p.pos:]
		switch {
		case rest[0] != '<':
			p.characters()
		case strings.HasPrefix(rest, "<!--"):
			p.comment()
		case strings.HasPrefix(rest, "<![CDATA["):
			p.cdata()
		case strings.HasPrefix(rest, "<!"):
			p.declaration()
		case strings.HasPrefix(rest, "<?"):
			p.instruction()
		case strings.HasPrefix(rest, "</"):
			p.closingTag()
		case startsName(p.text, p.pos+1):
			p.openingTag()
		default:
			p.characters()
		}
	}
	p.finish()
}

// checkEncoding reports bytes that no XML document may hold. It returns false
// if the text is not in UTF-8 at all and should not be read.
func (p *parser) checkEncoding() bool {
	if strings.HasPrefix(p.text, "\xff\xfe") || strings.HasPrefix(p.text, "\xfe\xff") {
		p.errorf(diag.XMLSyntax, diag.Span{End: 2}, "the document is in UTF-16; save it as UTF-8")
		return false
	}
	for i, r := range p.text {
		if r >= 0x20 && r < utf8.RuneError || isXMLChar(r) && r != utf8.RuneError {
			continue
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(p.text[i:]); size > 1 {
				continue
			}
			p.errorf(diag.XMLSyntax, diag.Span{Start: i, End: i + 1}, "byte 0x%02x is not UTF-8; save the document as UTF-8", p.text[i])
		} else {
			p.errorf(diag.XMLSyntax, diag.Span{Start: i, End: i + utf8.RuneLen(r)}, "character U+%04X may not stand in a document; remove it", r)
		}
		break // one is enough to tell
	}
	return true
}

// finish reports what is missing at the end of the document.
func (p *parser) finish() {
	for i := len(p.open) - 1; i >= 0; i-- {
		e := p.open[i].element
		e.Close = diag.Span{Start: p.pos, End: p.pos}
		if !p.stopped {
			p.errorf(diag.XMLSyntax, e.NameSpan, "<%s> is never closed; add </%s>", e.Name, e.Name)
		}
	}
	p.open = nil
	if p.root == nil && !p.stopped {
		p.errorf(diag.XMLSyntax, diag.Span{Start: p.pos, End: p.pos}, "there is no root element; a policy document is <policies>...</policies> or <fragment>...</fragment>")
	}
}

// skipRest gives up the rest of the text.
func (p *parser) skipRest() {
	p.stopped = true
	p.skip(len(p.text))
}

// skip adds the text up to end as a node without meaning.
func (p *parser) skip(end int) {
	if end > p.pos {
		at := diag.Span{Start: p.pos, End: end}
		p.add(&Skipped{Raw: p.text[at.Start:at.End], at: at})
		p.pos = end
	}
}

// add appends a node to the innermost open element, or to the document.
func (p *parser) add(n Node) {
	if len(p.open) == 0 {
		p.doc.Nodes = append(p.doc.Nodes, n)
		return
	}
	e := p.open[len(p.open)-1].element
	e.Children = append(e.Children, n)
}

// find returns the offset of sub at or after from, or -1. What is once not
// found is not looked for again, so that many openings without an end cost no
// more than one.
func (p *parser) find(sub string, from int) int {
	stop := len(p.text)
	if absent, ok := p.absent[sub]; ok {
		stop = min(stop, max(absent, from)+len(sub)-1)
	}
	if i := strings.Index(p.text[from:stop], sub); i >= 0 {
		return from + i
	}
	if absent, ok := p.absent[sub]; !ok || from < absent {
		p.absent[sub] = from
	}
	return -1
}

// errorf adds an error about a span of the document.
func (p *parser) errorf(code diag.Code, span diag.Span, format string, args ...any) {
	p.report(diag.Diagnostic{Code: code, Span: span, Message: fmt.Sprintf(format, args...)})
}

// report adds an error whose span is one of the document.
func (p *parser) report(d diag.Diagnostic) {
	d.Source = p.src
	p.reportAt(d)
}

// reportAt adds an error about its own source.
func (p *parser) reportAt(d diag.Diagnostic) {
	p.reports++
	switch {
	case p.reports < maxReports:
		p.list.Add(d)
	case p.reports == maxReports:
		p.list.Errorf(diag.XMLSyntax, d.Source, d.Span, "there are more mistakes from here on; they are not listed")
	}
}

// here returns the related place of a node for a diagnostic.
func (p *parser) here(message string, span diag.Span) []diag.Related {
	return []diag.Related{{Message: message, Source: p.src, Span: span}}
}
