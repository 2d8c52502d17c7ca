package catalog

import (
	"fmt"
	"strings"
)

// Template is a parsed URL template of an operation
// (platform/operation-matching.md). The syntax is that of .NET's UriTemplate:
// literals, {parameters}, segments that mix both, a wildcard * or {*name} as the
// last segment, and query parameters that a request must have.
//
// The zero Template is that of "/".
type Template struct {
	// Segments are the parts of the path between slashes; a trailing slash makes
	// none.
	Segments []Segment
	// Query are the query parameters that a request must have.
	Query []QueryParameter
}

// SegmentKind is the kind of a Segment.
type SegmentKind uint8

// The kinds of segments, in the order of preference when several match.
const (
	// LiteralSegment is a fixed text, compared without regard to case.
	LiteralSegment SegmentKind = iota
	// PartialSegment mixes texts and parameters: orders({id}).
	PartialSegment
	// ParameterSegment is a whole segment: {id}.
	ParameterSegment
	// CatchAllSegment is the rest of the path under a name: {*rest}.
	CatchAllSegment
	// WildcardSegment is the rest of the path: *. Its parameter is called "*".
	WildcardSegment
)

// Segment is one segment of the path of a template.
type Segment struct {
	Kind SegmentKind
	// Text is the literal text as written, or the name of the parameter.
	Text string
	// Parts are the pieces of a PartialSegment; no two parameters are neighbours.
	Parts []Part
}

func (s Segment) isEmpty() bool { return s.Kind == LiteralSegment && s.Text == "" }

// Part is a piece of a partial segment.
type Part struct {
	// Text is a literal text, or the name of a parameter.
	Text        string
	IsParameter bool
}

// QueryParameter is a query parameter that a request must have.
type QueryParameter struct {
	// Name is the name in the query.
	Name string
	// Parameter is the name of the template parameter that takes the value; when
	// it is empty the value must be Value, or anything when AnyValue is set.
	Parameter string
	Value     string
	AnyValue  bool
}

// TemplateError is a mistake in a template. Start and End are byte offsets.
type TemplateError struct {
	Message    string
	Start, End int
}

// Error returns the message.
func (e TemplateError) Error() string { return e.Message }

// maxTemplate is the longest request URL the service takes
// (platform/limits.md).
const maxTemplate = 16384

// ParseTemplate parses a URL template and returns every mistake in it. A leading
// slash may be missing.
func ParseTemplate(text string) (Template, []TemplateError) {
	if len(text) > maxTemplate {
		return Template{}, []TemplateError{{fmt.Sprintf("a template longer than %d bytes matches no request", maxTemplate), 0, len(text)}}
	}
	p := templateParser{text: text}
	path, query := p.split()
	p.path(path)
	if query >= 0 {
		p.query(query)
	}
	return p.out, p.errors
}

type templateParser struct {
	text   string
	out    Template
	errors []TemplateError
	names  []string
}

func (p *templateParser) errorf(start, end int, format string, args ...any) {
	p.errors = append(p.errors, TemplateError{fmt.Sprintf(format, args...), start, end})
}

// split returns the end of the path and the start of the query, -1 when there
// is none: the first question mark outside braces.
func (p *templateParser) split() (path, query int) {
	depth := 0
	for i := range len(p.text) {
		switch p.text[i] {
		case '{':
			depth++
		case '}':
			depth = max(depth-1, 0)
		case '?':
			if depth == 0 {
				return i, i + 1
			}
		}
	}
	return len(p.text), -1
}

func (p *templateParser) path(end int) {
	start := 0
	if strings.HasPrefix(p.text[:end], "/") {
		start = 1
	}
	if end > start && p.text[end-1] == '/' {
		end--
	}
	for start < end {
		stop := end
		if i := strings.IndexByte(p.text[start:end], '/'); i >= 0 {
			stop = start + i
		}
		if n := len(p.out.Segments); n > 0 {
			if k := p.out.Segments[n-1].Kind; k == WildcardSegment || k == CatchAllSegment {
				p.errorf(start, stop, "nothing may follow a wildcard")
				return
			}
		}
		p.out.Segments = append(p.out.Segments, p.segment(start, stop))
		start = stop + 1
		if start == end { // "a//": an empty segment before the trailing slash
			p.out.Segments = append(p.out.Segments, Segment{})
		}
	}
}

