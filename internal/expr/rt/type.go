package rt

import "reflect"

// Type is the run-time description of a C# type, as System.Type is in .NET. Two
// mentions of the same constructed type share one Type, so pointers compare.
type Type struct {
	// Name is the full name with type arguments in angle brackets, such as
	// "System.Collections.Generic.List<System.String>".
	Name string
	// Class is what the type has in common with all other instances of its
	// generic definition.
	Class *Class
	// Rep is how values of the type are held where the type is static.
	Rep Rep
	// Args are the arguments of a constructed generic type; Elem is the element
	// of an array and the underlying type of a nullable.
	Args []*Type
	Elem *Type
	// EmptyArray returns the array without elements that Array.Empty<T>() always
	// returns for the type.
	EmptyArray func() AnyArray
	// EmptyList returns the array that List<T>.ToArray always returns for an empty list.
	EmptyList func() AnyArray
	// Rank is the number of dimensions of an array.
	Rank int
	// Enum lists the members of an enumeration.
	Enum *EnumInfo
	// From reports whether values of another type are values of this one
	// (identity, base classes, interfaces, variance).
	From func(*Type) bool
	// Zero is the boxed default(T): nil for references and nullables.
	Zero any
	// Fields are the names of the members of an anonymous type or tuple.
	Fields []string
	// Static is the compile-time type, for the packages that know it.
	Static any
	// TypeOf is the library's function Env.TypeOf.
	TypeOf func(any) *Type
}

// Instance reports whether a boxed value that is not nil is of the type or of one
// derived from it.
func (t *Type) Instance(v any) bool {
	if t.Class != nil && t.Class.Instance != nil {
		return t.Class.Instance(v, t)
	}
	of := t.TypeOf(v)
	return of != nil && (of == t || t.From(of))
}

// Holds reports whether a variable of the type can hold a boxed value, which is nil
// for null.
func (t *Type) Holds(v any) bool {
	if v == nil {
		return t.Zero == nil
	}
	return t.Instance(v)
}

// Class is the run-time behaviour of a declared type. Hooks that are nil have
// the behaviour of System.Object.
type Class struct {
	// Go is the Go type of boxed values, for values that do not know their type
	// themselves; nil for interfaces and for classes whose objects are Typed.
	Go reflect.Type
	// Rep makes the representation; nil means a reference.
	Rep func(*Type) Rep
	// Instance reports whether a boxed value that is not nil is of the type; nil
	// means that its run-time type is asked.
	Instance func(v any, t *Type) bool
	// ToString, Equals and Hash are the virtual methods of System.Object. v and a
	// are boxed values of the class, not nil; b may be anything.
	ToString func(f *Frame, v any) (String, error)
	Equals   func(f *Frame, a, b any) (bool, error)
	Hash     func(f *Frame, v any) (int32, error)
	// Enumerate returns an enumerator over the object as a sequence of elem,
	// which matters for classes that are several sequences; nil for classes whose
	// objects are Enumerable and for those that are no sequences.
	Enumerate func(f *Frame, v any, elem *Type) (Enumerator, error)
	// Host returns the object as one that implements the Go interfaces of package
	// bcl/host (Comparable, Formattable, Convertible), for classes whose objects are
	// of a Go type that knows nothing of them; nil for all other classes.
	Host func(v any) any
	// Collection returns the object as one that implements the Go interfaces of
	// package bcl/system/collections/generic (Collection, List, Dictionary, ...),
	// for classes that implement .NET's collection interfaces with objects of a
	// Go type that knows nothing of them; nil for all other classes.
	Collection func(v any) any
}

// ValueClass is the class of a value type held as T.
func ValueClass[T any](c Class) *Class {
	c.Go = reflect.TypeFor[T]()
	rep := RepOf[T]()
	c.Rep = func(*Type) Rep { return rep }
	c.Instance = func(v any, _ *Type) bool { _, ok := v.(T); return ok }
	return &c
}

// RefClass is the class of references whose objects are of the Go type T, an
// interface or a pointer.
func RefClass[T any](c Class) *Class {
	if t := reflect.TypeFor[T](); t.Kind() != reflect.Interface {
		c.Go = t
	}
	if c.Instance == nil {
		c.Instance = func(v any, _ *Type) bool { _, ok := v.(T); return ok }
	}
	return &c
}

// FullName returns the full .NET name.
func (t *Type) FullName() string { return t.Name }

// EnumInfo describes an enumeration.
type EnumInfo struct {
	// Names and Values are parallel, in declaration order.
	Names  []string
	Values []int64
	// Flags says that values combine.
	Flags bool
}

// Enum is a boxed value of an enumeration.
type Enum struct {
	Type  *Type
	Value int64
}

// Typed is implemented by objects that know their run-time type.
type Typed interface {
	RuntimeType() *Type
}
