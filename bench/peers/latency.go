package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// share is how much of what the slowest of the compared gateways can do is asked of
// all of them.
const share = 0.7

// latencies are percentiles of latency in milliseconds from the moment when a
// request was due, at a fixed rate.
type latencies struct {
	rate    int
	names   []string
	samples map[string][]latency
}

// latency is what a run of gatehouse bench says: percentiles in milliseconds, and
// answers a second.
type latency struct{ P50, P99, Rate float64 }

// latency measures the proxy scenario at a fixed rate: 70 % of what the slower one of
// Gatehouse and nginx can do. gatehouse bench sends, whose requests do not wait for
// each other; what they can do is measured with it as well, for it takes more of the
// machine than wrk.
func (b *bed) latency(ctx context.Context, proxy *measured, o options) (*latencies, error) {
	l := &latencies{samples: map[string][]latency{}}
	s := proxy.scenario
	s.gateways = []string{"gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "caddy"}
	gateways, stop, err := b.startGateways(ctx, s, o)
	defer stop()
	if err != nil {
		return nil, err
	}
	reached := map[string][]float64{}
	for range o.rounds {
		for _, g := range gateways {
			if g.name != "gatehouse" && g.name != "nginx" {
				continue
			}
			got, err := b.paced(ctx, g, s, 0, o.slice)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.name, err)
			}
			reached[g.name] = append(reached[g.name], got.Rate)
		}
	}
	l.rate = int(share * min(middle(reached["gatehouse"]), middle(reached["nginx"])))
	for round := range o.rounds + 1 {
		for i := range gateways {
			g := gateways[(i+round)%len(gateways)]
			got, err := b.paced(ctx, g, s, l.rate, o.slice)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.name, err)
			}
			if round == 0 {
				// Pools get filled.
				l.names = append(l.names, g.name)
				continue
			}
			l.samples[g.name] = append(l.samples[g.name], got)
		}
	}
	return l, nil
}

// paced sends requests at a rate, 0 for as fast as answers come.
func (b *bed) paced(ctx context.Context, g *gateway, s scenario, rate int, slice time.Duration) (latency, error) {
	args := []string{"bench", "http://" + g.address + s.path, "--duration", slice.String(),
		"--connections", strconv.Itoa(s.connections), "--header", "Ocp-Apim-Subscription-Key: " + key, "--output", "json"}
	if rate > 0 {
		args = append(args, "--rate", strconv.Itoa(rate))
	}
	out, err := exec.CommandContext(ctx, b.tools.path["gatehouse"], args...).Output()
	if err != nil {
		return latency{}, fmt.Errorf("gatehouse bench: %w\n%s", err, out)
	}
	var report struct {
		Latency latency
		Rate    float64
		Errors  int
	}
	if err := json.Unmarshal(out, &report); err != nil {
		return latency{}, err
	}
	if report.Errors > 0 {
		return latency{}, fmt.Errorf("%d errors", report.Errors)
	}
	report.Latency.Rate = report.Rate
	return report.Latency, nil
}

// row is what there is of a gateway: percentiles, and the 99th against nginx's inside
// of a round.
func (l *latencies) row(name string) []string {
	of := func(f func(latency) float64) float64 {
		var list []float64
		for _, s := range l.samples[name] {
			list = append(list, f(s))
		}
		return middle(list)
	}
	return []string{
		name, fmt.Sprintf("%.2f ms", of(func(l latency) float64 { return l.P50 })), fmt.Sprintf("%.2f ms", of(func(l latency) float64 { return l.P99 })),
		fmt.Sprintf("%.2f", l.ratio(name)),
	}
}

func (l *latencies) ratio(name string) float64 {
	var list []float64
	for i, s := range l.samples[name] {
		if i < len(l.samples["nginx"]) {
			list = append(list, s.P99/l.samples["nginx"][i].P99)
		}
	}
	if list == nil {
		return 0
	}
	return middle(list)
}

func (l *latencies) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nLatency at %d requests/s\n", l.rate)
	for _, name := range l.names {
		fmt.Fprintln(&b, "  "+strings.Join(l.row(name), "  "))
	}
	return b.String()
}

func (l *latencies) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## Latency at 70 %% of saturation\n\n%d requests a second over 64 connections, due at fixed times; the latency of each counts from then. What the load generator and the machine add is in every row. Gatehouse's p99 is %.2f × nginx's; the bar is 1.5.\n\n| gateway | p50 | p99 | p99 × nginx |\n|---|---|---|---|\n", l.rate, l.ratio("gatehouse"))
	for _, name := range l.names {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(l.row(name), " | "))
	}
	return b.String()
}
