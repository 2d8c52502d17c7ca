package policy

import (
	"fmt"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// Check is what a policy's Check and Prepare see of the compiler: where the
// policy stands, what it may refer to, and how to report.
type Check struct {
	c      *Compiler
	e      *policydoc.Element
	at     place
	schema *Schema
	// partial says that the element has errors already. Then only what is wrong with
	// an attribute that is sound so far is news.
	partial bool
}

// Section and Scope are where the policy stands; 0 when that is not known.
func (k *Check) Section() Section { return k.at.section }

// Scope returns the scope of the document.
func (k *Check) Scope() Scope { return k.at.scope }

// Profile returns the gateway whose rules documents must keep, 0 for none.
func (k *Check) Profile() Gateways { return k.c.Profile }

// InPart reports whether the policy stands in a container of that kind.
func (k *Check) InPart(p Part) bool { return k.at.part&p != 0 }

// Errorf reports an error at an attribute, or at the text of the element, or its
// name, when attribute is empty or absent.
func (k *Check) Errorf(code diag.Code, attribute, format string, args ...any) {
	if k.news(attribute) {
		k.c.Diagnostics.Errorf(code, k.at.doc, k.span(attribute), format, args...)
	}
}

// news reports whether something may be said about an attribute, so that all errors
// of a document come together and none follows from another.
func (k *Check) news(attribute string) bool {
	if !k.partial {
		return true
	}
	a := k.e.Attribute(attribute)
	return attribute != "" && a != nil && k.newsAt(a.ValueSpan)
}

// newsAt is news about a text of the document.
func (k *Check) newsAt(at diag.Span) bool {
	return !k.partial || !slices.ContainsFunc(k.c.Diagnostics.All(), func(d diag.Diagnostic) bool {
		return d.Source == k.at.doc && d.Span.Start < at.End && at.Start < d.Span.End
	})
}

// Warnf reports a warning.
func (k *Check) Warnf(code diag.Code, attribute, format string, args ...any) {
	if k.news(attribute) {
		k.c.Diagnostics.Warnf(code, k.at.doc, k.span(attribute), format, args...)
	}
}

func (k *Check) span(attribute string) diag.Span {
	if a := k.e.Attribute(attribute); a != nil && attribute != "" {
		return a.ValueSpan
	}
	if attribute == "" {
		if at, ok := k.e.TextSpan(); ok {
			return at
		}
	}
	return k.e.NameSpan
}

// ReportIn adds a diagnostic about a text that belongs to the policy, such as a
// template.
func (k *Check) ReportIn(d diag.Diagnostic) {
	if !k.partial {
		k.c.Diagnostics.Add(d)
	}
}

// Has reports whether the document has the attribute.
func (k *Check) Has(attribute string) bool { return k.e.Attribute(attribute) != nil }

// Backend returns the backend entity of that name, reporting the attribute when
// there is none.
func (k *Check) Backend(attribute, name string) *backend.Target {
	if k.c.Resources == nil {
		k.c.unresolved(diag.UnresolvedBackend, k.at, k.span(attribute), "there is no backend %q to look up here", name)
		return nil
	}
	b := k.Backends().ByName(name)
	if b == nil {
		var known []string
		for _, x := range k.c.Resources.Backends {
			known = append(known, x.Name)
		}
		k.unknown(diag.UnresolvedBackend, attribute, "backend", name, known)
	}
	return b
}

// unknown reports a name that nothing has.
func (k *Check) unknown(code diag.Code, attribute, kind, name string, known []string) {
	k.unknownAt(code, k.span(attribute), kind, name, known)
}

func (k *Check) unknownAt(code diag.Code, span diag.Span, kind, name string, known []string) {
	d := diag.Diagnostic{
		Severity: k.c.severity(), Code: code, Source: k.at.doc, Span: span,
		Message: fmt.Sprintf("there is no %s %q", kind, name),
	}
	if s, ok := diag.Suggest(name, known); ok {
		d.Message += fmt.Sprintf("; did you mean %s?", s)
		d.Suggestion = s
	}
	k.c.Diagnostics.Add(d)
}

// Logger returns the logger of that name, reporting the attribute when there is
// none.
func (k *Check) Logger(attribute, name string) *catalog.Logger {
	if k.c.Resources == nil {
		k.c.unresolved(diag.UnresolvedLogger, k.at, k.span(attribute), "there is no logger %q to look up here", name)
		return nil
	}
	l := k.c.Resources.Logger(name)
	if l == nil {
		var known []string
		for _, x := range k.c.Resources.Loggers {
			known = append(known, x.Name)
		}
		k.unknown(diag.UnresolvedLogger, attribute, "logger", name, known)
	}
	return l
}

// Backends returns the lookup of backend entities for names and URLs known only at
// run time; nil, which has none, when documents are checked by themselves.
func (k *Check) Backends() *backend.Targets { return k.c.backends() }

func (c *Compiler) backends() *backend.Targets {
	if c.targets == nil && c.Resources != nil {
		r := c.Backends
		if r == nil {
			r = backend.NewRuntime(nil, nil)
		}
		c.targets = r.Targets(c.Resources)
	}
	return c.targets
}

// Identity returns the managed identities, nil when documents are only checked.
func (k *Check) Identity() *identity.Manager { return k.c.Identity }

// Keys returns where the keys of tokens come from, nil when documents are only
// checked.
func (k *Check) Keys() *jwt.Directory { return k.c.Keys }

// ChildErrorf reports an error at a child element: the one of that name with
// index i, counted from 0; "a/b" is the child b of the first a. attribute is the attribute meant, empty for the
// element's text.
func (k *Check) ChildErrorf(code diag.Code, child string, i int, attribute, format string, args ...any) {
	span, whole := k.childSpan(child, i, attribute)
	if k.newsAt(whole) {
		k.c.Diagnostics.Errorf(code, k.at.doc, span, format, args...)
	}
}
