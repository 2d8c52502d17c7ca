package policy

import (
	"regexp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// placeholder matches what pipelines replace before they publish a document
// (reference artifacts.md sections 3 and 7): Terraform's ${…} and %{…}, Bicep's
// {…}, APIOps' {#…#}, and #…#, __…__, $(…) of people's own scripts.
var placeholder = regexp.MustCompile(`[$%]\{[^{}]*\}|\{#[^{}]*#\}|\{[A-Za-z_][\w.-]*\}|#[A-Za-z_][\w.-]*#|__[A-Za-z_]\w*__|\$\([\w.]+\)`)

// withoutPlaceholder makes a warning of an error about a value that is not there
// yet, in a document that is checked by itself.
func withoutPlaceholder(d diag.Diagnostic) diag.Diagnostic {
	if d.Severity != diag.Error || d.Code != diag.InvalidValue || d.Source == nil {
		return d
	}
	text := d.Source.Text[d.Span.Start:d.Span.End]
	if !placeholder.MatchString(text) {
		return d
	}
	d.Severity, d.Code = diag.Warning, diag.UnresolvedPlaceholder
	d.Message = "the placeholder has to be replaced before the document can be served: " + d.Message
	return d
}
