package netfmt

import (
	"math/big"
	"strings"
)

// FormatBigInteger is BigInteger.ToString(format, culture). D, G and R write all
// digits, at least as many as the precision says; X writes two's complement.
//
// unverified: .NET Framework keeps 50 digits in the other formats and puts zeros for
// the rest, as its documentation says; here all are written.
func FormatBigInteger(v *big.Int, format string, c *Culture) (string, error) {
	format = untilNUL(format)
	spec, standard, err := parseSpecifier(format, c.floats)
	if err != nil {
		return "", err
	}
	var text [stackDigits]byte
	n := number{kind: integerKind, negative: v.Sign() < 0}
	if v.Sign() != 0 {
		n.digits = new(big.Int).Abs(v).Append(nil, 10)
	}
	n.scale = len(n.digits)
	var out []byte
	switch {
	case !standard:
		// Zeros at the end are told by the scale.
		n.digits = trimZeros(n.digits)
		out, err = appendCustom(text[:0], n, format, c)
	case spec.upper() == 'D' || spec.upper() == 'G' || spec.upper() == 'R':
		if n.negative {
			out = append(out, c.number.negative...)
		}
		if len(n.digits) == 0 {
			n.digits = []byte("0")
		}
		out = append(out, strings.Repeat("0", max(0, spec.precision-len(n.digits)))...)
		out = append(out, n.digits...)
	case spec.upper() == 'X':
		return bigHex(v, spec), nil
	default:
		n.digits = trimZeros(n.digits)
		out, err = appendStandard(text[:0], n, spec, c)
	}
	return string(out), err
}

// bigHex writes two's complement: of the first byte only what is needed to see the
// sign, and signs up to the precision.
func bigHex(v *big.Int, spec specifier) string {
	const digits = "0123456789abcdef"
	sign := byte(0)
	magnitude := v
	if v.Sign() < 0 {
		sign = 15
		magnitude = new(big.Int).Not(v)
	}
	var out []byte
	for i := 0; i*4 < magnitude.BitLen()+1 || i%2 != 0; i++ {
		nibble := sign
		for bit := range 4 {
			nibble ^= byte(magnitude.Bit(i*4+bit)) << bit
		}
		out = append(out, digits[nibble])
	}
	// The first half of 00 to 07 and of f8 to ff says nothing that the second does not.
	head, second := out[len(out)-1], out[len(out)-2]
	if head == '0' && second < '8' || head == 'f' && second >= '8' {
		out = out[:len(out)-1]
	}
	for len(out) < spec.precision {
		out = append(out, digits[sign])
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	if spec.letter == 'X' {
		return strings.ToUpper(string(out))
	}
	return string(out)
}
