package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// valueType is JValue.
func valueType() types.Decl {
	return types.Decl{
		Name: ns + "JValue", Kind: types.Class, Base: ns + "JToken",
		Implements: []string{
			"System.IEquatable<" + ns + "JValue>", "System.IFormattable", "System.IComparable", "System.IComparable<" + ns + "JValue>",
			"System.IConvertible",
		},
		Class: valueClass(),
		Members: append(valueConstructors(),
			types.Member{Sig: "static JValue CreateComment(string value)", Impl: rt.Func1(comment)},
			types.Member{Sig: "static JValue CreateString(string value)", Impl: rt.Func1(func(s rt.String) (*jsontree.Value, error) { return text(s), nil })},
			types.Member{Sig: "static JValue CreateNull()", Impl: rt.Func0(func() (*jsontree.Value, error) { return jsontree.NewNull(), nil })},
			types.Member{Sig: "static JValue CreateUndefined()", Impl: rt.Func0(func() (*jsontree.Value, error) { return jsontree.NewUndefined(), nil })},
			types.Member{
				Sig: "object Value",
				Impl: rt.Generic(func(c *rt.Call) rt.Linker {
					typ := c.ResultType
					return rt.Method0(func(v *jsontree.Value) (any, error) { return serial.Box(v.Payload(), typ), nil })
				}),
				Set: rt.FrameMethod1(func(f *rt.Frame, v *jsontree.Value, x any) (rt.Void, error) {
					return rt.Void{}, v.SetValue(serial.Content(f, x))
				}),
			},
			types.Member{Sig: "bool Equals(JValue other)", Impl: rt.Method1(func(v, other *jsontree.Value) (bool, error) { return v.Equals(other) })},
			types.Member{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(rt.Equals)},
			types.Member{Sig: "int GetHashCode()", Impl: rt.FrameMethod0(rt.Hash)},
			types.Member{Sig: "int CompareTo(JValue obj)", Impl: rt.Method1(func(v, other *jsontree.Value) (int32, error) {
				n, err := v.Compare(other)
				return int32(n), err
			})},
			types.Member{Sig: "string ToString()", Impl: rt.FrameMethod0(toString)},
			types.Member{Sig: "string ToString(string format)", Impl: rt.FrameMethod1(formatted)},
			types.Member{Sig: "string ToString(IFormatProvider formatProvider)", Impl: rt.FrameMethod1(func(f *rt.Frame, v *jsontree.Value, _ any) (rt.String, error) {
				return toString(f, v)
			})},
			types.Member{Sig: "string ToString(string format, IFormatProvider formatProvider)", Impl: rt.FrameMethod2(func(f *rt.Frame, v *jsontree.Value, format rt.String, _ any) (rt.String, error) {
				return formatted(f, v, format)
			})},
		),
	}
}

// comment is CreateComment, which takes null as a payload.
func comment(s rt.String) (*jsontree.Value, error) {
	if !s.Valid {
		return jsontree.NewNullComment(), nil
	}
	return jsontree.NewComment(s.Text), nil
}

func formatted(f *rt.Frame, v *jsontree.Value, format rt.String) (rt.String, error) {
	s, err := v.Format(format.Text, host.Of(f).Culture)
	if err != nil {
		return rt.String{}, err
	}
	return rt.Str(s), f.Alloc(len(s))
}

func valueConstructors() []types.Member {
	return []types.Member{
		{Sig: "new(JValue other)", Impl: rt.FrameFunc1(copyOfValue)},
		{Sig: "new(long value)", Impl: making(jsontree.NewInt64)},
		{Sig: "new(ulong value)", Impl: making(value[uint64])},
		{Sig: "new(double value)", Impl: making(jsontree.NewFloat64)},
		{Sig: "new(float value)", Impl: making(value[float32])},
		{Sig: "new(decimal value)", Impl: making(value[clr.Decimal])},
		{Sig: "new(char value)", Impl: making(jsontree.NewChar)},
		{Sig: "new(bool value)", Impl: making(jsontree.NewBool)},
		{Sig: "new(string value)", Impl: making(text)},
		{Sig: "new(DateTime value)", Impl: making(value[clr.DateTime])},
		{Sig: "new(DateTimeOffset value)", Impl: making(value[clr.DateTimeOffset])},
		{Sig: "new(TimeSpan value)", Impl: making(value[clr.TimeSpan])},
		{Sig: "new(Guid value)", Impl: making(value[clr.Guid])},
		{Sig: "new(Uri value)", Impl: making(uriValue)},
		{Sig: "new(object value)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (*jsontree.Value, error) {
			if err := f.Alloc(valueCost); err != nil {
				return nil, err
			}
			return jsontree.NewValue(single(f, v))
		})},
	}
}

