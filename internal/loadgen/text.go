package loadgen

import (
	"fmt"
	"strconv"
	"strings"
)

// lateWarning is from which lateness of its own, in milliseconds at the 99th
// percentile, the generator warns of itself.
const lateWarning = 5

// Text is the report for people.
func (r *Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n%s\n\n", r.Method, r.URL, r.setup())
	fmt.Fprintf(&b, "  requests  %s, %s a second", number(float64(r.Requests)), number(r.Rate))
	if r.RateAsked > 0 {
		fmt.Fprintf(&b, " of %s asked", number(r.RateAsked))
	}
	fmt.Fprintf(&b, "\n  answers   %s\n  errors    %s\n  received  %s\n\n", r.statusText(), r.errorText(), size(r.Received))
	row := func(name string, f func(t *Times) string, note string) {
		fmt.Fprintf(&b, "  %-8s%10s%10s  %s\n", name, f(&r.Latency), f(&r.Service), note)
	}
	if r.Latency.Count > 0 {
		fmt.Fprintf(&b, "  %-8s%10s%10s\n", "", "latency", "service")
		row("p50", func(t *Times) string { return Milliseconds(t.P50) }, "latency: since a request was due")
		row("p75", func(t *Times) string { return Milliseconds(t.P75) }, "service: since it was sent")
		row("p90", func(t *Times) string { return Milliseconds(t.P90) }, "")
		row("p95", func(t *Times) string { return Milliseconds(t.P95) }, "")
		row("p99", func(t *Times) string { return Milliseconds(t.P99) }, "")
		row("p99.9", func(t *Times) string { return Milliseconds(t.P999) }, "")
		row("max", func(t *Times) string { return Milliseconds(t.Max) }, "")
		row("mean", func(t *Times) string { return Milliseconds(t.Mean) }, "")
	}
	for _, note := range r.Notes() {
		fmt.Fprintf(&b, "\n%s\n", note)
	}
	// Trailing spaces of rows without a note.
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// setup says what was asked for.
func (r *Report) setup() string {
	loop := "as fast as answers come"
	if r.RateAsked > 0 {
		loop = number(r.RateAsked) + " requests a second"
	}
	connections := "connections"
	if r.Connections == 1 {
		connections = "connection"
	}
	return fmt.Sprintf("%s s, %d %s, %s", number(r.Duration), r.Connections, connections, loop)
}

func (r *Report) statusText() string {
	var parts []string
	for _, s := range r.Statuses {
		parts = append(parts, fmt.Sprintf("%s with status %d", number(float64(s.Count)), s.Status))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

func (r *Report) errorText() string {
	var parts []string
	for _, e := range r.ErrorKinds {
		parts = append(parts, fmt.Sprintf("%s %s (%s)", number(float64(e.Count)), e.Kind, e.Example))
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, "\n            ")
}

// Notes are sentences on what a reader of the figures should know.
func (r *Report) Notes() []string {
	var out []string
	if r.Interrupted {
		out = append(out, fmt.Sprintf("It was interrupted after %s s; %s under way given up.", number(r.Elapsed), count(r.Abandoned, "request")))
	}
	if r.Unsent > 0 {
		out = append(out, fmt.Sprintf("%s due and never sent, because all connections were busy: the target is slower\n"+
			"than the rate, or there are too few connections. They are missing among the latencies,\n"+
			"which would be higher with them.", count(r.Unsent, "request")))
	}
	if r.Late.P99 >= lateWarning {
		out = append(out, fmt.Sprintf("This machine was too busy to send in time: 1 in 100 requests left %s after it was due,\n"+
			"or later, although a connection was free. That is part of the latencies.", Milliseconds(r.Late.P99)))
	}
	return out
}

// count is a number with its noun and a verb of the past.
func count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun + " was"
	}
	return number(float64(n)) + " " + noun + "s were"
}

// Milliseconds writes a time, given in milliseconds, with three digits and its unit.
func Milliseconds(ms float64) string {
	switch {
	case ms <= 0:
		return "0"
	case ms < 0.9995:
		return digits3(ms*1000) + " µs"
	case ms < 999.5:
		return digits3(ms) + " ms"
	}
	return digits3(ms/1000) + " s"
}

// digits3 writes a number with three digits.
func digits3(v float64) string {
	switch {
	case v < 9.995:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case v < 99.95:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// number writes a number with thousands apart; small ones have a fraction if they
// need one.
func number(v float64) string {
	if v < 100 && v != float64(int64(v)) {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	text := strconv.FormatFloat(v, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// size writes a number of bytes.
func size(n int64) string {
	switch {
	case n < 10<<10:
		return number(float64(n)) + " bytes"
	case n < 10<<20:
		return number(float64(n)/(1<<10)) + " KiB"
	}
	return number(float64(n)/(1<<20)) + " MiB"
}
