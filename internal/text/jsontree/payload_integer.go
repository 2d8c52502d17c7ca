package jsontree

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// convSigned converts to a signed integer type of the given size; name as in
// clr.Overflow.
func convSigned(v *Value, bits uint, name string) (int64, error) {
	i, err := wideSigned(v, bits, name)
	if err != nil {
		return 0, err
	}
	if bits < 64 && (i < -1<<(bits-1) || i > 1<<(bits-1)-1) {
		return 0, clr.Overflow(name)
	}
	return i, nil
}

func wideSigned(v *Value, bits uint, name string) (int64, error) {
	switch v.kind {
	case KindNull:
		return 0, nil
	case KindSingle, KindDouble:
		return roundToSigned(v.Float64(), bits)
	case KindDecimal:
		d, err := v.decimal().Round(0, clr.ToEven)
		if err != nil {
			return 0, err
		}
		if i, err := d.ToInt64(); err == nil {
			return i, nil
		}
		return 0, clr.Overflow(name)
	case KindString:
		return netfmt.ParseInt(v.str, int(bits), netfmt.NumberInteger, netfmt.Invariant())
	case KindUInt64:
		if v.num > math.MaxInt64 {
			return 0, clr.Overflow(name)
		}
	case KindEnum:
		return v.enum().Value, nil
	case KindBool, KindChar:
	default:
		if !v.kind.isInteger() {
			return 0, invalidCast(v, signedName(bits))
		}
	}
	return int64(v.num), nil
}

func signedName(bits uint) string {
	switch bits {
	case 8:
		return "SByte"
	case 16:
		return "Int16"
	case 32:
		return "Int32"
	}
	return "Int64"
}

func unsignedName(bits uint, name string) string {
	switch {
	case name == "a character":
		return "Char"
	case bits == 8:
		return "Byte"
	case bits == 16:
		return "UInt16"
	case bits == 32:
		return "UInt32"
	}
	return "UInt64"
}

// convUnsigned converts to an unsigned integer type of the given size.
func convUnsigned(v *Value, bits uint, name string) (uint64, error) {
	switch v.kind {
	case KindString:
		return netfmt.ParseUint(v.str, int(bits), netfmt.NumberInteger, netfmt.Invariant())
	case KindUInt64:
		if bits < 64 && v.num>>bits != 0 {
			return 0, clr.Overflow(name)
		}
		return v.num, nil
	case KindDecimal:
		d, err := v.decimal().Round(0, clr.ToEven)
		if err != nil {
			return 0, err
		}
		u, err := d.ToUint64()
		if err != nil || bits < 64 && u>>bits != 0 {
			return 0, clr.Overflow(name)
		}
		return u, nil
	case KindSingle, KindDouble:
		return roundToUnsigned(v.Float64(), bits, name)
	case KindDateTime:
		return 0, invalidCast(v, unsignedName(bits, name))
	}
	if !v.kind.isInteger() && v.kind != KindNull && v.kind != KindBool && v.kind != KindChar && v.kind != KindEnum {
		return 0, invalidCast(v, unsignedName(bits, name))
	}
	i, err := wideSigned(v, 64, name)
	if err != nil {
		return 0, err
	}
	if i < 0 || bits < 64 && i>>bits != 0 {
		return 0, clr.Overflow(name)
	}
	return uint64(i), nil
}

// roundToSigned is Convert.ToInt64(double), and Convert.ToInt32(double) for all
// smaller types: halves go to the even neighbour.
func roundToSigned(f float64, bits uint) (int64, error) {
	r := math.RoundToEven(f)
	if bits == 64 {
		if !(r >= -1<<63 && r < 1<<63) {
			return 0, clr.ArithmeticOverflow()
		}
		return int64(r), nil
	}
	if !(f >= -2147483648.5 && f < 2147483647.5) {
		return 0, clr.Overflow("an Int32")
	}
	return int64(r), nil
}

func roundToUnsigned(f float64, bits uint, name string) (uint64, error) {
	r := math.RoundToEven(f)
	switch bits {
	case 64:
		if !(r >= 0 && r < 1<<64) {
			return 0, clr.ArithmeticOverflow()
		}
		return uint64(r), nil
	case 32:
		if !(f >= -0.5 && f < 4294967295.5) {
			return 0, clr.Overflow(name)
		}
		return uint64(r), nil
	}
	i, err := roundToSigned(f, 32)
	if err != nil {
		return 0, err
	}
	if i < 0 || i>>bits != 0 {
		return 0, clr.Overflow(name)
	}
	return uint64(i), nil
}

func convInt64(v *Value) (int64, error) { return convSigned(v, 64, "an Int64") }
func convInt32(v *Value) (int32, error) { return narrow[int32](convSigned(v, 32, "an Int32")) }
func convInt16(v *Value) (int16, error) { return narrow[int16](convSigned(v, 16, "an Int16")) }
func convSByte(v *Value) (int8, error)  { return narrow[int8](convSigned(v, 8, "a signed byte")) }

func convUInt64(v *Value) (uint64, error) { return convUnsigned(v, 64, "a UInt64") }
func convUInt32(v *Value) (uint32, error) { return narrowU[uint32](convUnsigned(v, 32, "a UInt32")) }
func convUInt16(v *Value) (uint16, error) { return narrowU[uint16](convUnsigned(v, 16, "a UInt16")) }
func convByte(v *Value) (uint8, error)    { return narrowU[uint8](convUnsigned(v, 8, "an unsigned byte")) }

func narrow[T int8 | int16 | int32](i int64, err error) (T, error) { return T(i), err }

func narrowU[T uint8 | uint16 | uint32](u uint64, err error) (T, error) { return T(u), err }
