package netfmt

import (
	"strconv"
	"testing"
)

// parseRecorded parses a text as the type, and writes the value as recorded.
func parseRecorded(typ, text string, styles NumberStyles, c *Culture) (string, error) {
	signed := map[string]int{"sbyte": 8, "short": 16, "int": 32, "long": 64}
	unsigned := map[string]int{"byte": 8, "ushort": 16, "uint": 32, "ulong": 64}
	framework := Invariant().WithFloats(Fixed15)
	if bits := signed[typ]; bits != 0 {
		n, err := ParseInt(text, bits, styles, c)
		return FormatInt(n), err
	}
	if bits := unsigned[typ]; bits != 0 {
		n, err := ParseUint(text, bits, styles, c)
		return strconv.FormatUint(n, 10), err
	}
	var value any
	var err error
	format := ""
	switch typ {
	case "double":
		value, err = ParseDouble(text, styles, c)
		format = "R"
	case "float":
		value, err = ParseFloat32(text, styles, c)
		format = "R"
	case "decimal":
		value, err = ParseDecimal(text, styles, c)
	case "bool":
		value, err = ParseBool(text)
	}
	if err != nil {
		return "", err
	}
	return Format(value, format, framework)
}

func TestParseNumberRecorded(t *testing.T) {
	for _, r := range readRecords(t, "parse_number.jsonl") {
		typ, text, styles, culture, want := r[0], r[1], r[2], r[3], r[4]
		flags, err := strconv.Atoi(styles)
		if err != nil {
			t.Fatal(err)
		}
		got := outcome(parseRecorded(typ, text, NumberStyles(flags), cultureNamed(t, culture)))
		if got != want {
			t.Errorf("%s %q, styles %d, culture %q: got %q, want %q", typ, text, flags, culture, got, want)
		}
	}
}
