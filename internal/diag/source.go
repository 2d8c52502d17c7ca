package diag

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// Span is a half-open range of byte offsets, [Start, End), in some Source.
type Span struct {
	Start, End int
}

// Len returns the number of bytes the span covers.
func (s Span) Len() int { return s.End - s.Start }

// Shift returns the span moved by n bytes.
func (s Span) Shift(n int) Span { return Span{s.Start + n, s.End + n} }

// Join returns the smallest span that covers both s and t.
func (s Span) Join(t Span) Span { return Span{min(s.Start, t.Start), max(s.End, t.End)} }

// Source is one text that diagnostics can point into: a file, the value of a
// named value, or a text derived from either. A Source is immutable after
// creation and safe for concurrent use.
type Source struct {
	// Name is the path as the user wrote it, or a description such as
	// `named value "apiKey"`.
	Name string
	// Text is the whole text, UTF-8.
	Text string
	// Secret says that the text must not be shown (the value of a secret named
	// value). Writers give positions in it and never a line of it. Set it, if
	// at all, before the source is shared.
	Secret bool

	origin []Segment

	once  sync.Once
	lines []int // offset of the first byte of each line
}

// Segment says where a run of a derived text came from. The run starts at At
// and reaches to the At of the next segment, or to the end of the text.
type Segment struct {
	// At is the offset of the run in the derived text.
	At int
	// From is the source the run came from, and Span the place in it.
	From *Source
	Span Span
	// Exact says that the run is a byte-for-byte copy, so that offsets inside
	// it translate one to one. Otherwise any part of the run stands for the
	// whole of Span (an entity, a named-value reference).
	Exact bool
	// Value, when not nil, is the source whose own text was put there (the
	// text of a named value); the run starts at ValueAt in it.
	Value   *Source
	ValueAt int
}

// NewSource returns a source for a text that was not derived from another.
func NewSource(name, text string) *Source { return &Source{Name: name, Text: text} }

// Derive returns a source whose text was made from other sources; segments must
// be sorted by At and cover the text from its start.
func Derive(name, text string, segments []Segment) *Source {
	return &Source{Name: name, Text: text, origin: segments}
}

// Location is a span in a source that was not derived from another.
type Location struct {
	Source *Source
	Span   Span
}

// Resolve translates a span of s to the places the user can edit. The first
// location is in the outermost document; when the span starts in the text of a
// named value, the place in that value follows. Offsets outside the text are
// moved to its nearest end, so that the result always lies in its sources.
func (s *Source) Resolve(span Span) []Location {
	span.Start = max(0, min(span.Start, len(s.Text)))
	span.End = max(span.Start, min(span.End, len(s.Text)))
	if len(s.origin) == 0 {
		return []Location{{s, span}}
	}
	if span.Len() == 0 && span.Start > 0 && span.Start == len(s.Text) {
		return s.resolveEnd()
	}
	first := s.segmentAt(span.Start)
	last := first
	if span.End > span.Start {
		last = s.segmentAt(span.End - 1)
	}
	from := s.origin[first].From
	start, startValue := s.translate(first, span.Start, false)
	end, _ := s.translate(last, span.End, true)
	if s.origin[last].From != from || end < start {
		end = s.origin[first].Span.End
	}
	out := from.Resolve(Span{start, end})
	if startValue != nil {
		seg := s.origin[first]
		at := seg.ValueAt + span.Start - seg.At
		stop := at
		if last == first {
			stop = seg.ValueAt + span.End - seg.At
		} else {
			stop = len(startValue.Text)
		}
		out = append(out, startValue.Resolve(Span{at, min(stop, len(startValue.Text))})...)
	}
	return out
}

// resolveEnd resolves the place just behind the text, where "something is
// missing" is reported: behind the last run, not at its start.
func (s *Source) resolveEnd() []Location {
	last := s.origin[len(s.origin)-1]
	out := last.From.Resolve(Span{last.Span.End, last.Span.End})
	if last.Value != nil {
		at := last.ValueAt + len(s.Text) - last.At
		out = append(out, last.Value.Resolve(Span{at, at})...)
	}
	return out
}

// translate maps one offset of the derived text into the From source of segment
// i. end asks for the reading of the offset as the end of a span.
func (s *Source) translate(i, offset int, end bool) (int, *Source) {
	seg := s.origin[i]
	if seg.Exact {
		return min(seg.Span.Start+offset-seg.At, seg.Span.End), nil
	}
	if end {
		return seg.Span.End, seg.Value
	}
	return seg.Span.Start, seg.Value
}

func (s *Source) segmentAt(offset int) int {
	i := sort.Search(len(s.origin), func(i int) bool { return s.origin[i].At > offset })
	return max(i-1, 0)
}

// Position is a place in a text as people and editors count it.
type Position struct {
	// Line and Column start at 1; Column counts characters (code points).
	Line, Column int
	// UTF16 is the column in UTF-16 units, starting at 0, as editors count.
	UTF16 int
}

// Position returns the line and column of a byte offset. CR LF, LF and a lone
// CR end a line. Offsets outside the text are moved to its nearest end.
func (s *Source) Position(offset int) Position {
	s.once.Do(s.findLines)
	offset = max(0, min(offset, len(s.Text)))
	line := s.lineAt(offset) - 1
	before := s.Text[s.lines[line]:offset]
	if line == 0 {
		before = strings.TrimPrefix(before, "\ufeff")
	}
	return Position{Line: line + 1, Column: utf8.RuneCountInString(before) + 1, UTF16: utf16Len(before)}
}

// Line returns the text of a line (counted from 1) without its line end.
func (s *Source) Line(n int) string {
	s.once.Do(s.findLines)
	if n < 1 || n > len(s.lines) {
		return ""
	}
	span := s.lineSpan(n)
	return s.Text[span.Start:span.End]
}

// lineSpan returns where a line (counted from 1, and existing) stands, without
// its line end.
func (s *Source) lineSpan(n int) Span {
	s.once.Do(s.findLines)
	start, end := s.lines[n-1], len(s.Text)
	if n < len(s.lines) {
		end = s.lines[n]
	}
	return Span{start, start + len(strings.TrimRight(s.Text[start:end], "\r\n"))}
}

// lineAt returns the number of the line that holds an offset.
func (s *Source) lineAt(offset int) int {
	s.once.Do(s.findLines)
	return sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > offset })
}

func (s *Source) findLines() {
	s.lines = []int{0}
	for i := 0; i < len(s.Text); i++ {
		switch s.Text[i] {
		case '\n':
			s.lines = append(s.lines, i+1)
		case '\r':
			if i+1 >= len(s.Text) || s.Text[i+1] != '\n' {
				s.lines = append(s.lines, i+1)
			}
		}
	}
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		if r >= 0x10000 {
			n++
		}
		n++
	}
	return n
}
