package types

import (
	"strings"
	"sync/atomic"
)

// Kind is the kind of a type.
type Kind uint8

// The kinds.
const (
	Class Kind = iota
	Struct
	Interface
	Enum
	Delegate
	Array
	Nullable
	TypeParam
	// Null is the type of the literal null, Void of calls that return nothing.
	Null
	Void
	// Anonymous and Tuple are made by the binder.
	Anonymous
	Tuple
	// Invalid is the type of what could not be bound; it converts to anything,
	// so that one mistake is reported once.
	Invalid
)

// Special marks the types the language itself knows.
type Special uint8

// The special types. The numeric ones are in the order of C#'s promotions.
const (
	None Special = iota
	Object
	String
	Boolean
	Char
	SByte
	Byte
	Int16
	UInt16
	Int32
	UInt32
	Int64
	UInt64
	Single
	Double
	Decimal
)

// Type is a C# type. Types of one universe compare by pointer.
type Type struct {
	Namespace, Name string
	Kind            Kind
	Special         Special

	// Base is nil for object, interfaces and type parameters. Interfaces are
	// those implemented directly.
	Base       *Type
	Interfaces []*Type

	// Params are the type parameters of a generic definition. Def and Args tell
	// what a constructed type was made of; Def is nil otherwise.
	Params []*Type
	Def    *Type
	Args   []*Type
	// Variance of a type parameter: '+' out, '-' in, 0 none.
	Variance byte

	// Constraint is what is known of a type parameter of a local function; its Base
	// and Interfaces are what values of it convert to.
	Constraint Constraint

	// Elem is the element type of an array and the underlying type of a
	// nullable; Rank the number of dimensions of an array.
	Elem *Type
	Rank int

	// Invoke is the signature of a delegate.
	Invoke *Method

	// Values are the members of an enumeration.
	Values []EnumValue
	Flags  bool

	// Fields are the members of an anonymous type or a tuple. Tuples' elements
	// are named Item1... in addition to the names given here.
	Fields []Field

	// Static types have no instances. Abstract ones have no usable constructor.
	Static, Abstract bool
	// Refused, when not empty, says that the service refuses any use.
	Refused string

	// Runtime is what the type is at run time; see package gen.
	Runtime any

	// plain is the same type without the names of tuple elements; nil for types
	// that mention none.
	plain   *Type
	class   any
	decl    *Decl // of a declared type
	members atomic.Pointer[members]
	u       *Universe
}

// Constraint is what a type argument has to be: a class, a struct, a type with a
// constructor without parameters.
type Constraint struct{ Class, Struct, New bool }

// EnumValue is a member of an enumeration.
type EnumValue struct {
	Name  string
	Value int64
}

// Field is a member of an anonymous type or tuple.
type Field struct {
	Name string
	Type *Type
}

// String returns the type as C# error messages write it: keywords for the
// special types, simple names otherwise.
func (t *Type) String() string {
	switch t.Kind {
	case Array:
		return t.Elem.String() + "[" + strings.Repeat(",", t.Rank-1) + "]"
	case Nullable:
		return t.Elem.String() + "?"
	case Null:
		return "<null>"
	case Void:
		return "void"
	case Invalid:
		return "?"
	case Anonymous:
		var b strings.Builder
		b.WriteString("<anonymous type: ")
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.Type.String() + " " + f.Name)
		}
		return b.String() + ">"
	case Tuple:
		if len(t.Fields) == 1 {
			return "ValueTuple<" + t.Fields[0].Type.String() + ">"
		}
		var b strings.Builder
		b.WriteByte('(')
		for i, f := range t.Fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.Type.String())
			if f.Name != "" {
				b.WriteString(" " + f.Name)
			}
		}
		return b.String() + ")"
	}
	if k, ok := keywordOf[t.Special]; ok {
		return k
	}
	return withArgs(t.Name, argList(t, (*Type).String, ", "))
}

// withArgs puts type arguments behind a name, those of a type nested in a generic one
// behind the name of that: Dictionary<string, int>.KeyCollection.
func withArgs(name, args string) string {
	outer, nested, ok := strings.Cut(name, "+")
	if !ok {
		return name + args
	}
	return outer + args + "." + strings.ReplaceAll(nested, "+", ".")
}

// Qualified returns the type as C# messages about conversions write it: with
// namespaces, and keywords for the special types.
func (t *Type) Qualified() string {
	switch t.Kind {
	case Array:
		return t.Elem.Qualified() + "[" + strings.Repeat(",", t.Rank-1) + "]"
	case Nullable:
		return t.Elem.Qualified() + "?"
	case Null, Void, Invalid, Anonymous, Tuple, TypeParam:
		return t.String()
	}
	if k, ok := keywordOf[t.Special]; ok {
		return k
	}
	return withArgs(qualified(t.Namespace, t.Name), argList(t, (*Type).Qualified, ", "))
}

