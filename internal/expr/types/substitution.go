package types

// substitution replaces type parameters by arguments. The universe is locked.
type substitution struct {
	u    *Universe
	from []*Type
	to   []*Type
}

func (s substitution) apply(t *Type) *Type {
	switch t.Kind {
	case TypeParam:
		for i, p := range s.from {
			if p == t && s.to[i] != nil {
				return s.to[i]
			}
		}
		return t
	case Array:
		return s.u.arrayOf(s.apply(t.Elem), t.Rank)
	case Nullable:
		e := s.apply(t.Elem)
		if e.Kind != TypeParam && !e.IsValueType() {
			return e
		}
		return s.u.nullableOf(e)
	case Tuple:
		if !t.IsOpen() {
			return t
		}
		fields := make([]Field, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = Field{f.Name, s.apply(f.Type)}
		}
		return s.u.structuralOf(Tuple, fields)
	}
	if t.Def == nil && len(t.Params) > 0 {
		// A definition mentions itself by its own parameters.
		return s.u.construct(t, s.list(t.Params))
	}
	if len(t.Args) > 0 && t.IsOpen() {
		return s.u.construct(t.Def, s.list(t.Args))
	}
	return t
}

func (s substitution) list(ts []*Type) []*Type {
	out := make([]*Type, len(ts))
	for i, t := range ts {
		out[i] = s.apply(t)
	}
	return out
}

func (s substitution) params(ps []Param) []Param {
	out := make([]Param, len(ps))
	for i, p := range ps {
		p.Type = s.apply(p.Type)
		out[i] = p
	}
	return out
}

func (s substitution) method(m *Method, owner *Type) *Method {
	n := *m
	n.Owner = owner
	n.Params = s.params(m.Params)
	if m.Return != nil {
		n.Return = s.apply(m.Return)
	}
	if m.Def == nil {
		n.Def = m
	}
	return &n
}

func (s substitution) property(p *Property, owner *Type) *Property {
	n := *p
	n.Owner = owner
	n.Params = s.params(p.Params)
	n.Type = s.apply(p.Type)
	return &n
}
