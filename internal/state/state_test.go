package state

import (
	"testing"
	"time"
)

func TestSeconds(t *testing.T) {
	for wait, want := range map[time.Duration]int{
		0: 1, -time.Second: 1, 1: 1, time.Second: 1, time.Second + 1: 2, 7500 * time.Millisecond: 8, 8 * time.Second: 8, 1801*time.Second + 1: 1802,
	} {
		if got := Seconds(wait); got != want {
			t.Errorf("Seconds(%v) is %d, want %d", wait, got, want)
		}
	}
}

func TestPeriodAt(t *testing.T) {
	at := func(text string) time.Time {
		moment, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			t.Fatal(err)
		}
		return moment
	}
	tests := []struct {
		name, start string
		period      time.Duration
		now, end    string
		index       int64
	}{
		// The first test case of reference quota-by-key.md.
		{"first", "2024-01-01T00:00:00Z", 300 * time.Second, "2024-01-01T00:04:30Z", "2024-01-01T00:05:00Z", 0},
		{"last moment", "2024-01-01T00:00:00Z", 300 * time.Second, "2024-01-01T00:04:59.999999999Z", "2024-01-01T00:05:00Z", 0},
		{"second", "2024-01-01T00:00:00Z", 300 * time.Second, "2024-01-01T00:05:00Z", "2024-01-01T00:10:00Z", 1},
		{"before the start", "2024-01-01T00:00:00Z", time.Hour, "2023-12-31T23:59:59Z", "2024-01-01T00:00:00Z", -1},
		{"on a boundary before the start", "2024-01-01T00:00:00Z", time.Hour, "2023-12-31T23:00:00Z", "2024-01-01T00:00:00Z", -1},
		{"year 1", "0001-01-01T00:00:00Z", 24 * time.Hour, "2024-01-01T12:00:00Z", "2024-01-02T00:00:00Z", 738885},
		{"year 1, 7 s", "0001-01-01T00:00:00Z", 7 * time.Second, "2024-01-01T00:00:00Z", "2024-01-01T00:00:07Z", 9119952000},
		{"another zone", "2024-01-01T02:00:00+02:00", time.Hour, "2024-01-01T00:30:00Z", "2024-01-01T01:00:00Z", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			index, end, ok := Allowance{Period: test.period, Start: at(test.start)}.PeriodAt(at(test.now))
			if !ok || !end.Equal(at(test.end)) {
				t.Errorf("ends %v, %v; want %s", end.UTC(), ok, test.end)
			}
			if index != test.index {
				t.Errorf("index %d, want %d", index, test.index)
			}
			if again, _, _ := (Allowance{Period: test.period, Start: at(test.start)}).PeriodAt(end); again != index+1 {
				t.Errorf("the period after %d is %d", index, again)
			}
		})
	}
	for _, period := range []time.Duration{0, -time.Second, 999 * time.Nanosecond} {
		if index, _, ok := (Allowance{Period: period, Start: at("2024-01-01T00:00:00Z")}).PeriodAt(time.Now()); ok || index != 0 {
			t.Errorf("a period of %v ends", period)
		}
	}
}
