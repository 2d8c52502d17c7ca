package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// study runs groups of runs.
type study struct {
	ctx       context.Context
	gatehouse string
	// seconds is how long a run of the sweep takes.
	seconds int
	say     func(format string, args ...any)
}

// swept are the operations of the sweep, with the words of the page. All of them
// end at the backend.
var swept = []struct{ operation, name string }{
	{"none", "no policy"},
	{"identity", "identity header to the backend"},
	{"bus-backend", "send-request to Service Bus"},
	{"vault", "Key Vault behind the cache, warm"},
	{"vault-cold", "Key Vault behind the cache, always cold"},
}

// shares of an operation's highest rate at which latencies are measured.
var shares = []float64{0.1, 0.25, 0.5, 0.75}

// long is the life of tokens where they are not the subject.
const long = 24 * time.Hour

// rounds is how often the highest rate is sought; the best one counts.
const rounds = 3

// sweepResult are the runs of an operation: as much as goes, and at rates below that.
type sweepResult struct {
	name  string
	most  *result
	rates []*result
}

// sweep finds the highest rate of each operation, and measures below it. The rates
// are interleaved, so that a busy minute of the machine does not hit one operation
// alone.
func (s *study) sweep() ([]*sweepResult, error) {
	r, err := newRig(s.gatehouse, long)
	if err != nil {
		return nil, err
	}
	defer r.close()
	duration := time.Duration(s.seconds) * time.Second
	var out []*sweepResult
	for _, op := range swept {
		if _, err := s.run(r, load{name: "warm up", operation: op.operation, rate: 200, connections: 64, duration: time.Second}); err != nil {
			return nil, err
		}
		out = append(out, &sweepResult{name: op.name})
	}
	for range rounds {
		for i, op := range swept {
			most, err := s.run(r, load{name: op.name + ", as much as goes", operation: op.operation, connections: 64, duration: duration})
			if err != nil {
				return nil, err
			}
			if out[i].most == nil || most.report.Rate > out[i].most.report.Rate {
				out[i].most = most
			}
		}
	}
	for _, share := range shares {
		for i, op := range swept {
			rate := float64(int(out[i].most.report.Rate*share/10)+1) * 10
			got, err := s.run(r, load{name: fmt.Sprintf("%s, %.0f a second", op.name, rate), operation: op.operation, rate: rate, connections: 256, duration: duration})
			if err != nil {
				return nil, err
			}
			out[i].rates = append(out[i].rates, got)
		}
	}
	return out, nil
}

// targets measures targets that are slow, and that refuse.
func (s *study) targets() (slow, refusing []*result, err error) {
	r, err := newRig(s.gatehouse, long)
	if err != nil {
		return nil, nil, err
	}
	defer r.close()
	if _, err := s.run(r, load{name: "warm up", operation: "bus", rate: 200, connections: 64, duration: time.Second}); err != nil {
		return nil, nil, err
	}
	for _, ms := range []int{0, 5, 50, 500} {
		r.targets.delay.Store(int64(time.Duration(ms) * time.Millisecond))
		got, err := s.run(r, load{name: fmt.Sprintf("%d ms", ms), operation: "bus", rate: 200, connections: 256, duration: 6 * time.Second})
		if err != nil {
			return nil, nil, err
		}
		slow = append(slow, got)
	}
	r.targets.delay.Store(0)
	for _, tt := range []struct {
		name, operation string
		status          int64
		rate            float64
	}{
		{"201, without `retry`", "bus", 0, 200},
		{"429, without `retry`", "bus", http.StatusTooManyRequests, 200},
		{"503, without `retry`", "bus", http.StatusServiceUnavailable, 200},
		{"429, with `retry`", "bus-retry", http.StatusTooManyRequests, 200},
	} {
		r.targets.status.Store(tt.status)
		got, err := s.run(r, load{name: tt.name, operation: tt.operation, rate: tt.rate, connections: 1000, duration: 8 * time.Second})
		if err != nil {
			return nil, nil, err
		}
		refusing = append(refusing, got)
	}
	return slow, refusing, nil
}

// life is that of tokens where they are the subject: long enough for renewals with
// some room, short enough to see several.
const life = 12 * time.Second

// identityCase is a run in which something happens to the identity endpoint.
type identityCase struct {
	name     string
	duration time.Duration
	// first is what is wrong from the beginning, before anybody had a token; warm is
	// that tokens were got before the run.
	first emulator.Fault
	then  []change
}

// change is a change of the identity endpoint in a run.
type change struct {
	at    time.Duration
	fault emulator.Fault
}

var (
	away    = emulator.Fault{Status: http.StatusInternalServerError}
	slowly  = emulator.Fault{Delay: emulator.Duration(3 * time.Second)}
	slowish = emulator.Fault{Delay: emulator.Duration(time.Second)}
)

// identityCases are what can happen to an identity endpoint.
var identityCases = []identityCase{
	{name: "works", duration: 30 * time.Second},
	{name: "takes 3 s for each token, from second 1 on", duration: 24 * time.Second, then: []change{{time.Second, slowly}}},
	{name: "fails from second 4 to 9, while the token is valid", duration: 24 * time.Second, then: []change{{4 * time.Second, away}, {9 * time.Second, emulator.Fault{}}}},
	{name: "fails from second 4 to 20, longer than the token lives", duration: 30 * time.Second, then: []change{{4 * time.Second, away}, {20 * time.Second, emulator.Fault{}}}},
	{name: "takes 1 s for the first token", duration: 5 * time.Second, first: slowish},
	{name: "fails at the start, until second 3", duration: 8 * time.Second, first: away, then: []change{{3 * time.Second, emulator.Fault{}}}},
}

// identity measures what callers notice of the identity endpoint.
func (s *study) identity() ([]*result, error) {
	var out []*result
	for _, c := range identityCases {
		got, err := s.identityRun(c)
		if err != nil {
			return nil, err
		}
		out = append(out, got)
	}
	return out, nil
}

func (s *study) identityRun(c identityCase) (*result, error) {
	r, err := newRig(s.gatehouse, life)
	if err != nil {
		return nil, err
	}
	defer r.close()
	// Connections are open before, and the code has run; no token is needed for that.
	if _, err := s.run(r, load{name: "warm up", operation: "none", rate: 300, connections: 64, duration: time.Second}); err != nil {
		return nil, err
	}
	if err := r.identity(c.first); err != nil {
		return nil, err
	}
	l := load{name: c.name, operation: "identity", rate: 300, connections: 1000, duration: c.duration}
	for _, change := range c.then {
		l.events = append(l.events, event{change.at, func() error { return r.identity(change.fault) }})
	}
	return s.run(r, l)
}

// run measures a load and says so.
func (s *study) run(r *rig, l load) (*result, error) {
	got, err := r.measure(s.ctx, l)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.name, err)
	}
	s.say("%-60s %7.0f/s  p50 %6.2f  p99 %7.2f ms  cpu %5.0f µs  failed %d  tokens %d (%d failed)  refused %d  late p99 %.1f ms\n", l.name,
		got.report.Rate, got.report.Latency.P50, got.report.Latency.P99, got.cpu, got.failedRequests(), got.tokens, got.failed, got.refused, got.report.Late.P99)
	return got, nil
}
