package scan

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// maxErrors bounds the errors that one text can cause; a reader has seen enough
// by then, and a binary file must not cost an error for each of its bytes.
const maxErrors = 100

// report adds an error.
func (s *scanner) report(e Error) {
	if s.wants() {
		s.errs = append(s.errs, e)
	}
}

// wants reports whether another error would be kept.
func (s *scanner) wants() bool { return !s.quiet && len(s.errs) < maxErrors }

// errorf adds a syntax error.
func (s *scanner) errorf(span diag.Span, format string, args ...any) {
	if s.wants() {
		s.report(Error{Code: diag.ExpressionSyntax, Span: span, Message: fmt.Sprintf(format, args...)})
	}
}

// unavailable reports a feature of a newer version of C# in the compiler's words.
func (s *scanner) unavailable(span diag.Span, feature, version string) {
	if s.wants() {
		s.report(Error{Code: diag.ExpressionNotSupported, Span: span, Message: fmt.Sprintf(
			"CS8370 Feature '%s' is not available in C# 7.3. Please use language version %s or greater.", feature, version)})
	}
}

// unended reports a literal, hole or comment that does not end where it should.
func (s *scanner) unended(span diag.Span, message string) {
	s.report(Error{Code: diag.ExpressionSyntax, Span: span, Message: message, Unterminated: true})
}
