package system

import (
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// convertBaseMembers are the overloads of Convert for numbers in base 2, 8, 10
// or 16.
func convertBaseMembers() []types.Member {
	return []types.Member{
		{Sig: "static byte ToByte(string value, int fromBase)", Impl: rt.Func2(fromBase[uint8])},
		{Sig: "static sbyte ToSByte(string value, int fromBase)", Impl: rt.Func2(fromBase[int8])},
		{Sig: "static short ToInt16(string value, int fromBase)", Impl: rt.Func2(fromBase[int16])},
		{Sig: "static ushort ToUInt16(string value, int fromBase)", Impl: rt.Func2(fromBase[uint16])},
		{Sig: "static int ToInt32(string value, int fromBase)", Impl: rt.Func2(fromBase[int32])},
		{Sig: "static uint ToUInt32(string value, int fromBase)", Impl: rt.Func2(fromBase[uint32])},
		{Sig: "static long ToInt64(string value, int fromBase)", Impl: rt.Func2(fromBase[int64])},
		{Sig: "static ulong ToUInt64(string value, int fromBase)", Impl: rt.Func2(fromBase[uint64])},
		{Sig: "static string ToString(byte value, int toBase)", Impl: rt.Func2(toBase[uint8])},
		{Sig: "static string ToString(short value, int toBase)", Impl: rt.Func2(toBase[int16])},
		{Sig: "static string ToString(int value, int toBase)", Impl: rt.Func2(toBase[int32])},
		{Sig: "static string ToString(long value, int toBase)", Impl: rt.Func2(toBase[int64])},
	}
}

func checkBase(base int32) error {
	switch base {
	case 2, 8, 10, 16:
		return nil
	}
	return clr.Argument("Invalid Base.", "")
}

// toBase writes the bits of a value, in base 10 its value.
func toBase[T integer](v T, base int32) (rt.String, error) {
	if err := checkBase(base); err != nil {
		return rt.String{}, err
	}
	if base == 10 {
		return rt.Str(formatInteger(v)), nil
	}
	return rt.Str(strconv.FormatUint(uint64(v)&(math.MaxUint64>>(64-bitsOf[T]())), int(base))), nil
}

// fromBase reads a whole number. In bases other than 10 the digits are the bits
// of the value. Types below 32 bits are read as 32-bit numbers, whose name is in
// the message when those overflow.
func fromBase[T integer](s rt.String, base int32) (T, error) {
	if err := checkBase(base); err != nil {
		return 0, err
	}
	if !s.Valid {
		return 0, nil
	}
	r := baseReader{text: s.Text, base: uint64(base), unsigned: !isSigned[T](), wide: bitsOf[T]() == 64}
	bits, err := r.read()
	if err != nil {
		return 0, err
	}
	if bitsOf[T]() >= 32 {
		return T(bits), nil
	}
	value := int64(int32(bits))
	if r.unsigned {
		value = int64(uint32(bits))
	} else if base != 10 && bits <= math.MaxUint64>>(64-bitsOf[T]()) {
		return T(bits), nil
	}
	return signedTo[T](value)
}

// baseReader reads digits as .NET's ParseNumbers does.
type baseReader struct {
	text           string
	base           uint64
	unsigned, wide bool
}

func (r *baseReader) read() (uint64, error) {
	if r.text == "" {
		return 0, clr.ArgumentOutOfRange("", "Index was out of range. Must be non-negative and less than the size of the collection.")
	}
	s, negative := r.text, false
	switch s[0] {
	case '-':
		if r.base != 10 {
			return 0, clr.Argument("String cannot contain a minus sign if the base is not 10.", "")
		}
		if r.unsigned {
			return 0, clr.Throw("System.OverflowException", "The string was being parsed as an unsigned number and could not have a negative sign.")
		}
		negative, s = true, s[1:]
	case '+':
		s = s[1:]
	}
	if r.base == 16 && len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	value, n, err := r.digits(s)
	switch {
	case err != nil:
		return 0, err
	case n == 0:
		return 0, clr.Format("Could not find any recognizable digits.")
	case n < len(s):
		return 0, clr.Format("Additional non-parsable characters are at the end of the string.")
	}
	if r.base == 10 && !r.unsigned {
		limit := uint64(math.MaxInt32)
		if r.wide {
			limit = math.MaxInt64
		}
		if value > limit && !(negative && value == limit+1) {
			return 0, r.overflow()
		}
		if negative {
			value = -value
		}
	}
	return value, nil
}

// digits returns the value of the digits at the beginning and their number.
func (r *baseReader) digits(s string) (value uint64, n int, err error) {
	most := uint64(math.MaxUint32)
	if r.wide {
		most = math.MaxUint64
	}
	for ; n < len(s); n++ {
		digit, err := strconv.ParseUint(s[n:n+1], 36, 8)
		if err != nil || digit >= r.base {
			break
		}
		if value > (most-digit)/r.base {
			return 0, 0, r.overflow()
		}
		value = value*r.base + digit
	}
	return value, n, nil
}

func (r *baseReader) overflow() error {
	signed := r.base == 10 && !r.unsigned
	switch {
	case signed && r.wide:
		return clr.Overflow("an Int64")
	case signed:
		return clr.Overflow("an Int32")
	case r.wide:
		return clr.Overflow("a UInt64")
	}
	return clr.Overflow("a UInt32")
}
