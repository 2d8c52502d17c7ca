package host

import (
	"cmp"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// Comparer is what objects behind IComparer and IComparer<T> implement. The
// result is negative, zero or positive.
type Comparer interface {
	Compare(f *rt.Frame, x, y any) (int, error)
}

// EqualityComparer is what objects behind IEqualityComparer and
// IEqualityComparer<T> implement. Equal values hash equal; Hash is not given nil.
type EqualityComparer interface {
	Equals(f *rt.Frame, x, y any) (bool, error)
	Hash(f *rt.Frame, v any) (int32, error)
}

// Comparable is implemented by objects of classes that are IComparable. Values
// of package clr and Go's own are known without it.
type Comparable interface {
	// CompareTo compares with a boxed value that is not nil.
	CompareTo(f *rt.Frame, other any) (int, error)
}

// Compare is Comparer<T>.Default.Compare of two boxed values: null first, then
// what IComparable says. Strings compare by culture. Values without an order
// throw System.ArgumentException.
func Compare(f *rt.Frame, a, b any) (int, error) {
	switch {
	case a == nil && b == nil:
		return 0, nil
	case a == nil:
		return -1, nil
	case b == nil:
		return 1, nil
	}
	if order, ok, err := compareTo(f, a, b); ok || err != nil {
		return order, err
	}
	if order, ok, err := compareTo(f, b, a); ok || err != nil {
		return -order, err
	}
	return unordered(a, b)
}

// CompareFirst is like Compare of two values that are not nil, but asks the first
// only for its order.
func CompareFirst(f *rt.Frame, a, b any) (int, error) {
	if order, ok, err := compareTo(f, a, b); ok || err != nil {
		return order, err
	}
	return unordered(a, b)
}

// unordered compares two values without an order.
func unordered(a, b any) (int, error) {
	if rt.SameReference(a, b) {
		return 0, nil
	}
	return 0, clr.Argument("At least one object must implement IComparable.", "")
}

// CompareTo is IComparable.CompareTo(object) of a value that is not nil; anything
// is greater than null. A value of another type throws System.ArgumentException.
func CompareTo(f *rt.Frame, v, other any) (int, error) {
	if other == nil {
		return 1, nil
	}
	order, ok, err := compareTo(f, v, other)
	if !ok && err == nil {
		return 0, clr.InvalidCast(f.TypeName(v), "System.IComparable")
	}
	return order, err
}

// compareTo compares two values that are not nil; ok is false when the type of
// the first has no order.
func compareTo(f *rt.Frame, a, b any) (order int, ok bool, err error) {
	switch x := a.(type) {
	case string:
		if y, same := b.(string); same {
			return netfmt.Compare(x, y, Of(f).Culture, false), true, f.Text(min(len(x), len(y)))
		}
		return mustBe("String")
	case bool:
		if y, same := b.(bool); same {
			return CompareBool(x, y), true, nil
		}
		return mustBe("Boolean")
	case clr.Char:
		return difference(x, b, "Char")
	case int8:
		return difference(x, b, "SByte")
	case uint8:
		return difference(x, b, "Byte")
	case int16:
		return difference(x, b, "Int16")
	case uint16:
		return difference(x, b, "UInt16")
	case int32:
		return ordered(x, b, "Int32")
	case uint32:
		return ordered(x, b, "UInt32")
	case int64:
		return ordered(x, b, "Int64")
	case uint64:
		return ordered(x, b, "UInt64")
	case float32:
		return ordered(x, b, "Single")
	case float64:
		return ordered(x, b, "Double")
	case clr.Decimal:
		return byMethod(x, b, clr.Decimal.Compare, "Decimal")
	case clr.DateTime:
		return byMethod(x, b, clr.DateTime.Compare, "DateTime")
	case clr.DateTimeOffset:
		return byMethod(x, b, clr.DateTimeOffset.Compare, "DateTimeOffset")
	case clr.TimeSpan:
		return ordered(x, b, "TimeSpan")
	case clr.Guid:
		return byMethod(x, b, clr.Guid.Compare, "GUID")
	case rt.Enum:
		if y, same := b.(rt.Enum); same && x.Type == y.Type {
			return cmp.Compare(x.Value, y.Value), true, nil
		}
		return 0, true, clr.Argument("Object must be the same type as the enum. The type passed in was '"+f.TypeName(b)+"'; the enum type was '"+x.Type.Name+"'.", "")
	case *rt.Record:
		return compareTuples(f, x, b)
	}
	if x, ok := As[Comparable](f, a); ok {
		order, err := x.CompareTo(f, b)
		return order, true, err
	}
	return 0, false, nil
}

func mustBe(name string) (int, bool, error) {
	return 0, true, clr.Argument("Object must be of type "+name+".", "")
}

// CompareBool orders false before true.
func CompareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// difference is how the integers below 32 bits compare.
func difference[T int8 | uint8 | int16 | uint16 | clr.Char](x T, b any, name string) (int, bool, error) {
	if y, same := b.(T); same {
		return int(x) - int(y), true, nil
	}
	return mustBe(name)
}

// ordered is how everything else compares: -1, 0 or 1, NaN before all numbers.
func ordered[T cmp.Ordered](x T, b any, name string) (int, bool, error) {
	if y, same := b.(T); same {
		return cmp.Compare(x, y), true, nil
	}
	return mustBe(name)
}

func byMethod[T any](x T, b any, compare func(T, T) int, name string) (int, bool, error) {
	if y, same := b.(T); same {
		return compare(x, y), true, nil
	}
	return mustBe(name)
}

// compareTuples compares value tuples element by element. Anonymous objects have
// no order.
func compareTuples(f *rt.Frame, x *rt.Record, b any) (order int, ok bool, err error) {
	if !strings.HasPrefix(x.Type.Name, "System.ValueTuple") {
		return 0, false, nil
	}
	y, same := b.(*rt.Record)
	if !same || y.Type != x.Type {
		return 0, true, clr.Argument("Argument must be of type "+rt.DisplayName(x.Type)+".", "other")
	}
	if err := f.Nest(); err != nil {
		return 0, true, err
	}
	defer f.Unnest()
	for i, v := range x.Values {
		if order, err := Compare(f, v, y.Values[i]); order != 0 || err != nil {
			return order, true, err
		}
	}
	return 0, true, nil
}
