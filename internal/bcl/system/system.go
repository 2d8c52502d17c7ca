// Package system declares the types of the namespace System. See package bcl
// for how members are declared.
package system

import "github.com/gatehouse-project/gatehouse/internal/expr/types"

// Types returns the declarations of the namespace.
func Types() []types.Decl {
	list := []types.Decl{
		objectType(), valueTypeType(), enumType(), delegateType(), arrayType(), nullableType(),
		stringType(), booleanType(), charType(), singleType(), doubleType(), decimalType(),
		disposableType(),
	}
	list = append(list, integerTypes()...)
	list = append(list, delegateTypes()...)
	list = append(list, exceptionTypes()...)
	return list
}
