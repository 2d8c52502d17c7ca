package ast

import "github.com/gatehouse-project/gatehouse/internal/expr/token"

// PredefinedType is a type named by a keyword: `string`, `int`, `object`... As an
// Expr it is the left side of a member access (`string.Join`). Void appears as
// the return type of a local function only.
type PredefinedType struct {
	At
	// Kind is the keyword, for instance token.StringType.
	Kind token.Kind
}

// Name is a simple name, generic or not. It is a TypeExpr where a type is
// expected and an Expr elsewhere; as an Expr it may turn out to be a local, a
// parameter, a type or a namespace, and `_` may be a discard.
type Name struct {
	At
	// Alias is "global" in `global::System` and empty otherwise.
	Alias string
	// Ident is the name without type arguments. Its place is the place for
	// messages about the name.
	Ident Ident
	// Args are the type arguments, nil without a list. `List<>` inside typeof
	// has an OmittedType for each.
	Args []TypeExpr
}

// QualifiedName is `A.B` where a type is expected; as an Expr the same text is a
// Member.
type QualifiedName struct {
	At
	Left TypeExpr // *Name or *QualifiedName
	Name *Name
}

// ArrayType is an array type. Ranks has one entry for each pair of brackets, from
// left to right: `int[][,]` has Elem int and Ranks 1, 2 and is a one-dimensional
// array of two-dimensional arrays of int.
type ArrayType struct {
	At
	Elem  TypeExpr // never *ArrayType
	Ranks []int
}

// NullableType is `T?`.
type NullableType struct {
	At
	Elem TypeExpr
}

// TupleType is `(T1 a, T2 b)`.
type TupleType struct {
	At
	Elems []*TupleTypeElem
}

// TupleTypeElem is one element of a tuple type. Name is nil without one.
type TupleTypeElem struct {
	At
	Type TypeExpr
	Name *Ident
}

// VarType is the word `var` where it asks for inference: in declarations of
// locals, foreach, using, out arguments, patterns and deconstructions. (`@var`
// is a Name.)
type VarType struct{ At }

// OmittedType is an empty type argument in `typeof(List<>)`.
type OmittedType struct{ At }

// BadType stands where a type is missing or cannot be read.
type BadType struct{ At }

func (*PredefinedType) typeExpr() {}
func (*Name) typeExpr()           {}
func (*QualifiedName) typeExpr()  {}
func (*ArrayType) typeExpr()      {}
func (*NullableType) typeExpr()   {}
func (*TupleType) typeExpr()      {}
func (*VarType) typeExpr()        {}
func (*OmittedType) typeExpr()    {}
func (*BadType) typeExpr()        {}

func (*PredefinedType) expr() {}
func (*Name) expr()           {}
