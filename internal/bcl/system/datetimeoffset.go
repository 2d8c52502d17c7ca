package system

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// dateTimeOffsetType is System.DateTimeOffset.
func dateTimeOffsetType() types.Decl {
	type dto = clr.DateTimeOffset
	clockInt := func(get func(clr.DateTime) int) rt.Linker {
		return intField(func(o dto) int { return get(o.DateTime()) })
	}
	d := types.Decl{
		Name: "System.DateTimeOffset", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{
			"System.IComparable", "System.IComparable<DateTimeOffset>", "System.IEquatable<DateTimeOffset>", "System.IFormattable",
		},
		Class: valueClass(dto.Compare, dto.HashCode),
		Members: []types.Member{
			{Sig: "static DateTimeOffset MinValue", Impl: value(clr.MinDateTimeOffset())},
			{Sig: "static DateTimeOffset MaxValue", Impl: value(clr.MaxDateTimeOffset())},
			{Sig: "static DateTimeOffset UnixEpoch", Impl: rt.Func0(func() (dto, error) { return clr.DateTimeOffsetFromUnixSeconds(0) })},
			{Sig: "static DateTimeOffset UtcNow", Impl: rt.FrameFunc0(offsetNow)},
			{Sig: "static DateTimeOffset Now", Impl: rt.FrameFunc0(offsetNow)},
			{Sig: "DateTime DateTime", Impl: field(dto.DateTime)},
			{Sig: "DateTime UtcDateTime", Impl: field(dto.UtcDateTime)},
			{Sig: "DateTime LocalDateTime", Impl: field(dto.LocalDateTime)},
			{Sig: "DateTime Date", Impl: field(func(o dto) clr.DateTime { return o.DateTime().Date() })},
			{Sig: "TimeSpan TimeOfDay", Impl: field(func(o dto) clr.TimeSpan { return o.DateTime().TimeOfDay() })},
			{Sig: "TimeSpan Offset", Impl: field(dto.OffsetSpan)},
			{Sig: "long Ticks", Impl: field(func(o dto) int64 { return o.Ticks })},
			{Sig: "long UtcTicks", Impl: field(dto.UTCTicks)},
			{Sig: "int Year", Impl: clockInt(clr.DateTime.Year)},
			{Sig: "int Month", Impl: clockInt(clr.DateTime.Month)},
			{Sig: "int Day", Impl: clockInt(clr.DateTime.Day)},
			{Sig: "int Hour", Impl: clockInt(clr.DateTime.Hour)},
			{Sig: "int Minute", Impl: clockInt(clr.DateTime.Minute)},
			{Sig: "int Second", Impl: clockInt(clr.DateTime.Second)},
			{Sig: "int Millisecond", Impl: clockInt(clr.DateTime.Millisecond)},
			{Sig: "int DayOfYear", Impl: clockInt(clr.DateTime.DayOfYear)},
			{Sig: "DayOfWeek DayOfWeek", Impl: enumField(func(o dto) int64 { return int64(o.DateTime().DayOfWeek()) })},

			{Sig: "DateTimeOffset Add(TimeSpan timeSpan)", Impl: rt.Method1(dto.Add)},
			{Sig: "DateTimeOffset AddYears(int years)", Impl: rt.Method1(addWhole(dto.AddYears))},
			{Sig: "DateTimeOffset AddMonths(int months)", Impl: rt.Method1(addWhole(dto.AddMonths))},
			{Sig: "DateTimeOffset AddDays(double days)", Impl: rt.Method1(dto.AddDays)},
			{Sig: "DateTimeOffset AddHours(double hours)", Impl: rt.Method1(dto.AddHours)},
			{Sig: "DateTimeOffset AddMinutes(double minutes)", Impl: rt.Method1(dto.AddMinutes)},
			{Sig: "DateTimeOffset AddSeconds(double seconds)", Impl: rt.Method1(dto.AddSeconds)},
			{Sig: "DateTimeOffset AddMilliseconds(double milliseconds)", Impl: rt.Method1(dto.AddMilliseconds)},
			{Sig: "DateTimeOffset AddTicks(long ticks)", Impl: rt.Method1(dto.AddTicks)},
			{Sig: "TimeSpan Subtract(DateTimeOffset value)", Impl: rt.Method1(betweenOffsets)},
			{Sig: "DateTimeOffset Subtract(TimeSpan value)", Impl: rt.Method1(dto.Sub)},
			{Sig: "static DateTimeOffset operator +(DateTimeOffset dateTimeOffset, TimeSpan timeSpan)", Impl: rt.Func2(dto.Add)},
			{Sig: "static DateTimeOffset operator -(DateTimeOffset dateTimeOffset, TimeSpan timeSpan)", Impl: rt.Func2(dto.Sub)},
			{Sig: "static TimeSpan operator -(DateTimeOffset left, DateTimeOffset right)", Impl: rt.Func2(betweenOffsets)},
			{Sig: "static implicit operator DateTimeOffset(DateTime dateTime)", Impl: rt.Func1(offsetOfDate)},

			{Sig: "DateTimeOffset ToOffset(TimeSpan offset)", Impl: rt.Method1(dto.ToOffset)},
			{Sig: "DateTimeOffset ToUniversalTime()", Impl: field(dto.ToUniversalTime)},
			{Sig: "DateTimeOffset ToLocalTime()", Impl: field(dto.ToUniversalTime)},
			{Sig: "long ToUnixTimeSeconds()", Impl: field(dto.ToUnixSeconds)},
			{Sig: "long ToUnixTimeMilliseconds()", Impl: field(dto.ToUnixMilliseconds)},
			{Sig: "long ToFileTime()", Impl: rt.Method0(func(o dto) (int64, error) { return o.UtcDateTime().ToFileTime() })},
			{Sig: "static DateTimeOffset FromUnixTimeSeconds(long seconds)", Impl: rt.Func1(clr.DateTimeOffsetFromUnixSeconds)},
			{Sig: "static DateTimeOffset FromUnixTimeMilliseconds(long milliseconds)", Impl: rt.Func1(clr.DateTimeOffsetFromUnixMilliseconds)},
			{Sig: "static DateTimeOffset FromFileTime(long fileTime)", Impl: rt.Func1(func(t int64) (dto, error) {
				d, err := clr.DateTimeFromFileTime(t, clr.Local)
				return clr.DateTimeOffsetFromDateTime(d), err
			})},

			{Sig: "static int Compare(DateTimeOffset first, DateTimeOffset second)", Impl: rt.Func2(compareOffsets)},
			{Sig: "int CompareTo(DateTimeOffset other)", Impl: rt.Method1(compareOffsets)},
			{Sig: "static bool Equals(DateTimeOffset first, DateTimeOffset second)", Impl: rt.Func2(sameInstant)},
			{Sig: "bool Equals(DateTimeOffset other)", Impl: rt.Method1(sameInstant)},
			{Sig: "bool Equals(object obj)", Impl: rt.FrameMethod1(func(f *rt.Frame, o dto, other any) (bool, error) { return rt.Equals(f, o, other) })},
			{Sig: "bool EqualsExact(DateTimeOffset other)", Impl: rt.Method1(func(o, other dto) (bool, error) { return o.EqualsExact(other), nil })},
			{Sig: "int GetHashCode()", Impl: field(dto.HashCode)},
		},
	}
	for _, list := range [][]types.Member{
		offsetConstructors(), toStringMembers[dto](), offsetParseMembers(), comparisonOperators("DateTimeOffset", "left", "right", dto.Compare),
	} {
		d.Members = append(d.Members, list...)
	}
	return d
}

