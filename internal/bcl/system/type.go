package system

import (
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// typeType is System.Type, the value of typeof, which Enum.Parse and
// Convert.ChangeType take. What a type says about itself is reflection, which
// the service refuses (expressions.md section 1.7).
func typeType() types.Decl {
	return types.Decl{
		Name: "System.Type", Kind: types.Class, Abstract: true,
		Class: rt.RefClass[*rt.Type](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(rt.DisplayName(v.(*rt.Type))), nil },
		}),
		RefusedMembers: []string{
			"Assembly", "AssemblyQualifiedName", "Attributes", "BaseType", "DeclaringMethod", "DeclaringType", "FullName",
			"GUID", "IsAbstract", "IsArray", "IsAssignableFrom", "IsClass", "IsEnum", "IsGenericType", "IsInstanceOfType",
			"IsInterface", "IsPrimitive", "IsPublic", "IsSubclassOf", "IsValueType", "Module", "Name", "Namespace",
			"UnderlyingSystemType", "GetConstructor", "GetConstructors", "GetElementType", "GetEnumNames", "GetEnumValues",
			"GetField", "GetFields", "GetGenericArguments", "GetInterfaces", "GetMember", "GetMembers", "GetMethod",
			"GetMethods", "GetProperties", "GetProperty", "GetType", "GetTypeCode", "InvokeMember", "MakeArrayType",
			"MakeGenericType",
		},
	}
}
