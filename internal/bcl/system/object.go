package system

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// objectType is System.Object. Its virtual methods dispatch on the run-time type
// of the value.
func objectType() types.Decl {
	return types.Decl{
		Name: "System.Object", Kind: types.Class, Special: types.Object,
		Class: rt.RefClass[*object](rt.Class{Instance: func(any, *rt.Type) bool { return true }}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(func() (*object, error) { return &object{}, nil })},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(rt.ToString)},
			{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(rt.Equals)},
			{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(rt.Hash)},
			{Sig: "Type GetType()", Impl: rt.FrameMethod0(func(f *rt.Frame, v any) (*rt.Type, error) {
				if v == nil {
					return nil, clr.NullReference()
				}
				return f.Env.TypeOf(v), nil
			})},
			{Sig: "static bool Equals(object objA, object objB)", Impl: rt.FrameFunc2(rt.Equals)},
			{Sig: "static bool ReferenceEquals(object objA, object objB)", Impl: rt.Func2(func(a, b any) (bool, error) {
				return rt.SameReference(a, b), nil
			})},
		},
		RefusedMembers: []string{"MemberwiseClone"},
	}
}

// object is what `new object()` makes.
type object struct{ _ byte }

// valueTypeType is System.ValueType, the base of structs.
func valueTypeType() types.Decl {
	return types.Decl{Name: "System.ValueType", Kind: types.Class, Abstract: true, Class: &rt.Class{
		Instance: func(v any, t *rt.Type) bool { of := t.TypeOf(v); return of != nil && t.From(of) },
	}}
}

// delegateType is System.Delegate, the base of delegates.
func delegateType() types.Decl {
	return types.Decl{
		Name: "System.Delegate", Kind: types.Class, Abstract: true, Class: rt.RefClass[*rt.Delegate](rt.Class{}),
		RefusedMembers: []string{
			"Clone", "Combine", "CreateDelegate", "DynamicInvoke", "GetInvocationList", "GetObjectData", "Method", "Remove", "RemoveAll", "Target",
		},
	}
}

// disposableType is System.IDisposable.
func disposableType() types.Decl {
	return types.Decl{Name: "System.IDisposable", Kind: types.Interface, Members: []types.Member{
		{Sig: "void Dispose()", Impl: rt.FrameMethod0(func(f *rt.Frame, v any) (rt.Void, error) {
			if d, ok := v.(Disposer); ok {
				return rt.Void{}, d.Dispose(f)
			}
			return rt.Void{}, nil
		})},
	}}
}

// Disposer is implemented by objects that Dispose does something to.
type Disposer interface {
	Dispose(f *rt.Frame) error
}

// nullableType is System.Nullable<T>; values are objects that may be null.
func nullableType() types.Decl {
	return types.Decl{
		Name: "System.Nullable<T>", Kind: types.Struct, Base: "System.ValueType",
		Members: []types.Member{
			{Sig: "bool HasValue", Impl: nullableReceiver(func(_ *rt.Frame, v any) (bool, error) { return v != nil, nil })},
			{Sig: "T Value", Impl: nullableReceiver(nullableValue)},
			{Sig: "T GetValueOrDefault()", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
				zero := c.OwnerArgs[0].Zero
				return nullableReceiver(func(_ *rt.Frame, v any) (any, error) {
					if v == nil {
						return zero, nil
					}
					return v, nil
				})
			})},
			{Sig: "T GetValueOrDefault(T defaultValue)", Impl: rt.Linker(func(c *rt.Call) rt.Code {
				d := *c
				d.Args = []rt.Code{c.Recv, c.Args[0]}
				return rt.Func2(func(v, other any) (any, error) {
					if v == nil {
						return other, nil
					}
					return v, nil
				})(&d)
			})},
			{Sig: "string ToString()", Impl: nullableReceiver(func(f *rt.Frame, v any) (rt.String, error) {
				if v == nil {
					return rt.Str(""), nil
				}
				return rt.ToString(f, v)
			})},
			{Sig: "bool Equals(object other)", Impl: rt.Linker(func(c *rt.Call) rt.Code {
				d := *c
				d.Args = []rt.Code{c.Recv, c.Args[0]}
				return rt.FrameFunc2(rt.Equals)(&d)
			})},
			{Sig: "int GetHashCode()", Impl: nullableReceiver(func(f *rt.Frame, v any) (int32, error) {
				if v == nil {
					return 0, nil
				}
				return rt.Hash(f, v)
			})},
		},
	}
}
