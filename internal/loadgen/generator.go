package loadgen

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

// Run sends requests as the options say and reports what came of them. When ctx ends
// early, requests under way are given up and the report is about the time until
// then. The error says what is wrong with the options.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Method == "" {
		o.Method = "GET"
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	t := newTarget(&o)
	return run(ctx, o, t.caller), nil
}

// caller is what a connection does with a request, how it waits for the next one
// (false when the run ends), and how it is closed.
type caller struct {
	call  func() outcome
	wait  func(context.Context, time.Duration) bool
	close func()
}

// outcome is what came of a request: an answer (status), or an error of a kind.
type outcome struct {
	status int
	bytes  int64
	kind   Kind
	err    error
}

// generator is a run.
type generator struct {
	Options
	start, from, end time.Time
	// next is the number of the next request, from 0 at start; sent how many of those
	// that are measured were sent.
	next, sent atomic.Int64
	rec        *recorder
}

// run runs with callers of any kind.
func run(ctx context.Context, o Options, newCaller func(context.Context) caller) *Report {
	start := time.Now()
	g := &generator{Options: o, start: start, from: start.Add(o.Warmup)}
	g.end = g.from.Add(o.Duration)
	g.rec = newRecorder(g.from, g.end)
	sending, cancel := context.WithCancel(ctx)
	defer cancel()

	watching := make(chan struct{})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		g.watch(watching)
	}()
	var wg sync.WaitGroup
	for range o.Connections {
		wg.Go(func() {
			c := newCaller(sending)
			defer c.close()
			g.work(sending, c)
		})
	}
	wg.Wait()
	close(watching)
	<-watched
	return g.report(ctx.Err() != nil)
}

// due returns when request n is due: as soon as possible without a rate.
func (g *generator) due(n int64) time.Time {
	if g.Rate == 0 {
		return time.Time{}
	}
	seconds, part := math.Modf(float64(n) / g.Rate)
	return g.start.Add(time.Duration(seconds)*time.Second + time.Duration(part*float64(time.Second)))
}

// dueBefore is how many requests are due before a moment.
func (g *generator) dueBefore(t time.Time) int64 {
	passed := t.Sub(g.start)
	if g.Rate == 0 || passed <= 0 {
		return 0
	}
	n := int64(passed.Seconds() * g.Rate)
	// The product may be off by one in the last place.
	for n > 0 && !g.due(n-1).Before(t) {
		n--
	}
	for g.due(n).Before(t) {
		n++
	}
	return n
}

// work sends requests over one connection until the time is up.
func (g *generator) work(ctx context.Context, c caller) {
	for ctx.Err() == nil {
		n := g.next.Add(1) - 1
		due := g.due(n)
		if !due.Before(g.end) {
			return
		}
		sent := time.Now()
		late := time.Duration(-1)
		if wait := due.Sub(sent); wait > 0 {
			if !c.wait(ctx, wait) {
				return
			}
			sent = time.Now()
			// The connection was free, so this is the generator's own doing.
			late = sent.Sub(due)
		}
		if !sent.Before(g.end) && late < 0 && n > 0 {
			// What is due and was not sent is counted at the end. The first request is
			// always sent: a run says something.
			return
		}
		if due.IsZero() {
			due = sent
		}
		measured := !due.Before(g.from)
		if measured {
			g.sent.Add(1)
		}
		out := c.call()
		if measured && (out.err == nil || ctx.Err() == nil) {
			g.rec.add(due, sent, time.Now(), late, out)
		} else if measured {
			g.rec.abandon()
		}
	}
}

// backlog is how many requests are due and were not sent.
func (g *generator) backlog(now time.Time) int64 {
	if now.After(g.end) {
		now = g.end
	}
	return max(0, g.dueBefore(now)-g.next.Load())
}

// watch closes the seconds of the series, and reports progress.
func (g *generator) watch(end <-chan struct{}) {
	every := time.Second
	if g.Progress != nil && g.Every > 0 {
		every = min(every, g.Every)
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			backlog := g.backlog(now)
			g.rec.turn(now, backlog)
			if g.Progress != nil {
				p := g.rec.progress(now)
				p.Elapsed, p.Duration, p.Asked, p.Backlog = now.Sub(g.from), g.Duration, g.Rate, backlog
				g.Progress(p)
			}
		case <-end:
			return
		}
	}
}
