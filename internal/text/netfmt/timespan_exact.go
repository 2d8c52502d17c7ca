package netfmt

import (
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// ParseTimeSpanExact is TimeSpan.ParseExact with one of the formats c, g, G or
// custom ones. assumeNegative is TimeSpanStyles.AssumeNegative and concerns
// custom formats only. It throws like ParseTimeSpan, also for a format that
// cannot be used.
func ParseTimeSpanExact(s string, formats []string, c *Culture, assumeNegative bool) (clr.TimeSpan, error) {
	if len(formats) == 0 {
		return 0, badSpecifier()
	}
	for _, format := range formats {
		t, err := matchSpan(s, format, c, assumeNegative)
		if err == nil || len(formats) == 1 || format == "" {
			return t, err
		}
	}
	return 0, badSpan()
}

func matchSpan(s, format string, c *Culture, negative bool) (clr.TimeSpan, error) {
	if len(format) > 1 {
		m := spanMatcher{s: s, format: format, length: len(s)}
		return m.match(negative)
	}
	form := spanAny
	switch format {
	case "c", "t", "T":
		form = spanConstant
	case "g":
		form = spanShort
	case "G":
		form = spanLong
	default:
		return 0, badSpecifier()
	}
	s, minus := strings.CutPrefix(strings.TrimSpace(s), "-")
	return parseSpan(s, minus, c, form)
}

// spanMatcher reads a text along a custom format.
type spanMatcher struct {
	s, format string
	length    int // of the whole text, in bytes
	fields    spanFields
	// seen holds the letters that the format had already: each may stand once.
	seen string
}

func (m *spanMatcher) match(negative bool) (clr.TimeSpan, error) {
	for m.format != "" {
		if err := m.step(); err != nil {
			return 0, err
		}
	}
	if m.s != "" {
		return 0, badSpan()
	}
	t, ok := m.fields.span(negative)
	if !ok {
		return 0, spanOverflow()
	}
	return t, nil
}

func (m *spanMatcher) step() error {
	n := runLength(m.format)
	letter := m.format[0]
	switch letter {
	case '\'', '"':
		var buffer [stackDigits]byte
		text, length, err := quotedText(buffer[:0], m.format)
		if err != nil {
			return err
		}
		m.format = m.format[length:]
		return m.literal(string(text))
	case '\\':
		if len(m.format) < 2 {
			return badFormat()
		}
		text := m.format[1:2]
		m.format = m.format[2:]
		return m.literal(text)
	case '%':
		if len(m.format) < 2 || m.format[1] == '%' {
			return badFormat()
		}
		m.format = m.format[1:]
		return nil
	}
	m.format = m.format[n:]
	// A single letter takes the digits it finds, several as many as they are.
	least, most := n, n
	var field *uint64
	limit := 2
	switch letter {
	case 'd':
		field, limit = &m.fields.days, 8
		if n == 1 {
			most = 8
		}
	case 'h':
		field = &m.fields.hours
	case 'm':
		field = &m.fields.minutes
	case 's':
		field = &m.fields.seconds
	case 'f':
		limit = 7
	case 'F':
		least, limit = 0, 7
	default:
		return badFormat()
	}
	if n == 1 && limit == 2 {
		most = 2
	}
	if n > limit || strings.ContainsRune(m.seen, rune(letter|0x20)) {
		return badFormat()
	}
	m.seen += string(rune(letter | 0x20))
	return m.number(field, least, most)
}

// number reads a component; a nil field is the fraction.
func (m *spanMatcher) number(field *uint64, least, most int) error {
	length := 0
	for length < min(most, len(m.s)) && isDigit(m.s[length]) {
		length++
	}
	if length < least {
		return badFormat()
	}
	n, _ := readSpanNumber(m.s[:length])
	if length == 0 && len(m.s) == m.length {
		// The reader of .NET cannot step back from the first character, which is lost
		// when optional digits are looked for there.
		_, length = utf8.DecodeRuneInString(m.s)
	}
	m.s = m.s[length:]
	if field != nil {
		*field = n.value
		return nil
	}
	m.fields.fraction, _ = n.ticks()
	return nil
}

func (m *spanMatcher) literal(text string) error {
	rest, ok := strings.CutPrefix(m.s, text)
	if !ok {
		return badFormat()
	}
	m.s = rest
	return nil
}
