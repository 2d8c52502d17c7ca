package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/scan"
)

// quoted reads the value of an attribute up to and including its closing quote;
// start is the offset behind the opening quote. expressions.md section 7, rules
// 1, 2 and 8.
func (p *parser) quoted(e *Element, a *Attribute, start int) {
	p.pos = start
	var end int
	if s := skipSpace(p.text, start); startsExpression(p.text, s) {
		end = p.expressionAttribute(e, a, s)
	} else {
		end = p.literalAttribute(e, a)
	}
	a.ValueSpan = diag.Span{Start: start, End: end}
	a.Raw = p.text[start:end]
	p.pos = end
	if !a.Unclosed {
		p.pos++
	}
}

// expressionAttribute returns where a value ends that starts with an expression
// at s.
func (p *parser) expressionAttribute(e *Element, a *Attribute, s int) int {
	plain := p.findQuote(a.Quote, s)
	if plain >= 0 && isWhole(decode(p.text[s:plain])) {
		return plain
	}
	end, ok := p.expressionEnd(s, func(i int) bool {
		i = skipSpace(p.text, i)
		return i < len(p.text) && p.text[i] == a.Quote
	})
	if ok && !p.swallowsMarkup(s, end) {
		next := skipSpace(p.text, end)
		quote := p.findQuote(a.Quote, end)
		switch {
		case quote >= 0 && quote == next:
			return quote
		case next == len(p.text) || p.text[next] == '>' || strings.HasPrefix(p.text[next:], "/>"):
			return p.unclosed(e, a, end)
		case quote >= 0 && !strings.ContainsAny(p.text[end:quote], "<>\r\n"):
			// Text follows, which makes the whole a literal.
			p.checkReferences(diag.Span{Start: end, End: quote})
			return quote
		}
	}
	a.broken = true
	end = p.likelyQuote(a.Quote, s)
	if end < 0 {
		end = plain
	}
	if end < 0 {
		a.Unclosed = true
		end = p.lineEnd(s)
	}
	p.unterminated(diag.Span{Start: s, End: end}, "attribute "+a.Name+" of <"+e.Name+">")
	return end
}

// literalAttribute returns where a value ends that does not start with an
// expression.
func (p *parser) literalAttribute(e *Element, a *Attribute) int {
	start := p.pos
	end := p.findQuote(a.Quote, start)
	if end < 0 {
		return p.unclosed(e, a, p.valueGuess(start))
	}
	value := p.text[start:end]
	if markup := strings.IndexByte(value, '<'); markup >= 0 {
		if !p.tagGoesOn(end + 1) { // the quote that was found opens another value
			return p.unclosed(e, a, p.valueGuess(start))
		}
		p.errorf(diag.XMLSyntax, diag.Span{Start: start + markup, End: start + markup + 1}, "< in the value of attribute %s; write &lt;", a.Name)
	} else if !p.tagGoesOn(end + 1) {
		if stop := beforeAttribute(value); stop >= 0 {
			return p.unclosed(e, a, start+stop)
		}
		if quote := p.embeddedExpression(value, start, a.Quote); quote >= 0 {
			end = quote
		}
	}
	p.checkReferences(diag.Span{Start: start, End: end})
	return end
}

// unclosed reports a value that lacks its closing quote, and returns its end.
func (p *parser) unclosed(e *Element, a *Attribute, end int) int {
	a.Unclosed, a.broken = true, true
	p.errorf(diag.XMLSyntax, diag.Span{Start: a.NameSpan.Start, End: end}, "the value of attribute %s of <%s> is not closed; add %c", a.Name, e.Name, a.Quote)
	return end
}

// valueGuess returns where a value without a closing quote most likely ends: at
// the end of the tag or line.
func (p *parser) valueGuess(start int) int {
	end := start
	for end < len(p.text) && !strings.ContainsRune("<>\r\n", rune(p.text[end])) {
		end++
	}
	if end > start && end < len(p.text) && p.text[end] == '>' && p.text[end-1] == '/' {
		end--
	}
	return end
}

// beforeAttribute returns where a value ends that lacks its closing quote and so
// reaches to the opening quote of the next attribute, as in name="x value="y".
// It returns -1 if the value does not look like that.
func beforeAttribute(value string) int {
	name := strings.TrimRight(value, whiteSpace)
	if !strings.HasSuffix(name, "=") {
		return -1
	}
	name = strings.TrimRight(name[:len(name)-1], whiteSpace)
	start := strings.LastIndexAny(name, whiteSpace) + 1
	if start == 0 || start == len(name) || nameEnd(name, start) != len(name) {
		return -1
	}
	return len(strings.TrimRight(name[:start], whiteSpace))
}

// embeddedExpression returns the closing quote of a value in which an
// expression with quotes stands behind other text, such as "Bearer @(f("x"))".
// The value is a literal, which Value warns about, and this reading gives one
// finding instead of a broken tag.
func (p *parser) embeddedExpression(value string, start int, quote byte) int {
	for i := 0; ; i++ {
		n := strings.IndexByte(value[i:], '@')
		if n < 0 {
			return -1
		}
		i += n
		if !startsExpression(value, i) {
			continue
		}
		end, ok := p.expressionEnd(start+i, func(int) bool { return true })
		if !ok {
			return -1
		}
		if close := p.findQuote(quote, end); close >= 0 && p.tagGoesOn(close+1) {
			return close
		}
		return -1
	}
}

