package netfmt

import "strings"

// isoTime reads the time after the T of ISO 8601, to the end of the text.
func (p *freeParser) isoTime() error {
	f := p.fields
	var ok bool
	if f.hour, ok = p.twoDigits(); !ok || !p.colon() {
		return badDate()
	}
	if f.minute, ok = p.twoDigits(); !ok {
		return badDate()
	}
	f.second = 0
	if p.colon() {
		if f.second, ok = p.twoDigits(); !ok {
			return badDate()
		}
		if strings.HasPrefix(p.rest(), ".") {
			if f.fraction, ok = p.fractionDigits(); !ok {
				return badDate()
			}
		}
	}
	p.skipSpace()
	if p.i < len(p.s) {
		switch p.s[p.i] {
		case '+', '-':
			if !p.readOffset() {
				return badDate()
			}
		case 'Z', 'z':
			p.i++
			f.zoned, f.utc, f.offset = true, true, 0
		}
	}
	p.skipSpace()
	if strings.HasPrefix(p.rest(), "#") && hashed(p.s) {
		p.i++
		p.skipSpace()
	}
	if strings.Trim(p.rest(), "\x00") != "" {
		return badDate()
	}
	f.year, f.month, f.day = p.year, p.numbers[0], p.numbers[1]
	f.weekday = missing
	return f.assemble()
}

// twoDigits reads exactly two digits after white space.
func (p *freeParser) twoDigits() (value int, ok bool) {
	p.skipSpace()
	rest := p.rest()
	if len(rest) < 2 || !isDigit(rest[0]) || !isDigit(rest[1]) {
		return 0, false
	}
	p.i += 2
	return int(rest[0]-'0')*10 + int(rest[1]-'0'), true
}

func (p *freeParser) colon() bool {
	p.skipSpace()
	if !strings.HasPrefix(p.rest(), ":") {
		return false
	}
	p.i++
	return true
}
