package xmltree

import "github.com/gatehouse-project/gatehouse/internal/clr"

// ParseDateTime is the explicit conversion to DateTime. It reads dates and date
// times of XML Schema; .NET reads whatever DateTime.Parse with the invariant
// culture and RoundtripKind does, so other texts are given to general, which may
// be nil. Z makes a UTC value, another offset a local one (the gateway's local
// time is UTC), none an unspecified one.
func ParseDateTime(s string, general func(string) (clr.DateTime, error)) (clr.DateTime, error) {
	d, ok := scanDate(trim(s), 1)
	ticks := d.ticks - int64(d.offset)*clr.TicksPerMinute
	switch {
	case !ok || d.form != formDateTime && d.form != formDate || ticks < 0 || ticks > maxTicks:
		if general != nil {
			return general(s)
		}
		return clr.DateTime{}, clr.Format("String was not recognized as a valid DateTime.")
	case d.zone == zoneUTC:
		return clr.DateTime{Ticks: ticks, Kind: clr.UTC}, nil
	case d.zone == zoneOffset && (d.offset > 14*60 || d.offset < -14*60):
		return clr.DateTime{}, clr.Format("String was not recognized as a valid DateTime.")
	case d.zone == zoneOffset:
		return clr.DateTime{Ticks: ticks, Kind: clr.Local}, nil
	}
	return clr.DateTime{Ticks: ticks}, nil
}

// maxTicks is the last tick of the year 9999.
const maxTicks = 3652059*clr.TicksPerDay - 1

// ParseDateTimeOffset is the explicit conversion to DateTimeOffset: any of the
// date and time types of XML Schema. Without an offset the gateway's, none, is
// taken. today supplies the date of texts that have none or no year.
func ParseDateTimeOffset(s string, today clr.DateTime) (clr.DateTimeOffset, error) {
	year, _, _ := dateOf(today.Ticks / clr.TicksPerDay)
	d, ok := scanDate(trim(s), year)
	if ok && d.form == formTime {
		d.ticks = d.ticks%clr.TicksPerDay + today.Ticks/clr.TicksPerDay*clr.TicksPerDay
	}
	utc := d.ticks - int64(d.offset)*clr.TicksPerMinute
	switch {
	case !ok || d.ticks > maxTicks:
		return clr.DateTimeOffset{}, clr.Format("The string '%s' is not a valid AllXsd value.", s)
	case d.offset > 14*60 || d.offset < -14*60:
		return clr.DateTimeOffset{}, clr.ArgumentOutOfRange("Offset must be within plus or minus 14 hours.", "offset")
	case utc < 0 || utc > maxTicks:
		return clr.DateTimeOffset{}, clr.ArgumentOutOfRange("The UTC time represented when the offset is applied must be between year 0 and 10,000.", "offset")
	}
	return clr.DateTimeOffset{Ticks: d.ticks, Offset: d.offset}, nil
}

type dateForm uint8

const (
	formDateTime dateForm = iota
	formDate
	formTime
	formYearMonth
	formYear
	formMonthDay // in the leap year 1904
	formMonth
	formDay
)

type zone uint8

const (
	zoneNone zone = iota
	zoneUTC
	zoneOffset
)

// scannedDate is a date or time as written, before its offset is applied.
type scannedDate struct {
	form   dateForm
	ticks  int64
	zone   zone
	offset int16 // minutes
}

// scanDate reads any of the eight types; defaultYear is the year of those that
// have a month or a day alone.
func scanDate(s string, defaultYear int64) (d scannedDate, ok bool) {
	p := dateScanner{s: s}
	year, month, day := defaultYear, int64(1), int64(1)
	switch {
	case p.literal("---"):
		d.form, day = formDay, p.digits(2)
	case p.literal("--"):
		d.form, month = formMonth, p.digits(2)
		if p.literal("--") || !p.literal("-") {
			break // --MM-- is an old spelling of --MM
		}
		d.form, year, day = formMonthDay, 1904, p.digits(2)
	case len(s) > 2 && s[2] == ':':
		d.form, d.ticks = formTime, p.clock()
	default:
		d.form, year = formYear, p.digits(4)
		if !p.literal("-") {
			break
		}
		d.form, month = formYearMonth, p.digits(2)
		if !p.literal("-") {
			break
		}
		d.form, day = formDate, p.digits(2)
		if p.literal("T") {
			d.form, d.ticks = formDateTime, p.clock()
		}
	}
	if p.bad || year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month) {
		return d, false
	}
	d.zone, d.offset = p.zone()
	d.ticks += dayNumber(year, month, day) * clr.TicksPerDay
	return d, !p.bad && p.s == ""
}

type dateScanner struct {
	s   string
	bad bool
}

func (p *dateScanner) literal(prefix string) bool {
	if len(p.s) < len(prefix) || p.s[:len(prefix)] != prefix {
		return false
	}
	p.s = p.s[len(prefix):]
	return true
}

func (p *dateScanner) digits(n int) (v int64) {
	if len(p.s) < n {
		p.bad = true
		return 0
	}
	for i := range n {
		if c := p.s[i]; c < '0' || c > '9' {
			p.bad = true
		}
		v = v*10 + int64(p.s[i]-'0')
	}
	p.s = p.s[n:]
	return v
}

// clock reads hh:mm:ss and a fraction of any length, rounded to ticks.
func (p *dateScanner) clock() (ticks int64) {
	hour := p.digits(2)
	p.bad = p.bad || !p.literal(":")
	minute := p.digits(2)
	p.bad = p.bad || !p.literal(":")
	second := p.digits(2)
	p.bad = p.bad || hour > 23 || minute > 59 || second > 59
	ticks = hour*clr.TicksPerHour + minute*clr.TicksPerMinute + second*clr.TicksPerSecond
	if !p.literal(".") {
		return ticks
	}
	count := 0
	for scale := int64(clr.TicksPerSecond); p.s != "" && p.s[0] >= '0' && p.s[0] <= '9'; count++ {
		digit := int64(p.s[0] - '0')
		if scale == 1 && digit >= 5 { // the eighth digit rounds
			ticks++
		}
		scale /= 10
		ticks += digit * scale
		p.s = p.s[1:]
	}
	p.bad = p.bad || count == 0
	return ticks
}

func (p *dateScanner) zone() (zone, int16) {
	switch {
	case p.s == "":
		return zoneNone, 0
	case p.literal("Z"), p.literal("z"):
		return zoneUTC, 0
	}
	sign := int64(1)
	if !p.literal("+") {
		if !p.literal("-") {
			p.bad = true
			return zoneNone, 0
		}
		sign = -1
	}
	hours := p.digits(2)
	p.bad = p.bad || !p.literal(":")
	minutes := p.digits(2)
	p.bad = p.bad || minutes > 59
	return zoneOffset, int16(sign * (hours*60 + minutes))
}
