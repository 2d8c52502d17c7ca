package catalog

import (
	"net/url"
	"slices"
	"strings"
)

// Parameters returns the names of the template's parameters, path first; the
// wildcard is called "*".
func (t Template) Parameters() []string {
	var names []string
	for _, s := range t.Segments {
		switch s.Kind {
		case ParameterSegment, CatchAllSegment, WildcardSegment:
			names = append(names, s.Text)
		case PartialSegment:
			for _, part := range s.Parts {
				if part.IsParameter {
					names = append(names, part.Text)
				}
			}
		}
	}
	for _, q := range t.Query {
		if q.Parameter != "" {
			names = append(names, q.Parameter)
		}
	}
	return names
}

// Canonical returns a form in which two templates are equal when they match the
// same requests: parameter names, the case of literals, trailing slashes and the
// order of query parameters make no difference.
func (t Template) Canonical() string {
	var b strings.Builder
	for _, s := range t.Segments {
		b.WriteByte('/')
		switch s.Kind {
		case LiteralSegment:
			b.WriteString(literalForm(s.Text))
		case ParameterSegment:
			b.WriteString("{}")
		case CatchAllSegment, WildcardSegment:
			b.WriteByte('*')
		case PartialSegment:
			for _, part := range s.Parts {
				if part.IsParameter {
					b.WriteString("{}")
				} else {
					b.WriteString(literalForm(part.Text))
				}
			}
		}
	}
	if n := len(t.Segments); n == 0 || t.Segments[n-1].isEmpty() {
		b.WriteByte('/')
	}
	query := make([]string, len(t.Query))
	for i, q := range t.Query {
		query[i] = strings.ToLower(q.Name)
		switch {
		case q.Parameter != "":
			query[i] += "={}"
		case !q.AnyValue:
			query[i] += "=" + q.Value
		}
	}
	slices.Sort(query)
	for i, q := range query {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(q)
	}
	return b.String()
}

// literalForm is a literal text in lower case. Its percent signs, which may encode a
// slash, stay when it holds one so: it is no two segments.
func literalForm(text string) string {
	if strings.Contains(text, "%") {
		if decoded, err := url.PathUnescape(text); err == nil && !strings.ContainsAny(decoded, "/{}*") {
			text = decoded
		}
	}
	return strings.ToLower(text)
}
