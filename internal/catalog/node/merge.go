package node

import "strings"

// Merge returns base with the members of over laid on it: objects are merged
// member by member, anything else is replaced. Names are compared without
// regard to case, as APIOps compares them. Neither argument is changed.
func Merge(base, over *Value) *Value {
	if over == nil {
		return base
	}
	if base == nil || base.Kind != Object || over.Kind != Object {
		return over
	}
	out := &Value{Kind: Object, Source: base.Source, Span: base.Span, weight: base.weight}
	out.Members = append(make([]Member, 0, len(base.Members)+len(over.Members)), base.Members...)
	for _, m := range over.Members {
		out.set(m)
	}
	return out
}

func (v *Value) set(m Member) {
	for i := range v.Members {
		if strings.EqualFold(v.Members[i].Name, m.Name) {
			v.Members[i].Value = Merge(v.Members[i].Value, m.Value)
			return
		}
	}
	v.Members = append(v.Members, m)
}

// Without returns v without the members of the given names, compared without
// regard to case, and whether there were any.
func (v *Value) Without(names ...string) (*Value, bool) {
	if v == nil || v.Kind != Object {
		return v, false
	}
	out := *v
	out.Members = nil
	for _, m := range v.Members {
		if !containsFold(names, m.Name) {
			out.Members = append(out.Members, m)
		}
	}
	return &out, len(out.Members) < len(v.Members)
}

func containsFold(list []string, s string) bool {
	for _, have := range list {
		if strings.EqualFold(have, s) {
			return true
		}
	}
	return false
}

// MapStrings returns v with every string value replaced by what f returns for
// it; f gets the value itself and returns nil to keep it. Shared and unchanged
// parts stay shared.
func MapStrings(v *Value, f func(*Value) *Value) *Value {
	return mapStrings(v, f, map[*Value]*Value{})
}

func mapStrings(v *Value, f func(*Value) *Value, done map[*Value]*Value) *Value {
	if v == nil {
		return nil
	}
	switch v.Kind {
	case String:
		if out := f(v); out != nil {
			return out
		}
		return v
	case Array, Object:
	default:
		return v
	}
	if out, ok := done[v]; ok {
		return out
	}
	out := *v
	changed := false
	if len(v.Items) > 0 {
		out.Items = make([]*Value, len(v.Items))
		for i, item := range v.Items {
			out.Items[i] = mapStrings(item, f, done)
			changed = changed || out.Items[i] != item
		}
	}
	if len(v.Members) > 0 {
		out.Members = make([]Member, len(v.Members))
		for i, m := range v.Members {
			out.Members[i] = m
			out.Members[i].Value = mapStrings(m.Value, f, done)
			changed = changed || out.Members[i].Value != m.Value
		}
	}
	result := v
	if changed {
		result = &out
	}
	done[v] = result
	return result
}
