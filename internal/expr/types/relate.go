package types

// Boxes reports whether a value type converts to a reference type by boxing.
func Boxes(from, to *Type) bool {
	if to.Special == Object {
		return true
	}
	v := from.Underlying()
	if to.Kind == Interface {
		for _, i := range v.AllInterfaces() {
			if i == to || VariantOf(i, to) {
				return true
			}
		}
		return false
	}
	for s := v.Base; s != nil; s = s.Base {
		if s == to {
			return true
		}
	}
	return false
}

// Inherits reports whether a reference type is, or derives from, or implements
// another: the implicit reference conversions (10.2.8), variance and array
// covariance included.
func Inherits(from, to *Type) bool {
	if from == to || to.Special == Object {
		return true
	}
	if from.Kind == Array && to.Kind == Array {
		return from.Rank == to.Rank && from.Elem.IsReference() && to.Elem.IsReference() && Inherits(from.Elem, to.Elem)
	}
	if to.Kind == Interface {
		if from.Kind == Interface && VariantOf(from, to) {
			return true
		}
		// The interfaces of arrays are covariant even where IList<T> is not.
		covariant := from.Kind == Array
		for _, i := range from.AllInterfaces() {
			if i == to || VariantOf(i, to) {
				return true
			}
			if covariant && i.Def != nil && i.Def == to.Def && from.Elem.IsReference() && to.Args[0].IsReference() && Inherits(from.Elem, to.Args[0]) {
				return true
			}
		}
		return false
	}
	if to.Kind == Delegate && from.Kind == Delegate {
		return VariantOf(from, to)
	}
	for s := from.Base; s != nil; s = s.Base {
		if s == to {
			return true
		}
	}
	return false
}

// VariantOf reports whether two instances of one generic interface or delegate
// convert by variance.
func VariantOf(from, to *Type) bool {
	if from.Def == nil || from.Def != to.Def {
		return false
	}
	for i, p := range from.Def.Params {
		x, y := from.Args[i], to.Args[i]
		if x == y {
			continue
		}
		if !x.IsReference() || !y.IsReference() {
			return false
		}
		switch p.Variance {
		case '+':
			if !Inherits(x, y) {
				return false
			}
		case '-':
			if !Inherits(y, x) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
