package jsontree

import (
	"encoding/base64"
	"math/big"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// The explicit conversions of JToken, `(int)token` and its like, which are also
// what ToObject<T>() does for these types. A nil token throws; the nullable
// forms are Nullable with the plain one. A JProperty converts as its value.

// typeSet is a set of token types.
type typeSet uint32

const (
	textTypes   = 1<<TypeString | 1<<TypeComment | 1<<TypeRaw
	numberTypes = typeSet(textTypes | 1<<TypeInteger | 1<<TypeFloat | 1<<TypeBoolean)
	charTypes   = typeSet(textTypes | 1<<TypeInteger | 1<<TypeFloat)
	dateTypes   = typeSet(textTypes | 1<<TypeDate)
	bytesTypes  = typeSet(textTypes | 1<<TypeBytes | 1<<TypeInteger)
	guidTypes   = typeSet(textTypes | 1<<TypeGuid | 1<<TypeBytes)
	spanTypes   = typeSet(textTypes | 1<<TypeTimeSpan)
	uriTypes    = typeSet(textTypes | 1<<TypeURI)
	bigTypes    = numberTypes | 1<<TypeBytes
	stringTypes = typeSet(numberTypes | 1<<TypeDate | 1<<TypeBytes | 1<<TypeGuid | 1<<TypeTimeSpan | 1<<TypeURI)
	nullTypes   = typeSet(1<<TypeNull | 1<<TypeUndefined)
)

// operand returns the value a token converts from, checking its type.
func operand(t Token, target string, valid typeSet) (*Value, error) {
	if t == nil {
		return nil, clr.ArgumentNull("value")
	}
	if p, ok := t.(*Property); ok {
		t = p.value
		if t == nil {
			return nil, clr.NullReference()
		}
	}
	v, ok := t.(*Value)
	if !ok || valid&(1<<v.typ) == 0 {
		return nil, clr.Argument("Can not convert "+t.Type().String()+" to "+target+".", "")
	}
	return v, nil
}

// explicit converts with System.Convert, BigInteger apart.
func explicit[T any](t Token, target string, valid typeSet, conv func(*Value) (T, error), big func(*big.Int) (T, error)) (T, error) {
	v, err := operand(t, target, valid)
	if err != nil {
		var zero T
		return zero, err
	}
	if v.kind == KindBigInteger {
		return big(v.bigInt())
	}
	return conv(v)
}

// Nullable is the conversion to a nullable type: ok is false for a nil token
// and for a null payload, otherwise conv decides.
func Nullable[T any](t Token, conv func(Token) (T, error)) (result T, ok bool, err error) {
	inner := t
	if p, isProperty := t.(*Property); isProperty {
		inner = p.value
	}
	if inner == nil && t == nil {
		return result, false, nil
	}
	if v, isValue := inner.(*Value); isValue && v.kind == KindNull {
		return result, false, nil
	}
	result, err = conv(t)
	return result, err == nil, err
}

// ToBool is (bool)token.
func ToBool(t Token) (bool, error) {
	return explicit(t, "Boolean", numberTypes, convBool, func(n *big.Int) (bool, error) {
		i, err := bigToSigned(n, 32)
		return i != 0, err
	})
}

// ToSByte is (sbyte)token.
func ToSByte(t Token) (int8, error) {
	return explicit(t, "SByte", numberTypes, convSByte, func(n *big.Int) (int8, error) { return narrow[int8](bigToSigned(n, 8)) })
}

// ToByte is (byte)token.
func ToByte(t Token) (uint8, error) {
	return explicit(t, "Byte", numberTypes, convByte, func(n *big.Int) (uint8, error) { return narrowU[uint8](bigToUnsigned(n, 8)) })
}

// ToInt16 is (short)token.
func ToInt16(t Token) (int16, error) {
	return explicit(t, "Int16", numberTypes, convInt16, func(n *big.Int) (int16, error) { return narrow[int16](bigToSigned(n, 16)) })
}

// ToUInt16 is (ushort)token.
func ToUInt16(t Token) (uint16, error) {
	return explicit(t, "UInt16", numberTypes, convUInt16, func(n *big.Int) (uint16, error) { return narrowU[uint16](bigToUnsigned(n, 16)) })
}

// ToInt32 is (int)token.
func ToInt32(t Token) (int32, error) {
	return explicit(t, "Int32", numberTypes, convInt32, func(n *big.Int) (int32, error) { return narrow[int32](bigToSigned(n, 32)) })
}

// ToUInt32 is (uint)token.
func ToUInt32(t Token) (uint32, error) {
	return explicit(t, "UInt32", numberTypes, convUInt32, func(n *big.Int) (uint32, error) { return narrowU[uint32](bigToUnsigned(n, 32)) })
}

// ToInt64 is (long)token.
func ToInt64(t Token) (int64, error) {
	return explicit(t, "Int64", numberTypes, convInt64, func(n *big.Int) (int64, error) { return bigToSigned(n, 64) })
}

// ToUInt64 is (ulong)token.
func ToUInt64(t Token) (uint64, error) {
	return explicit(t, "UInt64", numberTypes, convUInt64, func(n *big.Int) (uint64, error) { return bigToUnsigned(n, 64) })
}

// ToSingle is (float)token.
func ToSingle(t Token) (float32, error) {
	return explicit(t, "Single", numberTypes, convSingle, func(n *big.Int) (float32, error) { return float32(bigToFloat(n)), nil })
}

// ToDouble is (double)token.
func ToDouble(t Token) (float64, error) {
	return explicit(t, "Double", numberTypes, convDouble, func(n *big.Int) (float64, error) { return bigToFloat(n), nil })
}

// ToDecimal is (decimal)token.
func ToDecimal(t Token) (clr.Decimal, error) {
	return explicit(t, "Decimal", numberTypes, convDecimal, bigToDecimal)
}

// ToChar is (char)token.
func ToChar(t Token) (clr.Char, error) {
	return explicit(t, "Char", charTypes, convChar, func(n *big.Int) (clr.Char, error) {
		u, err := bigToUnsigned(n, 16)
		return clr.Char(u), err
	})
}

// ToDateTime is (DateTime)token.
func ToDateTime(t Token) (clr.DateTime, error) {
	v, err := operand(t, "DateTime", dateTypes)
	if err != nil {
		return clr.DateTime{}, err
	}
	if v.kind == KindDateTimeOffset {
		return v.dateTimeOffset().DateTime(), nil
	}
	return convDateTime(v)
}

// ToDateTimeOffset is (DateTimeOffset)token.
func ToDateTimeOffset(t Token) (clr.DateTimeOffset, error) {
	v, err := operand(t, "DateTimeOffset", dateTypes)
	if err != nil {
		return clr.DateTimeOffset{}, err
	}
	switch v.kind {
	case KindDateTimeOffset:
		return v.dateTimeOffset(), nil
	case KindString:
		return parseDateTimeOffset(v.str)
	}
	d, err := convDateTime(v)
	return clr.DateTimeOffsetFromDateTime(d), err
}

// ToTimeSpan is (TimeSpan)token.
func ToTimeSpan(t Token) (clr.TimeSpan, error) {
	v, err := operand(t, "TimeSpan", spanTypes)
	if err != nil {
		return 0, err
	}
	if v.kind == KindTimeSpan {
		return clr.TimeSpan(v.num), nil
	}
	return parseTimeSpan(convertToString(v))
}

// ToGUID is (Guid)token.
func ToGUID(t Token) (clr.Guid, error) {
	v, err := operand(t, "Guid", guidTypes)
	if err != nil {
		return clr.Guid{}, err
	}
	switch v.kind {
	case KindBytes:
		return clr.GuidFromBytes(v.bytes())
	case KindGuid:
		return v.guid(), nil
	}
	return clr.ParseGuid(convertToString(v))
}

// ToBytes is (byte[])token: nil for a nil token; text is base64.
func ToBytes(t Token) ([]byte, error) {
	if t == nil {
		return nil, nil
	}
	v, err := operand(t, "byte array", bytesTypes)
	if err != nil {
		return nil, err
	}
	switch v.kind {
	case KindString:
		return parseBase64(v.str)
	case KindBigInteger:
		return littleEndian(v.bigInt()), nil
	case KindBytes:
		return v.bytes(), nil
	}
	return nil, clr.Argument("Can not convert "+v.typ.String()+" to byte array.", "")
}

// parseBase64 is Convert.FromBase64String, which skips white space.
func parseBase64(s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, s)
	b, err := base64.StdEncoding.DecodeString(s)
	if err == nil {
		return b, nil
	}
	return nil, clr.Format("The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.")
}

