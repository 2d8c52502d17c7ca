package xsd

import (
	"strconv"
	"strings"
	"time"
)

// moment is a value of a type of dates and durations: months, and seconds with
// their fraction. Dates count seconds from the year 0.
type moment struct {
	months  int64
	seconds float64
}

func (m moment) compare(o moment) int {
	// A month has about 30.44 days.
	a, b := float64(m.months)*2629746+m.seconds, float64(o.months)*2629746+o.seconds
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// parseMoment reads a value of one of the types; ok is false for none.
func parseMoment(kind, s string) (m moment, ok bool) {
	if kind == "duration" {
		return parseDuration(s)
	}
	s, zone, ok := cutZone(s)
	if !ok {
		return m, false
	}
	year, month, day, seconds := int64(1904), 1, 1, 0.0
	switch kind {
	case "dateTime":
		date, clock, found := strings.Cut(s, "T")
		year, month, day, ok = parseDate(date)
		if seconds, found = parseClock(clock, found); !ok || !found {
			return m, false
		}
	case "date":
		year, month, day, ok = parseDate(s)
	case "time":
		seconds, ok = parseClock(s, true)
	case "gYear":
		year, month, day, ok = parseDate(s + "-01-01")
	case "gYearMonth":
		year, month, day, ok = parseDate(s + "-01")
	case "gMonthDay", "gDay":
		rest, dashes := strings.CutPrefix(s, "-")
		full := "1904" + rest
		if kind == "gDay" {
			full = "1904-01" + strings.TrimPrefix(rest, "-")
			dashes = dashes && strings.HasPrefix(rest, "--")
		}
		year, month, day, ok = parseDate(full)
		ok = ok && dashes
	case "gMonth":
		rest, dashes := strings.CutPrefix(s, "-")
		year, month, day, ok = parseDate("1904" + strings.TrimSuffix(rest, "--") + "-01")
		ok = ok && dashes
	}
	if !ok {
		return m, false
	}
	t := time.Date(int(year), time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return moment{seconds: float64(t.Unix()) + seconds - zone}, true
}

// cutZone takes the time zone off; it gives seconds.
func cutZone(s string) (rest string, seconds float64, ok bool) {
	if rest, found := strings.CutSuffix(s, "Z"); found {
		return rest, 0, true
	}
	if len(s) < 6 || s[len(s)-3] != ':' || s[len(s)-6] != '+' && s[len(s)-6] != '-' {
		return s, 0, true
	}
	at := len(s) - 6
	hours, ok1 := number(s[at+1 : at+3])
	minutes, ok2 := number(s[at+4:])
	if !ok1 || !ok2 || hours > 14 || minutes > 59 || hours == 14 && minutes > 0 {
		return s, 0, false
	}
	seconds = float64(hours*3600 + minutes*60)
	if s[at] == '-' {
		seconds = -seconds
	}
	return s[:at], seconds, true
}

func number(s string) (int, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" || len(s) > 9 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}

func parseDate(s string) (year int64, month, day int, ok bool) {
	rest, negative := strings.CutPrefix(s, "-")
	parts := strings.Split(rest, "-")
	if len(parts) != 3 || len(parts[0]) < 4 || len(parts[0]) > 9 || len(parts[1]) != 2 || len(parts[2]) != 2 {
		return 0, 0, 0, false
	}
	y, ok1 := number(parts[0])
	m, ok2 := number(parts[1])
	d, ok3 := number(parts[2])
	if !ok1 || !ok2 || !ok3 || y == 0 || m < 1 || m > 12 || d < 1 {
		return 0, 0, 0, false
	}
	if negative {
		y = -y
	}
	if t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC); t.Day() != d {
		return 0, 0, 0, false
	}
	return int64(y), m, d, true
}

func parseClock(s string, ok bool) (float64, bool) {
	parts := strings.Split(s, ":")
	if !ok || len(parts) != 3 || len(parts[0]) != 2 || len(parts[1]) != 2 {
		return 0, false
	}
	whole, fraction, hasFraction := strings.Cut(parts[2], ".")
	h, ok1 := number(parts[0])
	m, ok2 := number(parts[1])
	sec, ok3 := number(whole)
	if !ok1 || !ok2 || !ok3 || len(whole) != 2 || h > 24 || m > 59 || sec > 59 || h == 24 && (m > 0 || sec > 0) {
		return 0, false
	}
	total := float64(h*3600 + m*60 + sec)
	if hasFraction {
		f, err := strconv.ParseFloat("0."+fraction, 64)
		if err != nil || fraction == "" || strings.Trim(fraction, "0123456789") != "" {
			return 0, false
		}
		total += f
	}
	return total, true
}

// parseDuration reads P1Y2M3DT4H5M6.7S.
func parseDuration(s string) (m moment, ok bool) {
	rest, negative := strings.CutPrefix(s, "-")
	rest, ok = strings.CutPrefix(rest, "P")
	if !ok || rest == "" || strings.HasSuffix(rest, "T") {
		return m, false
	}
	date, clock, _ := strings.Cut(rest, "T")
	for _, part := range []struct{ text, units string }{{date, "YMD"}, {clock, "HMS"}} {
		text, units := part.text, part.units
		for text != "" {
			i := strings.IndexAny(text, "YMDHS")
			if i <= 0 {
				return m, false
			}
			at := strings.IndexByte(units, text[i])
			if at < 0 {
				return m, false
			}
			unit := units[at]
			units = units[at+1:]
			n, err := strconv.ParseFloat(text[:i], 64)
			if err != nil || strings.Trim(text[:i], "0123456789.") != "" || unit != 'S' && strings.Contains(text[:i], ".") || i > 12 {
				return m, false
			}
			text = text[i+1:]
			switch {
			case unit == 'Y':
				m.months += int64(n) * 12
			case unit == 'M' && part.units == "YMD":
				m.months += int64(n)
			case unit == 'D':
				m.seconds += n * 86400
			case unit == 'H':
				m.seconds += n * 3600
			case unit == 'M':
				m.seconds += n * 60
			default:
				m.seconds += n
			}
		}
	}
	if negative {
		m.months, m.seconds = -m.months, -m.seconds
	}
	return m, true
}
