package types

import (
	"fmt"
	"strings"
	"sync"
)

// Universe holds all types. It is safe for concurrent use once built.
type Universe struct {
	byName  map[string]*Type // full name, with `n for generics of n parameters
	special [Decimal + 1]*Type
	// keywords are the types that C# has a keyword for, with void.
	keywords map[string]*Type
	// Namespaces that exist, and those whose names expressions see without
	// qualification.
	namespaces map[string]bool
	imports    []string
	// extensions are the types that declare extension methods of a name.
	extensions map[string][]*Type

	void, null, invalid *Type
	nullableDef         *Type
	arrayBase           *Type
	arrayIfaces         []*Type // generic interfaces of one-dimensional arrays
	enumBase            *Type
	delegateBase        *Type

	mu      sync.Mutex
	made    map[string]*Type
	arrays  map[*Type][]*Type
	nulls   map[*Type]*Type
	realize func(*Type)

	outside outside
}

// Special returns a type known to the language.
func (u *Universe) Special(s Special) *Type { return u.special[s] }

// Void is the type of what gives no value.
func (u *Universe) Void() *Type { return u.void }

// NullType is the type of the literal null.
func (u *Universe) NullType() *Type { return u.null }

// InvalidType is the type of what was reported already; nothing more is said
// about it.
func (u *Universe) InvalidType() *Type { return u.invalid }

// Lookup returns the type of a full name ("System.Guid") and number of type
// parameters, or nil. What .NET has besides the declared types is a refused one.
func (u *Universe) Lookup(fullName string, arity int) *Type {
	k := key(fullName, arity)
	if t := u.byName[k]; t != nil {
		return t
	}
	return u.outsideType(k)
}

// MustLookup is Lookup for names the library itself relies on.
func (u *Universe) MustLookup(fullName string, arity int) *Type {
	t := u.Lookup(fullName, arity)
	if t == nil {
		panic("types: no type " + key(fullName, arity))
	}
	return t
}

