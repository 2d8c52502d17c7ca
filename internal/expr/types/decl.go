package types

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// Decl declares a type of the class library.
type Decl struct {
	// Name is the full name, with type parameters as C# writes them:
	// "System.Collections.Generic.IEnumerable<out T>".
	Name    string
	Kind    Kind
	Special Special
	// Base is the base class; empty means object (for enums and structs too).
	Base       string
	Implements []string
	Static     bool
	Abstract   bool
	// Delegate is the signature of a delegate type: "TResult Invoke(T arg)".
	Delegate string
	// Values are the members of an enumeration; Flags says that they combine.
	Values []EnumValue
	Flags  bool
	// Class is the run-time description of the type; see package gen.
	Class   any
	Members []Member
	// Refused, when not empty, is why every use of the type is refused.
	// RefusedMembers exist in .NET and are refused by the service: by name,
	// ".ctor" for constructors, with "()" for the overload without parameters
	// where others are allowed.
	Refused        string
	RefusedMembers []string
}

// Member declares a member by its C# signature:
//
//	string Substring(int startIndex, int length)
//	static bool IsNullOrEmpty(string value)
//	static IEnumerable<R> Select<T, R>(this IEnumerable<T> source, Func<T, R> selector)
//	int Length                                  a property or field
//	const int MaxValue                          with Const
//	JToken this[object key]                     an indexer
//	new(string name, params object[] content)   a constructor
//	static TimeSpan operator -(DateTime a, DateTime b)
//	static implicit operator JToken(string value)
//	static T Max<T>(T a, T b) where T : struct, IComparable<T>
//
// Defaults of optional parameters are null, default, true, false or a number.
type Member struct {
	Sig string
	// Impl is the run-time side of a method or of the getter of a property; Set
	// that of its setter.
	Impl any
	Set  any
	// Const is the value of a const.
	Const any
	// Outer marks extension methods of a namespace further out, which are asked when
	// none of the nearer ones fits.
	Outer bool
}

// Build makes a universe of declarations. imports are the namespaces whose names
// expressions use unqualified. An error names the declaration that is wrong: it
// is a mistake in the library, not in anything a user wrote. Members are read later;
// [Universe.Check] finds what is wrong with them. The declarations must not change.
func Build(imports []string, decls []Decl) (*Universe, error) {
	u := &Universe{
		byName: map[string]*Type{}, namespaces: map[string]bool{}, imports: imports,
		extensions: map[string][]*Type{}, made: map[string]*Type{},
		arrays: map[*Type][]*Type{}, nulls: map[*Type]*Type{},
	}
	u.void = &Type{Kind: Void, u: u}
	u.null = &Type{Kind: Null, u: u}
	u.invalid = &Type{Kind: Invalid, u: u}
	types := make([]*Type, len(decls))
	for i := range decls {
		t, err := u.declare(&decls[i])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", decls[i].Name, err)
		}
		types[i] = t
	}
	u.keywords = map[string]*Type{"void": u.void}
	for s, k := range keywordOf {
		u.keywords[k] = u.special[s]
	}
	u.nullableDef = u.byName["System.Nullable`1"]
	u.arrayBase = u.byName["System.Array"]
	u.enumBase = u.byName["System.Enum"]
	u.delegateBase = u.byName["System.Delegate"]
	for i := range decls {
		if err := u.relate(types[i], &decls[i]); err != nil {
			return nil, fmt.Errorf("%s: %w", decls[i].Name, err)
		}
	}
	u.relateMade()
	for _, n := range []string{
		"System.Collections.Generic.IList", "System.Collections.Generic.ICollection", "System.Collections.Generic.IEnumerable",
		"System.Collections.Generic.IReadOnlyList", "System.Collections.Generic.IReadOnlyCollection",
	} {
		if t := u.byName[n+"`1"]; t != nil {
			u.arrayIfaces = append(u.arrayIfaces, t)
		}
	}
	for i, t := range types {
		for _, m := range decls[i].Members {
			if name, ok := extensionName(m.Sig); ok && !slices.Contains(u.extensions[name], t) {
				u.extensions[name] = append(u.extensions[name], t)
			}
		}
	}
	return u, nil
}

// extensionName is the name of the extension method that a signature declares.
func extensionName(sig string) (name string, ok bool) {
	head, _, ok := strings.Cut(sig, "(this ")
	if !ok {
		return "", false
	}
	if i := strings.LastIndexByte(head, ' '); i >= 0 && !strings.HasSuffix(head, ">") {
		return head[i+1:], true
	}
	for i, depth := len(head)-1, 0; i >= 0; i-- {
		switch head[i] {
		case '>':
			depth++
		case '<':
			if depth--; depth == 0 {
				head = head[:i]
				return head[strings.LastIndexByte(head, ' ')+1:], true
			}
		}
	}
	return "", false
}

// Check reads the members of all declared types, which are otherwise read when the
// first expression asks for them. An error names the declaration that is wrong.
func (u *Universe) Check() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, t := range u.byName {
		if _, err := u.declaredMembers(t); err != nil {
			return err
		}
	}
	return nil
}

// declaredMembers are the members of a declared type, read from their signatures
// when they are asked for the first time: few configurations use more than some dozen
// of the types.
func (u *Universe) declaredMembers(t *Type) (*members, error) {
	if m := t.members.Load(); m != nil || t.decl == nil {
		return m, nil
	}
	own := newMembers()
	for _, n := range t.decl.RefusedMembers {
		own.refused[n] = true
	}
	for _, m := range t.decl.Members {
		if err := u.addMember(t, own, m); err != nil {
			return nil, fmt.Errorf("%s: %q: %w", t.decl.Name, m.Sig, err)
		}
	}
	t.members.Store(own)
	return own, nil
}

