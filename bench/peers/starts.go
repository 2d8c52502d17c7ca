package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// starts is how long gateways take to give their first answer, and the memory that
// they hold afterwards, at rest.
type starts struct {
	names   []string
	samples map[string][]start
}

// start is one start: until the first good answer, in milliseconds, and memory in bytes.
type start struct{ first, idle float64 }

// rest is how long a gateway may settle before its memory is read.
const rest = 3 * time.Second

// starting starts gateways one after the other, round by round.
func (b *bed) starting(ctx context.Context, proxy scenario, o options) (*starts, error) {
	out := &starts{samples: map[string][]start{}}
	for round := range o.rounds {
		for _, name := range []string{"gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik", "caddy"} {
			if !listed(o.gateways, name) || b.tools.missing[name] != "" {
				continue
			}
			if round == 0 {
				out.names = append(out.names, name)
			}
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			got, err := b.startOnce(name, proxy)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out.samples[name] = append(out.samples[name], got)
		}
	}
	return out, nil
}

func (b *bed) startOnce(name string, s scenario) (start, error) {
	address, err := freePort()
	if err != nil {
		return start{}, err
	}
	from := time.Now()
	p, err := starters[name](b, s, address)
	if err != nil {
		return start{}, err
	}
	defer p.stop()
	if err := await(address, "/proxy", time.Millisecond); err != nil {
		return start{}, fmt.Errorf("%w\n%s", err, p.text())
	}
	first := time.Since(from)
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(rest)
	idle, err := memory(p.cmd.Process.Pid)
	return start{float64(first) / 1e6, float64(idle)}, err
}

func (s *starts) of(name string, f func(start) float64) float64 {
	var list []float64
	for _, x := range s.samples[name] {
		list = append(list, f(x))
	}
	return middle(list)
}

func (s *starts) row(name string) []string {
	return []string{
		name, fmt.Sprintf("%.0f ms", s.of(name, func(x start) float64 { return x.first })),
		fmt.Sprintf("%.0f MiB", s.of(name, func(x start) float64 { return x.idle })/(1<<20)),
	}
}

func (s *starts) text() string {
	var b strings.Builder
	b.WriteString("\nStart to first answer, memory at rest\n")
	for _, name := range s.names {
		fmt.Fprintln(&b, "  "+strings.Join(s.row(name), "  "))
	}
	return b.String()
}

func (s *starts) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n## Start and memory at rest\n\nFrom the start of the process to the first good answer through the backend, and the proportional set size %s after it. The bars for Gatehouse are 50 ms and 40 MiB.\n\n| gateway | first answer | memory |\n|---|---|---|\n", rest)
	for _, name := range s.names {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(s.row(name), " | "))
	}
	return b.String()
}