func offsetNow(f *rt.Frame) (clr.DateTimeOffset, error) {
	return clr.DateTimeOffsetFromDateTime(host.Of(f).UTCNow()), nil
}

func offsetOfDate(d clr.DateTime) (clr.DateTimeOffset, error) {
	return clr.DateTimeOffsetFromDateTime(d), nil
}

func betweenOffsets(o, other clr.DateTimeOffset) (clr.TimeSpan, error) { return o.Since(other), nil }

func compareOffsets(a, b clr.DateTimeOffset) (int32, error) { return int32(a.Compare(b)), nil }

func sameInstant(a, b clr.DateTimeOffset) (bool, error) { return a.Compare(b) == 0, nil }

func offsetConstructors() []types.Member {
	parts := func(n int) rt.Linker {
		return partsFunc(n, func(_ *rt.Frame, p []int32, offset clr.TimeSpan) (clr.DateTimeOffset, error) {
			if err := clr.CheckOffset(offset); err != nil {
				return clr.DateTimeOffset{}, err
			}
			var all [7]int32
			copy(all[:], p)
			d, err := clr.NewDateTime(int(all[0]), int(all[1]), int(all[2]), int(all[3]), int(all[4]), int(all[5]), int(all[6]), clr.Unspecified)
			if err != nil {
				return clr.DateTimeOffset{}, err
			}
			return clr.NewDateTimeOffset(d, offset)
		})
	}
	return []types.Member{
		{Sig: "new(long ticks, TimeSpan offset)", Impl: rt.Func2(func(ticks int64, offset clr.TimeSpan) (clr.DateTimeOffset, error) {
			if err := clr.CheckOffset(offset); err != nil {
				return clr.DateTimeOffset{}, err
			}
			d, err := clr.DateTimeFromTicks(ticks, clr.Unspecified)
			if err != nil {
				return clr.DateTimeOffset{}, err
			}
			return clr.NewDateTimeOffset(d, offset)
		})},
		{Sig: "new(DateTime dateTime)", Impl: rt.Func1(offsetOfDate)},
		{Sig: "new(DateTime dateTime, TimeSpan offset)", Impl: rt.Func2(clr.NewDateTimeOffset)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second, TimeSpan offset)", Impl: parts(6)},
		{Sig: "new(int year, int month, int day, int hour, int minute, int second, int millisecond, TimeSpan offset)", Impl: parts(7)},
	}
}

