package clr

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
)

// decimalCase is one operation whose result a .NET class library gave: the text
// of the result, or the type of the exception.
type decimalCase struct{ Op, A, B, Want, Error string }

func readDecimalCases(t *testing.T) []decimalCase {
	t.Helper()
	f, err := os.Open("testdata/decimal.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []decimalCase
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c decimalCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

func parseDecimal(t *testing.T, s string) Decimal {
	t.Helper()
	d, err := tryParseDecimal(s)
	if err != nil {
		t.Fatalf("parse %q: %v", s, err)
	}
	return d
}

func tryParseDecimal(s string) (Decimal, error) {
	s, negative := strings.CutPrefix(s, "-")
	whole, fraction, _ := strings.Cut(s, ".")
	d, ok := DecimalFromDigits(negative, []byte(whole+fraction), len(whole))
	if !ok {
		return Decimal{}, decimalOverflow()
	}
	return d, nil
}

func decimalText(d Decimal) string {
	digits := string(d.AppendDigits(nil))
	digits = strings.Repeat("0", max(0, d.Scale()+1-len(digits))) + digits
	whole, fraction := digits[:len(digits)-d.Scale()], digits[len(digits)-d.Scale():]
	text := whole
	if fraction != "" {
		text += "." + fraction
	}
	if d.IsNegative() {
		text = "-" + text
	}
	return text
}

func TestDecimalAgainstRecordedResults(t *testing.T) {
	binary := map[string]func(a, b Decimal) (Decimal, error){
		"add": Decimal.Add, "sub": Decimal.Sub, "mul": Decimal.Mul, "div": Decimal.Div, "rem": Decimal.Rem,
	}
	unary := map[string]func(a Decimal) Decimal{
		"floor": Decimal.Floor, "ceiling": Decimal.Ceiling, "truncate": Decimal.Truncate,
	}
	evaluate := func(c decimalCase) (string, error) {
		if operation := binary[c.Op]; operation != nil {
			d, err := operation(parseDecimal(t, c.A), parseDecimal(t, c.B))
			return decimalText(d), err
		}
		if operation := unary[c.Op]; operation != nil {
			return decimalText(operation(parseDecimal(t, c.A))), nil
		}
		switch c.Op {
		case "cmp":
			return strconv.Itoa(parseDecimal(t, c.A).Compare(parseDecimal(t, c.B))), nil
		case "roundToEven", "roundAwayFromZero":
			mode := ToEven
			if c.Op == "roundAwayFromZero" {
				mode = AwayFromZero
			}
			places, _ := strconv.Atoi(c.B)
			d, err := parseDecimal(t, c.A).Round(places, mode)
			return decimalText(d), err
		case "double":
			f := parseDecimal(t, c.A).ToFloat64()
			want, _ := strconv.ParseFloat(c.Want, 64)
			if f == want {
				return c.Want, nil
			}
			return strconv.FormatFloat(f, 'G', 17, 64), nil
		case "long":
			n, err := parseDecimal(t, c.A).ToInt64()
			return strconv.FormatInt(n, 10), err
		case "ulong":
			n, err := parseDecimal(t, c.A).ToUint64()
			return strconv.FormatUint(n, 10), err
		case "fromdouble":
			f, _ := strconv.ParseFloat(c.A, 64)
			d, err := DecimalFromFloat64(f)
			return decimalText(d), err
		case "fromfloat":
			f, _ := strconv.ParseFloat(c.A, 32)
			d, err := DecimalFromFloat32(float32(f))
			return decimalText(d), err
		case "parse":
			d, err := tryParseDecimal(c.A)
			return decimalText(d), err
		}
		t.Fatalf("unknown operation %q", c.Op)
		return "", nil
	}
	for _, c := range readDecimalCases(t) {
		t.Run(c.Op+" "+c.A+" "+c.B, func(t *testing.T) {
			got, err := evaluate(c)
			var exception *Exception
			switch {
			case errors.As(err, &exception):
				if exception.Type != c.Error {
					t.Errorf("threw %s, want %s%s", exception.Type, c.Error, c.Want)
				}
			case c.Error != "":
				t.Errorf("got %s, want %s", got, c.Error)
			case got != c.Want:
				t.Errorf("got %s, want %s", got, c.Want)
			}
		})
	}
}

func TestDecimalIdentity(t *testing.T) {
	a, b := parseDecimal(t, "-1.50"), parseDecimal(t, "-1.5000")
	if a == b || !a.Equal(b) || a.Normalize() != b.Normalize() || a.HashCode() != b.HashCode() {
		t.Error("equal decimals of different scale are not handled alike")
	}
	if zero := parseDecimal(t, "-0.00"); zero.IsNegative() || zero.Sign() != 0 || zero.Scale() != 2 || zero.Neg() != zero {
		t.Errorf("zero: %+v", zero)
	}
	if _, err := NewDecimal(1, 0, 0, false, 29); err == nil {
		t.Error("scale 29 is accepted")
	}
	d, err := NewDecimal(0xffffffff, 0xffffffff, 0xffffffff, true, 0)
	if err != nil || d != MinDecimal() {
		t.Errorf("got %+v, %v", d, err)
	}
	if got := decimalText(DecimalFromInt64(-1 << 63)); got != "-9223372036854775808" {
		t.Errorf("from int64: %s", got)
	}
}

func BenchmarkDecimalArithmetic(b *testing.B) {
	x, _ := tryParseDecimal("1234.5678")
	y, _ := tryParseDecimal("0.19")
	b.ReportAllocs()
	for b.Loop() {
		product, _ := x.Mul(y)
		quotient, _ := product.Div(x)
		x.Add(quotient)
	}
}
