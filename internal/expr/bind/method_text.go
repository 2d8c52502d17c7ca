package bind

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// methodText returns a method as error messages name it: "Math.Abs(int)",
// "F<T>(T, ref string)" for a local function.
func methodText(m *types.Method) string {
	var b strings.Builder
	name := m.Name
	if m.Owner != nil {
		b.WriteString(m.Owner.String())
		if name == ".ctor" {
			b.WriteByte('.')
			name = m.Owner.Name
		} else if name != "" {
			b.WriteByte('.')
		}
	}
	b.WriteString(name)
	if len(m.TypeParams) > 0 {
		names := make([]string, len(m.TypeParams))
		for i, p := range m.TypeParams {
			names[i] = p.Name
		}
		b.WriteString("<" + strings.Join(names, ", ") + ">")
	}
	b.WriteByte('(')
	for i, p := range m.Params {
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case p.Params:
			b.WriteString("params ")
		case p.Ref:
			b.WriteString("ref ")
		case p.Out:
			b.WriteString("out ")
		}
		b.WriteString(p.Type.String())
	}
	b.WriteByte(')')
	return b.String()
}

// full is a type in a message about conversions, which names namespaces.
type full struct{ t *types.Type }

// String returns the name with its namespace.
func (f full) String() string { return f.t.Qualified() }

// fullName names the type of an expression in a message about conversions.
func fullName(x Expr) string {
	if name := typeName(x); name != x.Type().String() {
		return name
	}
	return x.Type().Qualified()
}
