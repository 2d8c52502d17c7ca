package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// setZone records an offset, which must not differ from one seen before.
func (m *dateMatcher) setZone(offset clr.TimeSpan, utc bool, letter byte) error {
	f := m.fields
	if f.zoned && f.offset != offset {
		return repeated(letter)
	}
	f.zoned, f.offset = true, offset
	f.utc = f.utc || utc
	return nil
}

// offset reads a sign, hours, and minutes for zzz.
func (m *dateMatcher) offset(n int, letter byte) error {
	if m.s == "" || m.s[0] != '+' && m.s[0] != '-' {
		return badDate()
	}
	negative := m.s[0] == '-'
	m.s = m.s[1:]
	least := 1
	if n == 2 {
		least = 2
	}
	hours, _, ok := m.takeDigits(least, 2)
	if !ok {
		return badDate()
	}
	minutes := 0
	if n > 2 {
		m.s = strings.TrimPrefix(m.s, ":")
		if minutes, _, ok = m.takeDigits(2, 2); !ok || minutes > 59 {
			return badDate()
		}
	}
	offset := clr.TimeSpan(hours*60+minutes) * clr.TicksPerMinute
	if negative {
		offset = -offset
	}
	return m.setZone(offset, false, letter)
}

// zoneName is the specifier Z, which .NET does not document: GMT or Z.
func (m *dateMatcher) zoneName() error {
	for _, name := range []string{"GMT", "Z"} {
		if !hasPrefixFold(m.s, name) {
			continue
		}
		rest := m.s[len(name):]
		if r, _ := utf8.DecodeRuneInString(rest); unicode.IsLetter(r) && rest != "" {
			continue
		}
		m.s = rest
		return m.setZone(0, true, 'Z')
	}
	return badDate()
}

// zone is the specifier K: Z, an offset or nothing.
func (m *dateMatcher) zone() error {
	if rest, ok := strings.CutPrefix(m.s, "Z"); ok {
		m.s = rest
		return m.setZone(0, true, 'K')
	}
	if m.s != "" && (m.s[0] == '+' || m.s[0] == '-') {
		return m.offset(3, 'K')
	}
	return nil
}
