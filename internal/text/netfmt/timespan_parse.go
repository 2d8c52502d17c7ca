package netfmt

import (
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

func badSpan() error { return clr.Format("String was not recognized as a valid TimeSpan.") }

func spanOverflow() error {
	return clr.Throw("System.OverflowException", "The TimeSpan could not be parsed because at least one of the numeric components is out of range or contains too many digits.")
}

// spanNumber is a run of digits. Values beyond every component are cut off, and
// only the first seven digits of a fraction make its ticks.
type spanNumber struct {
	value  uint64
	digits string
}

const (
	// maxSpanDays is the largest count of whole days in a TimeSpan.
	maxSpanDays = 10_675_199
	// maxSpanNumber is where .NET stops reading and reports an overflow,
	// whatever else is wrong with the text.
	maxSpanNumber = 1 << 28
)

func readSpanNumber(s string) (n spanNumber, rest string) {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		n.value = min(n.value*10+uint64(s[i]-'0'), maxSpanNumber)
		i++
	}
	n.digits = s[:i]
	return n, s[i:]
}

// ticks reads the digits as a fraction of a second.
func (n spanNumber) ticks() (ticks uint64, ok bool) {
	if len(n.digits) > 7 {
		return 0, false
	}
	return n.value * uint64(fractionUnits[7-len(n.digits)]), true
}

// spanFields are the components of a time span as read.
type spanFields struct {
	days, hours, minutes, seconds uint64
	fraction                      uint64
}

// span adds the components up; ok is false when one is out of range, or all.
func (f spanFields) span(negative bool) (t clr.TimeSpan, ok bool) {
	if f.days > maxSpanDays || f.hours > 23 || f.minutes > 59 || f.seconds > 59 {
		return 0, false
	}
	ticks := f.days*clr.TicksPerDay + f.hours*clr.TicksPerHour + f.minutes*clr.TicksPerMinute +
		f.seconds*clr.TicksPerSecond + f.fraction
	limit := uint64(clr.MaxTimeSpan)
	if negative {
		limit++
	}
	if ticks > limit {
		return 0, false
	}
	if negative {
		return clr.TimeSpan(-ticks), true
	}
	return clr.TimeSpan(ticks), true
}

// ParseTimeSpan is TimeSpan.Parse: [-]d, [-][d.]hh:mm[:ss[.fffffff]] and
// [-]d:hh:mm:ss[.fffffff], with white space around. It throws
// System.FormatException, and System.OverflowException for components out of
// range.
func ParseTimeSpan(s string, c *Culture) (clr.TimeSpan, error) {
	s, negative := strings.CutPrefix(strings.TrimFunc(s, unicode.IsSpace), "-")
	return parseSpan(s, negative, c, spanAny)
}

// spanForm narrows down what parseSpan takes.
type spanForm uint8

const (
	spanAny spanForm = iota
	// spanConstant is the form c, without culture and without a colon after the
	// days.
	spanConstant
	// spanShort and spanLong are the forms g and G.
	spanShort
	spanLong
)

func parseSpan(s string, negative bool, c *Culture, form spanForm) (clr.TimeSpan, error) {
	var numbers [5]spanNumber
	var separators [4]string
	count := 0
	for rest := s; ; count++ {
		if count == len(numbers) {
			return 0, badSpan()
		}
		numbers[count], rest = readSpanNumber(rest)
		switch {
		case numbers[count].digits == "":
			return 0, badSpan()
		case numbers[count].value == maxSpanNumber:
			return 0, spanOverflow()
		}
		if rest == "" {
			count++
			break
		}
		separator := strings.IndexAny(rest, "0123456789")
		if separator < 0 || count == len(separators) {
			return 0, badSpan()
		}
		separators[count], rest = rest[:separator], rest[separator:]
	}
	matched := false
	for _, layout := range spanLayouts {
		if layout.count() != count || !layout.matches(separators[:count-1], c, form) {
			continue
		}
		matched = true
		if t, ok := layout.span(numbers[:count], negative); ok {
			return t, nil
		}
	}
	if matched {
		return 0, spanOverflow()
	}
	return 0, badSpan()
}

// spanLayout is a row of components with their separators; a comma stands for
// the culture's decimal separator.
type spanLayout string

// spanLayouts are tried in this order.
var spanLayouts = []spanLayout{
	"d", "h:m", "h:m:s", "d:h:m", "d.h:m",
	"h:m:s.f", "h:m:s,f", "d.h:m:s", "d:h:m:s",
	"d.h:m:s.f", "d:h:m:s,f",
}

func (l spanLayout) count() int { return len(l)/2 + 1 }

func (l spanLayout) matches(separators []string, c *Culture, form spanForm) bool {
	dotted := strings.Contains(string(l), "d.")
	local := strings.Contains(string(l), ",") || strings.Contains(string(l), "d:")
	switch form {
	case spanConstant:
		if local || l == "d:h:m" {
			return false
		}
	case spanShort:
		if dotted || strings.Contains(string(l), ".") {
			return false
		}
	case spanLong:
		if l != "d:h:m:s,f" {
			return false
		}
	}
	for i, separator := range separators {
		want := string(l[2*i+1])
		if want == "," {
			want = c.number.decimal
		}
		if separator != want {
			return false
		}
	}
	return true
}

func (l spanLayout) span(numbers []spanNumber, negative bool) (clr.TimeSpan, bool) {
	var f spanFields
	ok := true
	for i, n := range numbers {
		switch l[2*i] {
		case 'd':
			f.days = n.value
		case 'h':
			f.hours = n.value
		case 'm':
			f.minutes = n.value
		case 's':
			f.seconds = n.value
		case 'f':
			f.fraction, ok = n.ticks()
		}
	}
	if !ok {
		return 0, false
	}
	return f.span(negative)
}
