package loadgen

import (
	"fmt"
	"html"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/plot"
)

// pageStyle are the rules of the page; colours follow the reader's choice of dark or
// light.
const pageStyle = `:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:760px;margin:2em auto;padding:0 1em;` +
	`background:#fff;color:#1f2328}h1{font-size:1.3em;overflow-wrap:anywhere}table{border-collapse:collapse;margin:1em 0}` +
	`th,td{padding:.2em .8em;text-align:right;border-bottom:1px solid #d1d9e0}th:first-child,td:first-child{text-align:left}` +
	`.note{border-left:4px solid #b58900;padding-left:.8em}` +
	`@media(prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}th,td{border-color:#3d444d}}`

// HTML is the report as a page that needs nothing else: no script, no other file.
func (r *Report) HTML() string {
	var b strings.Builder
	title := r.Method + " " + r.URL
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/>"+
		"<title>%s</title><style>%s%s</style></head><body>\n", html.EscapeString(title), pageStyle, plot.Style)
	fmt.Fprintf(&b, "<h1>%s</h1>\n<p>%s. Started %s.</p>\n", html.EscapeString(title), html.EscapeString(r.setup()), r.Started.Format("2006-01-02 15:04:05 UTC"))
	for _, note := range r.Notes() {
		fmt.Fprintf(&b, "<p class=\"note\">%s</p>\n", html.EscapeString(note))
	}
	r.htmlSummary(&b)
	r.htmlTimes(&b)
	for _, c := range []*plot.Chart{r.percentileChart(), r.latencyChart(), r.rateChart()} {
		fmt.Fprintf(&b, "<p>%s</p>\n", c.SVG())
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

func (r *Report) htmlSummary(b *strings.Builder) {
	b.WriteString("<table>\n")
	row := func(name, value string) {
		fmt.Fprintf(b, "<tr><td>%s</td><td>%s</td></tr>\n", html.EscapeString(name), html.EscapeString(value))
	}
	row("requests", number(float64(r.Requests)))
	row("answers a second", number(r.Rate))
	if r.RateAsked > 0 {
		row("asked for", number(r.RateAsked))
	}
	for _, s := range r.Statuses {
		row(fmt.Sprintf("status %d", s.Status), number(float64(s.Count)))
	}
	for _, e := range r.ErrorKinds {
		row(fmt.Sprintf("error: %s (%s)", e.Kind, e.Example), number(float64(e.Count)))
	}
	row("due, never sent", number(float64(r.Unsent)))
	row("bodies received", size(r.Received))
	b.WriteString("</table>\n")
}

func (r *Report) htmlTimes(b *strings.Builder) {
	b.WriteString("<table>\n<tr><th></th><th>p50</th><th>p75</th><th>p90</th><th>p95</th><th>p99</th><th>p99.9</th><th>max</th><th>mean</th></tr>\n")
	for _, row := range []struct {
		name string
		t    *Times
	}{{"latency, since due", &r.Latency}, {"service, since sent", &r.Service}} {
		fmt.Fprintf(b, "<tr><td>%s</td>", row.name)
		for _, v := range []float64{row.t.P50, row.t.P75, row.t.P90, row.t.P95, row.t.P99, row.t.P999, row.t.Max, row.t.Mean} {
			fmt.Fprintf(b, "<td>%s</td>", Milliseconds(v))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// percentileChart stretches the axis towards 100 %, where it is interesting.
func (r *Report) percentileChart() *plot.Chart {
	var latency, service []plot.Point
	for _, q := range r.Distribution {
		x := 100 / (100 - q.Percentile)
		latency = append(latency, plot.Point{X: x, Y: q.Latency})
		service = append(service, plot.Point{X: x, Y: q.Service})
	}
	return &plot.Chart{
		Title: "Latency by percentile", X: "percentile", Y: "milliseconds", LogX: true, LogY: true,
		XTicks: []plot.Tick{{At: 1, Label: "0"}, {At: 2, Label: "50"}, {At: 10, Label: "90"}, {At: 100, Label: "99"}, {At: 1000, Label: "99.9"}, {At: 1e4, Label: "99.99"}, {At: 1e5, Label: "99.999"}},
		Lines:  []plot.Line{{Name: "latency, since due", Points: latency}, {Name: "service, since sent", Points: service}},
	}
}

func (r *Report) latencyChart() *plot.Chart {
	c := &plot.Chart{Title: "Latency over time", X: "second", Y: "milliseconds", LogY: true, Lines: []plot.Line{{Name: "p50"}, {Name: "p99"}, {Name: "max"}}}
	for _, s := range thin(r.whole()) {
		for i, v := range []float64{s.P50, s.P99, s.Max} {
			c.Lines[i].Points = append(c.Lines[i].Points, plot.Point{X: float64(s.Second), Y: v})
		}
	}
	return c
}

func (r *Report) rateChart() *plot.Chart {
	c := &plot.Chart{Title: "Answers and errors over time", X: "second", Y: "a second", Lines: []plot.Line{{Name: "answers"}, {Name: "answers with 5xx"}, {Name: "errors"}, {Name: "due, waiting for a connection"}}}
	for _, s := range thin(r.whole()) {
		for i, v := range []int64{s.Answers, s.ServerErrors, s.Errors, s.Backlog} {
			c.Lines[i].Points = append(c.Lines[i].Points, plot.Point{X: float64(s.Second), Y: float64(v)})
		}
	}
	return c
}

// whole are the seconds that were whole: in part of one there is less of everything.
func (r *Report) whole() []Second {
	if n := int(r.Elapsed + 1e-3); n > 0 && n < len(r.Series) {
		return r.Series[:n]
	}
	return r.Series
}

// maxPoints is how many points of a series are drawn.
const maxPoints = 600

// thin leaves the worst second of each few, so that what was bad stays visible.
func thin(all []Second) []Second {
	if len(all) <= maxPoints {
		return all
	}
	each := (len(all) + maxPoints - 1) / maxPoints
	var out []Second
	for i := 0; i < len(all); i += each {
		worst := all[i]
		for _, s := range all[i:min(i+each, len(all))] {
			if s.Max > worst.Max || s.Errors > worst.Errors {
				worst = s
			}
		}
		out = append(out, worst)
	}
	return out
}
