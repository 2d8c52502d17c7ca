package policy

import (
	"fmt"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Certificate returns the certificate resource of that name. When there is none it
// reports the attribute of a child element (ChildErrorf), or of the policy itself when
// child is empty.
func (k *Check) Certificate(child string, i int, attribute, name string) *catalog.Certificate {
	if k.c.Resources != nil {
		if cert := k.c.Resources.Certificate(name); cert != nil {
			return cert
		}
	}
	d := diag.Diagnostic{
		Severity: k.c.severity(), Code: diag.UnresolvedCertificate, Source: k.at.doc, Span: k.span(attribute),
		Message: fmt.Sprintf("there is no certificate %q", name),
	}
	if k.c.Resources == nil {
		d.Severity, d.Message = diag.Warning, d.Message+" to look up here"
	} else {
		var known []string
		for _, c := range k.c.Resources.Certificates {
			known = append(known, c.Name)
		}
		if s, ok := diag.Suggest(name, known); ok {
			d.Message += fmt.Sprintf("; did you mean %s?", s)
			d.Suggestion = s
		}
	}
	if child != "" {
		d.Span, _ = k.childSpan(child, i, attribute)
	}
	k.c.Diagnostics.Add(d)
	return nil
}

// Resources returns the resources that the policy may name; nil when documents are
// checked by themselves.
func (k *Check) Resources() *catalog.Resources { return k.c.Resources }
