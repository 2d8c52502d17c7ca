package bind

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// integerTo converts an integer constant, given as its 64 bits; signed says how
// to read them. ok is false when the target is not numeric.
func integerTo(bits uint64, signedBits int64, signed bool, to types.Special) (any, bool) {
	switch to {
	case types.Char:
		return clr.Char(bits), true
	case types.SByte:
		return int8(bits), true
	case types.Byte:
		return uint8(bits), true
	case types.Int16:
		return int16(bits), true
	case types.UInt16:
		return uint16(bits), true
	case types.Int32:
		return int32(bits), true
	case types.UInt32:
		return uint32(bits), true
	case types.Int64:
		return int64(bits), true
	case types.UInt64:
		return bits, true
	case types.Single:
		if signed {
			return float32(signedBits), true
		}
		return float32(bits), true
	case types.Double:
		if signed {
			return float64(signedBits), true
		}
		return float64(bits), true
	case types.Decimal:
		if signed {
			return clr.DecimalFromInt64(signedBits), true
		}
		return clr.DecimalFromUint64(bits), true
	}
	return nil, false
}

func realTo(v float64, to types.Special) (any, bool) {
	switch to {
	case types.Single:
		return float32(v), true
	case types.Double:
		return v, true
	case types.Decimal:
		d, err := clr.DecimalFromFloat64(v)
		return d, err == nil
	case types.UInt64:
		if v >= 1<<64 {
			return uint64(0), true
		}
		return uint64(v), true
	case types.Int32:
		if v <= math.MinInt32-1 || v >= math.MaxInt32+1 {
			return int32(math.MinInt32), true
		}
	}
	if math.IsNaN(v) || v < -9.3e18 || v > 1.9e19 {
		return nil, false
	}
	return integerTo(uint64(int64(v)), int64(v), true, to)
}

func decimalTo(d clr.Decimal, to types.Special) (any, bool) {
	switch to {
	case types.Decimal:
		return d, true
	case types.Single:
		return d.ToFloat32(), true
	case types.Double:
		return d.ToFloat64(), true
	case types.UInt64:
		v, err := d.ToUint64()
		return v, err == nil
	}
	v, err := d.Truncate().ToInt64()
	if err != nil || !fitsIn(v, to) {
		return nil, false
	}
	return integerTo(uint64(v), v, true, to)
}

// asInt64 returns an integral constant as 64 bits; ok is false for uint64 values
// beyond int64 and for anything else.
func asInt64(v any) (int64, bool) {
	switch v := v.(type) {
	case clr.Char:
		return int64(v), true
	case int8:
		return int64(v), true
	case uint8:
		return int64(v), true
	case int16:
		return int64(v), true
	case uint16:
		return int64(v), true
	case int32:
		return int64(v), true
	case uint32:
		return int64(v), true
	case int64:
		return v, true
	case uint64:
		return int64(v), v <= math.MaxInt64
	}
	return 0, false
}

// constInRange reports whether an explicit conversion of a constant keeps its
// value in range, which a constant expression demands unless unchecked.
func constInRange(v any, to types.Special) bool {
	switch v := v.(type) {
	case float32:
		return realInRange(float64(v), to)
	case float64:
		return realInRange(v, to)
	case clr.Decimal:
		_, ok := decimalTo(v, to)
		return ok
	case uint64:
		if v > math.MaxInt64 {
			return to == types.UInt64 || to >= types.Single
		}
		return fitsIn(int64(v), to) || to >= types.Single
	}
	n, ok := asInt64(v)
	return ok && (to >= types.Single || fitsIn(n, to))
}

func realInRange(v float64, to types.Special) bool {
	lo, hi := math.Inf(-1), math.Inf(1)
	switch to {
	case types.SByte:
		lo, hi = -129, 128
	case types.Byte:
		lo, hi = -1, 256
	case types.Int16:
		lo, hi = -32769, 32768
	case types.UInt16, types.Char:
		lo, hi = -1, 65536
	case types.Int32:
		lo, hi = -2147483649, 2147483648
	case types.UInt32:
		lo, hi = -1, 4294967296
	case types.Int64:
		return v >= -9223372036854775808 && v < 9223372036854775808
	case types.UInt64:
		lo, hi = -1, 18446744073709551616
	case types.Decimal:
		_, err := clr.DecimalFromFloat64(v)
		return err == nil
	default:
		return true
	}
	return v > lo && v < hi
}

// foldBinary computes a built-in operator on two constants of one type. ok is
// false when the result is no constant (division by zero); overflow says that
// integers or decimals overflowed.
func foldBinary(op Op, x, y any) (v any, ok, overflow bool) {
	switch x := x.(type) {
	case bool:
		return foldBool(op, x, y.(bool))
	case string:
		if op == Add {
			return x + y.(string), true, false
		}
	case int32:
		return foldSigned(op, int64(x), y, 32)
	case int64:
		return foldSigned(op, x, y, 64)
	case uint32:
		return foldUnsigned(op, uint64(x), y, 32)
	case uint64:
		return foldUnsigned(op, x, y, 64)
	case float32:
		return foldFloat(op, x, y.(float32))
	case float64:
		return foldFloat(op, x, y.(float64))
	case clr.Decimal:
		return foldDecimal(op, x, y.(clr.Decimal))
	}
	return nil, false, false
}

