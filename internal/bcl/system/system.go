// Package system declares the types of the namespace System. See package bcl
// for how members are declared.
//
// One file holds one type or one family of members of a large type (string_*.go,
// array_*.go, convert_*.go). Start reading at Types.
package system

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	null := &dbNull{}
	list := []types.Decl{
		objectType(), valueTypeType(), typeType(), enumType(), delegateType(), arrayType(), nullableType(),
		stringType(), booleanType(), charType(), singleType(), doubleType(), decimalType(),
		disposableType(), convertType(null), dbNullType(null),
		mathType(), randomType(), bitConverterType(), stringComparerType(), nullableClassType(),
	}
	list = append(list, interfaceTypes()...)
	list = append(list, formatProviderTypes()...)
	list = append(list, stringEnumTypes()...)
	list = append(list, tupleTypes()...)
	list = append(list, valueTupleTypes()...)
	list = append(list, refusedTypes()...)
	list = append(list, integerTypes()...)
	list = append(list, delegateTypes()...)
	list = append(list, exceptionTypes()...)
	list = append(list, timeTypes()...)
	list = append(list, uriTypes()...)
	return list
}
