package netregex

import (
	"fmt"
	"strings"
)

// literals writes characters that stand for themselves.
func (p *pattern) literals(units []rune) {
	for _, u := range units {
		writeLiteral(&p.out, u)
	}
}

// writeLiteral writes one character so that it means itself outside of classes.
func writeLiteral(out *strings.Builder, u rune) {
	switch {
	case isSurrogate(u):
		out.WriteRune(u + shift)
	case u < 0x20:
		fmt.Fprintf(out, `\u%04X`, u)
	case category(u) >= special:
		// Others may not be escaped: \' begins a reference to a group.
		out.WriteByte('\\')
		out.WriteRune(u)
	default:
		out.WriteRune(u)
	}
}

// writeUnit writes one character into a class.
func writeUnit(out *strings.Builder, u rune) {
	if isSurrogate(u) {
		out.WriteRune(u + shift)
		return
	}
	fmt.Fprintf(out, `\u%04X`, u)
}

// writeSpan writes a range into a class. It is cut at both ends of the
// surrogates, which stand elsewhere in the engine.
func writeSpan(out *strings.Builder, from, to rune) {
	for from <= to {
		end := to
		switch {
		case from < 0xD800 && to >= 0xD800:
			end = 0xD7FF
		case from < 0xE000 && to >= 0xE000 && from >= 0xD800:
			end = 0xDFFF
		}
		writeUnit(out, from)
		out.WriteByte('-')
		writeUnit(out, end)
		from = end + 1
	}
}

// complement returns the items of a class that hold everything but the given
// spans, which are in rising order.
func complement(spans ...[2]rune) string {
	var b strings.Builder
	next := rune(0)
	for _, s := range spans {
		writeSpan(&b, next, s[0]-1)
		next = s[1] + 1
	}
	writeSpan(&b, next, 0xFFFF)
	return b.String()
}

func union(spans ...[2]rune) string {
	var b strings.Builder
	for _, s := range spans {
		writeSpan(&b, s[0], s[1])
	}
	return b.String()
}

// writeOptions writes the three options that the engine knows, all of them, so
// that they mean the same whatever came before.
func (p *pattern) writeOptions() {
	on, off := "", ""
	for _, o := range []struct {
		option Options
		letter string
	}{{IgnoreCase, "i"}, {Multiline, "m"}, {Singleline, "s"}} {
		if p.has(o.option) {
			on += o.letter
		} else {
			off += o.letter
		}
	}
	p.out.WriteString(on)
	if off != "" {
		p.out.WriteString("-" + off)
	}
}
