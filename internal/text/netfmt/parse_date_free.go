package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// freeParser reads a date of any writing, token by token.
type freeParser struct {
	s      string
	i      int
	c      *Culture
	fields *dateFields

	phrase phrase
	// numbers are the short numbers of the current phrase.
	numbers [3]int
	count   int
	// month and year are those of a month name and of a number of three and
	// more digits; designator is AM or PM.
	month, year int
	designator  wordKind
}

// parseFreeDate sets the clock time and the offset of the fields.
func parseFreeDate(s string, c *Culture, f *dateFields) error {
	if s == "" {
		return badDate()
	}
	// Unlike in a fixed format, a lone PM is noon.
	f.hour, f.minute, f.second = 0, 0, 0
	p := freeParser{s: s, c: c, fields: f, phrase: atStart, month: missing, year: missing}
	return p.parse()
}

func (p *freeParser) parse() error {
	finished := false
	for {
		token, err := p.next()
		if err != nil {
			return err
		}
		if token == noToken {
			continue
		}
		if token == isoToken {
			if p.phrase != yearNumber && p.phrase != yearNumSlash {
				return badDate()
			}
			return p.isoTime()
		}
		p.phrase = dateRules[p.phrase][token]
		if p.phrase == impossible {
			return badDate()
		}
		if p.phrase.complete() {
			if !p.finish(p.phrase) {
				return badDate()
			}
			finished = true
			p.phrase = atStart
		}
		if token == endToken || token == numberEnd || token == monthEnd {
			break
		}
	}
	if !finished || !p.adjustHour() {
		return badDate()
	}
	return p.fields.assemble()
}

func (p *freeParser) adjustHour() bool {
	f := p.fields
	switch p.designator {
	case amWord:
		if f.hour < 0 || f.hour > 12 {
			return false
		}
		f.hour %= 12
	case pmWord:
		if f.hour < 0 || f.hour > 23 {
			return false
		}
		if f.hour < 12 {
			f.hour += 12
		}
	}
	return true
}

func (p *freeParser) rest() string { return p.s[p.i:] }

func (p *freeParser) skipSpace() {
	for p.i < len(p.s) {
		r, size := utf8.DecodeRuneInString(p.rest())
		if !unicode.IsSpace(r) {
			return
		}
		p.i += size
	}
}

// next reads a token.
func (p *freeParser) next() (dateToken, error) {
	p.skipSpace()
	if p.i == len(p.s) {
		return endToken, nil
	}
	if isDigit(p.s[p.i]) {
		return p.number()
	}
	word, ok := findWord(p.c.words, p.rest(), false)
	if !ok {
		return noToken, p.otherSymbol()
	}
	p.i += len(word.text)
	f := p.fields
	switch word.kind {
	case weekdayWord:
		if f.weekday != missing || p.phrase == hourColon {
			return noToken, badDate()
		}
		f.weekday = word.value
	case monthWord:
		if p.month != missing {
			return noToken, badDate()
		}
		p.month = word.value
		return p.monthToken()
	case zoneWord:
		if f.zoned || !p.phrase.allowsZone() {
			return noToken, badDate()
		}
		f.zoned, f.utc, f.offset = true, true, 0
	case amWord, pmWord:
		if p.designator != noWord {
			return noToken, badDate()
		}
		p.designator = word.kind
	}
	return noToken, nil
}

// separator reads what follows a number or a month. noWord means plain space or
// something that belongs to no number; end, the end of the text. before is the
// place to go back to.
func (p *freeParser) separator() (kind wordKind, before int, end bool) {
	before = p.i
	p.skipSpace()
	if p.i == len(p.s) {
		return noWord, before, true
	}
	if word, ok := findWord(p.c.words, p.rest(), true); ok {
		p.i += len(word.text)
		return word.kind, before, false
	}
	return noWord, before, false
}

func (p *freeParser) monthToken() (dateToken, error) {
	kind, before, end := p.separator()
	switch {
	case end:
		return monthEnd, nil
	case kind == noWord:
		return monthSpace, nil
	case kind == dateSymbol:
		return monthDate, nil
	case kind == dashSymbol:
		return p.dash(before, monthDate, monthSpace), nil
	}
	return 0, badDate()
}

// dash decides what a minus after a number or month is: if a date separator
// cannot stand here and the phrase may be complete, it begins an offset.
func (p *freeParser) dash(before int, asDate, asSpace dateToken) dateToken {
	if dateRules[p.phrase][asDate] == impossible && dateRules[p.phrase][asSpace].complete() {
		p.i = before
		return asSpace
	}
	return asDate
}

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

// otherSymbol handles what is neither number nor word: an offset, or the
// leftovers of other languages.
func (p *freeParser) otherSymbol() error {
	r, size := utf8.DecodeRuneInString(p.rest())
	if (r == '+' || r == '-') && !p.fields.zoned {
		before := p.i
		if p.readOffset() {
			return nil
		}
		p.i = before
	}
	if r == '#' && hashed(p.s) {
		p.i += size
		return nil
	}
	if r == 0 && strings.Trim(p.rest(), "\x00") == "" {
		p.i = len(p.s)
		return nil
	}
	return badDate()
}

// hashed reports whether the whole text stands between two hashes, as dates do
// in Visual Basic.
func hashed(s string) bool {
	inner, ok := strings.CutPrefix(strings.TrimFunc(strings.TrimRight(s, "\x00"), unicode.IsSpace), "#")
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, "#")
	return ok && !strings.ContainsAny(inner, "#\x00")
}

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
