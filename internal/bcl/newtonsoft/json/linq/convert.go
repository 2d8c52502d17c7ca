package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// convertMembers are ToObject. Value<T>(object) is in item.go.
func convertMembers() []types.Member {
	return []types.Member{
		{Sig: "T ToObject<T>()", Impl: rt.Linker(func(c *rt.Call) rt.Code {
			target := c.TypeArgs[0]
			to := *c
			to.Result = rt.RepOf[any]()
			code := rt.FrameMethod0(func(f *rt.Frame, t jsontree.Token) (any, error) {
				v, err := serial.ToObject(f, t, target)
				if err == nil && v == nil {
					v = target.Zero
				}
				return v, err
			})(&to)
			return target.Rep.Unbox(code, c.At)
		})},
		{Sig: "object ToObject(Type objectType)", Impl: rt.FrameMethod1(func(f *rt.Frame, t jsontree.Token, target *rt.Type) (any, error) {
			if target == nil {
				return nil, noText("objectType")
			}
			return serial.ToObject(f, t, target)
		})},
	}
}

// linkValue links the conversion of Value<U>() of what token yields, which is a
// token or null.
func linkValue(c *rt.Call, token rt.Fn[any], u *rt.Type) rt.Code {
	at := c.At
	switch u.Name {
	case "System.String":
		return linkText(token, jsontree.ValueString, at)
	case "System.Int32":
		return linkScalar(token, jsontree.ValueInt32, at)
	case "System.Int64":
		return linkScalar(token, jsontree.ValueInt64, at)
	case "System.Boolean":
		return linkScalar(token, jsontree.ValueBool, at)
	case "System.Double":
		return linkScalar(token, jsontree.ValueDouble, at)
	}
	convert := valueConverter(u)
	return u.Rep.Unbox(rt.Of(rt.Fn[any](func(f *rt.Frame) (any, error) {
		t, err := token(f)
		if err != nil {
			return nil, err
		}
		in, _ := t.(jsontree.Token)
		v, err := convert(f, in)
		if err != nil {
			return nil, f.Throw(at, err)
		}
		return v, nil
	})), at)
}

func linkScalar[T any](token rt.Fn[any], convert func(jsontree.Token) (T, error), at rt.Place) rt.Code {
	return rt.Of(rt.Fn[T](func(f *rt.Frame) (T, error) {
		t, err := token(f)
		if err != nil {
			var zero T
			return zero, err
		}
		in, _ := t.(jsontree.Token)
		v, err := convert(in)
		if err != nil {
			return v, f.Throw(at, err)
		}
		return v, nil
	}))
}

// valueConverter is Newtonsoft's Extensions.Convert<JToken, U>, boxed: a token
// that is a U stays as it is, the payload of a value goes through
// System.Convert. Null gives default(U).
func valueConverter(u *rt.Type) func(*rt.Frame, jsontree.Token) (any, error) {
	static := u.Static.(*types.Type)
	kind, scalar := serial.KindOf(u)
	nullOK := static.CanBeNull()
	return func(f *rt.Frame, t jsontree.Token) (any, error) {
		switch {
		case t == nil:
			return u.Zero, nil
		case kind == jsontree.KindString && scalar:
			s, ok, err := jsontree.ValueString(t, host.Of(f).Culture.Floats())
			return rt.String{Text: s, Valid: ok}.Box(), err
		case scalar:
			p, err := jsontree.ValueAs(t, kind, nullOK)
			if err != nil {
				return nil, err
			}
			return serial.Box(p, u), nil
		case u.Instance(t):
			return t, nil
		}
		v, ok := t.(*jsontree.Value)
		if !ok {
			return nil, clr.Throw("System.InvalidCastException", "Cannot cast %s to %sJToken.", jsontree.TypeName(t), ns)
		}
		payload := serial.Box(v.Payload(), u)
		switch {
		case payload == nil && nullOK:
			return nil, nil
		case payload == nil:
			return nil, clr.Throw("System.InvalidCastException", "Null object cannot be converted to a value type.")
		case u.Instance(payload):
			return payload, nil
		}
		return nil, clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to '%s'.", f.TypeName(payload), rt.DisplayName(u))
	}
}
