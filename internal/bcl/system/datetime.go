package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// dateTimeType is System.DateTime with the members of the allow-list
// (expressions.md section 3.3), and Kind, which documents print.
func dateTimeType() types.Decl {
	d := types.Decl{
		Name: "System.DateTime", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{
			"System.IComparable", "System.IComparable<DateTime>", "System.IConvertible", "System.IEquatable<DateTime>", "System.IFormattable",
		},
		Class: valueClass(clr.DateTime.Compare, clr.DateTime.HashCode),
		Members: []types.Member{
			{Sig: "static DateTime MinValue", Impl: value(clr.MinDateTime())},
			{Sig: "static DateTime MaxValue", Impl: value(clr.MaxDateTime())},
			{Sig: "static DateTime UtcNow", Impl: rt.FrameFunc0(func(f *rt.Frame) (clr.DateTime, error) { return host.Of(f).UTCNow(), nil })},
			{Sig: "static DateTime Now", Impl: rt.FrameFunc0(localNow)},
			{Sig: "static DateTime Today", Impl: rt.FrameFunc0(func(f *rt.Frame) (clr.DateTime, error) {
				now, err := localNow(f)
				return now.Date(), err
			})},
			{Sig: "int Year", Impl: intField(clr.DateTime.Year)},
			{Sig: "int Month", Impl: intField(clr.DateTime.Month)},
			{Sig: "int Day", Impl: intField(clr.DateTime.Day)},
			{Sig: "int Hour", Impl: intField(clr.DateTime.Hour)},
			{Sig: "int Minute", Impl: intField(clr.DateTime.Minute)},
			{Sig: "int Second", Impl: intField(clr.DateTime.Second)},
			{Sig: "int Millisecond", Impl: intField(clr.DateTime.Millisecond)},
			{Sig: "int DayOfYear", Impl: intField(clr.DateTime.DayOfYear)},
			{Sig: "long Ticks", Impl: field(func(d clr.DateTime) int64 { return d.Ticks })},
			{Sig: "DateTime Date", Impl: field(clr.DateTime.Date)},
			{Sig: "TimeSpan TimeOfDay", Impl: field(clr.DateTime.TimeOfDay)},
			{Sig: "DayOfWeek DayOfWeek", Impl: enumField(func(d clr.DateTime) int64 { return int64(d.DayOfWeek()) })},
			{Sig: "DateTimeKind Kind", Impl: enumField(func(d clr.DateTime) int64 { return int64(d.Kind) })},
			// Local time is UTC and knows no summer.
			{Sig: "bool IsDaylightSavingTime()", Impl: field(func(clr.DateTime) bool { return false })},
			{Sig: "static bool IsLeapYear(int year)", Impl: rt.Func1(func(y int32) (bool, error) { return clr.IsLeapYear(int(y)) })},
			{Sig: "static int DaysInMonth(int year, int month)", Impl: rt.Func2(func(y, m int32) (int32, error) {
				n, err := clr.DaysInMonth(int(y), int(m))
				return int32(n), err
			})},
			{Sig: "DateTime Add(TimeSpan value)", Impl: rt.Method1(clr.DateTime.Add)},
			{Sig: "DateTime AddYears(int value)", Impl: rt.Method1(addWhole(clr.DateTime.AddYears))},
			{Sig: "DateTime AddMonths(int months)", Impl: rt.Method1(addWhole(clr.DateTime.AddMonths))},
			{Sig: "DateTime AddDays(double value)", Impl: rt.Method1(clr.DateTime.AddDays)},
			{Sig: "DateTime AddHours(double value)", Impl: rt.Method1(clr.DateTime.AddHours)},
			{Sig: "DateTime AddMinutes(double value)", Impl: rt.Method1(clr.DateTime.AddMinutes)},
			{Sig: "DateTime AddSeconds(double value)", Impl: rt.Method1(clr.DateTime.AddSeconds)},
			{Sig: "DateTime AddMilliseconds(double value)", Impl: rt.Method1(clr.DateTime.AddMilliseconds)},
			{Sig: "DateTime AddTicks(long value)", Impl: rt.Method1(clr.DateTime.AddTicks)},
			{Sig: "TimeSpan Subtract(DateTime value)", Impl: rt.Method1(between)},
			{Sig: "DateTime Subtract(TimeSpan value)", Impl: rt.Method1(clr.DateTime.Sub)},
			{Sig: "static DateTime operator +(DateTime d, TimeSpan t)", Impl: rt.Func2(dateOperator(clr.DateTime.Add))},
			{Sig: "static DateTime operator -(DateTime d, TimeSpan t)", Impl: rt.Func2(dateOperator(clr.DateTime.Sub))},
			{Sig: "static TimeSpan operator -(DateTime d1, DateTime d2)", Impl: rt.Func2(between)},
			{Sig: "int CompareTo(DateTime value)", Impl: rt.Method1(func(d, o clr.DateTime) (int32, error) { return int32(d.Compare(o)), nil })},
			{Sig: "int CompareTo(object value)", Impl: rt.FrameMethod1(compareToObject[clr.DateTime])},
			{Sig: "bool Equals(DateTime value)", Impl: rt.Method1(func(d, o clr.DateTime) (bool, error) { return d.Ticks == o.Ticks, nil })},
			{Sig: "bool Equals(object value)", Impl: rt.FrameMethod1(func(f *rt.Frame, d clr.DateTime, o any) (bool, error) { return rt.Equals(f, d, o) })},
			{Sig: "int GetHashCode()", Impl: field(clr.DateTime.HashCode)},
		},
		RefusedMembers: []string{
			"Compare", "FromBinary", "FromFileTime", "FromFileTimeUtc", "FromOADate", "GetDateTimeFormats", "GetTypeCode", "ParseExact",
			"SpecifyKind", "ToBinary", "ToFileTime", "ToFileTimeUtc", "ToLocalTime", "ToLongDateString", "ToLongTimeString", "ToOADate",
			"ToShortDateString", "ToShortTimeString", "ToUniversalTime", "TryFormat", "TryParse", "TryParseExact", "UnixEpoch",
		},
	}
	for _, list := range [][]types.Member{
		dateTimeConstructors(), dateTimeTextMembers(), comparisonOperators("DateTime", "d1", "d2", clr.DateTime.Compare),
	} {
		d.Members = append(d.Members, list...)
	}
	return d
}

