package netfmt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordKind is what a word or symbol means in a date.
type wordKind uint8

const (
	noWord wordKind = iota
	monthWord
	weekdayWord
	amWord
	pmWord
	eraWord
	zoneWord
	ignoredSymbol
	dateSymbol
	// dashSymbol separates the parts of a date or begins an offset.
	dashSymbol
	timeSymbol
	// isoMark is the T between date and time.
	isoMark
)

// dateWord is a word or symbol that a date may contain.
type dateWord struct {
	text  string
	kind  wordKind
	value int
	// separator says that the word may follow a number or month directly and
	// then belongs to it. AM and PM are both.
	separator, regular bool
}

// dateWords lists the words of a culture, those of the invariant culture
// included. Where two could stand, the first in the list wins.
func dateWords(d *dateSymbols) []dateWord {
	var words []dateWord
	regular := func(kind wordKind, value int, texts ...string) {
		for _, text := range texts {
			words = append(words, dateWord{text: text, kind: kind, value: value, regular: true})
		}
	}
	separator := func(kind wordKind, texts ...string) {
		for _, text := range texts {
			words = append(words, dateWord{text: text, kind: kind, separator: true})
		}
	}
	designator := func(kind wordKind, texts ...string) {
		for _, text := range texts {
			words = append(words, dateWord{text: text, kind: kind, separator: true, regular: true})
		}
	}
	designator(amWord, d.am, "AM")
	designator(pmWord, d.pm, "PM")
	for i := range d.months {
		regular(monthWord, i+1, d.months[i], d.shortMonths[i], englishMonths[i], englishShortMonths[i])
	}
	for i := range d.days {
		regular(weekdayWord, i, d.days[i], d.shortDays[i], englishDays[i], englishShortDays[i])
	}
	regular(eraWord, 1, d.era, "A.D.", "AD")
	regular(zoneWord, 0, "GMT", "Z")
	regular(ignoredSymbol, 0, ",", ".")
	if d.dateSep != "-" {
		separator(dateSymbol, d.dateSep)
	}
	separator(dateSymbol, "/")
	separator(dashSymbol, "-")
	separator(timeSymbol, d.timeSep, ":")
	separator(isoMark, "T")
	return words
}

// findWord finds the word at the start of s, in any case. A word that begins
// with a letter must not be followed by one.
func findWord(words []dateWord, s string, separator bool) (word dateWord, ok bool) {
	if s == "" {
		return dateWord{}, false
	}
	first, _ := utf8.DecodeRuneInString(s)
	letter := unicode.IsLetter(first)
	for i := range words {
		w := &words[i]
		// Upper and lower case differ in this bit at most.
		if (s[0]^w.text[0])&^0x20 != 0 || separator && !w.separator || !separator && !w.regular || !hasPrefixFold(s, w.text) {
			continue
		}
		if letter {
			if next, _ := utf8.DecodeRuneInString(s[len(w.text):]); unicode.IsLetter(next) && len(s) > len(w.text) {
				continue
			}
		}
		return *w, true
	}
	return dateWord{}, false
}

// hasPrefixFold compares without regard to case, on texts whose upper and lower
// case have the same length in UTF-8, which is true of all words here.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
