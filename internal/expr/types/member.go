package types

// Method is a method, constructor, operator or conversion. A method of a
// constructed type has its types substituted; Impl is shared.
type Method struct {
	Name  string
	Owner *Type
	// Static methods have no receiver. Extension methods are static and may be
	// called on their first argument.
	Static, Extension bool
	// Outer extension methods are asked when no other fits.
	Outer      bool
	TypeParams []*Type
	Params     []Param
	// Return is nil for void and for constructors.
	Return *Type
	// Impl is the run-time side; see package gen.
	Impl any
	// Signature is the C# text the member was declared with.
	Signature string
	// Def is the method as declared, when this one was substituted.
	Def *Method
}

// Param is a parameter.
type Param struct {
	Name string
	Type *Type
	// Params is a params array, Out an out parameter, Ref a ref parameter.
	Params, Out, Ref bool
	// Optional parameters have a default: a Go value of the parameter's type, or
	// nil for null and default(T).
	Optional bool
	Default  any
}

// Property is a property, field or indexer. Fields are properties without a
// setter; indexers have parameters.
type Property struct {
	Name   string
	Owner  *Type
	Static bool
	Params []Param
	Type   *Type
	// Get and Set are the run-time sides; Set is nil for read-only ones. The
	// setter takes the value as last argument.
	Get, Set any
	// Const, when IsConst, is the value of a constant field (int.MaxValue).
	IsConst   bool
	Const     any
	Signature string
}

// members are the declared members of a type, by name.
type members struct {
	methods  map[string][]*Method
	props    map[string]*Property
	indexers []*Property
	ctors    []*Method
	// operators by their C# token; "implicit" and "explicit" for conversions.
	operators map[string][]*Method
	refused   map[string]bool
	// order lists member names as declared, for documentation.
	order []string
}

func newMembers() *members {
	return &members{
		methods: map[string][]*Method{}, props: map[string]*Property{},
		operators: map[string][]*Method{}, refused: map[string]bool{},
	}
}

// own returns the members declared by the type itself, with the arguments of a
// constructed type substituted.
func (t *Type) own() *members {
	if m := t.members.Load(); m != nil || t.decl == nil && t.Def == nil && t.Kind != Tuple {
		return m
	}
	return t.u.makeMembers(t)
}

// Methods returns the methods of that name that the type declares or inherits
// from its bases (for interfaces: from the interfaces they extend), most derived
// first. Inherited methods hidden by one of the same signature are left out.
func (t *Type) Methods(name string) []*Method {
	var out []*Method
	t.walk(func(s *Type) bool {
		if m := s.own(); m != nil {
			for _, x := range m.methods[name] {
				if !hidden(out, x) {
					out = append(out, x)
				}
			}
		}
		return true
	})
	return out
}

func hidden(by []*Method, m *Method) bool {
	for _, o := range by {
		if o.Owner == m.Owner || len(o.Params) != len(m.Params) || len(o.TypeParams) != len(m.TypeParams) {
			continue
		}
		same := true
		for i := range o.Params {
			if o.Params[i].Type != m.Params[i].Type {
				same = false
			}
		}
		if same {
			return true
		}
	}
	return false
}

// Property returns the property or field of that name, declared or inherited.
func (t *Type) Property(name string) *Property {
	var found *Property
	t.walk(func(s *Type) bool {
		if m := s.own(); m != nil {
			found = m.props[name]
		}
		return found == nil
	})
	return found
}

// Indexers returns the indexers of the nearest type that declares any.
func (t *Type) Indexers() []*Property {
	var out []*Property
	t.walk(func(s *Type) bool {
		if m := s.own(); m != nil {
			out = append(out, m.indexers...)
		}
		return true
	})
	return out
}

// Constructors returns the constructors of the type.
func (t *Type) Constructors() []*Method {
	if m := t.own(); m != nil {
		return m.ctors
	}
	return nil
}

// Operators returns the user-defined operators of a token ("+", "==", "implicit",
// "explicit") that the type or a base class declares.
func (t *Type) Operators(token string) []*Method {
	var out []*Method
	for s := t; s != nil; s = s.Base {
		if m := s.own(); m != nil {
			out = append(out, m.operators[token]...)
		}
	}
	return out
}

// RefusedMember reports whether the service knows the member and refuses it.
func (t *Type) RefusedMember(name string) bool {
	found := false
	t.walk(func(s *Type) bool {
		if m := s.own(); m != nil && m.refused[name] {
			found = true
		}
		return !found
	})
	return found
}

// MemberNames returns the names of all members declared or inherited, for
// suggestions and completion.
func (t *Type) MemberNames() []string {
	var out []string
	seen := map[string]bool{}
	t.walk(func(s *Type) bool {
		if m := s.own(); m != nil {
			for _, n := range m.order {
				if !seen[n] {
					seen[n] = true
					out = append(out, n)
				}
			}
		}
		return true
	})
	return out
}

// walk visits the type and its base classes. An interface is followed by those it
// extends, each once, and by object. The interfaces of a class are not visited:
// what a class implements it declares (12.5), and List<T> as IList has members
// that nobody sees on a list.
func (t *Type) walk(visit func(*Type) bool) {
	for s := t; s != nil; s = s.Base {
		if !visit(s) {
			return
		}
	}
	if t.Kind != Interface && t.Kind != TypeParam {
		return
	}
	for _, i := range t.AllInterfaces() {
		if !visit(i) {
			return
		}
	}
	if t.Kind == Interface {
		visit(t.u.Special(Object))
	}
}

// AllInterfaces returns every interface the type implements, directly or
// through bases and other interfaces, nearest first.
func (t *Type) AllInterfaces() []*Type {
	var out []*Type
	seen := map[*Type]bool{}
	var add func(s *Type)
	add = func(s *Type) {
		for _, i := range s.directInterfaces() {
			if !seen[i] {
				seen[i] = true
				out = append(out, i)
			}
		}
		for _, i := range s.directInterfaces() {
			add(i)
		}
		if s.Base != nil {
			add(s.Base)
		}
	}
	add(t)
	return out
}

func (t *Type) directInterfaces() []*Type {
	if t.Kind == Array && t.Rank == 1 {
		return t.u.arrayInterfaces(t)
	}
	return t.Interfaces
}
