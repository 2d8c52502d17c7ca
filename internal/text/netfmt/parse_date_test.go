package netfmt

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// parsedDate writes a parsed value as it is recorded: ticks, and kind or offset.
func parsedDate(typ, text string, c *Culture, styles DateTimeStyles, now Clock) (string, error) {
	if typ == "datetimeoffset" {
		o, err := ParseDateTimeOffset(text, c, styles, now)
		return fmt.Sprint(o.Ticks, o.Offset), err
	}
	d, err := ParseDateTime(text, c, styles, now)
	return fmt.Sprint(d.Ticks, " ", [...]string{"Unspecified", "Utc", "Local"}[d.Kind]), err
}

// sameOutcome compares with a record. Of exceptions it compares the type; the
// recorded texts are those of another class library in part.
func sameOutcome(got, want string) bool {
	if !strings.HasPrefix(want, "!") {
		return got == want
	}
	wantType, _, _ := strings.Cut(want, ":")
	gotType, _, _ := strings.Cut(got, ":")
	return gotType == wantType
}

func TestParseDateRecorded(t *testing.T) {
	records := readRecords(t, "parse_date.jsonl")
	today, err := time.Parse(time.RFC3339, records[0][1])
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return today }
	for _, r := range records[1:] {
		typ, text, styles, culture, want := r[0], r[1], r[2], r[3], r[4]
		flags, err := strconv.Atoi(styles)
		if err != nil {
			t.Fatal(err)
		}
		got := outcome(parsedDate(typ, text, cultureNamed(t, culture), DateTimeStyles(flags), now))
		if !sameOutcome(got, want) {
			t.Errorf("%s %q, styles %d, culture %q: got %q, want %q", typ, text, flags, culture, got, want)
		}
	}
}

func parsedExact(typ, text string, formats []string, c *Culture, styles DateTimeStyles, now Clock) (string, error) {
	if typ == "datetimeoffset" {
		o, err := ParseDateTimeOffsetExact(text, formats, c, styles, now)
		return fmt.Sprint(o.Ticks, o.Offset), err
	}
	d, err := ParseDateTimeExact(text, formats, c, styles, now)
	return fmt.Sprint(d.Ticks, " ", [...]string{"Unspecified", "Utc", "Local"}[d.Kind]), err
}

func TestParseExactRecorded(t *testing.T) {
	records := readRecords(t, "parse_exact.jsonl")
	today, err := time.Parse(time.RFC3339, records[0][1])
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return today }
	for _, r := range records[1:] {
		typ, text, styles, culture, want, formats := r[0], r[1], r[2], r[3], r[4], r[5:]
		flags, err := strconv.Atoi(styles)
		if err != nil {
			t.Fatal(err)
		}
		got := outcome(parsedExact(typ, text, formats, cultureNamed(t, culture), DateTimeStyles(flags), now))
		if !sameOutcome(got, want) {
			t.Errorf("%s %q, formats %q, styles %d, culture %q: got %q, want %q", typ, text, formats, flags, culture, got, want)
		}
	}
}
