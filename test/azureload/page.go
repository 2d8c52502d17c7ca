package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
	"github.com/gatehouse-project/gatehouse/internal/plot"
)

// Marks of the page around what is written here.
const (
	beginMark = "<!-- figures: written by make study-azure; do not edit -->\n"
	endMark   = "<!-- end of figures -->\n"
)

// figures are all results.
type figures struct {
	machine, before, after string
	sweep                  []*sweepResult
	slow, refusing         []*result
	identity               []*result
}

// machine describes the processor.
func machine() string {
	name := "an unknown processor"
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				name = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%d cores of %s, %s/%s, %s", runtime.NumCPU(), name, runtime.GOOS, runtime.GOARCH, runtime.Version())
}

// loadAverage is how many processes wanted a processor in the last minute.
func loadAverage() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// write replaces the figures of the page and writes the plots.
func (f *figures) write(page, plots string) error {
	old, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	head, rest, ok := strings.Cut(string(old), beginMark)
	_, tail, ok2 := strings.Cut(rest, endMark)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no place for figures", page)
	}
	if err := os.MkdirAll(plots, 0o755); err != nil {
		return err
	}
	for name, c := range f.charts() {
		if err := os.WriteFile(filepath.Join(plots, name), []byte(c.File()), 0o644); err != nil {
			return err
		}
	}
	beside, err := filepath.Rel(filepath.Dir(page), plots)
	if err != nil {
		return err
	}
	return os.WriteFile(page, []byte(head+beginMark+f.text(filepath.ToSlash(beside))+endMark+tail), 0o644)
}

// text are the tables.
func (f *figures) text(plots string) string {
	var b strings.Builder
	ms := loadgen.Milliseconds
	fmt.Fprintf(&b, "\nMeasured on %s on %s. Load average when it began %s, when it ended %s.\n",
		time.Now().UTC().Format("2 January 2006"), f.machine, f.before, f.after)

	b.WriteString("\n### What each way costs\n\nWith 64 connections that ask as fast as answers come; the best of three runs. All of them end at the backend.\n\n" +
		"| policy | requests a second | against no policy | CPU of the gateway for a request | more than no policy | memory allocated for a request |\n|---|--:|--:|--:|--:|--:|\n")
	base := f.sweep[0].most
	for _, s := range f.sweep {
		fmt.Fprintf(&b, "| %s | %.0f | %.0f %% | %.0f µs | %+.0f µs | %.1f KiB |\n", s.name, s.most.report.Rate, 100*s.most.report.Rate/base.report.Rate,
			s.most.cpu, s.most.cpu-base.cpu, s.most.allocated/1024)
	}
	b.WriteString("\n### Latency, as the rate rises\n\n| policy | rate asked | reached | p50 | p90 | p99 | p99.9 | not answered with 2xx | goroutines, early → late | connections and files | memory |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, s := range f.sweep {
		for _, r := range s.rates {
			fmt.Fprintf(&b, "| %s | %.0f | %.0f | %s | %s | %s | %s | %d of %d | %s |\n", s.name, r.report.RateAsked, r.reached(),
				ms(r.report.Latency.P50), ms(r.report.Latency.P90), ms(r.report.Latency.P99), ms(r.report.Latency.P999), r.failedRequests(), r.report.Requests, r.growth())
		}
	}
	fmt.Fprintf(&b, "\n![p99 by rate](%s/azure-p99.svg)\n\n![CPU of a request by rate](%s/azure-cpu.svg)\n", plots, plots)

	b.WriteString("\n### Service Bus takes its time\n\n200 requests a second, one call of Service Bus each; the gateway answers with its status.\n\n| Service Bus answers after | reached | p50 | p99 | more than Service Bus, at p50 | CPU of a request | goroutines, early → late | connections and files | memory |\n|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for i, r := range f.slow {
		own := r.report.Latency.P50 - float64([]int{0, 5, 50, 500}[i])
		fmt.Fprintf(&b, "| %s | %.0f | %s | %s | %s | %.0f µs | %s |\n", r.name, r.reached(), ms(r.report.Latency.P50), ms(r.report.Latency.P99), ms(own), r.cpu, r.growth())
	}

	b.WriteString("\n### Service Bus refuses\n\n200 requests a second. `retry` asks again after 1 s, three times.\n\n| Service Bus answers | reached | p50 | p99 | calls of Service Bus for a request | CPU of a request | goroutines, early → late | connections and files | memory |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range f.refusing {
		fmt.Fprintf(&b, "| %s | %.0f | %s | %s | %.1f | %.0f µs | %s |\n", r.name, r.reached(), ms(r.report.Latency.P50), ms(r.report.Latency.P99),
			float64(r.calls)/float64(max(1, r.report.Requests)), r.cpu, r.growth())
	}

	fmt.Fprintf(&b, "\n### The identity endpoint\n\n300 requests a second, each with a token for the backend. Tokens live %.0f s here, instead of 24 h, so that several are needed in a run; their renewal begins after half of that.\n\n"+
		"| the identity endpoint | seconds | requests for tokens | of them failed | requests | not answered with 2xx | arrived with an expired token | p50 | p99 | max |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n", life.Seconds())
	for _, r := range f.identity {
		fmt.Fprintf(&b, "| %s | %.0f | %d | %d | %d | %d | %d | %s | %s | %s |\n", r.name, r.report.Duration, r.tokens, r.failed, r.report.Requests, r.failedRequests(), r.refused,
			ms(r.report.Latency.P50), ms(r.report.Latency.P99), ms(r.report.Latency.Max))
	}
	fmt.Fprintf(&b, "\n![p99 by second](%s/azure-identity-p99.svg)\n\n![requests refused by second](%s/azure-identity-failed.svg)\n\n", plots, plots)
	return b.String()
}

