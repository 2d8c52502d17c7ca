package netfmt

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func compositeArguments(t *testing.T) []any {
	day, err := clr.NewDateTime(2020, 1, 2, 3, 4, 5, 0, clr.Unspecified)
	if err != nil {
		t.Fatal(err)
	}
	return []any{"a", int32(1), -7.5, day, nil, "é😀"}
}

// writeArgument is what callers give to Composite: null is nothing.
func writeArgument(v any, format string) (string, error) {
	if v == nil {
		return "", nil
	}
	return Format(v, format, EnUS())
}

func TestCompositeRecorded(t *testing.T) {
	for _, r := range readRecords(t, "composite.jsonl") {
		got := outcome(Composite(r[0], compositeArguments(t), EnUS(), writeArgument))
		if got != r[1] {
			t.Errorf("%q: got %q, want %q", r[0], got, r[1])
		}
	}
}

func TestCompositeIsBounded(t *testing.T) {
	format := strings.Repeat("{0,999999}", 100)
	if got, err := Composite(format, []any{"a"}, EnUS(), nil); err == nil {
		t.Errorf("%d bytes are made of %d", len(got), len(format))
	}
}
