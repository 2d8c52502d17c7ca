package jsontree

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// The conversions of Value<T>(): the payload itself when it has the type asked
// for, otherwise Convert.ChangeType. They are narrower than the explicit
// conversions (text does not become a Guid) and throw other exceptions. A nil
// token gives the default.

// ValueAs is Value<T>() of a value type T that System.Convert knows: kind names
// T. null is true when the token is nil or its payload null; then Value<T>
// gives default(T) for a nil token and throws for a null payload, unless T is
// nullable.
func ValueAs(t Token, kind Kind, nullable bool) (payload any, err error) {
	if t == nil {
		return nil, nil
	}
	v, ok := t.(*Value)
	if !ok {
		return nil, clr.Throw("System.InvalidCastException", "Cannot cast %s to Newtonsoft.Json.Linq.JToken.", TypeName(t))
	}
	if v.kind == KindNull {
		if nullable {
			return nil, nil
		}
		return nil, clr.Throw("System.InvalidCastException", "Null object cannot be converted to a value type.")
	}
	if v.kind == kind {
		return v.Payload(), nil
	}
	switch v.kind {
	case KindBigInteger, KindDateTimeOffset, KindTimeSpan, KindGuid, KindBytes, KindURI:
		return nil, clr.Throw("System.InvalidCastException", "Object must implement IConvertible.")
	}
	return changeType(v, kind)
}

func changeType(v *Value, kind Kind) (any, error) {
	switch kind {
	case KindBool:
		return boxed(convBool(v))
	case KindSByte:
		return boxed(convSByte(v))
	case KindByte:
		return boxed(convByte(v))
	case KindInt16:
		return boxed(convInt16(v))
	case KindUInt16:
		return boxed(convUInt16(v))
	case KindInt32:
		return boxed(convInt32(v))
	case KindUInt32:
		return boxed(convUInt32(v))
	case KindInt64:
		return boxed(convInt64(v))
	case KindUInt64:
		return boxed(convUInt64(v))
	case KindSingle:
		return boxed(convSingle(v))
	case KindDouble:
		return boxed(convDouble(v))
	case KindDecimal:
		return boxed(convDecimal(v))
	case KindChar:
		return boxed(convChar(v))
	case KindDateTime:
		return boxed(convDateTime(v))
	}
	from, to := v.kind.TypeName(), kind.TypeName()
	if v.kind == KindEnum {
		from = v.enum().Type
	}
	return nil, clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to '%s'.", from, to)
}

func boxed[T any](x T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return x, nil
}

// ValueString is Value<string>(): ok is false for null.
func ValueString(t Token, floats netfmt.FloatStyle) (s string, ok bool, err error) {
	if t == nil {
		return "", false, nil
	}
	v, isValue := t.(*Value)
	switch {
	case !isValue:
		return "", false, clr.Throw("System.InvalidCastException", "Cannot cast %s to Newtonsoft.Json.Linq.JToken.", TypeName(t))
	case v.kind == KindString:
		return v.str, true, nil
	case v.kind == KindNull:
		return "", false, nil
	}
	switch v.kind {
	case KindBigInteger, KindDateTimeOffset, KindTimeSpan, KindGuid, KindBytes, KindURI:
		return "", false, clr.Throw("System.InvalidCastException", "Object must implement IConvertible.")
	}
	return string(appendInvariant(nil, v, floats)), true, nil
}

// valueOf is ValueAs without boxing.
func valueOf[T any](t Token, kind Kind, conv func(*Value) (T, error)) (result T, err error) {
	if v, ok := t.(*Value); ok && v.kind != KindNull && (v.kind <= KindUInt64 || v.kind >= KindSingle && v.kind <= KindDateTime) {
		return conv(v)
	}
	_, err = ValueAs(t, kind, false)
	return result, err
}

// ValueInt32 is Value<int>(); a nil token gives 0.
func ValueInt32(t Token) (int32, error) { return valueOf(t, KindInt32, convInt32) }

// ValueInt64 is Value<long>(); a nil token gives 0.
func ValueInt64(t Token) (int64, error) { return valueOf(t, KindInt64, convInt64) }

// ValueBool is Value<bool>(); a nil token gives false.
func ValueBool(t Token) (bool, error) { return valueOf(t, KindBool, convBool) }

// ValueDouble is Value<double>(); a nil token gives 0.
func ValueDouble(t Token) (float64, error) { return valueOf(t, KindDouble, convDouble) }
