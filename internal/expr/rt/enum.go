package rt

// enumRep represents the values of one enumeration as Enum.
type enumRep struct {
	*rep[Enum]
	typ *Type
}

// EnumRep returns the representation of the values of an enumeration.
func EnumRep(t *Type) Rep {
	return &enumRep{rep: RepOf[Enum]().(*rep[Enum]), typ: t}
}

// Default is the code of the member with value 0.
func (r *enumRep) Default() Code { return Const(Enum{Type: r.typ}) }

// Const is the code of the member with the given value.
func (r *enumRep) Const(v any) Code {
	switch v := v.(type) {
	case Enum:
		return Const(v)
	case int64:
		return Const(Enum{r.typ, v})
	case int32:
		return Const(Enum{r.typ, int64(v)})
	}
	return r.Default()
}

// RuntimeType returns the enumeration.
func (e Enum) RuntimeType() *Type { return e.Type }

// String returns the name of the value as Enum.ToString does: the member's name,
// the names of combined flags, or the number.
func (e Enum) String() string { return e.Type.Enum.Name(e.Value) }

// Name returns the name of a value.
func (i *EnumInfo) Name(v int64) string {
	for k, x := range i.Values {
		if x == v {
			return i.Names[k]
		}
	}
	if !i.Flags {
		return formatInt(v)
	}
	// Largest members first, as .NET does, then printed in ascending order.
	rest, names := v, ""
	for k := len(i.Values) - 1; k >= 0; k-- {
		x := i.Values[k]
		if x == 0 || rest&x != x {
			continue
		}
		rest &^= x
		if names != "" {
			names = ", " + names
		}
		names = i.Names[k] + names
	}
	if rest != 0 || names == "" {
		return formatInt(v)
	}
	return names
}
