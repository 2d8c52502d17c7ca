package system

import (
	"cmp"
	"math"
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/clr/elementary"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// mathType is System.Math.
func mathType() types.Decl {
	d := types.Decl{Name: "System.Math", Kind: types.Class, Static: true, Members: []types.Member{
		{Sig: "const double E", Const: math.E},
		{Sig: "const double PI", Const: math.Pi},
		{Sig: "static long BigMul(int a, int b)", Impl: rt.Func2(func(a, b int32) (int64, error) { return int64(a) * int64(b), nil })},
		{Sig: "static int DivRem(int a, int b, out int result)", Impl: rt.Func3(divRem[int32])},
		{Sig: "static long DivRem(long a, long b, out long result)", Impl: rt.Func3(divRem[int64])},
		{Sig: "static double Round(double a)", Impl: realFunc(math.RoundToEven)},
		{Sig: "static double Round(double value, int digits)", Impl: rt.Func2(func(v float64, digits int32) (float64, error) {
			return roundDouble(v, digits, clr.ToEven)
		})},
		{Sig: "static double Round(double value, MidpointRounding mode)", Impl: rt.Func2(func(v float64, mode rt.Enum) (float64, error) {
			return roundDoubleMode(v, 0, mode)
		})},
		{Sig: "static double Round(double value, int digits, MidpointRounding mode)", Impl: rt.Func3(roundDoubleMode)},
		{Sig: "static double Ceiling(double a)", Impl: realFunc(math.Ceil)},
		{Sig: "static double Floor(double d)", Impl: realFunc(math.Floor)},
		{Sig: "static double Truncate(double d)", Impl: realFunc(math.Trunc)},
		{Sig: "static double Sqrt(double d)", Impl: realFunc(math.Sqrt)},
		{Sig: "static double Cbrt(double d)", Impl: realFunc(elementary.Cbrt)},
		{Sig: "static double Exp(double d)", Impl: realFunc(elementary.Exp)},
		{Sig: "static double Log(double d)", Impl: realFunc(elementary.Log)},
		{Sig: "static double Log(double a, double newBase)", Impl: rt.Func2(logarithm)},
		{Sig: "static double Log10(double d)", Impl: realFunc(elementary.Log10)},
		{Sig: "static double Pow(double x, double y)", Impl: rt.Func2(func(x, y float64) (float64, error) { return elementary.Pow(x, y), nil })},
		{Sig: "static double Sin(double a)", Impl: realFunc(elementary.Sin)},
		{Sig: "static double Cos(double d)", Impl: realFunc(elementary.Cos)},
		{Sig: "static double Tan(double a)", Impl: realFunc(elementary.Tan)},
		{Sig: "static double Asin(double d)", Impl: realFunc(elementary.Asin)},
		{Sig: "static double Acos(double d)", Impl: realFunc(elementary.Acos)},
		{Sig: "static double Atan(double d)", Impl: realFunc(elementary.Atan)},
		{Sig: "static double Atan2(double y, double x)", Impl: rt.Func2(func(y, x float64) (float64, error) { return elementary.Atan2(y, x), nil })},
		{Sig: "static double Sinh(double value)", Impl: realFunc(elementary.Sinh)},
		{Sig: "static double Cosh(double value)", Impl: realFunc(elementary.Cosh)},
		{Sig: "static double Tanh(double value)", Impl: realFunc(elementary.Tanh)},
		{Sig: "static double Asinh(double d)", Impl: realFunc(elementary.Asinh)},
		{Sig: "static double Acosh(double d)", Impl: realFunc(elementary.Acosh)},
		{Sig: "static double Atanh(double d)", Impl: realFunc(elementary.Atanh)},
		{Sig: "static double IEEERemainder(double x, double y)", Impl: rt.Func2(func(x, y float64) (float64, error) { return math.Remainder(x, y), nil })},
		{Sig: "static short Abs(short value)", Impl: rt.Func1(absInteger[int16])},
		{Sig: "static int Abs(int value)", Impl: rt.Func1(absInteger[int32])},
		{Sig: "static long Abs(long value)", Impl: rt.Func1(absInteger[int64])},
		{Sig: "static sbyte Abs(sbyte value)", Impl: rt.Func1(absInteger[int8])},
		{Sig: "static decimal Abs(decimal value)", Impl: decimalFunc(clr.Decimal.Abs)},
		{Sig: "static double Abs(double value)", Impl: realFunc(math.Abs)},
		{Sig: "static float Abs(float value)", Impl: rt.Func1(func(v float32) (float32, error) { return float32(math.Abs(float64(v))), nil })},
		{Sig: "static int Sign(decimal value)", Impl: rt.Func1(func(d clr.Decimal) (int32, error) { return int32(d.Sign()), nil })},
		{Sig: "static int Sign(double value)", Impl: rt.Func1(signOf[float64])},
		{Sig: "static int Sign(short value)", Impl: rt.Func1(signOf[int16])},
		{Sig: "static int Sign(int value)", Impl: rt.Func1(signOf[int32])},
		{Sig: "static int Sign(long value)", Impl: rt.Func1(signOf[int64])},
		{Sig: "static int Sign(sbyte value)", Impl: rt.Func1(signOf[int8])},
		{Sig: "static int Sign(float value)", Impl: rt.Func1(signOf[float32])},
	}}
	// The order is that of .NET's own source, the decimals first: messages name the
	// first overload.
	d.Members = slices.Concat(decimalRoundMembers(), d.Members,
		extremes[uint8]("byte"), decimalExtremes(), extremes[float64]("double"), extremes[int16]("short"),
		extremes[int32]("int"), extremes[int64]("long"), extremes[int8]("sbyte"), extremes[float32]("float"),
		extremes[uint16]("ushort"), extremes[uint32]("uint"), extremes[uint64]("ulong"))
	return d
}

// realFunc links a function of one double that cannot fail.
func realFunc(fn func(float64) float64) rt.Linker {
	return rt.Func1(func(v float64) (float64, error) { return fn(v), nil })
}

// decimalExtremes are Max, Min and Clamp of decimals.
func decimalExtremes() []types.Member {
	return []types.Member{
		{Sig: "static decimal Max(decimal val1, decimal val2)", Impl: rt.Func2(func(a, b clr.Decimal) (clr.Decimal, error) {
			if a.Compare(b) >= 0 {
				return a, nil
			}
			return b, nil
		})},
		{Sig: "static decimal Min(decimal val1, decimal val2)", Impl: rt.Func2(func(a, b clr.Decimal) (clr.Decimal, error) {
			if a.Compare(b) < 0 {
				return a, nil
			}
			return b, nil
		})},
		{Sig: "static decimal Clamp(decimal value, decimal min, decimal max)", Impl: rt.Func3(clampDecimal)},
	}
}

// extremes are Max, Min and Clamp of a type. NaN is the extreme of anything.
func extremes[T integer | float](keyword string) []types.Member {
	two := keyword + " val1, " + keyword + " val2)"
	return []types.Member{
		{Sig: "static " + keyword + " Max(" + two, Impl: rt.Func2(func(a, b T) (T, error) { return extreme(max(a, b), a, b), nil })},
		{Sig: "static " + keyword + " Min(" + two, Impl: rt.Func2(func(a, b T) (T, error) { return extreme(min(a, b), a, b), nil })},
		{Sig: "static " + keyword + " Clamp(" + keyword + " value, " + keyword + " min, " + keyword + " max)", Impl: rt.FrameFunc3(clamp[T])},
	}
}

// extreme returns what was found of two values, or the one of them that is NaN with
// the sign that it has.
func extreme[T integer | float](found, a, b T) T {
	switch {
	case a != a:
		return a
	case b != b:
		return b
	}
	return found
}

func clamp[T integer | float](f *rt.Frame, v, low, high T) (T, error) {
	switch {
	case low > high:
		x, err := rt.ToString(f, low)
		if err != nil {
			return 0, err
		}
		y, err := rt.ToString(f, high)
		if err != nil {
			return 0, err
		}
		return 0, badClamp(x.Text, y.Text)
	case v < low:
		return low, nil
	case v > high:
		return high, nil
	}
	return v, nil
}

func badClamp(low, high string) error {
	return clr.Argument("'"+low+"' cannot be greater than "+high+".", "")
}

func clampDecimal(v, low, high clr.Decimal) (clr.Decimal, error) {
	switch {
	case low.Compare(high) > 0:
		return v, clr.Argument("The least value cannot be greater than the greatest.", "")
	case v.Compare(low) < 0:
		return low, nil
	case v.Compare(high) > 0:
		return high, nil
	}
	return v, nil
}

// divRem sets the remainder; it throws like the operator.
func divRem[T int32 | int64](a, b T, rest rt.Out[T]) (T, error) {
	least, _ := bounds[T]()
	switch {
	case b == 0:
		return 0, clr.DivideByZero()
	case a == least && b == -1:
		return 0, clr.ArithmeticOverflow()
	}
	rest.Set(a % b)
	return a / b, nil
}

func absInteger[T int8 | int16 | int32 | int64](v T) (T, error) {
	if v >= 0 {
		return v, nil
	}
	if -v < 0 {
		return 0, clr.Throw("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.")
	}
	return -v, nil
}

func signOf[T int8 | int16 | int32 | int64 | float](v T) (int32, error) {
	if v != v {
		return 0, clr.Throw("System.ArithmeticException", "Function does not accept floating point Not-a-Number values.")
	}
	return int32(cmp.Compare(v, 0)), nil
}

// logarithm has .NET's answers for bases that have no logarithm.
func logarithm(a, base float64) (float64, error) {
	switch {
	case math.IsNaN(a):
		return a, nil
	case math.IsNaN(base):
		return base, nil
	case base == 1, a != 1 && (base == 0 || math.IsInf(base, 1)):
		return math.NaN(), nil
	}
	return elementary.Log(a) / elementary.Log(base), nil
}

func roundDoubleMode(v float64, digits int32, mode rt.Enum) (float64, error) {
	m, err := midpoint(mode)
	if err != nil {
		return 0, err
	}
	return roundDouble(v, digits, m)
}

// roundDouble scales, rounds and scales back, as .NET does, with the errors that
// this brings: Math.Round(1.005, 2) is 1.
func roundDouble(v float64, digits int32, mode clr.Midpoint) (float64, error) {
	const mostDigits, whole = 15, 1e16
	if digits < 0 || digits > mostDigits {
		return 0, clr.ArgumentOutOfRange("Rounding digits must be between 0 and 15, inclusive.", "digits")
	}
	if math.Abs(v) >= whole {
		return v, nil
	}
	power := math.Pow10(int(digits))
	if mode == clr.AwayFromZero {
		return math.Round(v*power) / power, nil
	}
	return math.RoundToEven(v*power) / power, nil
}
