package netfmt

import (
	"math"
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// numberKind tells apart the rules that differ between the number types.
type numberKind uint8

const (
	integerKind numberKind = iota
	decimalKind
	floatKind
)

// number is a value on its way to text: 0.digits × 10^scale. It is passed by
// value, so that its digits can stay on the stack.
type number struct {
	kind     numberKind
	negative bool
	// digits are ASCII and do not start with a zero; zero has none.
	digits []byte
	scale  int
	// rounded says that the digits are already those the format asks for.
	rounded bool
	// signedZero says that a negative zero keeps its sign.
	signedZero bool
	// general is the scale beyond which general format is scientific when the
	// format has no precision.
	general int
}

// stackDigits is enough for the digits of everything but huge precisions.
const stackDigits = 64

func integerNumber(buffer []byte, magnitude uint64, negative bool) number {
	n := number{kind: integerKind, negative: negative, digits: buffer[:0]}
	if magnitude != 0 {
		n.digits = strconv.AppendUint(n.digits, magnitude, 10)
	}
	n.scale = len(n.digits)
	return n
}

func decimalNumber(buffer []byte, d clr.Decimal) number {
	n := number{kind: decimalKind, negative: d.IsNegative(), digits: d.AppendDigits(buffer[:0])}
	n.scale = len(n.digits) - d.Scale()
	return n
}

// floatDigits says which digits of a float a format needs.
type floatDigits struct {
	// significant is the number of significant digits; 0 for the shortest text
	// that reads back; negative when decimals counts instead.
	significant int
	decimals    int
	// away makes the half of a digit round away from zero, not to even.
	away bool
}

// floatNumber makes a number of a finite float of 32 or 64 bits.
func floatNumber(buffer []byte, f float64, bits int, want floatDigits) number {
	n := number{kind: floatKind, negative: math.Signbit(f)}
	if f == 0 {
		n.digits = buffer[:0]
		return n
	}
	notation, precision := byte('e'), want.significant-1
	if want.significant < 0 {
		notation, precision = 'f', want.decimals
	}
	if want.away && want.significant > 0 {
		n.digits, n.scale = floatText(AppendRounded(buffer[:0], f, want.significant, bits))
		return n
	}
	n.digits, n.scale = floatText(strconv.AppendFloat(buffer[:0], f, notation, precision, bits))
	return n
}

// floatText takes the digits out of strconv's text, in place, without leading
// and trailing zeros.
func floatText(text []byte) (digits []byte, scale int) {
	digits = text[:0]
	exponent, point := 0, -1
	for i, c := range text {
		if c == 'e' {
			exponent, _ = strconv.Atoi(string(text[i+1:]))
			break
		}
		if c == '.' {
			point = len(digits)
		}
		if c >= '0' && c <= '9' {
			digits = append(digits, c)
		}
	}
	if point < 0 {
		point = len(digits)
	}
	scale = point + exponent
	for len(digits) > 0 && digits[0] == '0' {
		digits = digits[1:]
		scale--
	}
	if digits = trimZeros(digits); len(digits) == 0 {
		scale = 0
	}
	return digits, scale
}

func trimZeros(digits []byte) []byte {
	for len(digits) > 0 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return digits
}

// round keeps the given count of digits, which may be negative, and drops
// trailing zeros. Halves go away from zero, unless the digits are already
// rounded, which makes further digits mere rests.
func (n number) round(keep int) number {
	if keep >= len(n.digits) {
		n.digits = trimZeros(n.digits)
	} else if keep >= 0 && n.digits[keep] >= '5' && !n.rounded {
		for keep > 0 && n.digits[keep-1] == '9' {
			keep--
		}
		if keep > 0 {
			n.digits = n.digits[:keep]
			n.digits[keep-1]++
		} else {
			n.digits = append(n.digits[:0], '1')
			n.scale++
		}
	} else {
		n.digits = trimZeros(n.digits[:max(keep, 0)])
	}
	if len(n.digits) == 0 {
		return n.zero()
	}
	return n
}

// zero is what is left of a number that is rounded to nothing.
func (n number) zero() number {
	n.scale = 0
	n.negative = n.negative && n.signedZero
	return n
}

// digit returns the digit at an index, zero beyond the last.
func (n number) digit(i int) byte {
	if i < len(n.digits) {
		return n.digits[i]
	}
	return '0'
}
