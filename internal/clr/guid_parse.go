package clr

import (
	"encoding/binary"
	"strings"
	"unicode"
)

// Texts of .NET's Guid parser.
const (
	guidUnrecognized = "Unrecognized Guid format."
	guidLength       = "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx)."
	guidDashes       = "Dashes are in the wrong position for GUID parsing."
	guidCharacters   = "Guid string should only contain hexadecimal characters."
	guidBrace        = "Expected {0xdddddddd, etc}."
	guidPrefix       = "Expected 0x prefix."
	guidComma        = "Could not find a comma, or the length between the previous token and the comma was zero (i.e., '0x,'etc.)."
	guidEndBrace     = "Could not find a brace, or the length between the previous token and the brace was zero (i.e., '0x,'etc.)."
	guidEnd          = "Could not find the ending brace."
	guidExtra        = "Additional non-parsable characters are at the end of the string."
	guidByte         = "Value was either too large or too small for an unsigned byte."
)

// ParseGuid is Guid.Parse: any of the forms N, D, B, P and X, with white space
// around. Bad text throws System.FormatException.
func ParseGuid(s string) (Guid, error) {
	s = strings.TrimFunc(s, unicode.IsSpace)
	dashed := strings.Contains(s, "-")
	switch {
	case s == "":
		return Guid{}, Format(guidUnrecognized)
	case strings.HasPrefix(s, "{") && !dashed:
		return parseGuidFields(s)
	case strings.HasPrefix(s, "{"):
		return parseGuidBracketed(s, "}")
	case strings.HasPrefix(s, "("):
		return parseGuidBracketed(s, ")")
	case dashed:
		return parseGuidDashed(s)
	}
	return parseGuidDigits(s)
}

// ParseGuidExact is Guid.ParseExact with one of the specifiers N, D, B, P and X.
func ParseGuidExact(s, specifier string) (Guid, error) {
	if len(specifier) != 1 {
		return Guid{}, badGuidFormat()
	}
	s = strings.TrimFunc(s, unicode.IsSpace)
	dashed := strings.Contains(s, "-")
	var fits bool
	parse := parseGuidDigits
	switch specifier[0] | 0x20 {
	case 'n':
		fits = !dashed && !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "(")
	case 'd':
		fits = dashed && !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "(")
		parse = parseGuidDashed
	case 'b':
		fits = dashed && strings.HasPrefix(s, "{")
		parse = func(s string) (Guid, error) { return parseGuidBracketed(s, "}") }
	case 'p':
		fits = dashed && strings.HasPrefix(s, "(")
		parse = func(s string) (Guid, error) { return parseGuidBracketed(s, ")") }
	case 'x':
		fits = !dashed && strings.HasPrefix(s, "{")
		parse = parseGuidFields
	default:
		return Guid{}, badGuidFormat()
	}
	if !fits {
		return Guid{}, Format(guidUnrecognized)
	}
	return parse(s)
}

func parseGuidBracketed(s, closing string) (Guid, error) {
	if len(s) != 38 || !strings.HasSuffix(s, closing) {
		return Guid{}, Format(guidLength)
	}
	return parseGuidDashed(s[1:37])
}

func parseGuidDashed(s string) (g Guid, err error) {
	if len(s) != 36 {
		return Guid{}, Format(guidLength)
	}
	if s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return Guid{}, Format(guidDashes)
	}
	a, okA := guidHex(s[0:8])
	b, okB := guidHex(s[9:13])
	c, okC := guidHex(s[14:18])
	d, okD := guidHex(s[19:23])
	e, okE := guidHex(s[24:28])
	f, okF := guidHex(s[28:36])
	if !okA || !okB || !okC || !okD || !okE || !okF {
		return Guid{}, Format(guidLength)
	}
	binary.BigEndian.PutUint32(g[0:], uint32(a))
	binary.BigEndian.PutUint16(g[4:], uint16(b))
	binary.BigEndian.PutUint16(g[6:], uint16(c))
	binary.BigEndian.PutUint16(g[8:], uint16(d))
	binary.BigEndian.PutUint16(g[10:], uint16(e))
	binary.BigEndian.PutUint32(g[12:], uint32(f))
	return g, nil
}

// guidHex reads one field. Like .NET it takes a plus sign and 0x in place of
// leading digits.
func guidHex(s string) (value uint64, ok bool) {
	s = strings.TrimPrefix(s, "+")
	if len(s) > 1 && s[0] == '0' && s[1]|0x20 == 'x' {
		s = s[2:]
	}
	if s == "" {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		digit := hexValue(s[i])
		if digit < 0 {
			return 0, false
		}
		value = value<<4 | uint64(digit)
	}
	return value, true
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}

func parseGuidDigits(s string) (g Guid, err error) {
	if len(s) != 32 {
		return Guid{}, Format(guidLength)
	}
	for i := range g {
		high, low := hexValue(s[2*i]), hexValue(s[2*i+1])
		if high < 0 || low < 0 {
			return Guid{}, Format(guidCharacters)
		}
		g[i] = byte(high<<4 | low)
	}
	return g, nil
}

// parseGuidFields reads {0xdddddddd,0xdddd,0xdddd,{0xdd,...}}, white space
// anywhere.
func parseGuidFields(s string) (g Guid, err error) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	s = s[1:]
	next := func(separator, missing string) (uint64, error) {
		if len(s) < 2 || s[0] != '0' || s[1]|0x20 != 'x' {
			return 0, Format(guidPrefix)
		}
		digits, rest, found := strings.Cut(s[2:], separator)
		if !found || digits == "" {
			return 0, Format("%s", missing)
		}
		s = rest
		digits = strings.TrimLeft(digits, "0")
		if len(digits) > 8 {
			return 0, Format(guidUnrecognized)
		}
		value, ok := guidHex("0" + digits)
		if !ok {
			return 0, Format(guidExtra)
		}
		return value, nil
	}
	for _, field := range [][2]int{{0, 4}, {4, 6}, {6, 8}} {
		value, err := next(",", guidComma)
		if err != nil {
			return Guid{}, err
		}
		for i := field[1] - 1; i >= field[0]; i-- {
			g[i] = byte(value)
			value >>= 8
		}
	}
	if !strings.HasPrefix(s, "{") {
		return Guid{}, Format(guidBrace)
	}
	s = s[1:]
	for i := 8; i < 16; i++ {
		separator, missing := ",", guidComma
		if i == 15 {
			separator, missing = "}", guidEndBrace
		}
		value, err := next(separator, missing)
		if err != nil {
			return Guid{}, err
		}
		if value > 255 {
			return Guid{}, Format(guidByte)
		}
		g[i] = byte(value)
	}
	if !strings.HasPrefix(s, "}") {
		return Guid{}, Format(guidEnd)
	}
	if s != "}" {
		return Guid{}, Format(guidExtra)
	}
	return g, nil
}
