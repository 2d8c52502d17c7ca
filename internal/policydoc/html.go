package policydoc

import (
	"html"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// decodesExpression reports whether an attribute html-decode-expression says that an
// expression in the content is HTML.
func (e *Element) decodesExpression() bool {
	a := e.Attribute("html-decode-expression")
	return a != nil && strings.EqualFold(strings.TrimSpace(a.Raw), "true")
}

// htmlExpression is value for content whose expression is HTML: it is decoded as such
// after it was read as XML. ok is false where that makes no expression of the whole.
//
// unverified: what html-decode-expression does; it stands in the service's schema
// alone (set-body.md). Literals are left as they are.
func (c content) htmlExpression(named *NamedValues, l *diag.List) (v Value, ok bool) {
	if c.broken {
		return v, false
	}
	decoded := func(l *diag.List) (Value, *builder) {
		v := c.finish(c.read(named, l, true), Literal, 0, -1)
		b := newBuilder(v.Source)
		b.decodeHTML()
		return v, b
	}
	v, b := decoded(nil)
	text := b.b.String()
	start, end := trimmed(text)
	if v.Kind == Invalid || !isWhole(text[start:end]) {
		return v, false
	}
	if l != nil {
		v, b = decoded(l) // now that it counts, what is wrong with named values is told
	}
	v.Kind = Expression
	if text[start+1] == '{' {
		v.Kind = Statements
	}
	v.Source = b.source(start+2, end-1, diag.Span{})
	for i := range v.Unresolved {
		// Where they stand in the decoded text nobody asks.
		v.Unresolved[i] = diag.Span{}
	}
	return v, true
}

// decodeHTML appends the whole source with its references of HTML decoded, those that
// end with a semicolon.
func (t *builder) decodeHTML() {
	const longest = len("&CounterClockwiseContourIntegral;")
	text := t.src.Text
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '&')
		if n < 0 {
			t.copy(diag.Span{Start: at, End: len(text)})
			return
		}
		t.copy(diag.Span{Start: at, End: at + n})
		at += n
		ref := diag.Span{Start: at, End: at + 1}
		if end := strings.IndexByte(text[at:min(len(text), at+longest)], ';'); end > 0 {
			written := text[at : at+end+1]
			if plain := html.UnescapeString(written); plain != written && !strings.HasSuffix(plain, ";") {
				ref.End = at + end + 1
				t.replace(ref, plain, nil)
				at = ref.End
				continue
			}
		}
		t.copy(ref)
		at = ref.End
	}
}
