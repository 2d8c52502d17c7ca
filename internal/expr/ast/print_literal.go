package ast

import (
	"fmt"
	"strconv"
	"unicode"
	"unicode/utf8"
)

func (p *printer) intLit(n *IntLit) {
	switch n.Radix {
	case 16:
		p.write("0x", strconv.FormatUint(n.Value, 16))
	case 2:
		p.write("0b", strconv.FormatUint(n.Value, 2))
	default:
		p.write(strconv.FormatUint(n.Value, 10))
	}
	p.write([...]string{SuffixNone: "", SuffixU: "U", SuffixL: "L", SuffixUL: "UL"}[n.Suffix])
}

func (p *printer) stringLit(s string) {
	p.write(`"`)
	p.escaped(s, '"', false)
	p.write(`"`)
}

func (p *printer) charLit(c uint16) {
	p.write("'")
	if c >= 0xd800 && c <= 0xdfff {
		p.write(fmt.Sprintf(`\u%04x`, c))
	} else {
		p.escaped(string(rune(c)), '\'', false)
	}
	p.write("'")
}

func (p *printer) interpolatedText(s string) { p.escaped(s, '"', true) }

func (p *printer) hole(h *Hole) {
	p.flat++
	p.write("{")
	p.node(h.X)
	if h.Alignment != nil {
		p.write(", ")
		p.node(h.Alignment)
	}
	if h.HasFormat {
		p.write(":")
		p.escaped(h.Format, '"', true)
	}
	p.write("}")
	p.flat--
}

// escaped writes the contents of a literal that quote ends; in interpolated
// strings braces are doubled.
func (p *printer) escaped(s string, quote byte, braces bool) {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1 && i+2 < len(s) && s[i] == 0xed:
			// a surrogate without partner, in generalised UTF-8
			p.write(fmt.Sprintf(`\u%04x`, uint16(0xd000)|uint16(s[i+1]&0x3f)<<6|uint16(s[i+2]&0x3f)))
			n = 3
		case r == rune(quote) || r == '\\':
			p.write(`\`, string(r))
		case braces && (r == '{' || r == '}'):
			p.write(string(r), string(r))
		case r == '\n':
			p.write(`\n`)
		case r == '\r':
			p.write(`\r`)
		case r == '\t':
			p.write(`\t`)
		case !unicode.IsPrint(r) && r > 0xffff:
			p.write(fmt.Sprintf(`\U%08x`, r))
		case !unicode.IsPrint(r):
			p.write(fmt.Sprintf(`\u%04x`, r))
		default:
			p.write(s[i : i+n])
		}
		i += n
	}
}
