package system

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The conversions of Convert between numbers: halves are rounded to even, what
// does not fit throws OverflowException with the words of the narrower type.

// overflowName is how messages call an integer type.
func overflowName[T integer]() string {
	if isSigned[T]() {
		return map[int]string{8: "a signed byte", 16: "an Int16", 32: "an Int32", 64: "an Int64"}[bitsOf[T]()]
	}
	return map[int]string{8: "an unsigned byte", 16: "a UInt16", 32: "a UInt32", 64: "a UInt64"}[bitsOf[T]()]
}

func signedTo[T integer](v int64) (T, error) {
	if t := T(v); int64(t) == v && (t < 0) == (v < 0) {
		return t, nil
	}
	return 0, clr.Overflow(overflowName[T]())
}

func unsignedTo[T integer](v uint64) (T, error) {
	if t := T(v); uint64(t) == v && t >= 0 {
		return t, nil
	}
	return 0, clr.Overflow(overflowName[T]())
}

// doubleTo converts as .NET does: types below 32 bits through int, with int's
// message, the 64-bit ones as a checked cast.
func doubleTo[T integer](v float64) (T, error) {
	rounded := math.RoundToEven(v)
	switch {
	case bitsOf[T]() < 32:
		if !(rounded >= math.MinInt32 && rounded <= math.MaxInt32) {
			return 0, clr.Overflow(overflowName[int32]())
		}
		return signedTo[T](int64(rounded))
	case bitsOf[T]() == 32:
		least, most := bounds[T]()
		if !(rounded >= float64(least) && rounded <= float64(most)) {
			return 0, clr.Overflow(overflowName[T]())
		}
		return T(rounded), nil
	case isSigned[T]():
		if !(rounded >= math.MinInt64 && rounded < 1<<63) {
			return 0, clr.ArithmeticOverflow()
		}
		return T(int64(rounded)), nil
	}
	if !(rounded >= 0 && rounded < 1<<64) {
		return 0, clr.ArithmeticOverflow()
	}
	return T(uint64(rounded)), nil
}

func roundedDecimalTo[T integer](d clr.Decimal) (T, error) {
	d, err := d.Round(0, clr.ToEven)
	if err != nil {
		return 0, err
	}
	return decimalToInteger[T](d)
}
