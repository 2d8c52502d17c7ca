package netfmt

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// record is one line of recorded results: strings in a fixed order. A result
// that starts with an exclamation mark is an exception.
type record []string

func readRecords(t *testing.T, file string) []record {
	t.Helper()
	f, err := os.Open("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var records []record
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var r record
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("%s: %s: %v", file, lines.Bytes(), err)
		}
		records = append(records, r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return records
}

// outcome is what a record holds: the text, or the exception.
func outcome(text string, err error) string {
	var exception *clr.Exception
	if errors.As(err, &exception) {
		return "!" + strings.TrimPrefix(exception.Type, "System.") + ": " + exception.Message
	}
	if err != nil {
		return "!" + err.Error()
	}
	return text
}

func cultureNamed(t *testing.T, name string) *Culture {
	t.Helper()
	c, ok := ByName(name)
	if !ok {
		t.Fatalf("no culture %q", name)
	}
	return c
}

// testValue makes a value of its type and text in the test data.
func testValue(t *testing.T, typ, text string) any {
	t.Helper()
	signed := func(bits int) int64 {
		n, err := strconv.ParseInt(text, 10, bits)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	unsigned := func(bits int) uint64 {
		n, err := strconv.ParseUint(text, 10, bits)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	float := func(bits int) float64 {
		f, err := strconv.ParseFloat(text, bits)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	first, second, _ := strings.Cut(text, " ")
	ticks, _ := strconv.ParseInt(first, 10, 64)
	switch typ {
	case "sbyte":
		return int8(signed(8))
	case "short":
		return int16(signed(16))
	case "int":
		return int32(signed(32))
	case "long":
		return signed(64)
	case "byte":
		return uint8(unsigned(8))
	case "ushort":
		return uint16(unsigned(16))
	case "uint":
		return uint32(unsigned(32))
	case "ulong":
		return unsigned(64)
	case "double":
		return float(64)
	case "float":
		return float32(float(32))
	case "decimal":
		return testDecimal(t, text)
	case "datetime":
		kind := map[string]clr.DateTimeKind{"Utc": clr.UTC, "Local": clr.Local}[second]
		return clr.DateTime{Ticks: ticks, Kind: kind}
	case "datetimeoffset":
		minutes, _ := strconv.Atoi(second)
		return clr.DateTimeOffset{Ticks: ticks, Offset: int16(minutes)}
	case "timespan":
		return clr.TimeSpan(ticks)
	}
	t.Fatalf("unknown type %q", typ)
	return nil
}

func testDecimal(t *testing.T, text string) clr.Decimal {
	t.Helper()
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	d, ok := clr.DecimalFromDigits(negative, []byte(whole+fraction), len(whole))
	if !ok {
		t.Fatalf("decimal %q", text)
	}
	return d
}

// TestFormatRecorded compares with results of .NET Framework's class library.
func TestFormatRecorded(t *testing.T) {
	for _, r := range readRecords(t, "format.jsonl") {
		typ, text, format, culture, want := r[0], r[1], r[2], r[3], r[4]
		got := outcome(Format(testValue(t, typ, text), format, cultureNamed(t, culture).WithFloats(Fixed15)))
		if got != want {
			t.Errorf("%s %s, format %q, culture %q: got %q, want %q", typ, text, format, culture, got, want)
		}
	}
}
