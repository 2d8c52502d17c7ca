package diag

import (
	"fmt"
	"io"
	"strings"
)

// TextOptions says how WriteText writes.
type TextOptions struct {
	// Colour asks for ANSI colours. The caller decides, from the kind of the
	// output and NO_COLOR.
	Colour bool
	// Width is how many columns of a source line are shown; 0 means 100.
	Width int
}

// WriteText writes diagnostics for people: for each the place, severity,
// message and code, the source lines with the exact span underlined, the place
// in a named value when the text came from one, related places, and the
// suggestion. At most MaxListed are written, then how many more there are.
func WriteText(w io.Writer, list []Diagnostic, o TextOptions) error {
	p := &textPrinter{colour: o.Colour, width: o.Width}
	if p.width <= 0 {
		p.width = 100
	}
	p.width = max(p.width, 20)
	for i, d := range list {
		if i == MaxListed {
			break
		}
		if i > 0 {
			p.WriteByte('\n')
		}
		p.diagnostic(d)
	}
	if line := andMore(len(list)); line != "" {
		p.WriteString("\n" + line + "\n")
	}
	_, err := io.WriteString(w, p.String())
	return err
}

// ANSI sequences of the terminal writer.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	green  = "\x1b[32m"
	reset  = "\x1b[0m"
)

type textPrinter struct {
	strings.Builder
	colour bool
	width  int
	margin int // width of the line numbers of the snippet being written
}

func (p *textPrinter) diagnostic(d Diagnostic) {
	paint := severityColour(d.Severity)
	var places []Location
	if d.Source != nil {
		places = d.Source.Resolve(d.Span)
		p.WriteString(p.painted(bold, place(places[0])+": "))
	}
	p.WriteString(p.painted(bold+paint, d.Severity.String()+": "))
	p.WriteString(p.painted(bold, plain(d.Message)))
	fmt.Fprintf(p, " [%s]\n", d.Code)
	for i, loc := range places {
		if i > 0 {
			p.note(loc, "in this named value")
		}
		p.snippet(loc, paint)
	}
	for _, r := range d.Related {
		if r.Source == nil {
			p.WriteString("note: " + plain(r.Message) + "\n")
			continue
		}
		for i, loc := range r.Source.Resolve(r.Span) {
			if i == 0 {
				p.note(loc, plain(r.Message))
			} else {
				p.note(loc, "in this named value")
			}
			p.snippet(loc, cyan)
		}
	}
	if d.Suggestion != "" {
		p.WriteString(p.painted(green, "help: ") + "write " + plain(d.Suggestion) + "\n")
	}
}

func (p *textPrinter) note(loc Location, message string) {
	p.WriteString(place(loc) + ": " + p.painted(cyan, "note: ") + message + "\n")
}

func (p *textPrinter) gutter(s string) {
	fmt.Fprintf(p, "%*s |", p.margin+1, s)
}

func (p *textPrinter) painted(colour, s string) string {
	if !p.colour {
		return s
	}
	return colour + s + reset
}

func severityColour(s Severity) string {
	switch s {
	case Error:
		return red
	case Warning:
		return yellow
	}
	return cyan
}

// place returns name:line:column.
func place(loc Location) string {
	at := loc.Source.Position(loc.Span.Start)
	return fmt.Sprintf("%s:%d:%d", plain(loc.Source.Name), at.Line, at.Column)
}

// plain makes a text safe for one line of a terminal or log.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		if v, ok := visible(r); ok {
			return v
		}
		return r
	}, s)
}

// andMore returns the line that stands for diagnostics which are not listed.
func andMore(n int) string {
	if n <= MaxListed {
		return ""
	}
	return fmt.Sprintf("and %d more", n-MaxListed)
}

// WriteLines writes one line a diagnostic, as editors and grep expect:
// file:line:column: code: message. At most MaxListed are written, then how many
// more there are.
func WriteLines(w io.Writer, list []Diagnostic) error {
	var b strings.Builder
	for i, d := range list {
		if i == MaxListed {
			break
		}
		if d.Source != nil {
			b.WriteString(place(d.Source.Resolve(d.Span)[0]) + ": ")
		}
		fmt.Fprintf(&b, "%s: %s\n", d.Code, plain(d.Message))
	}
	if line := andMore(len(list)); line != "" {
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
