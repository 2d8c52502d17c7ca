package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
)

// unterminated reports an expression that does not end. span is the value as far
// as it could be made out.
func (p *parser) unterminated(span diag.Span, where string) {
	if p.budget < 0 {
		p.errorf(diag.XMLSyntax, diag.Span{Start: span.Start, End: span.Start + 2}, "the expression in %s was not read; repair the expressions before it first", where)
		return
	}
	p.budget -= span.Len()
	t := newBuilder(p.src)
	t.decode(span)
	d := unterminated(t.source(0, t.b.Len(), span), 0, where)
	p.reportAt(d)
}

// unterminated returns the finding about an expression that starts at offset
// open of src and does not end. It names the place that most likely is to blame:
// the first literal that does not end, or the innermost bracket left open.
func unterminated(src *diag.Source, open int, where string) diag.Diagnostic {
	want := ")"
	if src.Text[open+1] == '{' {
		want = "}"
	}
	d := diag.Diagnostic{
		Code: diag.XMLSyntax, Source: src, Span: diag.Span{Start: open, End: open + 2},
		Message: "the expression in " + where + " does not end: no " + want + " matches its opening " + src.Text[open:open+2] + "; check its brackets and quotes",
	}
	code := src.Text[open+1:]
	tokens, errs := scan.Tokens(code)
	if len(errs) > 0 {
		d.Related = append(d.Related, diag.Related{Message: errs[0].Message, Source: src, Span: errs[0].Span.Shift(open + 1)})
	}
	var brackets []int32 // offsets of the open ones, the innermost last
	for _, t := range tokens {
		if t.End != t.Start+1 {
			continue
		}
		switch c := code[t.Start]; c {
		case '(', '{', '[':
			brackets = append(brackets, t.Start)
		case ')', '}', ']':
			if n := len(brackets); n > 0 && closes(code[brackets[n-1]], c) {
				brackets = brackets[:n-1]
			}
		}
	}
	if n := len(brackets); n > 1 {
		at := int(brackets[n-1]) + open + 1
		d.Related = append(d.Related, diag.Related{Message: "this bracket is left open", Source: src, Span: diag.Span{Start: at, End: at + 1}})
	}
	return d
}

// swallowsMarkup reports whether what was taken for an expression holds the end
// of a tag, </ or />, outside strings and comments. No C# does, so a bracket is
// missing and was found somewhere behind the value.
func (p *parser) swallowsMarkup(start, end int) bool {
	text := decode(p.text[start:end])
	if !strings.Contains(text, "</") && !strings.Contains(text, "/>") {
		return false
	}
	p.budget -= end - start
	// Tokens of one character are punctuation here, not parts of strings.
	tokens, _ := scan.Tokens(text[1:])
	for _, t := range tokens {
		i := int(t.Start) + 1
		if t.End == t.Start+1 && i+1 < len(text) && (text[i:i+2] == "/>" || text[i:i+2] == "</" && startsName(text, i+2)) {
			return true
		}
	}
	return false
}

// closes reports whether two brackets are a pair.
func closes(open, close byte) bool {
	return open == '(' && close == ')' || open == '{' && close == '}' || open == '[' && close == ']'
}