func foldBool(op Op, x, y bool) (any, bool, bool) {
	switch op {
	case And:
		return x && y, true, false
	case Or:
		return x || y, true, false
	case Xor, Ne:
		return x != y, true, false
	case Eq:
		return x == y, true, false
	}
	return nil, false, false
}

func foldSigned(op Op, x int64, second any, bits uint) (v any, ok, overflow bool) {
	y, _ := asInt64(second)
	wrap := func(n int64, overflow bool) (any, bool, bool) {
		if bits == 32 {
			return int32(n), true, overflow || n != int64(int32(n))
		}
		return n, true, overflow
	}
	switch op {
	case Add:
		s := x + y
		return wrap(s, (x > 0 && y > 0 && s <= 0) || (x < 0 && y < 0 && s >= 0))
	case Sub:
		s := x - y
		return wrap(s, (x >= 0 && y < 0 && s < 0) || (x < 0 && y > 0 && s >= 0))
	case Mul:
		p := x * y
		return wrap(p, x != 0 && (p/x != y || (x == -1 && y == math.MinInt64)))
	case Div, Rem:
		if y == 0 {
			return nil, false, false
		}
		if y == -1 {
			if op == Rem {
				return wrap(0, false)
			}
			return wrap(-x, x == math.MinInt64)
		}
		if op == Div {
			return wrap(x/y, false)
		}
		return wrap(x%y, false)
	case And:
		return wrap(x&y, false)
	case Or:
		return wrap(x|y, false)
	case Xor:
		return wrap(x^y, false)
	case Shl:
		if bits == 32 {
			return int32(x) << (uint(y) & 31), true, false
		}
		return x << (uint(y) & 63), true, false
	case Shr:
		return wrap(x>>(uint(y)&(bits-1)), false)
	}
	return foldOrder(op, x, y)
}

func foldUnsigned(op Op, x uint64, second any, bits uint) (v any, ok, overflow bool) {
	var y uint64
	switch s := second.(type) {
	case uint32:
		y = uint64(s)
	case uint64:
		y = s
	case int32:
		y = uint64(uint32(s))
	}
	wrap := func(n uint64, overflow bool) (any, bool, bool) {
		if bits == 32 {
			return uint32(n), true, overflow || n != uint64(uint32(n))
		}
		return n, true, overflow
	}
	switch op {
	case Add:
		return wrap(x+y, x+y < x)
	case Sub:
		return wrap(x-y, y > x)
	case Mul:
		return wrap(x*y, x != 0 && x*y/x != y)
	case Div, Rem:
		if y == 0 {
			return nil, false, false
		}
		if op == Div {
			return wrap(x/y, false)
		}
		return wrap(x%y, false)
	case And:
		return wrap(x&y, false)
	case Or:
		return wrap(x|y, false)
	case Xor:
		return wrap(x^y, false)
	case Shl:
		if bits == 32 {
			return uint32(x) << (uint(y) & 31), true, false
		}
		return x << (uint(y) & 63), true, false
	case Shr:
		return wrap(x>>(uint(y)&(bits-1)), false)
	}
	return foldOrder(op, x, y)
}

func foldFloat[T float32 | float64](op Op, x, y T) (any, bool, bool) {
	switch op {
	case Add:
		return x + y, true, false
	case Sub:
		return x - y, true, false
	case Mul:
		return x * y, true, false
	case Div:
		return x / y, true, false
	case Rem:
		return T(math.Mod(float64(x), float64(y))), true, false
	}
	return foldOrder(op, x, y)
}

func foldDecimal(op Op, x, y clr.Decimal) (any, bool, bool) {
	var v clr.Decimal
	var err error
	switch op {
	case Add:
		v, err = x.Add(y)
	case Sub:
		v, err = x.Sub(y)
	case Mul:
		v, err = x.Mul(y)
	case Div:
		if y.IsZero() {
			return nil, false, false
		}
		v, err = x.Div(y)
	case Rem:
		if y.IsZero() {
			return nil, false, false
		}
		v, err = x.Rem(y)
	default:
		return foldOrder(op, x.Compare(y), 0)
	}
	return v, true, err != nil
}

func foldOrder[T int | int64 | uint64 | float32 | float64](op Op, x, y T) (any, bool, bool) {
	switch op {
	case Eq:
		return x == y, true, false
	case Ne:
		return x != y, true, false
	case Lt:
		return x < y, true, false
	case Le:
		return x <= y, true, false
	case Gt:
		return x > y, true, false
	case Ge:
		return x >= y, true, false
	}
	return nil, false, false
}

// foldUnary computes a built-in operator on a constant.
func foldUnary(op Op, x any) (v any, ok, overflow bool) {
	switch x := x.(type) {
	case bool:
		if op == Not {
			return !x, true, false
		}
	case int32:
		switch op {
		case Neg:
			return -x, true, x == math.MinInt32
		case Compl:
			return ^x, true, false
		}
	case uint32:
		if op == Compl {
			return ^x, true, false
		}
	case int64:
		switch op {
		case Neg:
			return -x, true, x == math.MinInt64
		case Compl:
			return ^x, true, false
		}
	case uint64:
		if op == Compl {
			return ^x, true, false
		}
	case float32:
		if op == Neg {
			return -x, true, false
		}
	case float64:
		if op == Neg {
			return -x, true, false
		}
	case clr.Decimal:
		if op == Neg {
			return x.Neg(), true, false
		}
	}
	if op == Plus {
		return x, true, false
	}
	return nil, false, false
}
