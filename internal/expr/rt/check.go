package rt

// Check returns Instance as a function, which is known when an expression is
// compiled; its second argument is t.
func (t *Type) Check() func(v any, t *Type) bool {
	if t.Class != nil && t.Class.Instance != nil {
		return t.Class.Instance
	}
	return func(v any, t *Type) bool { return t.Instance(v) }
}