// reached is the rate that was reached: what was asked for when nothing was left
// over, however long the last answers took.
func (r *result) reached() float64 {
	if r.report.Unsent == 0 && r.report.RateAsked > 0 {
		return r.report.RateAsked
	}
	return r.report.Rate
}

// growth are the cells that show whether something grows.
func (r *result) growth() string {
	return fmt.Sprintf("%.0f → %.0f | %.0f → %.0f | %.0f → %.0f MiB", r.early.goroutines, r.late.goroutines, r.early.descriptors, r.late.descriptors,
		r.early.resident/(1<<20), r.late.resident/(1<<20))
}

// charts are the plots by the names of their files.
func (f *figures) charts() map[string]*plot.Chart {
	p99 := &plot.Chart{Title: "Latency of the slowest hundredth", X: "requests a second", Y: "p99, milliseconds", LogX: true, LogY: true}
	cpu := &plot.Chart{Title: "CPU of a request", X: "requests a second", Y: "microseconds", LogX: true}
	for _, s := range f.sweep {
		var slow, cost []plot.Point
		for _, r := range s.rates {
			slow = append(slow, plot.Point{X: r.report.Rate, Y: r.report.Latency.P99})
			cost = append(cost, plot.Point{X: r.report.Rate, Y: r.cpu})
		}
		cost = append(cost, plot.Point{X: s.most.report.Rate, Y: s.most.cpu})
		p99.Lines = append(p99.Lines, plot.Line{Name: s.name, Points: slow})
		cpu.Lines = append(cpu.Lines, plot.Line{Name: s.name, Points: cost})
	}
	second := &plot.Chart{Title: "Latency while the identity endpoint …", X: "second", Y: "p99, milliseconds", LogY: true}
	failed := &plot.Chart{Title: "Requests refused while the identity endpoint …", X: "second", Y: "answers with 5xx, a second"}
	for _, r := range f.identity {
		var slow, bad []plot.Point
		for _, s := range r.report.Series {
			if float64(s.Second) > r.report.Duration {
				break
			}
			slow = append(slow, plot.Point{X: float64(s.Second), Y: s.P99})
			bad = append(bad, plot.Point{X: float64(s.Second), Y: float64(s.ServerErrors)})
		}
		short, _, _ := strings.Cut(r.name, ",")
		second.Lines = append(second.Lines, plot.Line{Name: short, Points: slow})
		failed.Lines = append(failed.Lines, plot.Line{Name: short, Points: bad})
	}
	return map[string]*plot.Chart{"azure-p99.svg": p99, "azure-cpu.svg": cpu, "azure-identity-p99.svg": second, "azure-identity-failed.svg": failed}
}
