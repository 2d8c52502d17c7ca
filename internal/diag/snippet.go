package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// snippetHead is how many lines of a long span are shown before the dots; its
// last line follows them.
const snippetHead = 2

// snippet writes the source lines a location covers, each underlined over
// exactly the part that belongs to the location.
func (p *textPrinter) snippet(loc Location, paint string) {
	src := loc.Source
	if src.Secret {
		p.margin = 3
		p.gutter("")
		p.WriteString(" (the text is secret and not shown)\n")
		return
	}
	if src.Text == "" {
		return // a finding about a file or folder as a whole
	}
	first, last := src.lineAt(loc.Span.Start), src.lineAt(loc.Span.End)
	if last > first && src.lineSpan(last).Start == loc.Span.End {
		last-- // a span that ends with a line end does not reach the next line
	}
	p.margin = max(len(fmt.Sprint(last)), 3)
	for n := first; n <= last; n++ {
		if n == first+snippetHead && n < last {
			p.gutter("...")
			p.WriteString("\n")
			n = last
		}
		line := src.lineSpan(n)
		text := src.Text[line.Start:line.End]
		from, to := 0, min(loc.Span.End-line.Start, len(text))
		if n == first {
			from = min(loc.Span.Start-line.Start, len(text))
		} else if indent := len(text) - len(strings.TrimLeft(text, " \t")); indent < to {
			from = indent
		}
		if n == 1 && strings.HasPrefix(text, "\ufeff") {
			text, from, to = text[3:], max(from-3, 0), max(to-3, 0)
		}
		p.line(n, text, from, to, paint)
	}
}

// line writes one source line and the underline over text[from:to].
func (p *textPrinter) line(n int, text string, from, to int, paint string) {
	lo, hi := window(text, from, 4*p.width)
	row := cells(text[lo:hi])
	from, to = from-lo, to-lo
	cut := firstShown(row, from, p.width)

	var shown, under strings.Builder
	used := 0
	if cut > 0 || lo > 0 {
		shown.WriteString("…")
		under.WriteByte(' ')
		used = 1
	}
	marked := false
	for _, c := range row[cut:] {
		if used+c.width > p.width {
			shown.WriteString("…")
			break
		}
		used += c.width
		shown.WriteString(c.text)
		mark := " "
		if c.at >= from && (c.at < to || !marked) && c.width > 0 {
			mark, marked = "^", true
		}
		under.WriteString(strings.Repeat(mark, c.width))
	}
	if !marked {
		under.WriteByte('^') // the place behind the end of the line
	}
	p.gutter(fmt.Sprint(n))
	p.WriteString(strings.TrimRight(" "+shown.String(), " ") + "\n")
	p.gutter("")
	marks := strings.TrimRight(under.String(), " ")
	indent := strings.IndexByte(marks, '^')
	p.WriteString(" " + marks[:indent] + p.painted(paint, marks[indent:]) + "\n")
}

// firstShown returns the index of the cell that a snippet starts with: the
// first, unless the underline would begin in the last third of the width.
func firstShown(row []cell, from, width int) int {
	before := 0
	for _, c := range row {
		if c.at >= from {
			break
		}
		before += c.width
	}
	if before <= width*2/3 {
		return 0
	}
	i := 0
	for before > width/3 {
		before -= row[i].width
		i++
	}
	return i
}

// window cuts a very long line around an offset, at character boundaries.
func window(text string, at, size int) (lo, hi int) {
	lo, hi = max(0, at-size), min(len(text), at+size)
	for lo > 0 && !utf8.RuneStart(text[lo]) {
		lo--
	}
	for hi < len(text) && !utf8.RuneStart(text[hi]) {
		hi++
	}
	return lo, hi
}
