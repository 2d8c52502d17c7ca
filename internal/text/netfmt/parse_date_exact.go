package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// parseExactDate tries the formats in turn. A single format that fails says why;
// several say only that none fits.
func parseExactDate(s string, formats []string, c *Culture, styles DateTimeStyles, now Clock, keepsOffset bool) (*dateFields, error) {
	switch {
	case s == "":
		return nil, badDate()
	case len(formats) == 0:
		return nil, clr.Format("No format specifiers were provided.")
	}
	for _, format := range formats {
		f := newDateFields(styles, now, keepsOffset)
		err := matchDate(s, format, c, f)
		if err == nil {
			return f, nil
		}
		if len(formats) == 1 || len(format) <= 1 && unknownFormat(err) {
			return nil, err
		}
	}
	return nil, badDate()
}

// unknownFormat reports whether a format, not the text, is what is wrong.
func unknownFormat(err error) bool {
	e, ok := err.(*clr.Exception)
	return ok && (e.Message == badFormat().Error() || e.Message == badSpecifier().Error())
}

// dateMatcher reads a text along a format.
type dateMatcher struct {
	s, format string
	c         *Culture
	fields    *dateFields
	styles    DateTimeStyles

	designator wordKind
	// twoDigitYear and hour12 say that the format has y or yy, and h.
	twoDigitYear, hour12 bool
	// fractioned says that fields.fraction is set.
	fractioned bool
	// zoneQuote is the quoted text that means UTC in the formats R and u when
	// an offset is wanted.
	zoneQuote string
}

func matchDate(s, format string, c *Culture, f *dateFields) error {
	if format == "" {
		return badSpecifier()
	}
	m := dateMatcher{s: s, format: format, c: c, fields: f, styles: f.styles}
	if utf16Length(format) == 1 {
		if err := m.expand(format[0]); err != nil {
			return err
		}
	}
	if f.styles&DateAllowTrailingWhite != 0 {
		m.format = strings.TrimRightFunc(m.format, unicode.IsSpace)
		m.s = strings.TrimRightFunc(m.s, unicode.IsSpace)
	}
	if f.styles&DateAllowLeadingWhite != 0 {
		m.format = strings.TrimLeftFunc(m.format, unicode.IsSpace)
		m.s = strings.TrimLeftFunc(m.s, unicode.IsSpace)
	}
	for m.format != "" {
		if f.styles&DateAllowInnerWhite != 0 {
			m.s = strings.TrimLeftFunc(m.s, unicode.IsSpace)
		}
		if err := m.step(); err != nil {
			return err
		}
	}
	if m.s != "" || !m.finishYear() || !m.finishHour() {
		return badDate()
	}
	return f.assemble()
}

// expand replaces a standard format by its pattern.
func (m *dateMatcher) expand(letter byte) error {
	if letter == 'U' {
		if m.fields.keepsOffset {
			return badSpecifier()
		}
		m.fields.zoned, m.fields.utc = true, true
	}
	pattern, used, ok := datePattern(letter, m.c)
	if !ok {
		return badFormat()
	}
	m.format, m.c = pattern, used
	if m.fields.keepsOffset {
		switch letter {
		case 'r', 'R':
			m.zoneQuote = "GMT"
		case 'u':
			m.zoneQuote = "Z"
		}
	}
	return nil
}

// finishYear extends a year of two digits.
func (m *dateMatcher) finishYear() bool {
	if m.twoDigitYear {
		if m.fields.year >= 100 {
			return false
		}
		m.fields.year = fullYear(m.fields.year)
	}
	return true
}

// finishHour brings hour and designator together.
func (m *dateMatcher) finishHour() bool {
	f := m.fields
	if !m.hour12 {
		return !(m.designator == amWord && f.hour >= 12 || m.designator == pmWord && f.hour < 12)
	}
	if f.hour > 12 {
		return false
	}
	f.hour %= 12
	if m.designator == pmWord {
		f.hour += 12
	}
	return true
}

