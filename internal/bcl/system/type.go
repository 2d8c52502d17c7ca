package system

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// typeType is System.Type, the value of typeof and GetType, which Enum.Parse and
// Convert.ChangeType take. Object is among the allowed types with all its members
// (expressions.md section 3.3); of the type that its GetType returns, names can be
// read, as in texts about exceptions. Everything else is reflection, which the
// service refuses (section 1.7).
func typeType() types.Decl {
	return types.Decl{
		Name: "System.Type", Kind: types.Class, Abstract: true,
		Class: rt.RefClass[*rt.Type](rt.Class{
			ToString: func(_ *rt.Frame, v any) (rt.String, error) { return rt.Str(rt.DisplayName(v.(*rt.Type))), nil },
		}),
		Members: []types.Member{
			{Sig: "string Name", Impl: rt.Method0(func(t *rt.Type) (rt.String, error) {
				_, name := splitName(t)
				return rt.Str(name), nil
			})},
			// unverified: the name of a constructed generic type names the
			// assemblies of its arguments in .NET.
			{Sig: "string FullName", Impl: rt.Method0(func(t *rt.Type) (rt.String, error) {
				name := rt.DisplayName(t)
				if s := t.Static.(*types.Type); s.IsOpen() {
					name, _, _ = strings.Cut(name, "[")
				}
				return rt.Str(name), nil
			})},
			{Sig: "string Namespace", Impl: rt.Method0(func(t *rt.Type) (rt.String, error) {
				ns, _ := splitName(t)
				return rt.String{Text: ns, Valid: ns != ""}, nil
			})},
			{Sig: "bool Equals(Type o)", Impl: rt.Method1(func(t, o *rt.Type) (bool, error) { return t == o, nil })},
		},
		RefusedMembers: []string{
			"Assembly", "AssemblyQualifiedName", "Attributes", "BaseType", "ContainsGenericParameters", "DeclaringMethod",
			"DeclaringType", "DefaultBinder", "Delimiter", "EmptyTypes", "FilterAttribute", "FilterName",
			"FilterNameIgnoreCase", "FindInterfaces", "FindMembers", "GUID", "GenericParameterAttributes",
			"GenericParameterPosition", "GenericTypeArguments", "GetArrayRank", "GetConstructor", "GetConstructors",
			"GetDefaultMembers", "GetElementType", "GetEnumName", "GetEnumNames", "GetEnumUnderlyingType", "GetEnumValues",
			"GetEvent", "GetEvents", "GetField", "GetFields", "GetGenericArguments", "GetGenericParameterConstraints",
			"GetGenericTypeDefinition", "GetInterface", "GetInterfaceMap", "GetInterfaces", "GetMember", "GetMembers",
			"GetMethod", "GetMethods", "GetNestedType", "GetNestedTypes", "GetProperties", "GetProperty", "GetType",
			"GetTypeArray", "GetTypeCode", "GetTypeFromCLSID", "GetTypeFromHandle", "GetTypeFromProgID", "GetTypeHandle",
			"HasElementType", "InvokeMember", "IsAbstract", "IsAnsiClass", "IsArray", "IsAssignableFrom", "IsAutoClass",
			"IsAutoLayout", "IsByRef", "IsCOMObject", "IsClass", "IsConstructedGenericType", "IsContextful", "IsEnum",
			"IsEnumDefined", "IsEquivalentTo", "IsExplicitLayout", "IsGenericParameter", "IsGenericType",
			"IsGenericTypeDefinition", "IsImport", "IsInstanceOfType", "IsInterface", "IsLayoutSequential", "IsMarshalByRef",
			"IsNested", "IsNestedAssembly", "IsNestedFamANDAssem", "IsNestedFamORAssem", "IsNestedFamily", "IsNestedPrivate",
			"IsNestedPublic", "IsNotPublic", "IsPointer", "IsPrimitive", "IsPublic", "IsSZArray", "IsSealed",
			"IsSecurityCritical", "IsSecuritySafeCritical", "IsSecurityTransparent", "IsSerializable", "IsSpecialName",
			"IsSubclassOf", "IsTypeDefinition", "IsUnicodeClass", "IsValueType", "IsVariableBoundArray", "IsVisible",
			"MakeArrayType", "MakeByRefType", "MakeGenericType", "MakePointerType", "MemberType", "Missing", "Module",
			"ReflectedType", "ReflectionOnlyGetType", "StructLayoutAttribute", "TypeHandle", "TypeInitializer",
			"UnderlyingSystemType",
		},
	}
}

// splitName splits the name of a type without its type arguments: List`1 is in
// System.Collections.Generic.
func splitName(t *rt.Type) (namespace, name string) {
	full, dims := rt.DisplayName(t), ""
	for ; t.Rank > 0; t = t.Elem {
		i := strings.LastIndexByte(full, '[')
		full, dims = full[:i], full[i:]+dims
	}
	if i := strings.IndexByte(full, '['); i >= 0 {
		full = full[:i]
	}
	i := strings.LastIndexByte(full, '.')
	// A nested type is named without the one around it.
	name = full[i+1:]
	return full[:max(i, 0)], name[strings.LastIndexByte(name, '+')+1:] + dims
}
