package xpath

import (
	"math"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Value is what an expression gives: a string, a float64, a bool, a [NodeSet] or,
// of a [Session], a [Fragment].
type Value = any

// String converts a value as the function string() does. Numbers are written as
// .NET's round-trip format does, with an exponent from 1E+15 on.
func String(v Value) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case float64:
		switch {
		case math.IsInf(v, 1):
			return "Infinity"
		case math.IsInf(v, -1):
			return "-Infinity"
		case v == 0:
			return "0"
		}
		return xmltree.FormatDouble(v)
	case NodeSet:
		if len(v) > 0 {
			return v[0].String()
		}
	case Fragment:
		return v.Root.String()
	}
	return ""
}

// Number converts a value as the function number() does.
func Number(v Value) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	case NodeSet:
		if len(v) > 0 {
			return parseNumber(v[0].String())
		}
		return math.NaN()
	case string:
		return parseNumber(v)
	case Fragment:
		return parseNumber(v.Root.String())
	}
	return math.NaN()
}

// parseNumber reads a number: no plus sign, no exponent, but Infinity.
func parseNumber(s string) float64 {
	s = strings.Trim(s, " \t\r\n")
	digits := strings.TrimPrefix(s, "-")
	if digits == "Infinity" {
		f, _ := strconv.ParseFloat(s, 64) // cannot fail
		return f
	}
	if strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 || strings.Trim(digits, ".") == "" {
		return math.NaN()
	}
	f, _ := strconv.ParseFloat(s, 64) // too large becomes infinite
	return f
}

// Boolean converts a value as the function boolean() does.
func Boolean(v Value) bool {
	switch v := v.(type) {
	case bool:
		return v
	case float64:
		return v != 0 && !math.IsNaN(v)
	case string:
		return v != ""
	case NodeSet:
		return len(v) > 0
	case Fragment:
		return true
	}
	return false
}

// round rounds halves up.
func round(f float64) float64 {
	if math.IsInf(f, 0) || math.IsNaN(f) || math.Abs(f) >= 1<<52 {
		return f
	}
	return math.Floor(f + 0.5)
}