func localNow(f *rt.Frame) (clr.DateTime, error) {
	return host.Of(f).UTCNow().WithKind(clr.Local), nil
}

func between(d, other clr.DateTime) (clr.TimeSpan, error) { return d.Since(other), nil }

// dateOperator is an addition that names its parameter as the operators do.
func dateOperator(add func(clr.DateTime, clr.TimeSpan) (clr.DateTime, error)) func(clr.DateTime, clr.TimeSpan) (clr.DateTime, error) {
	return func(d clr.DateTime, t clr.TimeSpan) (clr.DateTime, error) {
		sum, err := add(d, t)
		if err != nil {
			return sum, clr.ArgumentOutOfRange("The added or subtracted value results in an un-representable DateTime.", "t")
		}
		return sum, nil
	}
}

// addWhole is for additions of whole units.
func addWhole[T any](add func(T, int) (T, error)) func(T, int32) (T, error) {
	return func(v T, n int32) (T, error) { return add(v, int(n)) }
}

func dateTimeConstructors() []types.Member {
	// of makes a date of up to seven parts, year to millisecond.
	of := func(p []int32, kind clr.DateTimeKind) (clr.DateTime, error) {
		var all [7]int32
		copy(all[:], p)
		return clr.NewDateTime(int(all[0]), int(all[1]), int(all[2]), int(all[3]), int(all[4]), int(all[5]), int(all[6]), kind)
	}
	plain := func(n int) rt.Linker {
		return manyInts(n, func(p []int32) (clr.DateTime, error) { return of(p, clr.Unspecified) })
	}
	kinded := func(n int) rt.Linker {
		return partsFunc(n, func(_ *rt.Frame, p []int32, kind rt.Enum) (clr.DateTime, error) {
			k, err := dateTimeKind(kind)
			if err != nil {
				return clr.DateTime{}, err
			}
			return of(p, k)
		})
	}
	return []types.Member{
		{Sig: "new(long ticks)", Impl: rt.Func1(func(ticks int64) (clr.DateTime, error) { return clr.DateTimeFromTicks(ticks, clr.Unspecified) })},
		{Sig: "new(long ticks, DateTimeKind kind)", Impl: rt.Func2(func(ticks int64, kind rt.Enum) (clr.DateTime, error) {
			k, err := dateTimeKind(kind)
			if err != nil {
				return clr.DateTime{}, err
			}
			return clr.DateTimeFromTicks(ticks, k)
		})},
		{Sig: "new(int year, int month, int day)", Impl: plain(3)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second)", Impl: plain(6)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second, DateTimeKind kind)", Impl: kinded(6)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second, int millisecond)", Impl: plain(7)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second, int millisecond, DateTimeKind kind)", Impl: kinded(7)},
	}
}

func dateTimeKind(e rt.Enum) (clr.DateTimeKind, error) {
	if e.Value < int64(clr.Unspecified) || e.Value > int64(clr.Local) {
		return 0, clr.Argument("Invalid DateTimeKind value.", "kind")
	}
	return clr.DateTimeKind(e.Value), nil
}

// dateTimeTextMembers are Parse and ToString. Cultures can only be null, which is
// the current one.
func dateTimeTextMembers() []types.Member {
	parse := func(f *rt.Frame, s rt.String, styles netfmt.DateTimeStyles) (clr.DateTime, error) {
		if !s.Valid {
			return clr.DateTime{}, clr.ArgumentNull("s")
		}
		return netfmt.ParseDateTime(s.Text, host.Of(f).Culture, styles, clock(f))
	}
	return append(toStringMembers[clr.DateTime](),
		types.Member{Sig: "static DateTime Parse(string s)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (clr.DateTime, error) {
			return parse(f, s, netfmt.DateNone)
		})},
		types.Member{Sig: "static DateTime Parse(string s, IFormatProvider provider)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, _ any) (clr.DateTime, error) {
			return parse(f, s, netfmt.DateNone)
		})},
		types.Member{Sig: "static DateTime Parse(string s, IFormatProvider provider, DateTimeStyles styles)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s rt.String, _ any, styles rt.Enum) (clr.DateTime, error) {
				return parse(f, s, netfmt.DateTimeStyles(styles.Value))
			})},
	)
}

// toStringMembers are the four overloads of ToString of a type with formats.
func toStringMembers[T any]() []types.Member {
	plain := func(f *rt.Frame, v T) (rt.String, error) { return formatNumber(f, v, rt.String{}) }
	return []types.Member{
		{Sig: "string ToString()", Impl: rt.FrameMethod0(plain)},
		{Sig: "string ToString(string format)", Impl: rt.FrameMethod1(formatNumber[T])},
		{Sig: "string ToString(IFormatProvider provider)", Impl: rt.FrameMethod1(func(f *rt.Frame, v T, _ any) (rt.String, error) { return plain(f, v) })},
		{Sig: "string ToString(string format, IFormatProvider provider)", Impl: rt.FrameMethod2(func(f *rt.Frame, v T, format rt.String, _ any) (rt.String, error) {
			return formatNumber(f, v, format)
		})},
	}
}
