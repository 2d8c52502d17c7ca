package token

// Lookup returns the keyword that name is, or Ident.
func Lookup(name string) Kind {
	if len(name) < 2 || len(name) > 10 || (name[0] != '_' && (name[0] < 'a' || name[0] > 'w')) {
		return Ident
	}
	if k, ok := keywords[name]; ok {
		return k
	}
	return Ident
}

// keywords is built once from names and never changed.
var keywords = func() map[string]Kind {
	m := make(map[string]Kind, int(lastToken-Abstract))
	for k := Abstract; k < lastToken; k++ {
		m[names[k]] = k
	}
	return m
}()

// IsContextual reports whether name has a meaning of its own in some places of
// an expression or statement although it is an identifier.
func IsContextual(name string) bool {
	switch name {
	case "var", "nameof", "await", "async", "when", "yield", "global", "where",
		"from", "let", "join", "in", "on", "equals", "into", "orderby", "ascending", "descending", "select", "group", "by":
		return true
	}
	return false
}
