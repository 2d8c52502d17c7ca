package policy

import (
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// text is what names says about a literal.
type text uint8

const (
	sound text = iota
	blank
	wrong // reported
)

// literalText looks at the literal of a setting that names something: a header, a
// variable, an entity, an address. That it is empty or white space alone is left to
// the caller; a name with line breaks or control characters is reported.
func (c *Compiler) literalText(val policydoc.Value, st setting) text {
	if val.Kind != policydoc.Literal || len(val.Unresolved) > 0 {
		return sound
	}
	trimmed := strings.TrimSpace(val.Text())
	if trimmed == "" {
		return blank
	}
	if strings.ContainsFunc(trimmed, unicode.IsControl) {
		c.Diagnostics.Errorf(diag.InvalidValue, st.doc, st.span, "%s may not hold line breaks or control characters; remove them", st.name)
		return wrong
	}
	return sound
}

// attributeText reports whether an attribute is to be set, and whether it is as if it
// were absent.
func (c *Compiler) attributeText(val policydoc.Value, a *Attribute, st setting) (set, absent bool) {
	if a.Type != "string" || a.Free {
		return true, false
	}
	switch c.literalText(val, st) {
	case sound:
		return true, false
	case wrong:
		return false, false
	}
	if a.Required || a.filled {
		c.Diagnostics.Errorf(diag.InvalidValue, st.doc, st.span, "%s is empty; write its value", st.name)
		return false, false
	}
	c.Diagnostics.Warnf(diag.InvalidValue, st.doc, st.span, "%s is empty, which is as if it were absent; remove it", st.name)
	return false, true
}
