package netregex

import "strings"

// Escape returns a pattern that matches a text literally: Regex.Escape. White
// space and # are escaped, too, closing brackets are not.
func Escape(s string) string {
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if category(rune(c)) == 0 {
			continue
		}
		b.WriteString(s[done:i])
		b.WriteByte('\\')
		switch c {
		case '\n':
			c = 'n'
		case '\r':
			c = 'r'
		case '\t':
			c = 't'
		case '\f':
			c = 'f'
		}
		b.WriteByte(c)
		done = i + 1
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// Unescape turns escapes of characters into the characters: Regex.Unescape.
func Unescape(s string) (string, error) {
	if strings.IndexByte(s, '\\') < 0 {
		return s, nil
	}
	units, _ := toUnits(s)
	p := pattern{text: s, p: units}
	var out []rune
	for p.left() > 0 {
		c := p.next()
		if c != '\\' {
			out = append(out, c)
			continue
		}
		if p.left() == 0 {
			break
		}
		u, err := p.charEscape()
		if err != nil {
			return "", err
		}
		out = append(out, u)
	}
	return fromUnits(out), nil
}