// offsetParseMembers are Parse, ParseExact and their Try forms. Cultures can only
// be null, which is the current one.
func offsetParseMembers() []types.Member {
	type dto = clr.DateTimeOffset
	parse := func(f *rt.Frame, s rt.String, styles int64) (dto, error) {
		if !s.Valid {
			return dto{}, clr.ArgumentNull("input")
		}
		return netfmt.ParseDateTimeOffset(s.Text, host.Of(f).Culture, netfmt.DateTimeStyles(styles), clock(f))
	}
	exact := func(f *rt.Frame, s rt.String, formats []string, styles int64) (dto, error) {
		if !s.Valid {
			return dto{}, clr.ArgumentNull("input")
		}
		return netfmt.ParseDateTimeOffsetExact(s.Text, formats, host.Of(f).Culture, netfmt.DateTimeStyles(styles), clock(f))
	}
	one := func(f *rt.Frame, s, format rt.String, styles int64) (dto, error) {
		if s.Valid && !format.Valid {
			return dto{}, clr.ArgumentNull("format")
		}
		return exact(f, s, []string{format.Text}, styles)
	}
	many := func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], styles int64) (dto, error) {
		if !s.Valid {
			return dto{}, clr.ArgumentNull("input")
		}
		if list == nil {
			return dto{}, clr.ArgumentNull("formats")
		}
		// An empty format matters only where those before it do not fit.
		all := make([]string, len(list.Items))
		for i, s := range list.Items {
			all[i] = s.Text
		}
		return exact(f, s, all, styles)
	}
	return []types.Member{
		{Sig: "static DateTimeOffset Parse(string input)", Impl: rt.FrameFunc1(func(f *rt.Frame, s rt.String) (dto, error) { return parse(f, s, 0) })},
		{Sig: "static DateTimeOffset Parse(string input, IFormatProvider formatProvider)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, _ any) (dto, error) {
			return parse(f, s, 0)
		})},
		{Sig: "static DateTimeOffset Parse(string input, IFormatProvider formatProvider, DateTimeStyles styles)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s rt.String, _ any, styles rt.Enum) (dto, error) { return parse(f, s, styles.Value) })},
		{Sig: "static bool TryParse(string input, out DateTimeOffset result)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, out rt.Out[dto]) (bool, error) {
			v, err := parse(f, s, 0)
			return tryParsed(out, v, err)
		})},
		{Sig: "static bool TryParse(string input, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s rt.String, _ any, styles rt.Enum, out rt.Out[dto]) (bool, error) {
				v, err := parse(f, s, styles.Value)
				return tryParsed(out, v, err)
			})},
		{Sig: "static DateTimeOffset ParseExact(string input, string format, IFormatProvider formatProvider)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s, format rt.String, _ any) (dto, error) { return one(f, s, format, 0) })},
		{Sig: "static DateTimeOffset ParseExact(string input, string format, IFormatProvider formatProvider, DateTimeStyles styles)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s, format rt.String, _ any, styles rt.Enum) (dto, error) {
				return one(f, s, format, styles.Value)
			})},
		{Sig: "static DateTimeOffset ParseExact(string input, string[] formats, IFormatProvider formatProvider, DateTimeStyles styles)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any, styles rt.Enum) (dto, error) {
				return many(f, s, list, styles.Value)
			})},
		{Sig: "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", Impl: rt.FrameFunc5(
			func(f *rt.Frame, s, format rt.String, _ any, styles rt.Enum, out rt.Out[dto]) (bool, error) {
				v, err := one(f, s, format, styles.Value)
				return tryParsed(out, v, err)
			})},
		{Sig: "static bool TryParseExact(string input, string[] formats, IFormatProvider formatProvider, DateTimeStyles styles, out DateTimeOffset result)", Impl: rt.FrameFunc5(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any, styles rt.Enum, out rt.Out[dto]) (bool, error) {
				v, err := many(f, s, list, styles.Value)
				return tryParsed(out, v, err)
			})},
	}
}
