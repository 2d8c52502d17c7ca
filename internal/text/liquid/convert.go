package liquid

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// kind is the .NET type of a plain value, as far as conversions are concerned.
type kind uint8

const (
	noKind kind = iota // not IConvertible
	boolKind
	charKind
	int32Kind
	int64Kind
	doubleKind
	decimalKind
	dateKind
	stringKind
)

func (k kind) name() string {
	return [...]string{"Object", "Boolean", "Char", "Int32", "Int64", "Double", "Decimal", "DateTime", "String"}[k]
}

func (k kind) isNumber() bool { return k >= int32Kind && k <= decimalKind }

func kindOf(v Value) kind {
	switch v.(type) {
	case bool:
		return boolKind
	case clr.Char:
		return charKind
	case int32:
		return int32Kind
	case int64:
		return int64Kind
	case float64:
		return doubleKind
	case clr.Decimal:
		return decimalKind
	case clr.DateTime:
		return dateKind
	case string:
		return stringKind
	}
	return noKind
}

// text is ToString() of a value that is not nil.
func text(v Value, c *netfmt.Culture) string {
	switch v := v.(type) {
	case string:
		return v
	case clr.Char:
		return string(appendUnit(nil, v))
	case bool, int32, int64, float64, clr.Decimal, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid:
		s, _ := netfmt.Format(v, "", c)
		return s
	case Scalar:
		return optionalText(v.Scalar(), c)
	case pair:
		return "[" + v.key + ", " + optionalText(v.value, c) + "]"
	}
	return typeName(v)
}

// optionalText is ToString() of a value, nothing for nil.
func optionalText(v Value, c *netfmt.Culture) string {
	if v == nil {
		return ""
	}
	return text(v, c)
}

// change is Convert.ChangeType of a value to the type of kind k.
func change(v Value, k kind, c *netfmt.Culture) (Value, error) {
	v = plain(v)
	from := kindOf(v)
	switch {
	case v == nil:
		if k == stringKind {
			return nil, nil
		}
		return nil, clr.Throw("System.InvalidCastException", "Null object cannot be converted to a value type.")
	case from == noKind:
		return nil, clr.Throw("System.InvalidCastException", "Object must implement IConvertible.")
	case from == k:
		return v, nil
	}
	switch k {
	case stringKind:
		return text(v, c), nil
	case boolKind:
		return toBool(v, from)
	case charKind:
		return toChar(v, from)
	case int32Kind:
		n, err := toInt(v, 32, c)
		return int32(n), err
	case int64Kind:
		n, err := toInt(v, 64, c)
		return n, err
	case doubleKind:
		return toDouble(v, c)
	case decimalKind:
		return toDecimal(v, c)
	case dateKind:
		if s, ok := v.(string); ok {
			return netfmt.ParseDateTime(s, c, netfmt.DateNone, nil)
		}
	}
	return nil, badCast(from, k)
}

func badCast(from, to kind) error {
	return clr.Throw("System.InvalidCastException", "Invalid cast from '%s' to '%s'.", from.name(), to.name())
}

func toBool(v Value, from kind) (Value, error) {
	switch v := v.(type) {
	case int32:
		return v != 0, nil
	case int64:
		return v != 0, nil
	case float64:
		return v != 0, nil
	case clr.Decimal:
		return !v.IsZero(), nil
	case string:
		return netfmt.ParseBool(v)
	}
	return nil, badCast(from, boolKind)
}

func toChar(v Value, from kind) (Value, error) {
	switch v := v.(type) {
	case int32:
		if v < 0 || v > math.MaxUint16 {
			return nil, clr.Overflow("a character")
		}
		return clr.Char(v), nil
	case int64:
		if v < 0 || v > math.MaxUint16 {
			return nil, clr.Overflow("a character")
		}
		return clr.Char(v), nil
	case string:
		if u := units(v); len(u) == 1 {
			return u[0], nil
		}
		return nil, clr.Format("String must be exactly one character long.")
	}
	return nil, badCast(from, charKind)
}

// toInt is Convert.ToInt32 or Convert.ToInt64; nil is 0.
func toInt(v Value, bits int, c *netfmt.Culture) (int64, error) {
	target, overflow := int32Kind, clr.Overflow("an Int32")
	if bits == 64 {
		target, overflow = int64Kind, clr.Overflow("an Int64")
	}
	v = plain(v)
	switch v := v.(type) {
	case nil:
		return 0, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case clr.Char:
		return int64(v), nil
	case int32:
		return int64(v), nil
	case int64:
		if bits == 32 && int64(int32(v)) != v {
			return 0, overflow
		}
		return v, nil
	case float64:
		limit := math.Ldexp(1, bits-1)
		rounded := math.RoundToEven(v)
		if !(rounded >= -limit && rounded < limit) {
			return 0, overflow
		}
		return int64(rounded), nil
	case clr.Decimal:
		rounded, err := v.Round(0, clr.ToEven)
		if err != nil {
			return 0, overflow
		}
		n, err := rounded.ToInt64()
		if err != nil || bits == 32 && int64(int32(n)) != n {
			return 0, overflow
		}
		return n, nil
	case string:
		return netfmt.ParseInt(v, bits, netfmt.NumberInteger, c)
	case clr.DateTime:
		return 0, badCast(dateKind, target)
	}
	return 0, notConvertible(v)
}

func notConvertible(v Value) error { return clr.InvalidCast(typeName(v), "System.IConvertible") }

// toDecimal is Convert.ToDecimal; nil is 0.
func toDecimal(v Value, c *netfmt.Culture) (clr.Decimal, error) {
	switch v := v.(type) {
	case nil:
		return clr.Decimal{}, nil
	case bool:
		if v {
			return clr.DecimalFromInt64(1), nil
		}
		return clr.Decimal{}, nil
	case int32:
		return clr.DecimalFromInt64(int64(v)), nil
	case int64:
		return clr.DecimalFromInt64(v), nil
	case float64:
		return clr.DecimalFromFloat64(v)
	case clr.Decimal:
		return v, nil
	case string:
		return netfmt.ParseDecimal(v, netfmt.NumberNumber, c)
	case clr.Char, clr.DateTime:
		return clr.Decimal{}, badCast(kindOf(v), decimalKind)
	case Scalar:
		return toDecimal(v.Scalar(), c)
	}
	return clr.Decimal{}, notConvertible(v)
}

// toDouble is Convert.ToDouble; nil is 0.
func toDouble(v Value, c *netfmt.Culture) (float64, error) {
	switch v := v.(type) {
	case nil:
		return 0, nil
	case bool:
		if v {
			return 1, nil
		}
		return 0, nil
	case int32:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	case clr.Decimal:
		return v.ToFloat64(), nil
	case string:
		return netfmt.ParseDouble(v, netfmt.NumberFloat|netfmt.AllowThousands, c)
	case clr.Char, clr.DateTime:
		return 0, badCast(kindOf(v), doubleKind)
	case Scalar:
		return toDouble(v.Scalar(), c)
	}
	return 0, notConvertible(v)
}
