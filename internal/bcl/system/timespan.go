package system

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// timeSpanType is System.TimeSpan.
func timeSpanType() types.Decl {
	d := types.Decl{
		Name: "System.TimeSpan", Kind: types.Struct, Base: "System.ValueType",
		Implements: []string{"System.IComparable", "System.IComparable<TimeSpan>", "System.IEquatable<TimeSpan>", "System.IFormattable"},
		Class:      valueClass(clr.TimeSpan.Compare, clr.TimeSpan.HashCode),
		Members: []types.Member{
			{Sig: "static TimeSpan Zero", Impl: value(clr.TimeSpan(0))},
			{Sig: "static TimeSpan MinValue", Impl: value(clr.MinTimeSpan)},
			{Sig: "static TimeSpan MaxValue", Impl: value(clr.MaxTimeSpan)},
			{Sig: "const long TicksPerMillisecond", Const: int64(clr.TicksPerMillisecond)},
			{Sig: "const long TicksPerSecond", Const: int64(clr.TicksPerSecond)},
			{Sig: "const long TicksPerMinute", Const: int64(clr.TicksPerMinute)},
			{Sig: "const long TicksPerHour", Const: int64(clr.TicksPerHour)},
			{Sig: "const long TicksPerDay", Const: int64(clr.TicksPerDay)},

			{Sig: "new(long ticks)", Impl: rt.Func1(timeSpanOfTicks)},
			{Sig: "new(int hours, int minutes, int seconds)", Impl: rt.Func3(func(h, m, s int32) (clr.TimeSpan, error) {
				return timeSpanOf([]int32{0, h, m, s, 0})
			})},
			{Sig: "new(int days, int hours, int minutes, int seconds)", Impl: rt.Func4(func(d, h, m, s int32) (clr.TimeSpan, error) {
				return timeSpanOf([]int32{d, h, m, s, 0})
			})},
			{Sig: "new(int days, int hours, int minutes, int seconds, int milliseconds)", Impl: manyInts(5, timeSpanOf)},

			{Sig: "long Ticks", Impl: field(clr.TimeSpan.Ticks)},
			{Sig: "int Days", Impl: intField(clr.TimeSpan.Days)},
			{Sig: "int Hours", Impl: intField(clr.TimeSpan.Hours)},
			{Sig: "int Minutes", Impl: intField(clr.TimeSpan.Minutes)},
			{Sig: "int Seconds", Impl: intField(clr.TimeSpan.Seconds)},
			{Sig: "int Milliseconds", Impl: intField(clr.TimeSpan.Milliseconds)},
			{Sig: "double TotalDays", Impl: field(clr.TimeSpan.TotalDays)},
			{Sig: "double TotalHours", Impl: field(clr.TimeSpan.TotalHours)},
			{Sig: "double TotalMinutes", Impl: field(clr.TimeSpan.TotalMinutes)},
			{Sig: "double TotalSeconds", Impl: field(clr.TimeSpan.TotalSeconds)},
			{Sig: "double TotalMilliseconds", Impl: field(clr.TimeSpan.TotalMilliseconds)},

			{Sig: "static TimeSpan FromDays(double value)", Impl: rt.Func1(clr.TimeSpanFromDays)},
			{Sig: "static TimeSpan FromHours(double value)", Impl: rt.Func1(clr.TimeSpanFromHours)},
			{Sig: "static TimeSpan FromMinutes(double value)", Impl: rt.Func1(clr.TimeSpanFromMinutes)},
			{Sig: "static TimeSpan FromSeconds(double value)", Impl: rt.Func1(clr.TimeSpanFromSeconds)},
			{Sig: "static TimeSpan FromMilliseconds(double value)", Impl: rt.Func1(clr.TimeSpanFromMilliseconds)},
			{Sig: "static TimeSpan FromTicks(long value)", Impl: rt.Func1(timeSpanOfTicks)},

			{Sig: "TimeSpan Add(TimeSpan ts)", Impl: rt.Method1(clr.TimeSpan.Add)},
			{Sig: "TimeSpan Subtract(TimeSpan ts)", Impl: rt.Method1(clr.TimeSpan.Sub)},
			{Sig: "TimeSpan Negate()", Impl: rt.Method0(clr.TimeSpan.Negate)},
			{Sig: "TimeSpan Duration()", Impl: rt.Method0(clr.TimeSpan.Duration)},
			{Sig: "static TimeSpan operator +(TimeSpan t1, TimeSpan t2)", Impl: rt.Func2(clr.TimeSpan.Add)},
			{Sig: "static TimeSpan operator -(TimeSpan t1, TimeSpan t2)", Impl: rt.Func2(clr.TimeSpan.Sub)},
			{Sig: "static TimeSpan operator -(TimeSpan t)", Impl: rt.Func1(clr.TimeSpan.Negate)},
			{Sig: "static TimeSpan operator +(TimeSpan t)", Impl: rt.Func1(func(t clr.TimeSpan) (clr.TimeSpan, error) { return t, nil })},
			{Sig: "TimeSpan Multiply(double factor)", Impl: rt.Method1(timesFactor)},
			{Sig: "TimeSpan Divide(double divisor)", Impl: rt.Method1(byDivisor)},
			{Sig: "double Divide(TimeSpan ts)", Impl: rt.Method1(quotient)},
			{Sig: "static TimeSpan operator *(TimeSpan timeSpan, double factor)", Impl: rt.Func2(timesFactor)},
			{Sig: "static TimeSpan operator *(double factor, TimeSpan timeSpan)", Impl: rt.Func2(func(factor float64, t clr.TimeSpan) (clr.TimeSpan, error) {
				return timesFactor(t, factor)
			})},
			{Sig: "static TimeSpan operator /(TimeSpan timeSpan, double divisor)", Impl: rt.Func2(byDivisor)},
			{Sig: "static double operator /(TimeSpan t1, TimeSpan t2)", Impl: rt.Func2(quotient)},

			{Sig: "static int Compare(TimeSpan t1, TimeSpan t2)", Impl: rt.Func2(compareTimeSpans)},
			{Sig: "int CompareTo(TimeSpan value)", Impl: rt.Method1(compareTimeSpans)},
			{Sig: "int CompareTo(object value)", Impl: rt.FrameMethod1(compareToObject[clr.TimeSpan])},
			{Sig: "static bool Equals(TimeSpan t1, TimeSpan t2)", Impl: rt.Func2(sameTimeSpan)},
			{Sig: "bool Equals(TimeSpan obj)", Impl: rt.Method1(sameTimeSpan)},
			{Sig: "bool Equals(object value)", Impl: rt.FrameMethod1(func(f *rt.Frame, t clr.TimeSpan, o any) (bool, error) { return rt.Equals(f, t, o) })},
			{Sig: "int GetHashCode()", Impl: field(clr.TimeSpan.HashCode)},
			{Sig: "string ToString()", Impl: rt.FrameMethod0(func(f *rt.Frame, t clr.TimeSpan) (rt.String, error) { return formatNumber(f, t, rt.String{}) })},
			{Sig: "string ToString(string format)", Impl: rt.FrameMethod1(formatNumber[clr.TimeSpan])},
			{Sig: "string ToString(string format, IFormatProvider formatProvider)", Impl: rt.FrameMethod2(
				func(f *rt.Frame, t clr.TimeSpan, format rt.String, _ any) (rt.String, error) {
					return formatNumber(f, t, format)
				})},
		},
	}
	d.Members = append(d.Members, comparisonOperators("TimeSpan", "t1", "t2", clr.TimeSpan.Compare)...)
	d.Members = append(d.Members, timeSpanParseMembers()...)
	return d
}

