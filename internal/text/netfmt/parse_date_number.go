package netfmt

import "github.com/gatehouse-project/gatehouse/internal/clr"

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// maxDateDigits is the length of the longest number in a date.
const maxDateDigits = 8

// digits reads a run of digits.
func (p *freeParser) digits() (value, length int) {
	for ; p.i < len(p.s) && isDigit(p.s[p.i]); p.i++ {
		if length < maxDateDigits {
			value = value*10 + int(p.s[p.i]-'0')
		}
		length++
	}
	return value, length
}

func (p *freeParser) number() (dateToken, error) {
	value, length := p.digits()
	if p.count == len(p.numbers) || length > maxDateDigits {
		return 0, badDate()
	}
	inTime := p.phrase == hourColon || p.phrase == minuteColon
	if p.phrase == minuteColon && p.i < len(p.s)-1 && p.s[p.i] == '.' {
		p.fields.fraction, _ = p.fractionDigits()
	}
	if inTime {
		if err := p.offsetAhead(); err != nil {
			return 0, err
		}
	}
	if length >= 3 {
		return p.yearToken(value)
	}
	return p.numberToken(value, inTime)
}

func (p *freeParser) yearToken(value int) (dateToken, error) {
	if p.year != missing {
		return 0, badDate()
	}
	p.year = value
	kind, before, end := p.separator()
	switch {
	case end:
		return yearEnd, nil
	case kind == noWord:
		return yearSpace, nil
	case kind == dateSymbol:
		return yearDate, nil
	case kind == dashSymbol:
		return p.dash(before, yearDate, yearSpace), nil
	case (kind == amWord || kind == pmWord) && p.designator != noWord:
		// .NET overlooks a number with a second designator.
		return noToken, nil
	case kind == amWord || kind == pmWord:
		p.designator = kind
		return yearSpace, nil
	}
	return 0, badDate()
}

func (p *freeParser) numberToken(value int, inTime bool) (dateToken, error) {
	kind, before, end := p.separator()
	token := numberSpace
	switch {
	case end:
		token = numberEnd
	case kind == amWord || kind == pmWord:
		if p.designator != noWord {
			return noToken, nil
		}
		p.designator = kind
		token = numberAmPm
		// In 1/10 5 AM the date ends before the hour.
		if p.phrase == dateTwo && !p.finish(dateNN) {
			return 0, badDate()
		}
	case kind == dateSymbol:
		token = numberDate
	case kind == timeSymbol:
		token = numberTime
	case kind == isoMark:
		token = isoToken
	case kind == dashSymbol:
		token = p.dash(before, numberDate, numberSpace)
	}
	p.numbers[p.count] = value
	p.count++
	if token == numberAmPm && inTime {
		return token, p.offsetAhead()
	}
	return token, nil
}

// fractionDigits reads a point and the digits after it. It sums up in floating
// point as .NET does, so that the last tick agrees.
func (p *freeParser) fractionDigits() (fraction float64, ok bool) {
	unit := 0.1
	for p.i++; p.i < len(p.s) && isDigit(p.s[p.i]); p.i++ {
		fraction += float64(float64(p.s[p.i]-'0') * unit)
		unit *= 0.1
		ok = true
	}
	return fraction, ok
}

// offsetAhead reads an offset that follows, perhaps after white space.
func (p *freeParser) offsetAhead() error {
	before := p.i
	p.skipSpace()
	if p.i >= len(p.s) || p.s[p.i] != '+' && p.s[p.i] != '-' || p.i == len(p.s)-1 && before == p.i {
		p.i = before
		return nil
	}
	if p.fields.zoned || !p.readOffset() {
		return badDate()
	}
	return nil
}

// readOffset reads a sign and +8, +08, +8:00, +800 or +0800.
func (p *freeParser) readOffset() bool {
	negative := p.s[p.i] == '-'
	p.i++
	value, length := p.digits()
	hours, minutes := value, 0
	switch length {
	case 1, 2:
		if p.i < len(p.s) && p.s[p.i] == ':' {
			p.i++
			if minutes, length = p.digits(); length < 1 || length > 2 {
				return false
			}
		}
	case 3, 4:
		hours, minutes = value/100, value%100
	default:
		return false
	}
	if minutes >= 60 {
		return false
	}
	offset := clr.TimeSpan(hours*60+minutes) * clr.TicksPerMinute
	if negative {
		offset = -offset
	}
	p.fields.zoned, p.fields.offset = true, offset
	return true
}