// mustMembers is declaredMembers for declarations that Check has passed.
func (u *Universe) mustMembers(t *Type) *members {
	m, err := u.declaredMembers(t)
	if err != nil {
		panic("types: " + err.Error())
	}
	return m
}

// declare makes the type with its name and parameters only.
func (u *Universe) declare(d *Decl) (*Type, error) {
	name, params := d.Name, []string(nil)
	if i := strings.IndexByte(name, '<'); i >= 0 {
		for _, p := range strings.Split(strings.TrimSuffix(name[i+1:], ">"), ",") {
			params = append(params, strings.TrimSpace(p))
		}
		name = name[:i]
	}
	t := &Type{
		Kind: d.Kind, Special: d.Special, Static: d.Static, Abstract: d.Abstract,
		Values: d.Values, Flags: d.Flags, Refused: d.Refused, class: d.Class, decl: d, u: u,
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		t.Namespace, t.Name = name[:i], name[i+1:]
	} else {
		t.Name = name
	}
	for _, p := range params {
		param := &Type{Name: p, Kind: TypeParam, u: u}
		if v, rest, ok := strings.Cut(p, " "); ok {
			param.Name = rest
			param.Variance = map[string]byte{"out": '+', "in": '-'}[v]
		}
		t.Params = append(t.Params, param)
	}
	k := key(name, len(params))
	if u.byName[k] != nil {
		return nil, fmt.Errorf("declared twice")
	}
	u.byName[k] = t
	for ns := t.Namespace; ns != ""; {
		u.namespaces[ns] = true
		i := strings.LastIndexByte(ns, '.')
		ns = ns[:max(i, 0)]
	}
	if d.Special != None {
		u.special[d.Special] = t
	}
	return t, nil
}

// relate resolves base, interfaces and delegate signature.
func (u *Universe) relate(t *Type, d *Decl) error {
	object := u.special[Object]
	switch {
	case d.Base != "":
		b, err := u.parseType(d.Base, t.Params)
		if err != nil {
			return err
		}
		t.Base = b
	case d.Kind == Enum && u.enumBase != nil:
		t.Base = u.enumBase
	case d.Kind == Delegate && u.delegateBase != nil:
		t.Base = u.delegateBase
	case d.Kind != Interface && t != object:
		t.Base = object
	}
	for _, s := range d.Implements {
		i, err := u.parseType(s, t.Params)
		if err != nil {
			return err
		}
		t.Interfaces = append(t.Interfaces, i)
	}
	if d.Delegate != "" {
		s, err := u.parseSignature(d.Delegate, t.Params)
		if err != nil {
			return err
		}
		t.Invoke = &Method{Name: "Invoke", Owner: t, Params: s.params, Return: s.result, Signature: d.Delegate}
	}
	return nil
}

// relateMade relates the constructed types that declarations mentioned before
// their definitions were related.
func (u *Universe) relateMade() {
	made := make([]*Type, 0, len(u.made))
	for _, t := range u.made {
		made = append(made, t)
	}
	for _, t := range made {
		if t.Def != nil {
			u.inherit(t)
		}
	}
}

func (u *Universe) addMember(t *Type, own *members, m Member) error {
	s, err := u.parseSignature(m.Sig, t.Params)
	if err != nil {
		return err
	}
	own.order = append(own.order, s.name)
	switch s.form {
	case formProperty:
		own.props[s.name] = &Property{
			Name: s.name, Owner: t, Static: s.static || s.isConst, Type: s.result, Get: m.Impl, Set: m.Set,
			IsConst: s.isConst, Const: m.Const, Signature: m.Sig,
		}
		return nil
	case formIndexer:
		own.indexers = append(own.indexers, &Property{
			Name: "this", Owner: t, Params: s.params, Type: s.result, Get: m.Impl, Set: m.Set, Signature: m.Sig,
		})
		return nil
	}
	x := &Method{
		Name: s.name, Owner: t, Static: s.static, Extension: s.extension, TypeParams: s.typeParams,
		Params: s.params, Return: s.result, Impl: m.Impl, Signature: m.Sig, Outer: m.Outer,
	}
	if m.Impl == nil {
		return fmt.Errorf("no implementation")
	}
	switch s.form {
	case formConstructor:
		own.ctors = append(own.ctors, x)
	case formOperator:
		own.operators[s.name] = append(own.operators[s.name], x)
	default:
		own.methods[s.name] = append(own.methods[s.name], x)
	}
	return nil
}

// Members returns the members a type declares itself, for documentation: each
// with its C# signature, in declaration order of names.
func (t *Type) Members() []string {
	m := t.own()
	if m == nil {
		return nil
	}
	var out []string
	for _, list := range m.methods {
		for _, x := range list {
			out = append(out, x.Signature)
		}
	}
	for _, p := range m.props {
		out = append(out, p.Signature)
	}
	for _, p := range m.indexers {
		out = append(out, p.Signature)
	}
	for _, c := range m.ctors {
		out = append(out, c.Signature)
	}
	for _, list := range m.operators {
		for _, x := range list {
			out = append(out, x.Signature)
		}
	}
	sort.Strings(out)
	return out
}