// littleEndian is BigInteger.ToByteArray(): two's complement, shortest form.
func littleEndian(n *big.Int) []byte {
	size := n.BitLen()/8 + 1
	if n.Sign() < 0 && n.BitLen()%8 == 0 && int(n.TrailingZeroBits()) == n.BitLen()-1 {
		size-- // -128 needs one byte, not two
	}
	m := n
	if n.Sign() < 0 {
		m = new(big.Int).Add(n, new(big.Int).Lsh(big.NewInt(1), uint(8*size)))
	}
	b := m.FillBytes(make([]byte, size))
	slices.Reverse(b)
	return b
}

// ToString is (string)token, floats in the given style: ok is false for null. Numbers and dates are in the invariant culture,
// bytes in base64.
func ToString(t Token, floats netfmt.FloatStyle) (s string, ok bool, err error) {
	if t == nil {
		return "", false, nil
	}
	v, err := operand(t, "String", stringTypes|nullTypes)
	if err != nil || v.kind == KindNull {
		return "", false, err
	}
	switch v.kind {
	case KindString:
		return v.str, true, nil
	case KindBytes:
		return base64Text(v.bytes()), true, nil
	}
	return string(appendInvariant(nil, v, floats)), true, nil
}

// ToURI is (Uri)token; parse makes a URI of text and throws for text that is
// none. nil stands for null.
func ToURI(t Token, parse func(string) (URI, error)) (URI, error) {
	if t == nil {
		return nil, nil
	}
	v, err := operand(t, "Uri", uriTypes|nullTypes)
	if err != nil || v.kind == KindNull {
		return nil, err
	}
	if v.kind == KindURI {
		return v.uri(), nil
	}
	return parse(convertToString(v))
}