func (p *templateParser) segment(start, end int) Segment {
	text := p.text[start:end]
	if text == "*" {
		p.name("*", start, end)
		return Segment{Kind: WildcardSegment, Text: "*"}
	}
	parts := p.parts(start, end)
	switch {
	case len(parts) == 0:
		return Segment{}
	case len(parts) > 1:
		for _, part := range parts {
			if part.IsParameter && strings.HasPrefix(part.Text, "*") {
				p.errorf(start, end, "a catch-all parameter must be a segment of its own")
				break
			}
		}
		return Segment{Kind: PartialSegment, Text: text, Parts: parts}
	case !parts[0].IsParameter:
		return Segment{Text: parts[0].Text}
	}
	if name, ok := strings.CutPrefix(parts[0].Text, "*"); ok {
		return Segment{Kind: CatchAllSegment, Text: name}
	}
	return Segment{Kind: ParameterSegment, Text: parts[0].Text}
}

// parts splits a segment into texts and parameters.
func (p *templateParser) parts(start, end int) []Part {
	var parts []Part
	for at := start; at < end; {
		open := strings.IndexByte(p.text[at:end], '{')
		literal := end
		if open >= 0 {
			literal = at + open
		}
		if literal > at {
			parts = append(parts, Part{Text: p.literal(at, literal)})
			at = literal
			continue
		}
		length := strings.IndexByte(p.text[at:end], '}')
		if length < 0 {
			p.errorf(at, end, "this parameter is not closed")
			return append(parts, Part{Text: p.text[at:end]})
		}
		stop := at + length + 1
		name := p.text[at+1 : stop-1]
		p.parameter(name, at, stop)
		if n := len(parts); n > 0 && parts[n-1].IsParameter {
			p.errorf(at, stop, "two parameters need a text between them")
		}
		parts = append(parts, Part{Text: name, IsParameter: true})
		at = stop
	}
	return parts
}

func (p *templateParser) literal(start, end int) string {
	text := p.text[start:end]
	if i := strings.IndexByte(text, '}'); i >= 0 {
		p.errorf(start+i, start+i+1, "a closing brace without an opening one")
	}
	if i := strings.IndexByte(text, '*'); i >= 0 {
		p.errorf(start+i, start+i+1, "a wildcard must be a segment of its own, the last one")
	}
	return text
}

// parameter checks the name of a parameter; a leading * marks a catch-all.
func (p *templateParser) parameter(name string, start, end int) {
	bare := strings.TrimPrefix(name, "*")
	switch {
	case bare == "":
		p.errorf(start, end, "a parameter needs a name")
	case strings.ContainsAny(bare, "{*"):
		p.errorf(start, end, "%q cannot be the name of a parameter", name)
	default:
		p.name(bare, start, end)
	}
}

// name enters the name of a parameter; names are unique without regard to case,
// over path and query (artifacts.md section 13).
func (p *templateParser) name(name string, start, end int) {
	for _, have := range p.names {
		if strings.EqualFold(have, name) {
			p.errorf(start, end, "the parameter %q stands twice in the template", name)
			return
		}
	}
	p.names = append(p.names, name)
}

func (p *templateParser) query(start int) {
	for start <= len(p.text) {
		end := len(p.text)
		if i := strings.IndexByte(p.text[start:], '&'); i >= 0 {
			end = start + i
		}
		if end > start {
			p.queryParameter(start, end)
		}
		start = end + 1
	}
}

func (p *templateParser) queryParameter(start, end int) {
	name, value, hasValue := strings.Cut(p.text[start:end], "=")
	if name == "" || strings.ContainsAny(name, "{}") {
		p.errorf(start, end, "a query parameter is written name={parameter}")
		return
	}
	q := QueryParameter{Name: name, Value: value, AnyValue: !hasValue}
	if strings.ContainsAny(value, "{}") {
		at := end - len(value)
		if len(value) < 2 || value[0] != '{' || strings.IndexByte(value, '}') != len(value)-1 || value[1] == '*' {
			p.errorf(at, end, "the value of a query parameter is one parameter in braces or a fixed text")
			return
		}
		q.Parameter, q.Value = value[1:len(value)-1], ""
		p.parameter(q.Parameter, at, end)
	}
	p.out.Query = append(p.out.Query, q)
}
