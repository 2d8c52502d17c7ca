package override

import (
	"fmt"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Redacted stands in exports of apiops-cli where a secret was
// (artifacts.md section 6).
const Redacted = "*** REDACTED ***"

// Lookup returns the value of an environment variable.
type Lookup func(name string) (string, bool)

// token is one {#name#} or {#[name]#} in a text.
type token struct {
	name       string
	start, end int
}

// tokens finds the tokens in a text. Names hold letters, digits, '_', '-', '.'.
func tokens(text string) []token {
	var out []token
	for at := 0; ; {
		i := strings.Index(text[at:], "{#")
		if i < 0 {
			return out
		}
		start := at + i
		at = start + 2
		name, length := tokenName(text[at:])
		if length > 0 {
			at += length
			out = append(out, token{name, start, at})
		}
	}
}

// tokenName reads what follows the opening of a token, up to its end.
func tokenName(s string) (string, int) {
	open, end := "", "#}"
	if strings.HasPrefix(s, "[") {
		open, end = "[", "]#}"
	}
	i := len(open)
	for i < len(s) && isNameByte(s[i]) {
		i++
	}
	if i == len(open) || !strings.HasPrefix(s[i:], end) {
		return "", 0
	}
	return s[len(open):i], i + len(end)
}

func isNameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.'
}

// HasToken reports whether a text still has a token in it, and its name.
func HasToken(text string) (string, bool) {
	if found := tokens(text); len(found) > 0 {
		return found[0].name, true
	}
	return "", false
}

// find looks a token up: by its name, else as pipelines pass variables on, in
// upper case with underscores.
func (lookup Lookup) find(name string) (string, bool) {
	if lookup == nil {
		return "", false
	}
	if v, ok := lookup(name); ok {
		return v, true
	}
	return lookup(strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(name)))
}

// ReplaceTokens puts the values of tokens into all texts of a tree and takes out
// what exports have redacted. Tokens without a value stay and are reported,
// except in named values, which are reported as having no value.
func ReplaceTokens(root *tree.Resource, lookup Lookup, l *diag.List) {
	root.Walk(func(r *tree.Resource) {
		r.Properties = lookup.value(r.Properties, r.Kind == tree.NamedValue, l)
		if r.Policy != nil {
			r.Policy = lookup.source(r.Policy, l)
		}
	})
}

func (lookup Lookup) value(v *node.Value, silent bool, l *diag.List) *node.Value {
	return node.MapStrings(v, func(s *node.Value) *node.Value {
		if s.Text == Redacted {
			return &node.Value{Kind: node.Null, Source: s.Source, Span: s.Span}
		}
		found := tokens(s.Text)
		if len(found) == 0 {
			return nil
		}
		var b strings.Builder
		at := 0
		for _, t := range found {
			b.WriteString(s.Text[at:t.start])
			at = t.end
			if value, ok := lookup.find(t.name); ok {
				b.WriteString(value)
				continue
			}
			b.WriteString(s.Text[t.start:t.end])
			if !silent {
				s.Warnf(l, diag.InvalidValue, "%s", noToken(t))
			}
		}
		b.WriteString(s.Text[at:])
		out := *s
		out.Text = b.String()
		return &out
	})
}

func noToken(t token) string {
	return fmt.Sprintf("the token {#%s#} has no value; set the environment variable %s", t.name, t.name)
}

// source puts the values of tokens into a policy document and keeps its places.
func (lookup Lookup) source(src *diag.Source, l *diag.List) *diag.Source {
	found := tokens(src.Text)
	if len(found) == 0 {
		return src
	}
	var b strings.Builder
	var segments []diag.Segment
	copyTo := func(from, to int) {
		if to > from {
			segments = append(segments, diag.Segment{At: b.Len(), From: src, Span: diag.Span{Start: from, End: to}, Exact: true})
			b.WriteString(src.Text[from:to])
		}
	}
	at := 0
	for _, t := range found {
		value, ok := lookup.find(t.name)
		if !ok {
			l.Warnf(diag.InvalidValue, src, diag.Span{Start: t.start, End: t.end}, "%s", noToken(t))
			continue
		}
		copyTo(at, t.start)
		if value != "" {
			segments = append(segments, diag.Segment{At: b.Len(), From: src, Span: diag.Span{Start: t.start, End: t.end}})
			b.WriteString(value)
		}
		at = t.end
	}
	if at == 0 {
		return src
	}
	copyTo(at, len(src.Text))
	return diag.Derive(src.Name, b.String(), segments)
}
