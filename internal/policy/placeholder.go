package policy

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// placeholder matches what pipelines replace before they publish a document
// (reference artifacts.md sections 3 and 7): Terraform's ${…} and %{…}, Bicep's
// {…}, APIOps' {#…#}, and #…#, __…__, $(…) of people's own scripts.
var placeholder = regexp.MustCompile(`[$%]\{[^{}]*\}|\{#[^{}]*#\}|\{[A-Za-z_][\w.-]*\}|#[A-Za-z_][\w.-]*#|__[A-Za-z_]\w*__|\$\([\w.]+\)`)

// named matches a placeholder in a string that C# looks into.
var named = regexp.MustCompile(`^(\$\{[A-Za-z_][\w.-]*|\{[A-Za-z_][\w.]*-[\w.-]*)\}`)

// hole is where the braces begin that stand around a name, with a dollar sign before
// them; at, when there are none.
func hole(text string, at int) int {
	before := strings.TrimRightFunc(text[:at], func(c rune) bool {
		return c == '-' || c == '_' || c == '.' || unicode.IsLetter(c) || unicode.IsDigit(c)
	})
	if !strings.HasSuffix(before, "{") {
		return at
	}
	return len(strings.TrimSuffix(strings.TrimSuffix(before, "{"), "$"))
}

// withoutPlaceholders makes warnings of errors about what is not there yet, in a
// document that is checked by itself.
func withoutPlaceholders(list []diag.Diagnostic) []diag.Diagnostic {
	// templates are the sources of expressions that hold placeholders outside of
	// strings, which are no C#.
	templates := map[*diag.Source]bool{}
	for _, d := range list {
		if d.Code == diag.ExpressionSyntax && d.Source != nil && strings.HasPrefix(d.Source.Text[d.Span.Start:], "${") {
			templates[d.Source] = true
		}
	}
	for i, d := range list {
		if d.Severity == diag.Error && d.Source != nil && aboutPlaceholder(d, templates) {
			list[i].Severity, list[i].Code = diag.Warning, diag.UnresolvedPlaceholder
			list[i].Message = "the placeholder has to be replaced before the document can be served: " + d.Message
		}
	}
	return list
}

func aboutPlaceholder(d diag.Diagnostic, templates map[*diag.Source]bool) bool {
	text := d.Source.Text
	switch d.Code {
	case diag.InvalidValue, diag.UnexpectedText, diag.MissingElement:
		return placeholder.MatchString(text[d.Span.Start:elementEnd(d)])
	case diag.ExpressionSyntax:
		return templates[d.Source]
	case diag.ExpressionName:
		// In an interpolated string ${name} is a dollar sign and a variable, and a
		// difference of two where it has a hyphen.
		return named.MatchString(text[hole(text, d.Span.Start):])
	}
	return false
}

// elementEnd is the end of the element whose name a diagnostic is about, else the end
// of what it is about.
func elementEnd(d diag.Diagnostic) int {
	text, span := d.Source.Text, d.Span
	open := strings.IndexByte(text[span.End:], '>')
	if !strings.HasSuffix(text[:span.Start], "<") || open < 0 || open > 0 && text[span.End+open-1] == '/' {
		return span.End
	}
	if i := strings.Index(text[span.End:], "</"+text[span.Start:span.End]); i >= 0 {
		return span.End + i
	}
	return span.End
}