// textExpression returns where the expression that starts an element's text at
// s ends, and whether it does not end at all.
func (p *parser) textExpression(s int, e *Element) (end int, broken bool) {
	plain := strings.IndexByte(p.text[s:], '<')
	if plain < 0 {
		plain = len(p.text)
	} else {
		plain += s
	}
	if isWhole(decode(p.text[s:plain])) {
		return plain, false
	}
	end, ok := p.expressionEnd(s, func(i int) bool {
		i = skipSpace(p.text, i)
		return i < len(p.text) && p.text[i] == '<'
	})
	if ok && !p.swallowsMarkup(s, end) {
		return end, false
	}
	end = plain
	if p.budget >= 0 {
		if i := p.find("</"+e.Name, s); i >= 0 {
			end = i
		}
		p.budget -= len(p.text) - s
	}
	p.unterminated(diag.Span{Start: s, End: end}, "<"+e.Name+">")
	return end, true
}

// expressionEnd returns the offset behind the expression that starts at s in
// raw text. The brackets are first matched in the text as it is; if what then
// follows is not the end of the value, as fits tells, they are matched with the
// entities decoded, since an expression may hold raw quotes here and &quot; there
// (expressions.md section 7, rule 3).
func (p *parser) expressionEnd(s int, fits func(end int) bool) (int, bool) {
	raw, ok := p.scan(p.text, s)
	if ok && fits(raw) {
		return raw, true
	}
	if decoded, found := p.scanDecoded(s); found && (!ok || fits(decoded)) {
		return decoded, true
	}
	return raw, ok
}

// scan matches brackets. Readings may come to nothing, so all of them together
// have a budget.
func (p *parser) scan(text string, s int) (int, bool) {
	if p.budget < 0 {
		return 0, false
	}
	end, ok := scan.ExpressionEnd(text, s+1)
	if ok {
		p.budget -= end - s
	} else {
		p.budget -= len(text) - s
	}
	return end, ok
}

// scanDecoded is scan with entities decoded. It looks at a window only, because
// what is decoded is copied.
func (p *parser) scanDecoded(s int) (int, bool) {
	const window = 64 << 10
	stop := min(len(p.text), s+window)
	if p.budget < 0 || strings.IndexByte(p.text[s:stop], '&') < 0 {
		return 0, false
	}
	t := newBuilder(p.src)
	t.decode(diag.Span{Start: s, End: stop})
	text := t.b.String()
	p.budget -= stop - s
	end, ok := scan.ExpressionEnd(text, 1)
	if !ok {
		return 0, false
	}
	place := diag.Derive(p.src.Name, text, t.segments).Resolve(diag.Span{End: end})[0]
	return place.Span.End, true
}

// isWhole reports whether a text is one expression from its first character to
// its last, white space aside.
func isWhole(text string) bool {
	text = strings.Trim(text, whiteSpace)
	if !startsExpression(text, 0) {
		return false
	}
	end, ok := scan.ExpressionEnd(text, 1)
	return ok && end == len(text)
}

// likelyQuote returns the first quote from i on behind which the tag goes on, or
// -1. It stops at the next tag that starts a line.
func (p *parser) likelyQuote(quote byte, i int) int {
	for ; i < len(p.text) && p.budget >= 0; i++ {
		p.budget--
		switch p.text[i] {
		case quote:
			if next := skipSpace(p.text, i+1); p.endsTag(next) || next > i+1 && p.looksLikeAttribute(next) {
				return i
			}
		case '\n':
			next := skipSpace(p.text, i)
			if next < len(p.text) && p.text[next] == '<' && p.startsMarkup(next) {
				return -1
			}
			i = next - 1
		}
	}
	return -1
}

// endsTag reports whether the end of a tag stands at i and content or another
// tag behind it.
func (p *parser) endsTag(i int) bool {
	rest := p.text[i:]
	if strings.HasPrefix(rest, "/>") {
		return true
	}
	if !strings.HasPrefix(rest, ">") {
		return false
	}
	next := skipSpace(p.text, i+1)
	return next == len(p.text) || p.text[next] == '<' || p.text[next] == '@'
}

// tagGoesOn reports whether what stands at i can follow an attribute's closing
// quote.
func (p *parser) tagGoesOn(i int) bool {
	next := skipSpace(p.text, i)
	if next == len(p.text) || p.text[next] == '>' || p.text[next] == '/' {
		return true
	}
	return next > i && p.looksLikeAttribute(next)
}

// lineEnd returns the end of the line that holds i.
func (p *parser) lineEnd(i int) int {
	if n := strings.IndexAny(p.text[i:], "\r\n"); n >= 0 {
		return i + n
	}
	return len(p.text)
}

// findQuote returns the offset of the next quote from i on, or -1.
func (p *parser) findQuote(quote byte, i int) int {
	return p.find(string(rune(quote)), i)
}
