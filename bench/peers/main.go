// Command peers measures Gatehouse beside other gateways and writes
// docs/performance.md: what each scenario costs every one of them in processor time.
// All run on this machine, one after the other inside of every round, so that noise
// hits all alike; ratios are taken inside a round. Debian's packages and the Go
// module proxy are all it needs; what it builds is kept in the user's cache folder.
//
// Start reading at scenarios (scenario.go); every gateway is a file of its own.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	o := options{}
	flag.IntVar(&o.rounds, "rounds", 5, "how often each gateway is measured in each scenario")
	flag.DurationVar(&o.slice, "slice", 3*time.Second, "how long each measurement takes")
	only := flag.String("scenario", "", "the only scenarios to measure, by name, with commas between; latency needs proxy; calm and start are the last two tables")
	gateways := flag.String("gateway", "", "the only gateways to measure, by name, with commas between")
	flag.StringVar(&o.page, "write", "", "the page to write; without it the tables go to the standard output")
	flag.Parse()
	o.only, o.gateways = list(*only), list(*gateways)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

type options struct {
	rounds         int
	slice          time.Duration
	only, gateways []string
	page           string
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ",")
}

func listed(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return len(names) == 0
}

// run installs, starts, measures and reports.
func run(ctx context.Context, o options) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// Workers of nginx run as another user.
	if err := os.Chmod(dir, 0o755); err != nil {
		return err
	}
	tools, err := install(ctx, o.gateways)
	if err != nil {
		return err
	}
	keys, err := newTokens()
	if err != nil {
		return err
	}
	b := &bed{dir: dir, tools: tools, tokens: keys}
	defer b.close()
	if err := b.startUpstream(); err != nil {
		return err
	}
	var all []*measured
	for _, s := range scenarios(keys) {
		if !listed(o.only, s.name) {
			continue
		}
		m, err := b.measure(ctx, s, o)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		all = append(all, m)
		fmt.Fprint(os.Stderr, m.text())
	}
	// The rest is about the proxy scenario too.
	var more []section
	if listed(o.only, "latency") && len(all) > 0 && all[0].name == "proxy" {
		l, err := b.latency(ctx, all[0], o)
		if err != nil {
			return fmt.Errorf("latency: %w", err)
		}
		fmt.Fprint(os.Stderr, l.text())
		more = append(more, l)
	}
	proxy := scenarios(keys)[0]
	if listed(o.only, "calm") {
		c, err := b.calmly(ctx, proxy, o)
		if err != nil {
			return fmt.Errorf("calm: %w", err)
		}
		fmt.Fprint(os.Stderr, c.text())
		more = append(more, c)
	}
	if listed(o.only, "start") {
		s, err := b.starting(ctx, proxy, o)
		if err != nil {
			return fmt.Errorf("start: %w", err)
		}
		fmt.Fprint(os.Stderr, s.text())
		more = append(more, s)
	}
	if o.page == "" {
		return nil
	}
	return os.WriteFile(filepath.Clean(o.page), []byte(page(all, more, tools, o)), 0o644)
}
