package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
)

// refresh is how often the view of bench is drawn.
const refresh = 250 * time.Millisecond

// benchView is a block of lines on a terminal that is drawn again and again.
type benchView struct {
	out   io.Writer
	style style
	// columns is the width of the terminal: lines that the terminal breaks could not be
	// erased.
	columns func() int
	lines   int
}

// benchView returns the view, nil where there is nobody to see it.
func (a *app) benchView() *benchView {
	f, ok := a.out.(*os.File)
	if !ok || a.quiet || a.output != "text" || os.Getenv("TERM") == "dumb" || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &benchView{out: f, style: style{colour(f)}, columns: func() int {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
		return 80
	}}
}

// show draws how far a run has come.
func (v *benchView) show(p loadgen.Progress) {
	lines := progressLines(p)
	columns := v.columns()
	var b strings.Builder
	b.WriteString(v.back())
	for i, line := range lines {
		if r := []rune(line); len(r) >= columns {
			line = string(r[:columns-1])
		}
		if i == 0 {
			line = v.style.bold(line)
		}
		b.WriteString(line + "\n")
	}
	v.lines = len(lines)
	_, _ = io.WriteString(v.out, b.String())
}

// erase takes the block away.
func (v *benchView) erase() {
	_, _ = io.WriteString(v.out, v.back())
	v.lines = 0
}

// back leads to the first line of the block and erases what follows.
func (v *benchView) back() string {
	if v.lines == 0 {
		return ""
	}
	return fmt.Sprintf("\x1b[%dA\x1b[J", v.lines)
}

// barWidth is how many characters the bar of the time has.
const barWidth = 30

// progressLines are the lines of the view.
func progressLines(p loadgen.Progress) []string {
	if p.Elapsed < 0 {
		return []string{fmt.Sprintf("warming up, %.0f s left", (-p.Elapsed).Seconds())}
	}
	done := min(1, p.Elapsed.Seconds()/p.Duration.Seconds())
	full := int(done * barWidth)
	asked := ""
	if p.Asked > 0 {
		asked = fmt.Sprintf(" of %.0f asked, %d waiting for a connection", p.Asked, p.Backlog)
	}
	classes := ""
	for class, n := range p.Classes {
		if n > 0 {
			classes += fmt.Sprintf("%dxx %d  ", class, n)
		}
	}
	ms := loadgen.Milliseconds
	return []string{
		fmt.Sprintf("%s%s %s of %s", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), p.Elapsed.Round(100*time.Millisecond), p.Duration),
		fmt.Sprintf("  rate     %.0f a second%s", p.Rate, asked),
		fmt.Sprintf("  latency  p50 %s  p90 %s  p99 %s  max %s", ms(p.All.P50), ms(p.All.P90), ms(p.All.P99), ms(p.All.Max)),
		fmt.Sprintf("  now      p50 %s  p99 %s  max %s", ms(p.Last.P50), ms(p.Last.P99), ms(p.Last.Max)),
		fmt.Sprintf("  answers  %serrors %d", classes, p.Errors),
	}
}
