package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf8"
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
