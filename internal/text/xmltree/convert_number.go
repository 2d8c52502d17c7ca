package xmltree

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// The functions of this file are the explicit conversions of XElement and
// XAttribute to numbers and booleans. They take the value's text; what happens
// for a missing element (null, or ArgumentNullException) is the caller's matter.

func trim(s string) string { return strings.Trim(s, " \t\r\n") }

// ParseBool reads true, false, 1 or 0 in any case.
func ParseBool(s string) (bool, error) {
	s = strings.ToLower(trim(s))
	switch s {
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, clr.Format("The string '%s' is not a valid Boolean value.", s)
}

// number checks that s is what the number styles of XmlConvert allow: a sign,
// digits, and for real numbers a point and an exponent. It returns the text
// without white space around it.
func number(s string, point, exponent bool) (string, bool) {
	s = strings.Trim(s, "\t\n\v\f\r ")
	i, digits := 0, 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		digits++
	}
	if point && i < len(s) && s[i] == '.' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			digits++
		}
	}
	if digits == 0 {
		return s, false
	}
	if exponent && i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '-' || s[i] == '+') {
			i++
		}
		first := i
		for i < len(s) && s[i] >= '0' && s[i] <= '9' {
			i++
		}
		if i == first {
			return s, false
		}
	}
	return s, i == len(s)
}

func parseInt(s string, bits int, typ string) (int64, error) {
	s, ok := number(s, false, false)
	if !ok {
		return 0, clr.BadNumber()
	}
	n, err := strconv.ParseInt(s, 10, bits)
	if err != nil {
		return 0, clr.Overflow(typ)
	}
	return n, nil
}

// parseUint allows no sign, not even in front of 0.
func parseUint(s string, bits int, typ string) (uint64, error) {
	s, ok := number(s, false, false)
	if !ok || s[0] == '-' || s[0] == '+' {
		return 0, clr.BadNumber()
	}
	n, err := strconv.ParseUint(s, 10, bits)
	if err != nil {
		return 0, clr.Overflow(typ)
	}
	return n, nil
}

// ParseInt32 reads an int.
func ParseInt32(s string) (int32, error) {
	n, err := parseInt(s, 32, "an Int32")
	return int32(n), err
}

// ParseInt64 reads a long.
func ParseInt64(s string) (int64, error) { return parseInt(s, 64, "an Int64") }

// ParseUint32 reads a uint.
func ParseUint32(s string) (uint32, error) {
	n, err := parseUint(s, 32, "a UInt32")
	return uint32(n), err
}

// ParseUint64 reads a ulong.
func ParseUint64(s string) (uint64, error) { return parseUint(s, 64, "a UInt64") }

func parseFloat(s string, bits int, typ string) (float64, error) {
	switch s = trim(s); s {
	case "INF", "Infinity":
		return math.Inf(1), nil
	case "-INF", "-Infinity":
		return math.Inf(-1), nil
	case "NaN":
		return math.NaN(), nil
	}
	s, ok := number(s, true, true)
	if !ok {
		return 0, clr.BadNumber()
	}
	f, err := strconv.ParseFloat(s, bits)
	if errors.Is(err, strconv.ErrRange) && math.IsInf(f, 0) {
		return 0, clr.Overflow(typ)
	}
	return f, nil
}

// ParseDouble reads a double; INF, -INF and NaN are accepted.
func ParseDouble(s string) (float64, error) { return parseFloat(s, 64, "a Double") }

// ParseSingle reads a float; INF, -INF and NaN are accepted.
func ParseSingle(s string) (float32, error) {
	f, err := parseFloat(s, 32, "a Single")
	return float32(f), err
}

// ParseDecimal reads a decimal; digits beyond its precision are rounded off.
func ParseDecimal(s string) (clr.Decimal, error) {
	s, ok := number(s, true, false)
	if !ok {
		return clr.Decimal{}, clr.BadNumber()
	}
	negative := s[0] == '-'
	s = strings.TrimLeft(s, "+-")
	whole, fraction, _ := strings.Cut(s, ".")
	d, ok := clr.DecimalFromDigits(negative, []byte(whole+fraction), len(whole))
	if !ok {
		return clr.Decimal{}, clr.Overflow("a Decimal")
	}
	return d, nil
}
