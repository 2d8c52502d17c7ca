package netfmt

import (
	"math"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The words of overflow messages, by the width of the type in bits.
var (
	signedNames   = map[int]string{8: "a signed byte", 16: "an Int16", 32: "an Int32", 64: "an Int64"}
	unsignedNames = map[int]string{8: "an unsigned byte", 16: "a UInt16", 32: "a UInt32", 64: "a UInt64"}
)

// ParseInt is Parse of the signed integer type of 8, 16, 32 or 64 bits. It
// throws System.FormatException, System.OverflowException, or
// System.ArgumentException for impossible styles.
func ParseInt(s string, bits int, styles NumberStyles, c *Culture) (int64, error) {
	magnitude, negative, err := parseInteger(s, bits, signedNames, styles, c)
	if err != nil {
		return 0, err
	}
	if styles&AllowHexSpecifier != 0 {
		// Hexadecimal digits are the bits of the value.
		return int64(magnitude<<(64-bits)) >> (64 - bits), nil
	}
	limit := uint64(1) << (bits - 1)
	switch {
	case negative && magnitude <= limit:
		return int64(-magnitude), nil
	case !negative && magnitude < limit:
		return int64(magnitude), nil
	}
	return 0, clr.Overflow(signedNames[bits])
}

// ParseUint is Parse of the unsigned integer type of 8, 16, 32 or 64 bits. It
// throws like ParseInt.
func ParseUint(s string, bits int, styles NumberStyles, c *Culture) (uint64, error) {
	magnitude, negative, err := parseInteger(s, bits, unsignedNames, styles, c)
	if err != nil {
		return 0, err
	}
	if negative && magnitude != 0 || magnitude > math.MaxUint64>>(64-bits) {
		return 0, clr.Overflow(unsignedNames[bits])
	}
	return magnitude, nil
}

func parseInteger(s string, bits int, names map[int]string, styles NumberStyles, c *Culture) (magnitude uint64, negative bool, err error) {
	if styles == NumberInteger {
		if magnitude, negative, ok := shortInteger(s); ok {
			return magnitude, negative, nil
		}
	}
	if err := styles.check(false); err != nil {
		return 0, false, err
	}
	if styles&AllowHexSpecifier != 0 {
		magnitude, err = parseHex(s, bits, names, styles)
		return magnitude, false, err
	}
	var buffer [stackDigits]byte
	n, ok := scanNumber(s, styles, c, buffer[:])
	if !ok {
		return 0, false, clr.BadNumber()
	}
	magnitude, ok = n.integer()
	if !ok {
		return 0, false, clr.Overflow(names[bits])
	}
	return magnitude, n.negative, nil
}

// shortInteger reads the common case: a few digits, perhaps with a minus.
func shortInteger(s string) (magnitude uint64, negative, ok bool) {
	if s != "" && s[0] == '-' {
		negative, s = true, s[1:]
	}
	if s == "" || len(s) > 18 {
		return 0, false, false
	}
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false, false
		}
		magnitude = magnitude*10 + uint64(s[i]-'0')
	}
	return magnitude, negative, true
}

// integer returns the value if it is whole and fits 64 bits.
func (n *scanned) integer() (value uint64, ok bool) {
	for i, c := range n.digits {
		digit := uint64(c - '0')
		switch {
		case i >= n.scale && digit != 0:
			return 0, false
		case i >= n.scale:
			continue
		case value > (math.MaxUint64-digit)/10:
			return 0, false
		}
		value = value*10 + digit
	}
	for i := len(n.digits); i < n.scale && value != 0; i++ {
		if value > math.MaxUint64/10 {
			return 0, false
		}
		value *= 10
	}
	return value, true
}

func parseHex(s string, bits int, names map[int]string, styles NumberStyles) (value uint64, err error) {
	for styles&AllowLeadingWhite != 0 && s != "" && isNumberSpace(s[0]) {
		s = s[1:]
	}
	digits, overflow := 0, false
	for ; s != ""; s, digits = s[1:], digits+1 {
		digit := hexDigit(s[0])
		if digit < 0 {
			break
		}
		overflow = overflow || value>>(bits-4) != 0
		value = value<<4 | uint64(digit)
	}
	for styles&AllowTrailingWhite != 0 && s != "" && isNumberSpace(s[0]) {
		s = s[1:]
	}
	for s != "" && s[0] == 0 {
		s = s[1:]
	}
	switch {
	case digits == 0 || s != "":
		return 0, clr.BadNumber()
	case overflow:
		return 0, clr.Overflow(names[bits])
	}
	return value, nil
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
