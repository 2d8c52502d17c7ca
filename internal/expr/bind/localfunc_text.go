package bind

import "strings"

// signature returns a local function as error messages name it: "F(int, ref string)".
func (f *localFunc) signature() string {
	var b strings.Builder
	b.WriteString(f.name)
	if len(f.syntax.TypeParams) > 0 {
		names := make([]string, len(f.syntax.TypeParams))
		for i, p := range f.syntax.TypeParams {
			names[i] = p.Text
		}
		b.WriteString("<" + strings.Join(names, ", ") + ">")
	}
	b.WriteByte('(')
	for i, p := range f.params {
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
