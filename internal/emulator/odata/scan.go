package odata

import (
	"fmt"
	"strconv"
	"strings"
)

type kind uint8

const (
	end kind = iota
	word
	text
	number
	open
	closing
	comma
)

type parser struct {
	text   string
	at     int
	kind   kind
	token  string // the text of a literal without its quotes
	start  int
	err    error
	filter *Filter
}

// next reads the next token.
func (p *parser) next() {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	p.start = p.at
	if p.at == len(p.text) {
		p.kind, p.token = end, ""
		return
	}
	switch c := p.text[p.at]; c {
	case '(', ')', ',':
		p.at++
		p.token = string(c)
		p.kind = map[byte]kind{'(': open, ')': closing, ',': comma}[c]
	case '\'':
		p.quoted()
	default:
		for p.at < len(p.text) && !strings.ContainsRune(" (),'", rune(p.text[p.at])) {
			p.at++
		}
		p.token = p.text[p.start:p.at]
		p.kind = word
		if _, err := strconv.ParseFloat(p.token, 64); err == nil && strings.ContainsAny(p.token[:1], "-0123456789") {
			p.kind = number
		}
	}
}

// quoted reads a literal in quotes, in which a doubled quote stands for one.
func (p *parser) quoted() {
	var b strings.Builder
	for i := p.at + 1; i < len(p.text); i++ {
		if p.text[i] != '\'' {
			b.WriteByte(p.text[i])
			continue
		}
		if i+1 < len(p.text) && p.text[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		p.at, p.kind, p.token = i+1, text, b.String()
		return
	}
	p.err = fmt.Errorf("there is an unterminated literal at position %d in '%s'", p.start, p.text)
	p.at, p.kind, p.token = len(p.text), end, ""
}

func (p *parser) unexpected() error {
	if p.err != nil {
		return p.err
	}
	if p.kind == end {
		return fmt.Errorf("expression expected at position %d in '%s'", p.start, p.text)
	}
	return fmt.Errorf("syntax error at position %d in '%s'", p.start, p.text)
}
