package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/neturi"
)

// explicitOperators are the conversions of a JToken to a type T and to T?.
func explicitOperators() []types.Member {
	var list []types.Member
	for _, pair := range [][]types.Member{
		explicitPair("bool", jsontree.ToBool),
		explicitPair("sbyte", jsontree.ToSByte), explicitPair("byte", jsontree.ToByte),
		explicitPair("short", jsontree.ToInt16), explicitPair("ushort", jsontree.ToUInt16),
		explicitPair("int", jsontree.ToInt32), explicitPair("uint", jsontree.ToUInt32),
		explicitPair("long", jsontree.ToInt64), explicitPair("ulong", jsontree.ToUInt64),
		explicitPair("float", jsontree.ToSingle), explicitPair("double", jsontree.ToDouble),
		explicitPair("decimal", jsontree.ToDecimal), explicitPair("char", jsontree.ToChar),
		explicitPair("DateTime", jsontree.ToDateTime), explicitPair("DateTimeOffset", jsontree.ToDateTimeOffset),
		explicitPair("TimeSpan", jsontree.ToTimeSpan), explicitPair("Guid", jsontree.ToGUID),
	} {
		list = append(list, pair...)
	}
	return append(list,
		types.Member{Sig: "static explicit operator Uri(JToken value)", Impl: rt.Func1(toURI)},
		types.Member{Sig: "static explicit operator string(JToken value)", Impl: rt.Linker(toText)},
		types.Member{Sig: "static explicit operator byte[](JToken value)", Impl: rt.Generic(func(c *rt.Call) rt.Linker {
			elem := c.ResultType.Elem
			return rt.FrameFunc1(func(f *rt.Frame, t jsontree.Token) (*rt.Array[uint8], error) {
				b, err := jsontree.ToBytes(t)
				if b == nil || err != nil {
					return nil, err
				}
				return rt.NewArray(elem, b), f.Alloc(len(b))
			})
		})},
	)
}

func explicitPair[T any](keyword string, convert func(jsontree.Token) (T, error)) []types.Member {
	return []types.Member{
		{Sig: "static explicit operator " + keyword + "(JToken value)", Impl: rt.Func1(convert)},
		{Sig: "static explicit operator " + keyword + "?(JToken value)", Impl: rt.Func1(func(t jsontree.Token) (any, error) {
			v, ok, err := jsontree.Nullable(t, convert)
			if err != nil || !ok {
				return nil, err
			}
			return v, nil
		})},
	}
}

// toText links (string)token, the commonest conversion of all.
func toText(c *rt.Call) rt.Code {
	return linkText(rt.Arg[any](c.Args[0]), jsontree.ToString, c.At)
}

// linkText links a conversion to a string of what token yields, which is a token
// or null. A string needs no conversion.
func linkText(token rt.Fn[any], convert func(jsontree.Token, netfmt.FloatStyle) (string, bool, error), at rt.Place) rt.Code {
	return rt.Of(rt.Fn[rt.String](func(f *rt.Frame) (rt.String, error) {
		t, err := token(f)
		if err != nil {
			return rt.String{}, err
		}
		if v, ok := t.(*jsontree.Value); ok && v.Kind() == jsontree.KindString {
			return rt.Str(v.Str()), nil
		}
		in, _ := t.(jsontree.Token)
		s, ok, err := convert(in, host.Of(f).Culture.Floats())
		if err != nil {
			return rt.String{}, f.Throw(at, err)
		}
		return rt.String{Text: s, Valid: ok}, nil
	}))
}

// implicitOperators are the conversions to a JToken. Those of the integers below
// 64 bits make longs, but those of their nullable forms keep the type, as the
// overloads of JValue's constructor have it. There is none for char, which becomes
// a number.
func implicitOperators() []types.Member {
	var list []types.Member
	for _, pair := range [][]types.Member{
		implicitPair("bool", jsontree.NewBool),
		implicitPair("sbyte", integer[int8]), implicitPair("byte", integer[uint8]),
		implicitPair("short", integer[int16]), implicitPair("ushort", integer[uint16]),
		implicitPair("int", integer[int32]), implicitPair("uint", integer[uint32]),
		implicitPair("long", jsontree.NewInt64), implicitPair("ulong", value[uint64]),
		implicitPair("float", value[float32]), implicitPair("double", jsontree.NewFloat64),
		implicitPair("decimal", value[clr.Decimal]), implicitPair("DateTime", value[clr.DateTime]),
		implicitPair("DateTimeOffset", value[clr.DateTimeOffset]), implicitPair("TimeSpan", value[clr.TimeSpan]),
		implicitPair("Guid", value[clr.Guid]),
	} {
		list = append(list, pair...)
	}
	return append(list,
		types.Member{Sig: "static implicit operator JToken(Uri value)", Impl: rt.FrameFunc1(func(f *rt.Frame, u *neturi.URI) (any, error) {
			return uriValue(u), f.Alloc(valueCost)
		})},
		types.Member{Sig: "static implicit operator JToken(string value)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (any, error) {
			return text(s), f.Alloc(valueCost)
		})},
		types.Member{Sig: "static implicit operator JToken(byte[] value)", Impl: rt.FrameFunc1(func(f *rt.Frame, b *rt.Array[uint8]) (any, error) {
			if b == nil {
				return jsontree.NewNull(), f.Alloc(valueCost)
			}
			return value(b.Items), f.Alloc(valueCost)
		})},
	)
}

func implicitPair[T any](keyword string, token func(T) *jsontree.Value) []types.Member {
	return []types.Member{
		{Sig: "static implicit operator JToken(" + keyword + " value)", Impl: rt.FrameFunc1(func(f *rt.Frame, v T) (any, error) {
			return token(v), f.Alloc(valueCost)
		})},
		{Sig: "static implicit operator JToken(" + keyword + "? value)", Impl: rt.FrameFunc1(func(f *rt.Frame, v any) (any, error) {
			return value(v), f.Alloc(valueCost)
		})},
	}
}

func integer[T int8 | uint8 | int16 | uint16 | int32 | uint32](v T) *jsontree.Value {
	return jsontree.NewInt64(int64(v))
}

// value makes a token of a payload that tokens have, so that nothing can fail.
func value[T any](payload T) *jsontree.Value {
	v, err := jsontree.NewValue(payload)
	if err != nil {
		return jsontree.NewNull()
	}
	return v
}

// text makes a token of a string; null is a token of type String.
func text(s rt.String) *jsontree.Value {
	if !s.Valid {
		return jsontree.NewNullString()
	}
	return jsontree.NewString(s.Text)
}

// uriValue makes a token of a URI; null is a token of type Null.
func uriValue(u *neturi.URI) *jsontree.Value {
	if u == nil {
		return jsontree.NewNull()
	}
	return value[jsontree.URI](u)
}

// toURI is (Uri)token: the URI of a token of type Uri, or one made of the text of
// another.
func toURI(t jsontree.Token) (*neturi.URI, error) {
	u, err := jsontree.ToURI(t, func(s string) (jsontree.URI, error) { return neturi.New(s) })
	if u == nil || err != nil {
		return nil, err
	}
	out, _ := u.(*neturi.URI)
	return out, nil
}