// step matches one specifier or literal of the format.
func (m *dateMatcher) step() error {
	f := m.fields
	n := runLength(m.format)
	letter := m.format[0]
	switch letter {
	case 'y':
		m.format = m.format[n:]
		m.twoDigitYear = m.twoDigitYear || n <= 2
		return m.number(&f.year, n, letter)
	case 'M':
		m.format = m.format[n:]
		switch n {
		case 1, 2:
			return m.number(&f.month, n, letter)
		case 3:
			return m.name(&f.month, m.c.date.shortMonths[:], 1, letter)
		}
		return m.name(&f.month, m.c.date.months[:], 1, letter)
	case 'd':
		m.format = m.format[n:]
		switch n {
		case 1, 2:
			return m.number(&f.day, n, letter)
		case 3:
			return m.name(&f.weekday, m.c.date.shortDays[:], 0, letter)
		}
		return m.name(&f.weekday, m.c.date.days[:], 0, letter)
	case 'h', 'H', 'm', 's':
		m.format = m.format[n:]
		m.hour12 = m.hour12 || letter == 'h'
		field := map[byte]*int{'h': &f.hour, 'H': &f.hour, 'm': &f.minute, 's': &f.second}[letter]
		return m.number(field, min(n, 2), letter)
	case 'f', 'F':
		m.format = m.format[n:]
		return m.fraction(n, letter)
	case 'g':
		m.format = m.format[n:]
		return m.era()
	case 't':
		m.format = m.format[n:]
		return m.designate(n)
	case 'z':
		m.format = m.format[n:]
		return m.offset(n, letter)
	case 'Z':
		m.format = m.format[1:]
		return m.zoneName()
	case 'K':
		m.format = m.format[1:]
		return m.zone()
	}
	return m.literal(letter)
}

// repeated is the error of two specifiers that contradict each other.
func repeated(letter byte) error {
	return clr.Format("DateTime pattern '%c' appears more than once with different values.", letter)
}

func set(field *int, value int, letter byte) error {
	if *field != missing && *field != value {
		return repeated(letter)
	}
	*field = value
	return nil
}

// maxDateNumber is beyond every field, so that larger numbers need not be told
// apart.
const maxDateNumber = 1_000_000_000

// takeDigits reads between least and most digits.
func (m *dateMatcher) takeDigits(least, most int) (value, length int, ok bool) {
	for length < min(most, len(m.s)) && isDigit(m.s[length]) {
		value = min(value*10+int(m.s[length]-'0'), maxDateNumber)
		length++
	}
	if length < least {
		return 0, 0, false
	}
	m.s = m.s[length:]
	return value, length, true
}

// number reads a number of n digits; a single letter takes one or two.
func (m *dateMatcher) number(field *int, n int, letter byte) error {
	most := n
	if n == 1 {
		most = 2
	}
	value, _, ok := m.takeDigits(n, most)
	if !ok {
		return badDate()
	}
	return set(field, value, letter)
}

// name reads the longest name that fits; the first has the value base.
func (m *dateMatcher) name(field *int, names []string, base int, letter byte) error {
	found, length := missing, 0
	for i, name := range names {
		if len(name) > length && hasPrefixFold(m.s, name) {
			found, length = i+base, len(name)
		}
	}
	if found == missing {
		return badDate()
	}
	m.s = m.s[length:]
	return set(field, found, letter)
}

func (m *dateMatcher) fraction(n int, letter byte) error {
	if n > 7 {
		return badDate()
	}
	value, length, _ := m.takeDigits(0, n)
	if letter == 'f' && length < n {
		return badDate()
	}
	fraction := float64(value) / float64(fractionUnits[length])
	if m.fractioned && fraction != m.fields.fraction {
		return repeated(letter)
	}
	m.fractioned, m.fields.fraction = true, fraction
	return nil
}

func (m *dateMatcher) era() error {
	for _, era := range []string{m.c.date.era, "AD"} {
		if hasPrefixFold(m.s, era) {
			m.s = m.s[len(era):]
			return nil
		}
	}
	return badDate()
}

func (m *dateMatcher) designate(n int) error {
	found := noWord
	for _, d := range []struct {
		text string
		kind wordKind
	}{{m.c.date.am, amWord}, {m.c.date.pm, pmWord}} {
		text := d.text
		if n == 1 {
			_, size := utf8.DecodeRuneInString(text)
			text = text[:size]
			if !strings.HasPrefix(m.s, text) {
				continue
			}
		}
		if found == noWord && hasPrefixFold(m.s, text) {
			found = d.kind
			m.s = m.s[len(text):]
		}
	}
	if found == noWord {
		return badDate()
	}
	if m.designator != noWord && m.designator != found {
		return repeated('t')
	}
	m.designator = found
	return nil
}
