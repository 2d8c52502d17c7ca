package types

// declaredTuple is the largest System.ValueTuple that is declared; longer tuples,
// which nest in .NET, have the same members here.
const declaredTuple = 7

// tupleMembers are the members of a tuple: those that are declared for
// System.ValueTuple, whose own type as a parameter is the tuple. Its elements are
// the fields of the type.
func (u *Universe) tupleMembers(t *Type) *members {
	def := u.byName[key("System.ValueTuple", min(len(t.Fields), declaredTuple))]
	if def == nil {
		return nil
	}
	d, m := def.members.Load(), newMembers()
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
	if len(t.Fields) <= declaredTuple {
		s := substitution{u, def.Params, make([]*Type, len(t.Fields))}
		for i, f := range t.Fields {
			s.to[i] = f.Type
		}
		for _, x := range d.ctors {
			m.ctors = append(m.ctors, s.method(x, t))
		}
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
