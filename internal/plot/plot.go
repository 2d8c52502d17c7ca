// Package plot draws charts of lines as SVG, readable in dark and light. It knows
// nothing of ours. Start reading at Chart.
package plot

import (
	"fmt"
	"html"
	"math"
	"strconv"
	"strings"
)

// Chart is a chart of lines over two axes.
type Chart struct {
	Title string
	// X and Y name the axes, with their units.
	X, Y string
	// LogX and LogY make an axis logarithmic; values that are not positive are then
	// left out.
	LogX, LogY bool
	// XTicks replace the marks of the axis; nil chooses some.
	XTicks []Tick
	Lines  []Line
}

// Tick is a mark on an axis.
type Tick struct {
	At    float64
	Label string
}

// Line is a line, named in the legend.
type Line struct {
	Name   string
	Points []Point
}

// Point is a point of a line.
type Point struct{ X, Y float64 }

// Size of a chart and of the room for what stands around its lines.
const (
	width, height            = 720, 320
	left, right, top, bottom = 64, 16, 40, 48
	legendRow                = 18
	legendColumns            = 2
)

// maxLines is how many lines have colours of their own.
const maxLines = 8

// Style are the rules for the charts of a page. Colours are those of Okabe and Ito,
// which most people can tell apart, lighter on a dark ground.
const Style = `.plot{font:12px system-ui,sans-serif;max-width:100%;height:auto;` +
	`--ground:#fff;--ink:#1f2328;--dim:#59636e;--grid:#d1d9e0;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#b58900;--c5:#56b4e9;--c6:#6e5494;--c7:#59636e}` +
	`@media(prefers-color-scheme:dark){.plot{` +
	`--ground:#0d1117;--ink:#e6edf3;--dim:#9198a1;--grid:#3d444d;--c0:#4da3ff;--c1:#ff8c42;--c2:#2ec99b;--c3:#f0a3cf;--c4:#e3c04b;--c5:#8fd3ff;--c6:#b69df8;--c7:#9198a1}}` +
	`.plot .ground{fill:var(--ground)}.plot text{fill:var(--ink)}.plot .dim{fill:var(--dim)}.plot .grid{stroke:var(--grid);stroke-width:1}` +
	`.plot .line{fill:none;stroke-width:2;stroke-linejoin:round}`

// SVG draws the chart for a page that has Style.
func (c *Chart) SVG() string { return c.draw("") }

// File draws the chart as a file of its own, with a ground: what surrounds it may
// be light when the reader asked for dark.
func (c *Chart) File() string {
	return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + c.draw("<style>"+Style+`</style><rect class="ground" width="100%" height="100%"/>`) + "\n"
}

func (c *Chart) draw(style string) string {
	x, y := newAxis(c.LogX), newAxis(c.LogY)
	if !c.LogY {
		y.take(0) // heights are compared
	}
	for _, l := range c.Lines {
		for _, p := range l.Points {
			if x.shows(p.X) && y.shows(p.Y) {
				x.take(p.X)
				y.take(p.Y)
			}
		}
	}
	x.close()
	y.widen()
	rows := (len(c.Lines) + legendColumns - 1) / legendColumns
	tall := height + rows*legendRow
	x.from, x.to = left, width-right
	y.from, y.to = height-bottom, top

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="plot" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="%s">%s`,
		width, tall, width, tall, html.EscapeString(c.Title), style)
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="14" font-weight="600">%s</text>`, left, html.EscapeString(c.Title))
	for _, t := range y.ticks(5) {
		at := y.place(t.At)
		fmt.Fprintf(&b, `<line class="grid" x1="%d" y1="%s" x2="%d" y2="%s"/><text class="dim" x="%d" y="%s" text-anchor="end">%s</text>`,
			left, coordinate(at), width-right, coordinate(at), left-6, coordinate(at+4), html.EscapeString(t.Label))
	}
	ticks := c.XTicks
	if ticks == nil {
		ticks = x.ticks(8)
	}
	for _, t := range ticks {
		if !x.shows(t.At) || t.At < x.min || t.At > x.max {
			continue
		}
		at := coordinate(x.place(t.At))
		fmt.Fprintf(&b, `<line class="grid" x1="%s" y1="%d" x2="%s" y2="%d"/><text class="dim" x="%s" y="%d" text-anchor="middle">%s</text>`,
			at, top, at, height-bottom, at, height-bottom+16, html.EscapeString(t.Label))
	}
	fmt.Fprintf(&b, `<text class="dim" x="%d" y="%d" text-anchor="end">%s</text>`, width-right, height-bottom+34, html.EscapeString(c.X))
	fmt.Fprintf(&b, `<text class="dim" x="%d" y="34">%s</text>`, left, html.EscapeString(c.Y))
	for i, l := range c.Lines {
		c.line(&b, i, l, x, y)
		lx, ly := left+i%legendColumns*330, height+i/legendColumns*legendRow
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="14" height="4" fill="var(--c%d)"/><text x="%d" y="%d">%s</text>`,
			lx, ly-6, i%maxLines, lx+20, ly, html.EscapeString(l.Name))
	}
	b.WriteString("</svg>")
	return b.String()
}

// line draws a line; few points are marked.
func (c *Chart) line(b *strings.Builder, i int, l Line, x, y *axis) {
	var path, marks strings.Builder
	n := 0
	for _, p := range l.Points {
		if !x.shows(p.X) || !y.shows(p.Y) {
			continue
		}
		letter := byte('L')
		if n == 0 {
			letter = 'M'
		}
		n++
		px, py := coordinate(x.place(p.X)), coordinate(y.place(p.Y))
		fmt.Fprintf(&path, "%c%s %s", letter, px, py)
		fmt.Fprintf(&marks, `<circle cx="%s" cy="%s" r="3" fill="var(--c%d)"/>`, px, py, i%maxLines)
	}
	if n > 1 {
		fmt.Fprintf(b, `<path class="line" stroke="var(--c%d)" d="%s"/>`, i%maxLines, path.String())
	}
	if n > 0 && n <= 16 {
		b.WriteString(marks.String())
	}
}

func coordinate(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }
