package linq

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/bcl/newtonsoft/json/serial"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// hostValue is a JValue as IComparable, IFormattable and IConvertible: for
// OrderBy, string.Format and Convert.
type hostValue struct{ v *jsontree.Value }

var (
	_ host.Comparable  = hostValue{}
	_ host.Formattable = hostValue{}
	_ host.Convertible = hostValue{}
)

// CompareTo compares with another JValue, or with a value it could hold.
func (h hostValue) CompareTo(f *rt.Frame, other any) (int, error) {
	v, ok := other.(*jsontree.Value)
	if c, isChar := other.(clr.Char); isChar {
		// No value is made of an object that is a character; it is compared all the same.
		v = jsontree.NewChar(c)
	} else if !ok {
		p, known := serial.Payload(other)
		if _, isToken := other.(jsontree.Token); (!known || isToken) && (h.v.Kind() == jsontree.KindString || h.v.Kind() == jsontree.KindChar) {
			// Texts are compared with what Convert.ToString makes of anything.
			s, err := rt.ToString(f, other)
			if err != nil {
				return 0, err
			}
			return h.v.Compare(jsontree.NewString(s.Text))
		} else if (!known || isToken) && h.v.Kind() == jsontree.KindNull {
			return -1, nil // null is less than anything
		} else if !known || isToken {
			if own, exact := comparedExactly[h.v.Kind()]; exact {
				return 0, clr.Argument("Object must be of type "+own+".", "")
			}
			return 0, clr.InvalidCast(f.TypeName(other), "System.IConvertible")
		}
		var err error
		if v, err = jsontree.NewValue(p); err != nil {
			return 0, err
		}
	}
	return h.v.Compare(v)
}

// comparedExactly are the payloads that are compared with their like only, by what
// exceptions call them.
var comparedExactly = map[jsontree.Kind]string{
	jsontree.KindGuid: "Guid", jsontree.KindTimeSpan: "TimeSpan", jsontree.KindURI: "Uri", jsontree.KindBytes: "byte[]",
}

// Format is ToString(format).
func (h hostValue) Format(f *rt.Frame, format string) (string, error) {
	s, err := formatted(f, h.v, rt.Str(format))
	return s.Text, err
}

// TypeCode is the System.TypeCode of the payload.
func (h hostValue) TypeCode() int64 {
	switch h.v.Kind() {
	case jsontree.KindNull:
		return 0
	case jsontree.KindBool:
		return 3
	case jsontree.KindChar:
		return 4
	case jsontree.KindSByte:
		return 5
	case jsontree.KindByte:
		return 6
	case jsontree.KindInt16:
		return 7
	case jsontree.KindUInt16:
		return 8
	case jsontree.KindInt32, jsontree.KindEnum:
		return 9
	case jsontree.KindUInt32:
		return 10
	case jsontree.KindInt64:
		return 11
	case jsontree.KindUInt64:
		return 12
	case jsontree.KindSingle:
		return 13
	case jsontree.KindDouble:
		return 14
	case jsontree.KindDecimal:
		return 15
	case jsontree.KindDateTime:
		return 16
	case jsontree.KindString:
		return 18
	}
	return 1
}

// ConvertTo is the explicit conversion to the type, ToString() for String.
func (h hostValue) ConvertTo(f *rt.Frame, name string) (any, error) {
	if name == "String" {
		s, err := toString(f, h.v)
		return s.Box(), err
	}
	return serial.Explicit(h.v, name)
}
