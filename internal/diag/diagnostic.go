package diag

import (
	"fmt"
	"sort"
)

// Severity says how bad a finding is.
type Severity uint8

// The severities. A configuration with an Error is not served.
const (
	Error Severity = iota
	Warning
	Info
)

// String returns "error", "warning" or "info".
func (s Severity) String() string {
	return [...]string{"error", "warning", "info"}[s]
}

// Diagnostic is one finding about something the user wrote.
type Diagnostic struct {
	Severity Severity
	// Code is the stable name of the kind of finding.
	Code Code
	// Message says what is wrong and, in the same breath, what to do.
	Message string
	// Source and Span are the offending text. Source is nil only for findings
	// about no text at all (a file that is missing).
	Source *Source
	Span   Span
	// Related are other places that explain the finding: declared here,
	// included from here.
	Related []Related
	// Suggestion, when not empty, is a text that could replace the span.
	Suggestion string
}

// Related is a second place that belongs to a diagnostic.
type Related struct {
	Message string
	Source  *Source
	Span    Span
}

// List collects diagnostics. The zero value is an empty list ready to use. It is
// not safe for concurrent use.
type List struct {
	items []Diagnostic
}

// MaxListed is how many diagnostics the writers show before they say how many
// more there are.
const MaxListed = 100

// Add appends a diagnostic.
func (l *List) Add(d Diagnostic) { l.items = append(l.items, d) }

// Errorf appends an error.
func (l *List) Errorf(code Code, src *Source, span Span, format string, args ...any) {
	l.Add(Diagnostic{Severity: Error, Code: code, Message: fmt.Sprintf(format, args...), Source: src, Span: span})
}

// Warnf appends a warning.
func (l *List) Warnf(code Code, src *Source, span Span, format string, args ...any) {
	l.Add(Diagnostic{Severity: Warning, Code: code, Message: fmt.Sprintf(format, args...), Source: src, Span: span})
}

// Append appends all diagnostics of another list.
func (l *List) Append(m List) { l.items = append(l.items, m.items...) }

// Relate adds a related place to the diagnostics from index on, in the order in
// which they were added.
func (l *List) Relate(from int, r Related) {
	for i := from; i < len(l.items); i++ {
		l.items[i].Related = append(l.items[i].Related[:len(l.items[i].Related):len(l.items[i].Related)], r)
	}
}

// Len returns the number of diagnostics.
func (l *List) Len() int { return len(l.items) }

// All returns the diagnostics sorted by source name and offset; those that
// stand at the same place keep the order in which they were added, and an exact
// repetition is dropped.
func (l *List) All() []Diagnostic {
	type keyed struct {
		d    Diagnostic
		name string
		at   int
	}
	ks := make([]keyed, len(l.items))
	for i, d := range l.items {
		ks[i].d = d
		if d.Source != nil {
			loc := d.Source.Resolve(d.Span)[0]
			ks[i].name, ks[i].at = loc.Source.Name, loc.Span.Start
		}
	}
	sort.SliceStable(ks, func(i, j int) bool {
		if ks[i].name != ks[j].name {
			return ks[i].name < ks[j].name
		}
		return ks[i].at < ks[j].at
	})
	out := make([]Diagnostic, 0, len(ks))
	for i, k := range ks {
		if i > 0 && k.name == ks[i-1].name && k.at == ks[i-1].at && k.d.Code == ks[i-1].d.Code && k.d.Message == ks[i-1].d.Message {
			continue
		}
		out = append(out, k.d)
	}
	return out
}

// HasErrors reports whether any diagnostic is an Error.
func (l *List) HasErrors() bool {
	for _, d := range l.items {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Count returns the number of diagnostics of a severity.
func (l *List) Count(s Severity) int {
	n := 0
	for _, d := range l.items {
		if d.Severity == s {
			n++
		}
	}
	return n
}
