// Command soak runs a gateway for a long time under requests of many kinds, good and
// bad, and prints each minute what it has answered and the most that it held: memory,
// what of that was in use after a garbage collection, descriptors, goroutines. It ends
// with status 1 when a good request failed or when the gateway keeps more and more.
//
// What is in use is mostly the cache, which keeps what it was given for five seconds,
// so that it goes up and down with the rate of requests. Memory is about twice that
// and the program itself (docs/settings.md, "Memory and processors"): both have to
// stay where they are after the first minutes.
//
// Callers ask for pages, post bodies of all sizes, leave in the middle, send what is
// no HTTP; backends are slow, break off, answer in pieces. All of it is random from a
// seed and stays on this machine.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	duration := flag.Duration("time", 30*time.Minute, "how long to run")
	every := flag.Duration("every", time.Minute, "how often to print")
	callers := flag.Int("callers", 48, "how many callers ask at the same time")
	rate := flag.Float64("rate", 0, "how many requests a second callers begin together; 0 is as many as they can")
	seed := flag.Uint64("seed", 1, "what the requests are random from")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := soak(ctx, settings{*duration, *every, *callers, *rate, *seed})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

// settings are what the command was asked for.
type settings struct {
	duration, every time.Duration
	callers         int
	rate            float64
	seed            uint64
}

// sampleEvery is how often it is looked what the gateway holds.
const sampleEvery = 5 * time.Second

func soak(ctx context.Context, s settings) error {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "gatehouse")
	build := exec.CommandContext(ctx, "go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", binary, "./cmd/gatehouse")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	backend := startBackend(s.seed)
	defer backend.Close()
	g, err := startGateway(dir, binary, backend.URL)
	if err != nil {
		return err
	}
	defer g.stop()

	ctx, cancel := context.WithTimeout(ctx, s.duration)
	defer cancel()
	t := newTally()
	done := make(chan struct{})
	go func() {
		defer close(done)
		call(ctx, g.address, s, t)
	}()
	fmt.Println("   time   answered    left   refused   failed   MiB  in use  descriptors  goroutines")
	start := time.Now()
	ticker := time.NewTicker(sampleEvery)
	defer ticker.Stop()
	var seen []held
	var most held
	line := start.Add(s.every)
	for running := true; running; {
		select {
		case <-ticker.C:
		case <-done:
			running = false
		case err := <-g.ended:
			return fmt.Errorf("the gateway ended: %v\n%s", err, g.output())
		}
		h, err := g.holds()
		if err != nil {
			return err
		}
		seen = append(seen, h)
		if most = most.or(h); running && time.Now().Before(line) {
			continue
		}
		fmt.Printf("%7s %10d %7d %9d %8d %5.0f %7.0f %12d %11d\n", time.Since(start).Round(time.Second),
			t.answered.Load(), t.left.Load(), t.refused.Load(), t.failed.Load(), most.memory, most.live, most.descriptors, most.goroutines)
		line, most = line.Add(s.every), held{}
	}
	// What callers and backends hold open is given up within seconds.
	last, err := g.settles(seen)
	if last.memory > 0 {
		fmt.Printf("at rest: %.0f MiB, %.0f of them in use, %d descriptors, %d goroutines; %d answers were 5xx, for backends that broke off\n",
			last.memory, last.live, last.descriptors, last.goroutines, last.serverErrors)
	}
	switch n := t.failed.Load(); {
	case n > 0:
		return fmt.Errorf("%d requests failed, the first ones:\n%s", n, t.examples())
	case t.answered.Load() == 0:
		return fmt.Errorf("nothing was answered")
	}
	return err
}
