package host

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Formattable is implemented by objects of classes that are IFormattable. Values
// of package clr, Go's own and enumerations are known without it.
type Formattable interface {
	// Format is ToString(format, null); the empty format stands for none.
	Format(f *rt.Frame, format string) (string, error)
}

// Format is ToString(format) of a boxed value where its type is IFormattable, and
// ToString() otherwise; null is the empty string. Cultures are the current one.
func Format(f *rt.Frame, v any, format string) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case clr.Char:
		return rt.CharText(v), nil
	case int32:
		if format == "" {
			return netfmt.FormatInt(int64(v)), nil
		}
		return netfmt.Format(v, format, Of(f).Culture)
	case bool, int8, int16, int64, uint8, uint16, uint32, uint64, float32, float64,
		clr.Decimal, clr.DateTime, clr.DateTimeOffset, clr.TimeSpan, clr.Guid:
		return netfmt.Format(v, format, Of(f).Culture)
	case rt.Enum:
		return FormatEnum(v, format)
	}
	if x, ok := As[Formattable](f, v); ok {
		return x.Format(f, format)
	}
	s, err := rt.ToString(f, v)
	return s.Text, err
}

// Composite is string.Format(format, args). Its result counts as memory.
func Composite(f *rt.Frame, format string, args []any) (string, error) {
	s, err := netfmt.Composite(format, args, Of(f).Culture, item(f))
	if err != nil {
		return "", err
	}
	return s, f.Alloc(len(s))
}

// CompositeParts is Composite that gives away the parts of its result; see
// [netfmt.CompositeParts].
func CompositeParts(f *rt.Frame, format string, args []any, add func(text string, literal bool) error) error {
	return netfmt.CompositeParts(format, args, item(f), add)
}

// item formats an argument of a composite format.
func item(f *rt.Frame) func(v any, format string) (string, error) {
	return func(v any, format string) (string, error) {
		s, err := Format(f, v, format)
		if err != nil {
			return "", err
		}
		return s, f.Alloc(len(s))
	}
}

// Convertible is implemented by objects of classes that are IConvertible. Values
// of package clr, Go's own and enumerations are known without it.
type Convertible interface {
	// TypeCode is the value of GetTypeCode.
	TypeCode() int64
	// ConvertTo returns the value as the type of that name in the namespace
	// System, boxed: "Boolean", "Char", an integer, "Single", "Double", "Decimal",
	// "DateTime" or "String".
	ConvertTo(f *rt.Frame, name string) (any, error)
}