// FullName returns the full name as .NET's reflection composes it, with type
// arguments in angle brackets: "System.Collections.Generic.List<System.String>".
func (t *Type) FullName() string {
	switch t.Kind {
	case Array:
		return t.Elem.FullName() + "[" + strings.Repeat(",", t.Rank-1) + "]"
	case Nullable:
		return "System.Nullable<" + t.Elem.FullName() + ">"
	case Anonymous:
		return "<>f__AnonymousType"
	case Tuple:
		var names []string
		open := 0
		for i, f := range t.Fields {
			if i > 0 && i%TupleRest == 0 {
				names = append(names, "System.ValueTuple<")
				open++
			}
			names = append(names, f.Type.FullName()+",")
		}
		return "System.ValueTuple<" + strings.TrimSuffix(strings.Join(names, ""), ",") + strings.Repeat(">", open+1)
	case TypeParam, Null, Void, Invalid:
		return t.String()
	}
	return qualified(t.Namespace, t.Name) + argList(t, (*Type).FullName, ",")
}

func qualified(ns, name string) string {
	if ns == "" {
		return name
	}
	return ns + "." + name
}

func argList(t *Type, name func(*Type) string, sep string) string {
	list := t.Args
	if t.Def == nil {
		list = t.Params
	}
	if len(list) == 0 {
		return ""
	}
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = name(a)
	}
	return "<" + strings.Join(names, sep) + ">"
}

var keywordOf = map[Special]string{
	Object: "object", String: "string", Boolean: "bool", Char: "char", SByte: "sbyte", Byte: "byte",
	Int16: "short", UInt16: "ushort", Int32: "int", UInt32: "uint", Int64: "long", UInt64: "ulong",
	Single: "float", Double: "double", Decimal: "decimal",
}

// Class returns the opaque run-time description given in the declaration of the
// type or, for a constructed type, of its definition.
func (t *Type) Class() any {
	if t.Def != nil {
		return t.Def.class
	}
	return t.class
}

// Plain returns the type without the names of tuple elements: what the type is at
// run time. Types that differ in nothing else are the same to conversions.
func (t *Type) Plain() *Type {
	if t.plain != nil {
		return t.plain
	}
	return t
}

// Universe returns the universe the type belongs to.
func (t *Type) Universe() *Universe { return t.u }

// IsValueType reports whether values of the type cannot be null and are copied.
func (t *Type) IsValueType() bool {
	switch t.Kind {
	case Struct, Enum, Nullable, Tuple:
		return true
	}
	return t.Constraint.Struct
}

// IsReference reports whether the type is known to be a reference type.
func (t *Type) IsReference() bool {
	switch t.Kind {
	case Class, Interface, Delegate, Array, Null, Anonymous:
		return true
	}
	return t.Constraint.Class
}

// CanBeNull reports whether null is a value of the type.
func (t *Type) CanBeNull() bool { return t.IsReference() || t.Kind == Nullable || t.Kind == Invalid }

// IsNumeric reports whether the type is one of the numeric types, char included.
func (t *Type) IsNumeric() bool { return t.Special >= Char }

// IsIntegral reports whether the type is an integer type or char.
func (t *Type) IsIntegral() bool { return t.Special >= Char && t.Special <= UInt64 }

// IsUnsigned reports whether the type is an unsigned integer type or char.
func (t *Type) IsUnsigned() bool {
	switch t.Special {
	case Char, Byte, UInt16, UInt32, UInt64:
		return true
	}
	return false
}

// Underlying returns the T of T?, and any other type itself.
func (t *Type) Underlying() *Type {
	if t.Kind == Nullable {
		return t.Elem
	}
	return t
}

// IsOpen reports whether the type mentions a type parameter.
func (t *Type) IsOpen() bool {
	switch t.Kind {
	case TypeParam:
		return true
	case Array, Nullable:
		return t.Elem.IsOpen()
	case Anonymous, Tuple:
		for _, f := range t.Fields {
			if f.Type.IsOpen() {
				return true
			}
		}
		return false
	}
	if t.Def == nil {
		return len(t.Params) > 0
	}
	for _, a := range t.Args {
		if a.IsOpen() {
			return true
		}
	}
	return false
}

// Definition returns the generic definition of a constructed type, and any other
// type itself.
func (t *Type) Definition() *Type {
	if t.Def != nil {
		return t.Def
	}
	return t
}
