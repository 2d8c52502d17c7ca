package main

import (
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

const (
	// calmRate requests a second over calmConnections connections are a tenth of what
	// the machine can do: every request wakes a sleeping thread.
	calmRate        = 3000
	calmConnections = 32
)

// calm is what requests wait for while nothing queues.
type calm struct {
	names   []string
	samples map[string][]calmSample
}

// calmSample is one round of one gateway: the median over one connection, and
// percentiles at calmRate, in milliseconds.
type calmSample struct{ alone, p50, p99 float64 }

// direct is the backend without a gateway before it.
const direct = "direct"

// calmly measures the proxy scenario at low load, the backend alone included.
func (b *bed) calmly(ctx context.Context, proxy scenario, o options) (*calm, error) {
	proxy.gateways = []string{"gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik-fast", "caddy"}
	proxy.connections = calmConnections
	gateways, stop, err := b.startGateways(ctx, proxy, o)
	defer stop()
	if err != nil {
		return nil, err
	}
	c := &calm{samples: map[string][]calmSample{}}
	targets := []*gateway{{name: direct, address: b.upstream}}
	targets = append(targets, gateways...)
	for _, g := range targets {
		c.names = append(c.names, g.name)
	}
	for round := range o.rounds + 1 {
		for i := range targets {
			g := targets[(i+round)%len(targets)]
			alone, err := b.alone(ctx, g.address+proxy.path, o.slice)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.name, err)
			}
			l, err := b.paced(ctx, g, proxy, calmRate, o.slice)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", g.name, err)
			}
			if round > 0 { // Pools get filled.
				c.samples[g.name] = append(c.samples[g.name], calmSample{alone, l.P50, l.P99})
			}
		}
	}
	return c, nil
}

// alone is the median latency in milliseconds of requests over one connection, each
// sent when the one before is answered.
func (b *bed) alone(ctx context.Context, target string, slice time.Duration) (float64, error) {
	seconds := max(1, int(slice.Round(time.Second)/time.Second))
	out, err := exec.CommandContext(ctx, b.tools.path["wrk"], "-t1", "-c1", "-d", strconv.Itoa(seconds)+"s", "--latency",
		"-H", "Ocp-Apim-Subscription-Key: "+key, "http://"+target).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	if bad := badOf.FindString(string(out)); bad != "" {
		return 0, fmt.Errorf("wrk: %s", bad)
	}
	d, err := time.ParseDuration(group(p50Of, string(out)))
	return float64(d) / 1e6, err
}

// of is the median of what f says of a gateway's samples.
func (c *calm) of(name string, f func(calmSample) float64) float64 {
	var list []float64
	for _, s := range c.samples[name] {
		list = append(list, f(s))
	}
	return middle(list)
}

// added is what a gateway adds to the backend's latency over one connection, round by
// round.
func (c *calm) added(name string) float64 {
	var list []float64
	for i, s := range c.samples[name] {
		list = append(list, s.alone-c.samples[direct][i].alone)
	}
	return middle(list)
}

func (c *calm) row(name string) []string {
	ms := func(f func(calmSample) float64) string { return fmt.Sprintf("%.2f ms", c.of(name, f)) }
	return []string{
		name, ms(func(s calmSample) float64 { return s.alone }), fmt.Sprintf("%.2f ms", c.added(name)),
		ms(func(s calmSample) float64 { return s.p50 }), ms(func(s calmSample) float64 { return s.p99 }),
	}
}

func (c *calm) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\nLow load: one connection, added, p50 and p99 at %d requests/s\n", calmRate)
	for _, name := range c.names {
		fmt.Fprintln(&b, "  "+strings.Join(c.row(name), "  "))
	}
	return b.String()
}

func (c *calm) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## Latency at low load\n\nOver one connection Gatehouse adds %.2f ms at the median; the bar is 0.12 ms. The two columns after it are at %d requests a second over %d connections, due at fixed times, a tenth of what the machine can do; p99 is %.2f ms, and the bar is 4 ms.\n\n"+
		"| gateway | p50, one connection | of it added | p50 | p99 |\n|---|---|---|---|---|\n",
		c.added("gatehouse"), calmRate, calmConnections, c.of("gatehouse", func(s calmSample) float64 { return s.p99 }))
	for _, name := range c.names {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(c.row(name), " | "))
	}
	return b.String()
}
