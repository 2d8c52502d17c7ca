package liquid

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// edit makes the changes that come before splitting: the short hands for a whole
// template, and a hyphen before a closing brace, which goes together with one
// line break or the blanks behind it.
func (t *tokenizer) edit(s string) {
	s = t.shorthand(s)
	var out strings.Builder
	done := 0
	ahead := 0
	if len(t.cuts) > 0 {
		ahead = t.cuts[0].ahead
	}
	for i := 0; i+2 < len(s); i++ {
		if s[i] != '-' || s[i+2] != '}' || s[i+1] != '}' && s[i+1] != '%' {
			continue
		}
		out.WriteString(s[done:i])
		t.cuts = append(t.cuts, cut{out.Len(), ahead + 1})
		out.WriteString(s[i+1 : i+3])
		blanks := trailingBlanks(s[i+3:])
		ahead += 1 + blanks
		t.cuts = append(t.cuts, cut{out.Len(), ahead})
		done = i + 3 + blanks
		i = done - 1
	}
	if done == 0 {
		t.s = s
		return
	}
	out.WriteString(s[done:])
	t.s = out.String()
}

// trailingBlanks measures a line break, or else blanks and tabs.
func trailingBlanks(s string) int {
	if strings.HasPrefix(s, "\n") {
		return 1
	}
	if strings.HasPrefix(s, "\r\n") {
		return 2
	}
	return len(s) - len(strings.TrimLeft(s, " \t"))
}

// shorthand turns {{{ text }}} and {# text #}, as a whole template on one line,
// into the tags literal and comment.
func (t *tokenizer) shorthand(s string) string {
	whole := strings.TrimSuffix(s, "\n")
	if inner, ok := between(whole, "{{{", "}}}"); ok {
		return t.replaced(s, "{% literal %}", trimOneLeft(inner), "{% endliteral %}")
	}
	if inner, ok := commentText(whole); ok {
		return t.replaced(s, "{% comment %}", inner, "{% endcomment %}")
	}
	return s
}

// replaced puts tags around a part of the template that stands on one line.
func (t *tokenizer) replaced(s, before, inner, after string) string {
	line := strings.TrimRightFunc(inner, unicode.IsSpace)
	if strings.IndexByte(line, '\n') >= 0 {
		return s
	}
	t.cuts = append(t.cuts, cut{0, strings.Index(s, inner) - len(before)})
	return before + line + after
}

func between(s, before, after string) (string, bool) {
	if len(s) < len(before)+len(after) || !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) {
		return "", false
	}
	return s[len(before) : len(s)-len(after)], true
}

// commentText returns the text of { # text # }.
func commentText(s string) (string, bool) {
	inner, ok := between(s, "{", "}")
	if !ok {
		return "", false
	}
	if inner, ok = strings.CutPrefix(trimOneLeft(inner), "#"); !ok {
		return "", false
	}
	if inner, ok = strings.CutSuffix(trimOneRight(inner), "#"); !ok {
		return "", false
	}
	return trimOneLeft(inner), true
}

func trimOneLeft(s string) string {
	if r, size := utf8.DecodeRuneInString(s); size > 0 && unicode.IsSpace(r) {
		return s[size:]
	}
	return s
}

func trimOneRight(s string) string {
	if r, size := utf8.DecodeLastRuneInString(s); size > 0 && unicode.IsSpace(r) {
		return s[:len(s)-size]
	}
	return s
}