func timeSpanOfTicks(ticks int64) (clr.TimeSpan, error) { return clr.TimeSpan(ticks), nil }

// timeSpanOf makes a TimeSpan of days, hours, minutes, seconds and milliseconds.
func timeSpanOf(p []int32) (clr.TimeSpan, error) {
	return clr.NewTimeSpan(int(p[0]), int(p[1]), int(p[2]), int(p[3]), int(p[4]))
}

// timesFactor is Multiply, which .NET has since Core 2.0: whole ticks, halves to
// even.
func timesFactor(t clr.TimeSpan, factor float64) (clr.TimeSpan, error) {
	return ofTicks(float64(t)*factor, factor, "factor")
}

func byDivisor(t clr.TimeSpan, divisor float64) (clr.TimeSpan, error) {
	return ofTicks(float64(t)/divisor, divisor, "divisor")
}

// ofTicks rounds what a calculation with a number gave.
func ofTicks(ticks, number float64, name string) (clr.TimeSpan, error) {
	if math.IsNaN(number) {
		return 0, clr.Argument("TimeSpan does not accept floating point Not-a-Number values.", name)
	}
	ticks = math.RoundToEven(ticks)
	if ticks == math.MaxInt64 {
		return math.MaxInt64, nil
	}
	if math.IsNaN(ticks) || ticks >= math.MaxInt64 || ticks < math.MinInt64 {
		return 0, clr.Throw("System.OverflowException", "TimeSpan overflowed because the duration is too long.")
	}
	return clr.TimeSpan(ticks), nil
}

func quotient(a, b clr.TimeSpan) (float64, error) { return float64(a) / float64(b), nil }

func compareTimeSpans(a, b clr.TimeSpan) (int32, error) { return int32(a.Compare(b)), nil }

