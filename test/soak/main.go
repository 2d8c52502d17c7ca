// Command soak runs a gateway for a long time under requests of many kinds, good and
// bad, and prints each minute what it has answered and what it holds: memory,
// descriptors, goroutines. It ends with status 1 when a good request failed or when
// the gateway keeps more and more.
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
	seed := flag.Uint64("seed", 1, "what the requests are random from")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := soak(ctx, *duration, *every, *callers, *seed)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func soak(ctx context.Context, duration, every time.Duration, callers int, seed uint64) error {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "gatehouse")
	build := exec.CommandContext(ctx, "go", "build", "-tags=grpcnotrace", "-o", binary, "./cmd/gatehouse")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building: %w\n%s", err, out)
	}
	backend := startBackend(seed)
	defer backend.Close()
	g, err := startGateway(dir, binary, backend.URL)
	if err != nil {
		return err
	}
	defer g.stop()

	ctx, cancel := context.WithTimeout(ctx, duration)
	defer cancel()
	t := newTally()
	done := make(chan struct{})
	go func() {
		defer close(done)
		call(ctx, g.address, callers, seed, t)
	}()
	fmt.Println("   time   answered    left   refused   failed   MiB  descriptors  goroutines")
	start := time.Now()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var seen []held
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
		fmt.Printf("%7s %10d %7d %9d %8d %5.0f %12d %11d\n", time.Since(start).Round(time.Second),
			t.answered.Load(), t.left.Load(), t.refused.Load(), t.failed.Load(), h.memory, h.descriptors, h.goroutines)
	}
	if n := t.failed.Load(); n > 0 {
		return fmt.Errorf("%d requests failed, the first ones:\n%s", n, t.examples())
	}
	if t.answered.Load() == 0 {
		return fmt.Errorf("nothing was answered")
	}
	// What callers and backends hold open is given up within seconds.
	last, err := g.settles(seen)
	if err != nil {
		return err
	}
	fmt.Printf("at rest: %.0f MiB, %d descriptors, %d goroutines\n", last.memory, last.descriptors, last.goroutines)
	return nil
}
