package types

import "strings"

// Spelling returns a name of a closed type that [Universe.TypeOf] of any universe
// with the same declarations reads. It is the full name but for tuples and for
// anonymous types, whose full names do not say all: those are (System.Int32,System.String)
// and {System.Int32 A,System.String B}.
func (t *Type) Spelling() string {
	switch t.Kind {
	case Array:
		return t.Elem.Spelling() + "[" + strings.Repeat(",", t.Rank-1) + "]"
	case Nullable:
		return t.Elem.Spelling() + "?"
	case Tuple, Anonymous:
		var b strings.Builder
		for _, f := range t.Fields {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(f.Type.Spelling())
			if t.Kind == Anonymous {
				b.WriteString(" " + f.Name)
			}
		}
		if t.Kind == Tuple {
			return "(" + b.String() + ")"
		}
		return "{" + b.String() + "}"
	case TypeParam, Null, Void, Invalid:
		return t.String()
	}
	return qualified(t.Namespace, t.Name) + argList(t, (*Type).Spelling, ",")
}
