package policydoc

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// builder makes a text out of pieces of a document and remembers where each
// piece came from.
type builder struct {
	src      *diag.Source
	b        strings.Builder
	segments []diag.Segment
}

func newBuilder(src *diag.Source) *builder { return &builder{src: src} }

// copy appends a piece of the document as it is.
func (t *builder) copy(span diag.Span) {
	if span.Len() == 0 {
		return
	}
	if n := len(t.segments); n > 0 && t.segments[n-1].Exact && t.segments[n-1].Span.End == span.Start {
		t.segments[n-1].Span.End = span.End
	} else {
		t.segments = append(t.segments, diag.Segment{At: t.b.Len(), From: t.src, Span: span, Exact: true})
	}
	t.b.WriteString(t.src.Text[span.Start:span.End])
}

// replace appends a text that stands for a piece of the document. value, if not
// nil, is the source that the text is the whole of.
func (t *builder) replace(span diag.Span, text string, value *diag.Source) {
	if text == "" {
		return
	}
	t.segments = append(t.segments, diag.Segment{At: t.b.Len(), From: t.src, Span: span, Value: value})
	t.b.WriteString(text)
}

// decode appends a piece of the document with its references decoded.
func (t *builder) decode(span diag.Span) {
	for span.Len() > 0 {
		n := strings.IndexByte(t.src.Text[span.Start:span.End], '&')
		if n < 0 {
			break
		}
		t.copy(diag.Span{Start: span.Start, End: span.Start + n})
		span.Start += n
		text, length := reference(t.src.Text[span.Start:span.End])
		ref := diag.Span{Start: span.Start, End: span.Start + max(length, 1)}
		if length > 0 {
			t.replace(ref, text, nil)
		} else {
			t.copy(ref)
		}
		span.Start = ref.End
	}
	t.copy(span)
}

// source returns the part [start, end) of the text as a source whose spans
// resolve to where they came from; at is the place of an empty text.
func (t *builder) source(start, end int, at diag.Span) *diag.Source {
	var segments []diag.Segment
	for i, s := range t.segments {
		stop := t.b.Len()
		if i+1 < len(t.segments) {
			stop = t.segments[i+1].At
		}
		if stop <= start || s.At >= end {
			continue
		}
		if cut := start - s.At; cut > 0 {
			s.At = start
			if s.Exact {
				s.Span.Start += cut
			} else {
				s.ValueAt += cut
			}
		}
		if s.Exact {
			s.Span.End = min(s.Span.End, s.Span.Start+end-s.At)
		}
		s.At -= start
		segments = append(segments, s)
	}
	if len(segments) == 0 {
		segments = []diag.Segment{{From: t.src, Span: at, Exact: true}}
	}
	return diag.Derive(t.src.Name, t.b.String()[start:end], segments)
}
