package node

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// TextSource returns the text of a string value as a source of its own, whose
// places resolve to the document the value stands in: a policy document inside
// a JSON or YAML file keeps its lines and columns. Where the spelling in the
// document cannot be followed (folded YAML), places resolve to the whole value.
func (v *Value) TextSource(name string) *diag.Source {
	if v.Source == nil {
		return diag.NewSource(name, v.Text)
	}
	raw := v.Source.Text[min(v.Span.Start, len(v.Source.Text)):min(v.Span.End, len(v.Source.Text))]
	segments, ok := v.quoted(raw)
	if !ok {
		segments, ok = v.plain(raw)
	}
	if !ok {
		segments, ok = v.block(raw)
	}
	if !ok {
		segments = []diag.Segment{{At: 0, From: v.Source, Span: v.Span}}
	}
	return diag.Derive(name, v.Text, segments)
}

// quoted follows a string in double quotes with the escapes of JSON.
func (v *Value) quoted(raw string) ([]diag.Segment, bool) {
	if len(raw) < 2 || raw[0] != '"' || raw[len(raw)-1] != '"' {
		return nil, false
	}
	var out strings.Builder
	segments := []diag.Segment{{From: v.Source, Span: diag.Span{Start: v.Span.Start + 1, End: v.Span.End - 1}, Exact: true}}
	for i := 1; i < len(raw)-1; {
		if raw[i] != '\\' {
			out.WriteByte(raw[i])
			i++
			continue
		}
		r, n := unescape(raw[i : len(raw)-1])
		if n == 0 {
			return nil, false
		}
		at := v.Span.Start + i
		segments = append(segments, diag.Segment{At: out.Len(), From: v.Source, Span: diag.Span{Start: at, End: at + n}})
		out.WriteRune(r)
		i += n
		if i < len(raw)-1 && raw[i] != '\\' {
			segments = append(segments, diag.Segment{
				At: out.Len(), From: v.Source, Span: diag.Span{Start: v.Span.Start + i, End: v.Span.End - 1}, Exact: true,
			})
		}
	}
	return dropEmpty(segments), out.String() == v.Text
}

// dropEmpty removes runs of no length, which start where the next one does.
func dropEmpty(segments []diag.Segment) []diag.Segment {
	out := segments[:0]
	for i, s := range segments {
		if i+1 < len(segments) && segments[i+1].At == s.At {
			continue
		}
		out = append(out, s)
	}
	return out
}

// plain follows a text that stands in the document as it is.
func (v *Value) plain(raw string) ([]diag.Segment, bool) {
	at := strings.Index(raw, v.Text)
	if at < 0 || v.Text == "" {
		return nil, false
	}
	start := v.Span.Start + at
	return []diag.Segment{{From: v.Source, Span: diag.Span{Start: start, End: start + len(v.Text)}, Exact: true}}, true
}

// block follows a literal YAML scalar: the lines after its indicator, each
// without its indentation.
func (v *Value) block(raw string) ([]diag.Segment, bool) {
	if raw == "" || raw[0] != '|' {
		return nil, false
	}
	var out strings.Builder
	var segments []diag.Segment
	pos := lineEnd(raw)
	for _, line := range strings.SplitAfter(v.Text, "\n") {
		pos = skipLineEnd(raw, pos)
		start := pos
		pos += lineEnd(raw[pos:])
		content := strings.TrimSuffix(line, "\n")
		if !strings.HasSuffix(raw[start:pos], content) {
			return nil, false
		}
		from := v.Span.Start + pos - len(content)
		if line != "" {
			segments = append(segments, diag.Segment{At: out.Len(), From: v.Source, Span: diag.Span{Start: from, End: from + len(content)}, Exact: content != ""})
		}
		out.WriteString(content)
		if len(line) > len(content) {
			if content != "" {
				end := v.Span.Start + pos
				segments = append(segments, diag.Segment{At: out.Len(), From: v.Source, Span: diag.Span{Start: end, End: end}})
			}
			out.WriteByte('\n')
		}
	}
	return segments, out.String() == v.Text && len(segments) > 0
}

func skipLineEnd(s string, at int) int {
	if strings.HasPrefix(s[at:], "\r\n") {
		return at + 2
	}
	_, n := utf8.DecodeRuneInString(s[at:])
	return at + n
}
