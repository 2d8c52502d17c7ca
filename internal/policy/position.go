package policy

import (
	"errors"
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// failureOf returns the failed evaluation behind an error, nil when there is
// none.
func failureOf(e *Error) *expr.Failure {
	var f *expr.Failure
	if e.Cause != nil && errors.As(e.Cause, &f) && f.Source != nil {
		return f
	}
	return nil
}

// locationText is file:line:column of a span.
func locationText(src *diag.Source, span diag.Span) string {
	if src == nil {
		return ""
	}
	loc := src.Resolve(span)[0]
	p := loc.Source.Position(loc.Span.Start)
	return fmt.Sprintf("%s:%d:%d", loc.Source.Name, p.Line, p.Column)
}