func sameTimeSpan(a, b clr.TimeSpan) (bool, error) { return a == b, nil }

// timeSpanParseMembers are Parse, ParseExact and their Try forms. Cultures can
// only be null, which is the current one.
func timeSpanParseMembers() []types.Member {
	parse := func(f *rt.Frame, s rt.String) (clr.TimeSpan, error) {
		if !s.Valid {
			return 0, clr.ArgumentNull("input")
		}
		return netfmt.ParseTimeSpan(s.Text, host.Of(f).Culture)
	}
	exact := func(f *rt.Frame, s rt.String, formats []string, styles int64) (clr.TimeSpan, error) {
		switch {
		case !s.Valid:
			return 0, clr.ArgumentNull("input")
		case styles&^1 != 0:
			return 0, clr.Argument("An undefined TimeSpanStyles value is being used.", "styles")
		}
		return netfmt.ParseTimeSpanExact(s.Text, formats, host.Of(f).Culture, styles == 1)
	}
	one := func(f *rt.Frame, s, format rt.String, styles int64) (clr.TimeSpan, error) {
		if s.Valid && !format.Valid {
			return 0, clr.ArgumentNull("format")
		}
		return exact(f, s, []string{format.Text}, styles)
	}
	many := func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], styles int64) (clr.TimeSpan, error) {
		if !s.Valid {
			return 0, clr.ArgumentNull("input")
		}
		all, err := formats(list)
		if err != nil {
			return 0, err
		}
		return exact(f, s, all, styles)
	}
	return []types.Member{
		{Sig: "static TimeSpan Parse(string s)", Impl: rt.FrameFunc1(parse)},
		{Sig: "static TimeSpan Parse(string input, IFormatProvider formatProvider)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, _ any) (clr.TimeSpan, error) {
			return parse(f, s)
		})},
		{Sig: "static bool TryParse(string s, out TimeSpan result)", Impl: rt.FrameFunc2(func(f *rt.Frame, s rt.String, out rt.Out[clr.TimeSpan]) (bool, error) {
			v, err := parse(f, s)
			return tryParsed(out, v, err)
		})},
		{Sig: "static bool TryParse(string input, IFormatProvider formatProvider, out TimeSpan result)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s rt.String, _ any, out rt.Out[clr.TimeSpan]) (bool, error) {
				v, err := parse(f, s)
				return tryParsed(out, v, err)
			})},
		{Sig: "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s, format rt.String, _ any) (clr.TimeSpan, error) { return one(f, s, format, 0) })},
		{Sig: "static TimeSpan ParseExact(string input, string[] formats, IFormatProvider formatProvider)", Impl: rt.FrameFunc3(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any) (clr.TimeSpan, error) {
				return many(f, s, list, 0)
			})},
		{Sig: "static TimeSpan ParseExact(string input, string format, IFormatProvider formatProvider, TimeSpanStyles styles)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s, format rt.String, _ any, styles rt.Enum) (clr.TimeSpan, error) {
				return one(f, s, format, styles.Value)
			})},
		{Sig: "static TimeSpan ParseExact(string input, string[] formats, IFormatProvider formatProvider, TimeSpanStyles styles)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any, styles rt.Enum) (clr.TimeSpan, error) {
				return many(f, s, list, styles.Value)
			})},
		{Sig: "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, out TimeSpan result)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s, format rt.String, _ any, out rt.Out[clr.TimeSpan]) (bool, error) {
				v, err := one(f, s, format, 0)
				return tryParsed(out, v, err)
			})},
		{Sig: "static bool TryParseExact(string input, string[] formats, IFormatProvider formatProvider, out TimeSpan result)", Impl: rt.FrameFunc4(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any, out rt.Out[clr.TimeSpan]) (bool, error) {
				v, err := many(f, s, list, 0)
				return tryParsed(out, v, err)
			})},
		{Sig: "static bool TryParseExact(string input, string format, IFormatProvider formatProvider, TimeSpanStyles styles, out TimeSpan result)", Impl: rt.FrameFunc5(
			func(f *rt.Frame, s, format rt.String, _ any, styles rt.Enum, out rt.Out[clr.TimeSpan]) (bool, error) {
				v, err := one(f, s, format, styles.Value)
				return tryParsed(out, v, err)
			})},
		{Sig: "static bool TryParseExact(string input, string[] formats, IFormatProvider formatProvider, TimeSpanStyles styles, out TimeSpan result)", Impl: rt.FrameFunc5(
			func(f *rt.Frame, s rt.String, list *rt.Array[rt.String], _ any, styles rt.Enum, out rt.Out[clr.TimeSpan]) (bool, error) {
				v, err := many(f, s, list, styles.Value)
				return tryParsed(out, v, err)
			})},
	}
}
