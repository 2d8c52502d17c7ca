package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// timeTypes are the types of dates, times and time zones, and Guid. Local time
// is UTC (expressions.md section 6.4).
func timeTypes() []types.Decl {
	list := []types.Decl{dateTimeType(), dateTimeOffsetType(), timeSpanType(), guidType()}
	list = append(list, timeEnumTypes()...)
	return append(list, timeZoneTypes()...)
}

// timeEnumTypes are the enumerations of the types above. DateTimeKind is not
// limited to Utc, the one member that the allow-list names: documents compare
// and print kinds.
func timeEnumTypes() []types.Decl {
	return []types.Decl{
		{Name: "System.DateTimeKind", Kind: types.Enum, Values: named("Unspecified", "Utc", "Local")},
		{Name: "System.DayOfWeek", Kind: types.Enum, Values: named("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")},
		{
			Name: "System.Globalization.TimeSpanStyles", Kind: types.Enum, Flags: true, Values: named("None", "AssumeNegative"),
			Refused: "cultures and styles are outside of the types that expressions may use",
		},
	}
}

// clock is the clock of the host, for texts that name no date.
func clock(f *rt.Frame) netfmt.Clock { return netfmt.Clock(host.Of(f).Now) }

// comparisonOperators declares the comparison operators of a type by a function that
// compares like CompareTo.
func comparisonOperators[T any](name, a, b string, compare func(T, T) int) []types.Member {
	op := func(token string, holds func(order int) bool) types.Member {
		return types.Member{
			Sig:  "static bool operator " + token + "(" + name + " " + a + ", " + name + " " + b + ")",
			Impl: rt.Func2(func(x, y T) (bool, error) { return holds(compare(x, y)), nil }),
		}
	}
	return []types.Member{
		op("==", func(o int) bool { return o == 0 }), op("!=", func(o int) bool { return o != 0 }),
		op("<", func(o int) bool { return o < 0 }), op("<=", func(o int) bool { return o <= 0 }),
		op(">", func(o int) bool { return o > 0 }), op(">=", func(o int) bool { return o >= 0 }),
	}
}

// valueClass is the class of a value type with the order and hash code given.
func valueClass[T any](compare func(T, T) int, hash func(T) int32) *rt.Class {
	return rt.ValueClass[T](rt.Class{
		ToString: formatValue,
		Equals: func(_ *rt.Frame, a, b any) (bool, error) {
			y, ok := b.(T)
			return ok && compare(a.(T), y) == 0, nil
		},
		Hash: func(_ *rt.Frame, v any) (int32, error) { return hash(v.(T)), nil },
	})
}

// field links a property.
func field[T, R any](get func(T) R) rt.Linker {
	return rt.Method0(func(v T) (R, error) { return get(v), nil })
}

// intField links a property of type int.
func intField[T any](get func(T) int) rt.Linker {
	return rt.Method0(func(v T) (int32, error) { return int32(get(v)), nil })
}

// enumField links a property whose type is an enumeration.
func enumField[T any](get func(T) int64) rt.Linker {
	return rt.Generic(func(c *rt.Call) rt.Linker {
		t := c.ResultType
		return rt.Method0(func(v T) (rt.Enum, error) { return rt.Enum{Type: t, Value: get(v)}, nil })
	})
}

// value links a static property that never changes.
func value[R any](v R) rt.Linker { return rt.Func0(func() (R, error) { return v, nil }) }

// partsFunc links a static member whose first n parameters are int and whose
// last one is of type L; rt's own helpers end at five parameters.
func partsFunc[L, R any](n int, fn func(f *rt.Frame, parts []int32, last L) (R, error)) rt.Linker {
	return func(c *rt.Call) rt.Code {
		parts := make([]rt.Fn[int32], n)
		for i := range parts {
			parts[i] = rt.Arg[int32](c.Args[i])
		}
		last := rt.Arg[L](c.Args[n])
		head := *c
		head.Args = nil
		return rt.FrameFunc0(func(f *rt.Frame) (r R, err error) {
			var values [7]int32
			for i, part := range parts {
				if values[i], err = part(f); err != nil {
					return r, err
				}
			}
			l, err := last(f)
			if err != nil {
				return r, err
			}
			return fn(f, values[:n], l)
		})(&head)
	}
}

// manyInts links a static member with n parameters of type int.
func manyInts[R any](n int, fn func(parts []int32) (R, error)) rt.Linker {
	return partsFunc(n-1, func(_ *rt.Frame, parts []int32, last int32) (R, error) {
		all := append(parts[:len(parts):len(parts)], last)
		return fn(all)
	})
}

// tryParsed stores what a parser found, or the zero value.
//
// .NET throws even here where a format of dates is one letter that means nothing.
func tryParsed[T any](out rt.Out[T], v T, err error) (bool, error) {
	if err != nil {
		var zero T
		out.Set(zero)
		if e, ok := err.(*clr.Exception); !ok || e.Type == "System.ArgumentException" || isDate(zero) && e.Message == noFormat {
			return false, err
		}
		return false, nil
	}
	out.Set(v)
	return true, nil
}

// noFormat is what a format of one letter throws that means nothing.
const noFormat = "Input string was not in a correct format."

func isDate(v any) bool {
	_, ok := v.(clr.DateTimeOffset)
	return ok
}

// formats returns the items of a string[] of format strings; null throws
// System.ArgumentNullException.
func formats(list *rt.Array[rt.String]) ([]string, error) {
	if list == nil {
		return nil, clr.ArgumentNull("formats")
	}
	if len(list.Items) == 0 {
		return nil, clr.Format("Format specifier was invalid.")
	}
	out := make([]string, len(list.Items))
	for i, s := range list.Items {
		if s.Text == "" {
			return nil, clr.Format("Format specifier was invalid.")
		}
		out[i] = s.Text
	}
	return out, nil
}
