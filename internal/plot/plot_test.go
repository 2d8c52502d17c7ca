package plot

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"
)

// TestChart: whatever is drawn is well-formed and inside the picture.
func TestChart(t *testing.T) {
	nothing := math.NaN()
	lines := map[string][]Point{
		"no points": nil, "one": {{1, 1}}, "equal": {{1, 5}, {2, 5}}, "zero": {{0, 0}, {1, 0}}, "far": {{1, 1e-6}, {1e6, 1e9}},
		"negative": {{-1, -10}, {1, 10}}, "holes": {{1, 1}, {2, nothing}, {3, math.Inf(1)}, {4, 2}},
	}
	for name, points := range lines {
		for _, log := range []bool{false, true} {
			c := Chart{Title: `a & "b"`, X: "<x>", Y: "y", LogX: log, LogY: log, Lines: []Line{{Name: "<n>", Points: points}, {Name: "none"}}}
			text := c.File()
			if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Errorf("%s: coordinates that are none:\n%s", name, text)
			}
			d := xml.NewDecoder(strings.NewReader(text))
			for {
				_, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v in\n%s", name, err, text)
				}
			}
		}
	}
}

func TestTicks(t *testing.T) {
	tests := []struct {
		name     string
		log      bool
		min, max float64
		want     string
	}{
		{"whole", false, 0, 10, "0 2 4 6 8 10"},
		{"fractions", false, 0, 0.9, "0 0.2 0.4 0.6 0.8 1"},
		{"thousands", false, 0, 48000, "0 10 k 20 k 30 k 40 k 50 k"},
		{"two decades", true, 1, 90, "1 2 5 10 20 50 100"},
		{"many decades", true, 0.01, 9e3, "0.01 0.1 1 10 100 1000 10 k"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := newAxis(tt.log)
			a.take(tt.min)
			a.take(tt.max)
			a.widen()
			var got []string
			for _, tick := range a.ticks(5) {
				got = append(got, tick.Label)
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
