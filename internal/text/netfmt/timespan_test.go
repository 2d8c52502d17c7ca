package netfmt

import (
	"strconv"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func TestParseTimeSpanRecorded(t *testing.T) {
	for _, r := range readRecords(t, "parse_span.jsonl") {
		text, culture, want, formats := r[0], r[1], r[2], r[4:]
		var span clr.TimeSpan
		var err error
		if r[3] == "exact" {
			span, err = ParseTimeSpanExact(text, formats, cultureNamed(t, culture), false)
		} else {
			span, err = ParseTimeSpan(text, cultureNamed(t, culture))
		}
		got := outcome(strconv.FormatInt(span.Ticks(), 10), err)
		if !sameOutcome(got, want) {
			t.Errorf("%q, %s %q, culture %q: got %q, want %q", text, r[3], formats, culture, got, want)
		}
	}
	span, err := ParseTimeSpanExact("01:02", []string{`hh\:mm`}, EnUS(), true)
	if err != nil || span != -62*clr.TicksPerMinute {
		t.Errorf("AssumeNegative: got %d, %v", span, err)
	}
}