// Find returns the types that a simple name may mean in an expression: those of
// that name in the imported namespaces.
func (u *Universe) Find(name string, arity int) []*Type {
	var out []*Type
	for _, ns := range u.imports {
		if t := u.byName[key(qualified(ns, name), arity)]; t != nil {
			out = append(out, t)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, ns := range u.imports {
		if t := u.outsideType(key(qualified(ns, name), arity)); t != nil {
			return []*Type{t}
		}
	}
	return nil
}

// IsNamespace reports whether name is a namespace or the beginning of one.
func (u *Universe) IsNamespace(name string) bool {
	return u.namespaces[name] || u.isOutsideNamespace(name)
}

// Extensions returns the extension methods of a name.
func (u *Universe) Extensions(name string) []*Method {
	var out []*Method
	for _, t := range u.extensions[name] {
		for _, m := range t.own().methods[name] {
			if m.Extension {
				out = append(out, m)
			}
		}
	}
	return out
}

// ExtensionNames returns the names of all extension methods.
func (u *Universe) ExtensionNames() []string {
	out := make([]string, 0, len(u.extensions))
	for n := range u.extensions {
		out = append(out, n)
	}
	return out
}

// Types calls visit for every declared type.
func (u *Universe) Types(visit func(*Type)) {
	for _, t := range u.byName {
		visit(t)
	}
}

func key(fullName string, arity int) string {
	if arity == 0 {
		return fullName
	}
	return fmt.Sprintf("%s`%d", fullName, arity)
}

// ArrayOf returns the array type with the given elements and rank.
func (u *Universe) ArrayOf(elem *Type, rank int) *Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.arrayOf(elem, rank)
}

func (u *Universe) arrayOf(elem *Type, rank int) *Type {
	for _, a := range u.arrays[elem] {
		if a.Rank == rank {
			return a
		}
	}
	a := &Type{Kind: Array, Elem: elem, Rank: rank, Base: u.arrayBase, u: u}
	u.arrays[elem] = append(u.arrays[elem], a)
	if elem.plain != nil {
		a.plain = u.arrayOf(elem.plain, rank)
	}
	u.finish(a)
	return a
}

// NullableOf returns T? for a value type T; other types are returned as they are.
func (u *Universe) NullableOf(t *Type) *Type {
	if !t.IsValueType() && t.Kind != TypeParam || t.Kind == Nullable {
		return t
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.nullableOf(t)
}

func (u *Universe) nullableOf(t *Type) *Type {
	if n := u.nulls[t]; n != nil {
		return n
	}
	n := &Type{
		Namespace: "System", Name: "Nullable", Kind: Nullable, Elem: t,
		Def: u.nullableDef, Args: []*Type{t}, u: u,
	}
	if u.nullableDef != nil {
		n.Base = u.nullableDef.Base
	}
	u.nulls[t] = n
	if t.plain != nil {
		n.plain = u.nullableOf(t.plain)
	}
	u.finish(n)
	return n
}

// Construct returns a generic definition applied to type arguments.
func (u *Universe) Construct(def *Type, args ...*Type) *Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.construct(def, args)
}

func (u *Universe) construct(def *Type, args []*Type) *Type {
	if def == u.nullableDef && def != nil {
		return u.nullableOf(args[0])
	}
	if def.Namespace == "System" && def.Name == "ValueTuple" {
		return u.structuralOf(Tuple, flattened(args))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%p", def)
	for _, a := range args {
		fmt.Fprintf(&b, ",%p", a)
	}
	k := b.String()
	if t := u.made[k]; t != nil {
		return t
	}
	t := &Type{
		Namespace: def.Namespace, Name: def.Name, Kind: def.Kind, Def: def, Args: append([]*Type(nil), args...),
		Static: def.Static, Abstract: def.Abstract, Refused: def.Refused, u: u,
	}
	u.made[k] = t
	if plain, changed := plainTypes(t.Args); changed {
		t.plain = u.construct(def, plain)
	}
	u.inherit(t)
	u.finish(t)
	return t
}

// inherit gives a constructed type the base, the interfaces and the signature of
// its definition.
func (u *Universe) inherit(t *Type) {
	def := t.Def
	s := substitution{u, def.Params, t.Args}
	if def.Base != nil {
		t.Base = s.apply(def.Base)
	}
	t.Interfaces = nil
	for _, i := range def.Interfaces {
		t.Interfaces = append(t.Interfaces, s.apply(i))
	}
	if def.Invoke != nil {
		t.Invoke = s.method(def.Invoke, t)
	}
}

// TupleOf returns the tuple type with the given elements; names may be empty.
func (u *Universe) TupleOf(fields []Field) *Type { return u.structural(Tuple, fields) }

// AnonymousOf returns the anonymous type with the given members.
func (u *Universe) AnonymousOf(fields []Field) *Type { return u.structural(Anonymous, fields) }

func (u *Universe) structural(kind Kind, fields []Field) *Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.structuralOf(kind, fields)
}

// unnamed are the elements of a tuple without names.
func unnamed(ts []*Type) []Field {
	fields := make([]Field, len(ts))
	for i, t := range ts {
		fields[i].Type = t
	}
	return fields
}

func (u *Universe) structuralOf(kind Kind, fields []Field) *Type {
	var b strings.Builder
	fmt.Fprintf(&b, "%d", kind)
	for _, f := range fields {
		fmt.Fprintf(&b, ",%s:%p", f.Name, f.Type)
	}
	k := b.String()
	if t := u.made[k]; t != nil {
		return t
	}
	t := &Type{Kind: kind, Fields: append([]Field(nil), fields...), Base: u.special[Object], u: u}
	u.made[k] = t
	if kind == Tuple {
		plain, named := make([]Field, len(fields)), false
		for i, f := range fields {
			plain[i].Type = f.Type.Plain()
			named = named || f.Name != "" || f.Type.plain != nil
		}
		if named {
			t.plain = u.structuralOf(Tuple, plain)
		}
	}
	u.finish(t)
	if kind == Tuple && t.plain == nil {
		t.Interfaces = u.tupleInterfaces(t)
	} else if kind == Tuple {
		t.Interfaces = t.plain.Interfaces
	}
	return t
}

// ParamDecl declares a type parameter of a local function. Bases are the types that
// its constraints name.
type ParamDecl struct {
	Name string
	Constraint
	Bases []*Type
}

// TypeParamsOf returns the type parameters of a local function. depth tells those of
// functions inside others apart. Bases mention the parameters as those of given,
// which come from a call without constraints. Lists that differ in nothing are the
// same types.
func (u *Universe) TypeParamsOf(depth int, list []ParamDecl, given []*Type) []*Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	var b strings.Builder
	for _, p := range list {
		fmt.Fprintf(&b, "%s:%v", p.Name, p.Constraint)
		for _, t := range p.Bases {
			fmt.Fprintf(&b, ",%p", t)
		}
		b.WriteByte(';')
	}
	out := make([]*Type, len(list))
	made := true
	for i, p := range list {
		k := fmt.Sprintf("<%d:%d:%s", depth, i, b.String())
		if out[i] = u.made[k]; out[i] == nil {
			out[i] = &Type{Name: p.Name, Kind: TypeParam, Constraint: p.Constraint, Base: u.special[Object], u: u}
			u.made[k], made = out[i], false
		}
	}
	if made {
		return out
	}
	for i, p := range list {
		for _, t := range p.Bases {
			t = substitution{u, given, out}.apply(t)
			if t.Kind == Interface {
				out[i].Interfaces = append(out[i].Interfaces, t)
			} else {
				out[i].Base = t
			}
		}
	}
	return out
}

