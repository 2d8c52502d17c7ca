package netfmt

import (
	"strings"
	"unicode"
)

// cut takes a literal off the text.
func (m *dateMatcher) cut(literal string) bool {
	rest, ok := strings.CutPrefix(m.s, literal)
	if ok {
		m.s = rest
	}
	return ok
}

// literal matches what is no specifier.
func (m *dateMatcher) literal(ch byte) error {
	switch ch {
	case ':':
		m.format = m.format[1:]
		if m.cut(":") || m.cut(m.c.date.timeSep) {
			return nil
		}
		return badDate()
	case '/':
		m.format = m.format[1:]
		if m.cut("/") || m.cut(m.c.date.dateSep) {
			return nil
		}
		return badDate()
	case '\'', '"':
		return m.quoted()
	case '%':
		m.format = m.format[1:]
		if m.format == "" || m.format[0] == '%' {
			return badSpecifier()
		}
		return nil
	case '\\':
		if len(m.format) < 2 {
			return badSpecifier()
		}
		escaped := m.format[1:2]
		m.format = m.format[2:]
		if !m.cut(escaped) {
			return badDate()
		}
		return nil
	case '.':
		return m.pointLiteral()
	case ' ':
		return m.space()
	}
	if hasPrefixFold(m.format, "GMT") {
		m.format = m.format[3:]
		m.fields.zoned, m.fields.offset = true, 0
		if !m.cut("GMT") {
			return badDate()
		}
		return nil
	}
	literal := m.format[:1]
	m.format = m.format[1:]
	if !m.cut(literal) {
		return badDate()
	}
	return nil
}

// pointLiteral matches a point, which may be missing before an optional
// fraction.
func (m *dateMatcher) pointLiteral() error {
	m.format = m.format[1:]
	if m.cut(".") {
		return nil
	}
	if strings.HasPrefix(m.format, "F") {
		m.format = strings.TrimLeft(m.format, "F")
		return nil
	}
	return badDate()
}

// space matches a space. Where trailing white space is allowed, what follows may
// match nothing.
func (m *dateMatcher) space() error {
	m.format = m.format[1:]
	if m.styles&DateAllowInnerWhite != 0 || m.cut(" ") {
		return nil
	}
	if m.styles&DateAllowTrailingWhite != 0 && m.format != "" && m.format[0] != ' ' {
		return m.step()
	}
	return badDate()
}

func (m *dateMatcher) quoted() error {
	var buffer [stackDigits]byte
	text, length, err := quotedText(buffer[:0], m.format)
	if err != nil {
		return err
	}
	m.format = m.format[length:]
	for i := range text {
		if text[i] == ' ' && m.styles&DateAllowInnerWhite != 0 {
			m.s = strings.TrimLeftFunc(m.s, unicode.IsSpace)
		} else if !m.cut(string(text[i : i+1])) {
			return badDate()
		}
	}
	if m.zoneQuote != "" && string(text) == m.zoneQuote {
		m.fields.zoned, m.fields.offset = true, 0
	}
	return nil
}
