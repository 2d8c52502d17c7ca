package jsontree

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// DateParsing says what becomes of text that looks like a date when JSON is
// read (Newtonsoft's DateParseHandling).
type DateParsing uint8

const (
	// DatesAsDateTime makes DateTimes of them, the default.
	DatesAsDateTime DateParsing = iota
	// DatesAsText leaves them alone.
	DatesAsText
	// DatesAsDateTimeOffset makes DateTimeOffsets of them.
	DatesAsDateTimeOffset
)

// mayBeDate says whether text has the outline of a date: ISO 8601 with a time,
// or /Date(milliseconds)/.
func mayBeDate(text string) bool {
	if len(text) >= 19 && len(text) <= 40 && text[10] == 'T' && text[0] >= '0' && text[0] <= '9' {
		return true
	}
	return len(text) >= 9 && text[0] == '/' && strings.HasPrefix(text, "/Date(") && strings.HasSuffix(text, ")/")
}

// readDate makes the current string a date if it is one.
func (r *reader) readDate(text string) error {
	var date any
	var ok bool
	var err error
	if text[0] == '/' {
		date, ok, err = r.millisecondDate(text)
	} else {
		date, ok, err = r.isoDate(text)
	}
	if !ok || err != nil {
		return err
	}
	r.token = tokenDate
	if d, isDateTime := date.(clr.DateTime); isDateTime {
		r.value = payload{kind: KindDateTime, num: uint64(d.Ticks), dateKind: d.Kind}
		if r.keep {
			r.value.str = text
		}
		return nil
	}
	r.value = payload{kind: KindDateTimeOffset, ext: date}
	return nil
}

func (r *reader) isoDate(text string) (date any, ok bool, err error) {
	d, ok := scanISODate(text)
	if !ok {
		return nil, false, nil
	}
	if d.ticks > clr.MaxDateTicks {
		return nil, false, clr.ArgumentOutOfRange("The added or subtracted value results in an un-representable DateTime.", "value")
	}
	if r.dates == DatesAsDateTime {
		switch d.zone {
		case 'Z':
			return clr.DateTime{Ticks: d.ticks, Kind: clr.UTC}, true, nil
		case 0:
			return clr.DateTime{Ticks: d.ticks}, true, nil
		}
		utc := min(max(d.ticks-d.offset*clr.TicksPerMinute, clr.MinDateTicks), clr.MaxDateTicks)
		return clr.DateTime{Ticks: utc, Kind: clr.Local}, true, nil
	}
	if utc := d.ticks - d.offset*clr.TicksPerMinute; utc < clr.MinDateTicks || utc > clr.MaxDateTicks {
		return nil, false, nil
	}
	o, err := clr.NewDateTimeOffset(clr.DateTime{Ticks: d.ticks}, clr.TimeSpan(d.offset*clr.TicksPerMinute))
	return o, err == nil, err
}

// isoDate is a scanned date: zone is 0, 'Z', '+' or '-', offset in minutes.
type isoDate struct {
	ticks  int64
	zone   byte
	offset int64
}

// scanISODate reads yyyy-MM-ddTHH:mm:ss[.fffffff][zone].
func scanISODate(s string) (d isoDate, ok bool) {
	year, ok1 := twoDigits(s, 0)
	century := year
	year, ok2 := twoDigits(s, 2)
	year += century * 100
	month, ok3 := twoDigits(s, 5)
	day, ok4 := twoDigits(s, 8)
	hour, ok5 := twoDigits(s, 11)
	minute, ok6 := twoDigits(s, 14)
	second, ok7 := twoDigits(s, 17)
	if !(ok1 && ok2 && ok3 && ok4 && ok5 && ok6 && ok7) ||
		s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' ||
		!clr.ValidDate(year, month, day) || hour > 24 || minute > 59 || second > 59 ||
		hour == 24 && (minute != 0 || second != 0) {
		return d, false
	}
	rest := s[19:]
	fraction := 0
	if rest != "" && rest[0] == '.' {
		if fraction, rest, ok = scanFraction(rest[1:]); !ok || hour == 24 && fraction != 0 {
			return d, false
		}
	}
	date, err := clr.NewDate(year, month, day)
	if err != nil {
		return d, false
	}
	seconds := int64(hour*3600 + minute*60 + second)
	d.ticks = date.Ticks + seconds*clr.TicksPerSecond + int64(fraction)
	return d, d.scanZone(rest)
}

// scanFraction reads one to seven digits after the point as ticks.
func scanFraction(s string) (ticks int, rest string, ok bool) {
	n := 0
	for n < 7 && n < len(s) && s[n] >= '0' && s[n] <= '9' {
		ticks = ticks*10 + int(s[n]-'0')
		n++
	}
	for i := n; i < 7; i++ {
		ticks *= 10
	}
	return ticks, s[n:], n > 0
}

// scanZone reads what stands behind the time. The original reads an offset's
// hours only behind a sign but its minutes anyhow.
func (d *isoDate) scanZone(s string) bool {
	if s == "" {
		return true
	}
	if s[0] == 'Z' || s[0] == 'z' {
		d.zone = 'Z'
		return s[1:] == ""
	}
	sign := int64(1)
	hours, ok := twoDigits(s, 1)
	if ok && (s[0] == '+' || s[0] == '-') {
		d.zone = s[0]
		if s[0] == '-' {
			sign = -1
		}
		s = s[3:]
	} else {
		hours = 0
	}
	minutes := 0
	s = strings.TrimPrefix(s, ":")
	if n, ok := twoDigits(s, 0); ok {
		minutes, s = n, s[2:]
	}
	if d.zone != 0 {
		d.offset = sign * int64(hours*60+minutes)
	}
	return s == ""
}

func twoDigits(s string, at int) (n int, ok bool) {
	if at+1 >= len(s) {
		return 0, false
	}
	a, b := s[at]-'0', s[at+1]-'0'
	return int(a)*10 + int(b), a <= 9 && b <= 9
}

// millisecondDate reads /Date(123)/ and /Date(123+0200)/.
func (r *reader) millisecondDate(text string) (date any, ok bool, err error) {
	const epoch = 621_355_968_000_000_000
	inner := text[len("/Date(") : len(text)-len(")/")]
	kind := clr.UTC
	offset := clr.TimeSpan(0)
	sign := strings.IndexByte(inner[1:], '+')
	if sign < 0 {
		sign = strings.IndexByte(inner[1:], '-')
	}
	if sign >= 0 {
		kind = clr.Local
		if offset, ok = scanOffset(inner[sign+1:]); !ok {
			return nil, false, nil
		}
		inner = inner[:sign+1]
	}
	ms, err := strconv.ParseInt(inner, 10, 64)
	if err != nil || inner[0] == '+' {
		return nil, false, nil
	}
	d, err := clr.DateTimeFromTicks(ms*clr.TicksPerMillisecond+epoch, kind)
	if err != nil || r.dates == DatesAsDateTime {
		return d, err == nil, err
	}
	o, err := clr.NewDateTimeOffset(clr.DateTime{Ticks: d.Ticks + int64(offset)}, offset)
	return o, err == nil, err
}

// scanOffset reads +hh or +hhmm.
func scanOffset(s string) (clr.TimeSpan, bool) {
	hours, ok := twoDigits(s, 1)
	if !ok {
		return 0, false
	}
	minutes := 0
	if len(s) > 4 {
		if minutes, ok = twoDigits(s, 3); !ok {
			return 0, false
		}
	}
	offset := clr.TimeSpan(hours*60+minutes) * clr.TicksPerMinute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}
