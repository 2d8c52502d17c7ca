package policy

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// ChildWarnf reports a warning at a child element; see ChildErrorf.
func (k *Check) ChildWarnf(code diag.Code, child string, i int, attribute, format string, args ...any) {
	if span, whole := k.childSpan(child, i, attribute); k.newsAt(whole) {
		k.c.Diagnostics.Warnf(code, k.at.doc, span, format, args...)
	}
}

// childSpan is where the child element of that name with index i stands, or its
// attribute, and what of the document has to be sound for an error there to be no
// consequence of another: the attribute, or the element. The name may be a path, as in
// "allowed-origins/origin", which goes through the first element of each name before
// the last. Without such a child it is the policy's own name, and the whole policy.
func (k *Check) childSpan(child string, i int, attribute string) (at, whole diag.Span) {
	in := k.e
	parents := strings.Split(child, "/")
	child = parents[len(parents)-1]
	for _, name := range parents[:len(parents)-1] {
		if next := nth(in, name, 0); next != nil {
			in = next
		}
	}
	e := nth(in, child, i)
	if e == nil {
		return k.e.NameSpan, k.e.Span()
	}
	if a := e.Attribute(attribute); a != nil {
		return a.ValueSpan, a.ValueSpan
	}
	return e.NameSpan, e.Span()
}

// nth is the child element of that name with index i, nil when there is none.
func nth(e *policydoc.Element, name string, i int) *policydoc.Element {
	for child := range e.Elements() {
		if child.Name != name {
			continue
		}
		if i == 0 {
			return child
		}
		i--
	}
	return nil
}
