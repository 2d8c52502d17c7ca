package xsd

import (
	"encoding/base64"
	"encoding/hex"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// builtin is a built-in type.
type builtin struct {
	// code is what errors call anonymous restrictions of the type, kind what they
	// call its values.
	code, kind string
	space      string
	parse      func(s string) (any, string)
}

func notValid(s, kind string) string {
	return "The string '" + s + "' is not a valid " + kind + " value."
}

// builtinType returns a built-in type, or nil.
func builtinType(name string) *builtin {
	switch name {
	case "string":
		return &builtin{"String", "", "preserve", text}
	case "normalizedString":
		return &builtin{"NormalizedString", "", "replace", text}
	case "anySimpleType", "anyAtomicType":
		return &builtin{"AnyAtomicType", "", "preserve", text}
	case "token":
		return &builtin{"Token", "", "collapse", text}
	case "anyURI":
		return &builtin{"AnyUri", "", "collapse", text}
	case "language":
		return &builtin{"Language", "", "collapse", func(s string) (any, string) {
			for i, part := range strings.Split(s, "-") {
				if len(part) < 1 || len(part) > 8 || strings.ContainsFunc(part, func(r rune) bool {
					letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
					return !letter && (i == 0 || r < '0' || r > '9')
				}) {
					return nil, "'" + s + "' is an invalid language identifier."
				}
			}
			return s, ""
		}}
	case "Name", "NCName", "ID", "IDREF", "ENTITY", "NMTOKEN", "QName", "NOTATION":
		return &builtin{name, "", "collapse", func(s string) (any, string) { return s, nameProblem(name, s) }}
	case "boolean":
		return &builtin{"Boolean", "Boolean", "collapse", func(s string) (any, string) {
			switch s {
			case "true", "1":
				return "true", ""
			case "false", "0":
				return "false", ""
			}
			return nil, notValid(s, "Boolean")
		}}
	case "float", "double":
		kind, bits := "Double", 64
		if name == "float" {
			kind, bits = "Single", 32
		}
		return &builtin{strings.ToUpper(name[:1]) + name[1:], kind, "collapse", func(s string) (any, string) {
			switch s {
			case "INF":
				return math.Inf(1), ""
			case "-INF":
				return math.Inf(-1), ""
			case "NaN":
				return math.NaN(), ""
			}
			if strings.Trim(s, "+-.0123456789eE") != "" {
				return nil, notValid(s, kind)
			}
			f, err := strconv.ParseFloat(s, bits)
			if err != nil && !math.IsInf(f, 0) {
				return nil, notValid(s, kind)
			}
			return f, ""
		}}
	case "hexBinary":
		return &builtin{"HexBinary", "", "collapse", func(s string) (any, string) {
			b, err := hex.DecodeString(s)
			if err != nil {
				return nil, "'" + s + "' is not a valid BinHex text sequence."
			}
			return b, ""
		}}
	case "base64Binary":
		return &builtin{"Base64Binary", "", "collapse", func(s string) (any, string) {
			b, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(s, " ", ""))
			if err != nil {
				return nil, "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters."
			}
			return b, ""
		}}
	case "dateTime", "date", "time", "gYear", "gYearMonth", "gMonthDay", "gDay", "gMonth", "duration":
		kind := strings.ToUpper(name[:1]) + name[1:]
		return &builtin{kind, kind, "collapse", func(s string) (any, string) {
			m, ok := parseMoment(name, s)
			if !ok {
				return nil, notValid(s, kind)
			}
			return m, ""
		}}
	case "decimal":
		return &builtin{"Decimal", "Decimal", "collapse", func(s string) (any, string) {
			if r := decimal(s); r != nil {
				return r, ""
			}
			return nil, notValid(s, "Decimal")
		}}
	}
	return integerType(name)
}

func text(s string) (any, string) { return s, "" }

// integerType returns a built-in type of whole numbers, or nil.
func integerType(name string) *builtin {
	for _, t := range []struct {
		name, code, kind string
		low, high        string
	}{
		{"integer", "Integer", "Integer", "", ""},
		{"nonPositiveInteger", "NonPositiveInteger", "", "", "0"},
		{"negativeInteger", "NegativeInteger", "", "", "-1"},
		{"nonNegativeInteger", "NonNegativeInteger", "", "0", ""},
		{"positiveInteger", "PositiveInteger", "", "1", ""},
		{"long", "Long", "Int64", "-9223372036854775808", "9223372036854775807"},
		{"int", "Int", "Int32", "-2147483648", "2147483647"},
		{"short", "Short", "Int16", "-32768", "32767"},
		{"byte", "Byte", "SByte", "-128", "127"},
		{"unsignedLong", "UnsignedLong", "UInt64", "0", "18446744073709551615"},
		{"unsignedInt", "UnsignedInt", "UInt32", "0", "4294967295"},
		{"unsignedShort", "UnsignedShort", "UInt16", "0", "65535"},
		{"unsignedByte", "UnsignedByte", "Byte", "0", "255"},
	} {
		if t.name != name {
			continue
		}
		low, high := decimal(t.low), decimal(t.high)
		return &builtin{t.code, t.kind, "collapse", func(s string) (any, string) {
			kind := t.kind
			if kind == "" {
				kind = "Integer"
			}
			r := decimal(s)
			if r == nil || strings.Contains(s, ".") {
				return nil, notValid(s, kind)
			}
			if low != nil && r.Cmp(low) < 0 || high != nil && r.Cmp(high) > 0 {
				if t.kind == "" {
					return nil, "Value '" + s + "' was either too large or too small for " + t.code + "."
				}
				return nil, notValid(s, kind)
			}
			return r, ""
		}}
	}
	return nil
}

// maxNumber bounds the digits of a number.
const maxNumber = 1000

// decimal reads a number without exponent; nil for none.
func decimal(s string) *big.Rat {
	if s == "" || len(s) > maxNumber {
		return nil
	}
	unsigned := strings.TrimPrefix(strings.TrimPrefix(s, "+"), "-")
	if len(s)-len(unsigned) > 1 || strings.Trim(unsigned, "0123456789.") != "" || strings.Count(unsigned, ".") > 1 || strings.Trim(unsigned, ".") == "" {
		return nil
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return nil
	}
	return r
}

func nameProblem(kind, s string) string {
	rest := s
	if kind == "QName" || kind == "NOTATION" {
		if prefix, local, ok := strings.Cut(s, ":"); ok {
			if problem := nameProblem("NCName", prefix); problem != "" {
				return problem
			}
			rest = local
		}
	}
	if kind == "Name" || kind == "NMTOKEN" {
		rest = strings.ReplaceAll(rest, ":", "_")
	}
	if kind == "NMTOKEN" && rest != "" {
		rest = "_" + rest
	}
	if err := xmltree.ValidateName(rest); err != nil {
		return message(err)
	}
	return ""
}
