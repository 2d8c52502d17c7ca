package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// text is the scenario's table for a terminal.
func (m *measured) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%s\n\n%s", m.title, m.judged())
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "gateway\tCPU s/10k\tof it user\tx nginx\trequests/s\tp50\tp99\tMiB\t")
	for _, name := range m.names {
		fmt.Fprintln(w, strings.Join(m.row(name), "\t")+"\t")
	}
	w.Flush()
	return b.String()
}

func (m *measured) row(name string) []string {
	s := m.samples[name]
	ratio := "-"
	if r, ok := m.ratio(name, "nginx"); ok {
		ratio = fmt.Sprintf("%.2f", r)
	}
	duration := func(f func(sample) time.Duration) string {
		return fmt.Sprintf("%.1f ms", median(s, func(s sample) float64 { return float64(f(s)) })/1e6)
	}
	return []string{
		name, fmt.Sprintf("%.3f", median(s, sample.cpu)), fmt.Sprintf("%.3f", median(s, func(s sample) float64 { return s.user })), ratio,
		fmt.Sprintf("%.0f", median(s, func(s sample) float64 { return s.rps })),
		duration(func(s sample) time.Duration { return s.p50 }), duration(func(s sample) time.Duration { return s.p99 }),
		fmt.Sprintf("%.0f", median(s, func(s sample) float64 { return float64(s.pss) })/(1<<20)),
	}
}

// section is a part of the page besides the scenarios.
type section interface{ page() string }

// page is docs/performance.md.
func page(all []*measured, more []section, t *tools, o options) string {
	var b strings.Builder
	b.WriteString(`# Performance

Gatehouse beside other gateways, measured by ` + "`make bench-peers`" + `, which writes this page. Every scenario runs all gateways one after the other in every round, on the same machine as the load generator (wrk, one thread) and the backend (nginx, one worker, a kilobyte of JSON over connections that are kept). CPU is the processor time of the gateway and its children for 10,000 requests; ratios are taken inside a round; all figures are medians. Differences under 10 % mean nothing.

Gatehouse runs real documents here: a global one with ` + "`forward-request`" + `, one of the API, one of the operation, compiled; every request is matched against operations and its subscription key is checked. The others do as little as the scenario lets them.

`)
	fmt.Fprintf(&b, "%s, %d processors, %s; %d rounds of %s each.\n", time.Now().UTC().Format("2006-01-02"), runtime.NumCPU(), processor(), o.rounds, o.slice)
	for _, m := range all {
		fmt.Fprintf(&b, "\n## %s\n\n", m.title)
		b.WriteString(m.judged())
		if m.note != "" {
			b.WriteString(m.note + "\n\n")
		}
		b.WriteString("| gateway | CPU s/10k | of it user | × nginx | requests/s | p50 | p99 | memory MiB |\n|---|---|---|---|---|---|---|---|\n")
		for _, name := range m.names {
			fmt.Fprintf(&b, "| %s |\n", strings.Join(m.row(name), " | "))
		}
	}
	for _, s := range more {
		b.WriteString(s.page())
	}
	b.WriteString("\n## Versions\n\n| gateway | version |\n|---|---|\n")
	for _, name := range everyone {
		version := t.version[strings.TrimSuffix(name, "-lua")]
		if name == "traefik-fast" {
			version = t.version[name]
		}
		if t.missing[strings.TrimSuffix(name, "-fast")] != "" {
			version = "left out: it does not build from what the Go module proxy gives out"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", name, version)
	}
	b.WriteString("\nTheir configurations are in `bench/peers`, a file each. KrakenD and Tyk are not to be had from Debian or the Go module proxy.\n")
	return b.String()
}

// judged holds Gatehouse against the scenario's bars, in a list.
func (m *measured) judged() string {
	var b strings.Builder
	for _, bar := range m.bars {
		r, ok := m.ratio("gatehouse", bar.against)
		if !ok {
			continue
		}
		fmt.Fprintf(&b, "- %.2f × %s; the bar is %.2f: %s", r, bar.against, bar.must, verdict(r <= bar.must))
		if bar.aim > 0 {
			fmt.Fprintf(&b, "; the aim is %.2f: %s", bar.aim, verdict(r <= bar.aim))
		}
		b.WriteString("\n")
	}
	if own := m.samples["gatehouse"]; m.user > 0 && len(own) > 0 {
		us := median(own, func(s sample) float64 { return s.user }) * 100 // of seconds for 10,000 requests
		bar := m.user.Seconds() * 1e6
		fmt.Fprintf(&b, "- %.1f µs of user time a request; the bar is %.0f: %s\n", us, bar, verdict(us <= bar))
	}
	if b.Len() > 0 {
		b.WriteString("\n")
	}
	return b.String()
}

func verdict(met bool) string {
	if met {
		return "met"
	}
	return "not met"
}

// processor names the machine's.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOARCH
}
