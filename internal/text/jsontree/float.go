package jsontree

import (
	"bytes"
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// appendJSONFloat appends a float of 32 or 64 bits as JSON: ToString("R") in the
// invariant culture, with ".0" when it would read back as an integer. What is
// not a number becomes a string.
func appendJSONFloat(dst []byte, f float64, bits int, style netfmt.FloatStyle) []byte {
	switch {
	case math.IsNaN(f):
		return append(dst, `"NaN"`...)
	case math.IsInf(f, 1):
		return append(dst, `"Infinity"`...)
	case math.IsInf(f, -1):
		return append(dst, `"-Infinity"`...)
	}
	from := len(dst)
	dst = appendRoundTrip(dst, f, bits, style)
	if bytes.ContainsAny(dst[from:], ".E") {
		return dst
	}
	return append(dst, ".0"...)
}

// appendRoundTrip appends a finite float as ToString("R"): the shortest digits
// that read back the same, or, for .NET Framework, 15 digits (7 for 32 bits) if
// these do and otherwise 17 (9), without the sign of zero.
func appendRoundTrip(dst []byte, f float64, bits int, style netfmt.FloatStyle) []byte {
	short, long := 15, 17
	if bits == 32 {
		short, long = 7, 9
	}
	var room [32]byte
	if style == netfmt.Shortest {
		text := strconv.AppendFloat(room[:0], f, 'e', -1, bits)
		return appendGeneral(dst, text, short, true)
	}
	text := netfmt.AppendRounded(room[:0], f, short, bits)
	precision := short
	if back, err := strconv.ParseFloat(string(text), bits); err != nil || back != f {
		precision = long
		text = netfmt.AppendRounded(room[:0], f, long, bits)
	}
	return appendGeneral(dst, text, precision, false)
}

// appendGeneral rewrites text of the form -d.ddde±dd in .NET's general format:
// with an exponent when the number has more whole digits than precision (and
// than digits) or more than four zeros after the point.
func appendGeneral(dst, text []byte, precision int, signedZero bool) []byte {
	negative := text[0] == '-'
	if negative {
		text = text[1:]
	}
	var room [20]byte
	digits := room[:0]
	i := 0
	for ; text[i] != 'e'; i++ {
		if text[i] != '.' {
			digits = append(digits, text[i])
		}
	}
	exponent, _ := strconv.Atoi(string(text[i+1:]))
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	zero := len(digits) == 1 && digits[0] == '0'
	if negative && (!zero || signedZero) {
		dst = append(dst, '-')
	}
	point := exponent + 1 // digits before the point
	if point > max(precision, len(digits)) || point < -3 && !zero {
		dst = append(dst, digits[0])
		if len(digits) > 1 {
			dst = append(append(dst, '.'), digits[1:]...)
		}
		return appendExponent(dst, exponent)
	}
	if point <= 0 {
		dst = append(dst, "0."...)
		for ; point < 0; point++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	if point >= len(digits) {
		dst = append(dst, digits...)
		for range point - len(digits) {
			dst = append(dst, '0')
		}
		return dst
	}
	dst = append(dst, digits[:point]...)
	return append(append(dst, '.'), digits[point:]...)
}

func appendExponent(dst []byte, exponent int) []byte {
	sign := byte('+')
	if exponent < 0 {
		sign, exponent = '-', -exponent
	}
	dst = append(dst, 'E', sign)
	if exponent < 10 {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(dst, int64(exponent), 10)
}