// single is content that must be one value.
func single(f *rt.Frame, v any) jsontree.Content {
	p, ok := serial.Payload(v)
	if _, isToken := v.(jsontree.Token); !ok || isToken {
		return serial.Unknown(f, v)
	}
	return p
}

func making[T any](token func(T) *jsontree.Value) rt.Linker {
	return rt.FrameFunc1(func(f *rt.Frame, v T) (*jsontree.Value, error) { return token(v), f.Alloc(valueCost) })
}

// valueClass is what values do, JRaw among them.
func valueClass() *rt.Class {
	return tokenClass[*jsontree.Value](rt.Class{
		Equals: func(_ *rt.Frame, a, b any) (bool, error) {
			other, ok := b.(*jsontree.Value)
			if !ok {
				return false, nil
			}
			return a.(*jsontree.Value).Equals(other)
		},
		Hash: func(_ *rt.Frame, v any) (int32, error) { return v.(*jsontree.Value).HashCode(), nil },
		Host: func(v any) any { return hostValue{v.(*jsontree.Value)} },
	})
}

// rawType is JRaw, a value that is written as it is.
func rawType() types.Decl {
	isRaw := func(v any, _ *rt.Type) bool {
		r, ok := v.(*jsontree.Value)
		return ok && r.IsRaw()
	}
	class := valueClass()
	class.Instance, class.Go = isRaw, nil
	return types.Decl{
		Name: ns + "JRaw", Kind: types.Class, Base: ns + "JValue", Class: class,
		RefusedMembers: []string{"Create", "CreateAsync"},
		Members: []types.Member{
			{Sig: "new(JRaw other)", Impl: rt.FrameFunc1(copyOfValue)},
			{Sig: "new(object rawJson)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (*jsontree.Value, error) {
				if c, ok := v.(clr.Char); ok {
					return jsontree.NewRaw(rt.CharText(c)), f.Alloc(valueCost)
				}
				if t, ok := v.(jsontree.Token); ok {
					s, err := toString(f, t)
					return jsontree.NewRaw(s.Text), err
				}
				return jsontree.NewRawOf(single(f, v))
			})},
		},
	}
}

// comparer is JTokenEqualityComparer: tokens compare by content.
type comparer struct{}

func newComparer() (*comparer, error) { return new(comparer), nil }

// Equals is JToken.DeepEquals.
func (*comparer) Equals(f *rt.Frame, x, y any) (bool, error) {
	a, err := token(f, x)
	if err != nil {
		return false, err
	}
	b, err := token(f, y)
	if err != nil {
		return false, err
	}
	return jsontree.DeepEqualsStepwise(a, b, f.Step)
}

// Hash is the same for tokens that are equal.
func (*comparer) Hash(f *rt.Frame, v any) (int32, error) {
	t, err := token(f, v)
	if t == nil || err != nil {
		return 0, err
	}
	return jsontree.DeepHash(t), walked(f, t)
}

func comparerType() types.Decl {
	return types.Decl{
		Name: ns + "JTokenEqualityComparer", Kind: types.Class,
		Implements: []string{"System.Collections.Generic.IEqualityComparer<" + ns + "JToken>"},
		Class:      rt.RefClass[*comparer](rt.Class{}),
		Members: []types.Member{
			{Sig: "new()", Impl: rt.Func0(newComparer)},
			{Sig: "bool Equals(JToken x, JToken y)", Impl: rt.FrameMethod2(func(f *rt.Frame, c *comparer, x, y any) (bool, error) { return c.Equals(f, x, y) })},
			{Sig: "int GetHashCode(JToken obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, c *comparer, v any) (int32, error) { return c.Hash(f, v) })},
		},
	}
}
