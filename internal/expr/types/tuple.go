package types

// TupleRest is how many elements a ValueTuple of .NET has besides Rest, which is a
// tuple of the others.
const TupleRest = 7

// Rest is the type of the member Rest of a tuple of more than TupleRest elements, nil
// for other types.
func (t *Type) Rest() *Type {
	if t.Kind != Tuple || len(t.Fields) <= TupleRest {
		return nil
	}
	return t.u.TupleOf(withoutNames(t.Fields[TupleRest:]))
}

func withoutNames(fields []Field) []Field {
	out := append([]Field(nil), fields...)
	for i := range out {
		out[i].Name = ""
	}
	return out
}

// flattened are the elements of a System.ValueTuple of some type arguments: the last
// of eight is a tuple of those beyond seven.
func flattened(args []*Type) []Field {
	fields := unnamed(args)
	if len(args) > TupleRest && args[TupleRest].Kind == Tuple {
		fields = append(fields[:TupleRest], withoutNames(args[TupleRest].Fields)...)
	}
	return fields
}

// tupleMembers are the members of a tuple: those that are declared for
// System.ValueTuple, whose own type as a parameter is the tuple. Its elements are
// the fields of the type.
func (u *Universe) tupleMembers(t *Type) *members {
	def := u.byName[key("System.ValueTuple", min(len(t.Fields), TupleRest+1))]
	if def == nil {
		return nil
	}
	d, m := u.mustMembers(def), newMembers()
	m.order, m.refused = d.order, d.refused
	for name, list := range d.methods {
		for _, x := range list {
			n := *x
			n.Owner, n.Params = t, append([]Param(nil), x.Params...)
			for i := range n.Params {
				if n.Params[i].Type.IsOpen() {
					n.Params[i].Type = t
				}
			}
			m.methods[name] = append(m.methods[name], &n)
		}
	}
	s := substitution{u, def.Params, make([]*Type, len(def.Params))}
	for i := range s.to {
		s.to[i] = t.Fields[i].Type
	}
	if len(t.Fields) > TupleRest {
		s.to[TupleRest] = u.structuralOf(Tuple, withoutNames(t.Fields[TupleRest:]))
	}
	for _, x := range d.ctors {
		m.ctors = append(m.ctors, s.method(x, t))
	}
	t.members.Store(m)
	return m
}

// tupleInterfaces are what tuples of .NET implement, as far as it is declared.
func (u *Universe) tupleInterfaces(t *Type) []*Type {
	var list []*Type
	if i := u.byName["System.IComparable"]; i != nil {
		list = append(list, i)
	}
	for _, name := range []string{"System.IComparable", "System.IEquatable"} {
		if def := u.byName[key(name, 1)]; def != nil {
			list = append(list, u.construct(def, []*Type{t}))
		}
	}
	return list
}
