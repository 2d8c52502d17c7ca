package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// NamedValue is a named value that may be put in place of {{name}}.
type NamedValue struct {
	// Name is the display name, which stands between the braces.
	Name string
	// Source is the value: its whole text. Where the value stands in a file of
	// its own, the source is derived from that, so that diagnostics lead there.
	// Set Source.Secret if the text must not be shown.
	Source *diag.Source
}

// NamedValues says what the references {{name}} of a document stand for. A nil
// *NamedValues leaves every reference as it is, without a word.
type NamedValues struct {
	// Lookup finds a named value by the name between the braces; nil finds
	// none.
	Lookup func(name string) (*NamedValue, bool)
	// Missing, if not nil, says why a named value that exists is not found: it has no
	// value; and how bad that is. The text is empty for one that does not exist.
	Missing func(name string) (why string, severity diag.Severity)
	// Names, if not nil, lists all names, for suggestions.
	Names func() []string
	// Unknown is the severity of a reference that Lookup does not find.
	Unknown diag.Severity
}

// maxName is the longest display name the service takes.
const maxName = 256

// maxExpanded is how long a value may get, in bytes, by what is put into it.
const maxExpanded = 4 << 20

// nameReference returns the name of the reference {{name}} at the start of s
// and its length, or 0 if none starts there: a name is letters, digits, dots,
// underscores and hyphens, with nothing else between the braces
// (expressions.md section 1, rule 4).
func nameReference(s string) (name string, length int) {
	if !strings.HasPrefix(s, "{{") {
		return "", 0
	}
	i := 2
	for i < len(s) && i <= 2+maxName && isDisplayNameChar(s[i]) {
		i++
	}
	if i == 2 || !strings.HasPrefix(s[i:], "}}") {
		return "", 0
	}
	return s[2:i], i + 2
}

func isDisplayNameChar(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-'
}

// valueReader puts the pieces of one value together.
type valueReader struct {
	*builder
	named  *NamedValues
	list   *diag.List
	liquid bool
	used   []*NamedValue
	// unresolved are the references, as spans of the built text, that stand
	// for nothing.
	unresolved []diag.Span
	tooLong    bool
}

// read appends a piece of the document with its named values put in and, if
// decoding, its references decoded. A named value's text is taken as it is: it
// is neither decoded nor searched for further references
// (00-documents-and-pipeline.md section 6, rules 4 and 7).
func (r *valueReader) read(span diag.Span, decoding bool) {
	text := r.src.Text
	for span.Len() > 0 {
		n := strings.Index(text[span.Start:span.End], "{{")
		if n < 0 {
			break
		}
		brace := span.Start + n
		name, length := nameReference(text[brace:span.End])
		if length == 0 {
			length = 1 // {{{x}} may have its reference one further
			if !strings.HasPrefix(text[brace+1:span.End], "{{") {
				length = 2
			}
			r.piece(diag.Span{Start: span.Start, End: brace + length}, decoding)
			span.Start = brace + length
			continue
		}
		r.piece(diag.Span{Start: span.Start, End: brace}, decoding)
		r.reference(name, diag.Span{Start: brace, End: brace + length})
		span.Start = brace + length
	}
	r.piece(span, decoding)
}

func (r *valueReader) piece(span diag.Span, decoding bool) {
	if decoding {
		r.decode(span)
	} else {
		r.copy(span)
	}
}

// reference appends what {{name}} at span stands for.
func (r *valueReader) reference(name string, span diag.Span) {
	if r.named != nil && r.named.Lookup != nil {
		if v, ok := r.named.Lookup(name); ok {
			if r.b.Len()+len(v.Source.Text) > maxExpanded {
				r.overflow(span)
				return
			}
			r.replace(span, v.Source.Text, v.Source)
			r.used = append(r.used, v)
			return
		}
	}
	at := r.b.Len()
	r.copy(span)
	why, severity := "", diag.Error
	if r.named != nil && r.named.Missing != nil {
		why, severity = r.named.Missing(name)
	}
	if why == "" && (r.liquid || r.braced(span)) {
		return
	}
	r.unresolved = append(r.unresolved, diag.Span{Start: at, End: r.b.Len()})
	if r.named == nil || r.list == nil {
		return
	}
	if why != "" {
		r.list.Add(diag.Diagnostic{
			Severity: severity, Code: diag.UnresolvedNamedValue, Source: r.src, Span: span,
			Message: "the named value " + name + " has no value here: " + why,
		})
		return
	}
	d := diag.Diagnostic{
		Severity: r.named.Unknown, Code: diag.UnresolvedNamedValue, Source: r.src, Span: span,
		Message: "no named value has the display name " + name + "; define it, or correct the name",
	}
	if r.named.Names != nil {
		if s, ok := diag.Suggest(name, r.named.Names()); ok {
			d.Suggestion = "{{" + s + "}}"
		}
	}
	r.list.Add(d)
}

// braced reports whether further braces enclose a reference. In {{{x}}}, as
// interpolated strings write a hole between literal braces, it may not be one.
func (r *valueReader) braced(span diag.Span) bool {
	text := r.src.Text
	return span.Start > 0 && text[span.Start-1] == '{' && span.End < len(text) && text[span.End] == '}'
}

func (r *valueReader) overflow(span diag.Span) {
	r.copy(span)
	if !r.tooLong && r.list != nil {
		r.list.Errorf(diag.XMLSyntax, r.src, span, "the value is longer than %d bytes with its named values put in; shorten it", maxExpanded)
	}
	r.tooLong = true
}
