package catalog

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseDuration reads an ISO 8601 duration (PT1M, P1DT12H, PT0.5S) or one in
// the form of .NET (00:01:00, 1.00:00:00), as the management API takes them for
// circuit breakers. Years and months have no fixed length and are refused.
func ParseDuration(s string) (time.Duration, bool) {
	if d, ok := strings.CutPrefix(s, "P"); ok {
		return isoDuration(d)
	}
	return clockDuration(s)
}

func isoDuration(s string) (time.Duration, bool) {
	date, clock, hasClock := strings.Cut(s, "T")
	total, n, ok := addUnits(date, "WD", []float64{7 * 86400, 86400})
	if !ok {
		return 0, false
	}
	if hasClock {
		seconds, m, ok := addUnits(clock, "HMS", []float64{3600, 60, 1})
		if !ok || m == 0 {
			return 0, false
		}
		total, n = total+seconds, n+m
	}
	if n == 0 || total > math.MaxInt64/float64(time.Second) {
		return 0, false
	}
	return time.Duration(math.Round(total * float64(time.Second))), true
}

// addUnits adds up numbers followed by unit letters that come in order.
func addUnits(s, units string, seconds []float64) (total float64, n int, ok bool) {
	next := 0
	for s != "" {
		i := strings.IndexAny(s, units[next:])
		if i <= 0 {
			return 0, 0, false
		}
		at := strings.IndexByte(units, s[i])
		number := strings.Replace(s[:i], ",", ".", 1)
		f, err := strconv.ParseFloat(number, 64)
		if err != nil || strings.ContainsAny(number, "+-eExXiInN_") {
			return 0, 0, false
		}
		total += f * seconds[at]
		next, s, n = at+1, s[i+1:], n+1
	}
	return total, n, true
}

func clockDuration(s string) (time.Duration, bool) {
	days, clock, hasDays := strings.Cut(s, ".")
	var total int64
	if hasDays && strings.Contains(clock, ":") {
		d, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, false
		}
		total = int64(d) * 86400
	} else {
		clock = s
	}
	parts := strings.Split(clock, ":")
	if len(parts) != 3 {
		return 0, false
	}
	for i, limit := range []uint64{24, 60, 60} {
		v, err := strconv.ParseUint(parts[i], 10, 16)
		if err != nil || v >= limit {
			return 0, false
		}
		total += int64(v) * []int64{3600, 60, 1}[i]
	}
	return time.Duration(total) * time.Second, true
}
