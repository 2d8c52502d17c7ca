package jsontree

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxIntegerLength is the most characters an integer may have.
const maxIntegerLength = 380

// readNumber reads a number: decimal, hexadecimal with 0x, octal with 0.
func (r *reader) readNumber() error {
	from := r.pos
	n := uint64(0)
	i := r.pos
	// Digits alone, few enough not to overflow, are the common case.
	for ; i < len(r.src) && i-from < 19; i++ {
		c := r.src[i] - '0'
		if c > 9 {
			break
		}
		n = n*10 + uint64(c)
	}
	if i < len(r.src) && i > from && endsNumber(r.src[i]) && n <= math.MaxInt64 && (r.src[from] != '0' || i == from+1) {
		r.pos = i
		r.setValue(tokenInteger, payload{kind: KindInt64, num: n})
		if r.keep {
			r.value.str = r.src[from:i]
		}
		return nil
	}
	if err := r.passNumber(); err != nil {
		return err
	}
	r.afterValue()
	r.advance()
	err := r.convertNumber(r.src[from:r.pos])
	if r.keep {
		r.value.str = r.src[from:r.pos]
	}
	return err
}

func endsNumber(c byte) bool {
	return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r'
}

// passNumber moves behind the characters that numbers consist of.
func (r *reader) passNumber() error {
	for r.pos < len(r.src) {
		switch c := r.src[r.pos]; c {
		case '-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'x', 'X',
			'a', 'A', 'b', 'B', 'c', 'C', 'd', 'D', 'e', 'E', 'f', 'F':
			r.pos++
		case ',', '}', ']', ')', '/', 0, ' ', '\t', '\r', '\n':
			return nil
		default:
			if c, _ := utf8.DecodeRuneInString(r.src[r.pos:]); isSpace(c) {
				return nil
			}
			return r.fail("Unexpected character encountered while parsing number: " + r.here() + ".")
		}
	}
	return nil
}

func (r *reader) convertNumber(text string) error {
	if len(text) > 1 && text[0] == '0' && text[1] != '.' && text[1]|0x20 != 'e' {
		return r.convertNonDecimal(text)
	}
	digits := strings.TrimPrefix(text, "-")
	if digits != "" && countDigits(digits) == len(digits) {
		return r.convertInteger(text, digits)
	}
	f, ok := parsePlainFloat(text)
	if !ok {
		return r.badNumber(text)
	}
	r.token = tokenFloat
	r.value = payload{kind: KindDouble, num: math.Float64bits(f)}
	return nil
}

func (r *reader) badNumber(text string) error {
	// An exception leaves the reader on an undefined value.
	r.token = tokenUndefined
	return r.fail("Input string '" + text + "' is not a valid number.")
}

func (r *reader) convertInteger(text, digits string) error {
	r.token = tokenInteger
	if len(digits) <= 19 {
		if i, err := strconv.ParseInt(text, 10, 64); err == nil {
			r.value = payload{kind: KindInt64, num: uint64(i)}
			return nil
		}
	}
	if len(text) > maxIntegerLength {
		r.token = tokenUndefined
		return r.fail("JSON integer " + text + " is too large to parse.")
	}
	n, _ := new(big.Int).SetString(text, 10)
	r.value = payload{kind: KindBigInteger, ext: n}
	return nil
}

// convertNonDecimal is Convert.ToInt64 to base 16 or 8: a number of 64 bits
// whose highest is the sign.
func (r *reader) convertNonDecimal(text string) error {
	base, digits := 8, text
	if text[1]|0x20 == 'x' {
		base, digits = 16, text[2:]
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return r.badNumber(text)
	}
	r.token = tokenInteger
	r.value = payload{kind: KindInt64, num: n}
	return nil
}

// countDigits returns how many digits s begins with.
func countDigits(s string) int {
	n := 0
	for n < len(s) && s[n]-'0' <= 9 {
		n++
	}
	return n
}

// parsePlainFloat is Double.TryParse of NumberStyles.Float on .NET Framework,
// which refuses numbers too large.
func parsePlainFloat(text string) (float64, bool) {
	i := 0
	if text != "" && (text[0] == '-' || text[0] == '+') {
		i++
	}
	digits := 0
	digits += countDigits(text[i:])
	i += digits
	if i < len(text) && text[i] == '.' {
		n := countDigits(text[i+1:])
		digits += n
		i += n + 1
	}
	if digits == 0 {
		return 0, false
	}
	if i < len(text) {
		if text[i]|0x20 != 'e' {
			return 0, false
		}
		i++
		if i < len(text) && (text[i] == '-' || text[i] == '+') {
			i++
		}
		exponent := text[i:]
		if exponent == "" || countDigits(exponent) != len(exponent) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(text, 64)
	return f, err == nil
}