// plainTypes returns the plain types of a list and whether any is another one.
func plainTypes(list []*Type) (plain []*Type, changed bool) {
	plain = make([]*Type, len(list))
	for i, t := range list {
		plain[i] = t.Plain()
		changed = changed || t.plain != nil
	}
	return plain, changed
}

// finish gives a closed type its run-time side.
func (u *Universe) finish(t *Type) {
	if u.realize == nil || t.IsOpen() {
		return
	}
	if t.plain == nil {
		u.realize(t)
		return
	}
	u.realize(t.plain)
	t.Runtime = t.plain.Runtime
}

// Unbound returns a generic definition applied to its own parameters, with a Runtime
// like a closed type: what typeof(List<>) is.
func (u *Universe) Unbound(def *Type) *Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	t := u.construct(def, def.Params)
	if t.Runtime == nil && u.realize != nil {
		u.realize(t)
	}
	return t
}

// OnRealize sets the function that fills Runtime of every closed type; it is
// called once for each type that exists already and for every one made later.
// It runs while the universe is locked and must not construct types.
func (u *Universe) OnRealize(realize func(*Type)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.realize = realize
	for _, t := range u.byName {
		u.finish(t)
	}
	for _, t := range u.made {
		u.finish(t)
	}
	for _, as := range u.arrays {
		for _, a := range as {
			u.finish(a)
		}
	}
	for _, n := range u.nulls {
		u.finish(n)
	}
}

func (u *Universe) arrayInterfaces(a *Type) []*Type {
	u.mu.Lock()
	defer u.mu.Unlock()
	if a.Interfaces == nil {
		for _, d := range u.arrayIfaces {
			a.Interfaces = append(a.Interfaces, u.construct(d, []*Type{a.Elem}))
		}
	}
	return a.Interfaces
}

// makeMembers makes the members of a type that has none yet.
func (u *Universe) makeMembers(t *Type) *members {
	u.mu.Lock()
	defer u.mu.Unlock()
	if m := t.members.Load(); m != nil {
		return m
	}
	switch {
	case t.decl != nil:
		return u.mustMembers(t)
	case t.Kind == Tuple:
		return u.tupleMembers(t)
	}
	d := u.mustMembers(t.Def)
	if d == nil {
		return nil
	}
	s := substitution{u, t.Def.Params, t.Args}
	m := newMembers()
	m.order, m.refused = d.order, d.refused
	for n, list := range d.methods {
		for _, x := range list {
			m.methods[n] = append(m.methods[n], s.method(x, t))
		}
	}
	for n, p := range d.props {
		m.props[n] = s.property(p, t)
	}
	for _, p := range d.indexers {
		m.indexers = append(m.indexers, s.property(p, t))
	}
	for _, c := range d.ctors {
		m.ctors = append(m.ctors, s.method(c, t))
	}
	for n, list := range d.operators {
		for _, x := range list {
			m.operators[n] = append(m.operators[n], s.method(x, t))
		}
	}
	t.members.Store(m)
	return m
}

// Substitute replaces type parameters in a type; a nil argument leaves its
// parameter in place.
func (u *Universe) Substitute(t *Type, params, args []*Type) *Type {
	if !t.IsOpen() {
		return t
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return substitution{u, params, args}.apply(t)
}

// Instantiate returns a generic method applied to type arguments.
func (u *Universe) Instantiate(m *Method, args []*Type) *Method {
	if len(m.TypeParams) == 0 {
		return m
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	n := substitution{u, m.TypeParams, args}.method(m, m.Owner)
	return n
}
