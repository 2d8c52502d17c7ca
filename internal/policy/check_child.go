package policy

import "github.com/gatehouse-project/gatehouse/internal/diag"

// ChildWarnf reports a warning at a child element; see ChildErrorf.
func (k *Check) ChildWarnf(code diag.Code, child string, i int, attribute, format string, args ...any) {
	if !k.partial {
		k.c.Diagnostics.Warnf(code, k.at.doc, k.childSpan(child, i, attribute), format, args...)
	}
}

// childSpan is where the child element of that name with index i stands, or its
// attribute; the policy's own name when there is no such child.
func (k *Check) childSpan(child string, i int, attribute string) diag.Span {
	for e := range k.e.Elements() {
		if e.Name != child {
			continue
		}
		if i--; i >= 0 {
			continue
		}
		if a := e.Attribute(attribute); a != nil {
			return a.ValueSpan
		}
		return e.NameSpan
	}
	return k.e.NameSpan
}
