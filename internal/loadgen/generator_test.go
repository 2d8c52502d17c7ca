package loadgen

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fake makes callers of a function that gets the number of the request.
func fake(call func(ctx context.Context, n int) outcome) func(context.Context) caller {
	requests := make(chan int, 1)
	requests <- 0
	return func(ctx context.Context) caller {
		return caller{wait: timed, close: func() {}, call: func() outcome {
			n := <-requests
			requests <- n + 1
			return call(ctx, n)
		}}
	}
}

// takes answers after a time.
func takes(d time.Duration) func(context.Context, int) outcome {
	return func(context.Context, int) outcome {
		time.Sleep(d)
		return outcome{status: 200, bytes: 10}
	}
}

// near compares milliseconds with the precision of the histograms.
func near(got, want float64) bool { return got >= want*0.998 && got <= want*1.002 }

// TestSchedule: requests are sent when they are due, not when others are answered.
func TestSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		at := make([]time.Duration, 10)
		start := time.Now()
		o := Options{Rate: 10, Duration: time.Second, Connections: 5}
		r := run(t.Context(), o, fake(func(_ context.Context, n int) outcome {
			at[n] = time.Since(start)
			time.Sleep(250 * time.Millisecond)
			return outcome{status: 204}
		}))
		var want []time.Duration
		for i := range 10 {
			want = append(want, time.Duration(i)*100*time.Millisecond)
		}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Errorf("sent at (-want +got):\n%s", diff)
		}
		if r.Requests != 10 || r.Answers != 10 || r.Unsent != 0 || !near(r.Latency.P50, 250) || !near(r.Latency.Max, 250) || r.Late.Max > 0.001 {
			t.Errorf("report %+v", r)
		}
		if diff := cmp.Diff([]StatusCount{{204, 10}}, r.Statuses); diff != "" {
			t.Errorf("statuses (-want +got):\n%s", diff)
		}
	})
}

// TestStall: a target that stops for a second shows in the latencies of all requests
// that became due meanwhile; service times, measured as generators do that wait,
// show a single one.
func TestStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := Options{Rate: 100, Duration: 10 * time.Second, Connections: 1}
		r := run(t.Context(), o, fake(func(_ context.Context, n int) outcome {
			d := time.Millisecond
			if n == 100 {
				d = time.Second
			}
			return takes(d)(nil, n)
		}))
		if r.Requests != 1000 || r.Unsent != 0 {
			t.Fatalf("%d requests, %d unsent", r.Requests, r.Unsent)
		}
		if !near(r.Service.P99, 1) || !near(r.Service.Max, 1000) {
			t.Errorf("service %+v", r.Service)
		}
		// Due every 10 ms and sent every millisecond, about 110 requests were late, the
		// first by a second.
		if !near(r.Latency.Max, 1000) || r.Latency.P99 < 850 || r.Latency.P90 < 50 || !near(r.Latency.P75, 1) {
			t.Errorf("latency %+v", r.Latency)
		}
		if r.Series[1].Max < 900 && r.Series[2].Max < 900 {
			t.Errorf("no second shows it: %+v", r.Series[:4])
		}
	})
}

// TestOverload: what could not be sent is said.
func TestOverload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		backlog := int64(0)
		o := Options{
			Rate: 100, Duration: 4 * time.Second, Connections: 2, Every: time.Second,
			Progress: func(p Progress) { backlog = max(backlog, p.Backlog) },
		}
		r := run(t.Context(), o, fake(takes(100*time.Millisecond)))
		if r.Requests+r.Unsent != 400 || r.Requests != 80 || r.Rate > 20.01 || r.Rate < 19 {
			t.Errorf("requests %d, unsent %d, rate %v", r.Requests, r.Unsent, r.Rate)
		}
		if backlog < 200 {
			t.Errorf("backlog %d", backlog)
		}
		if notes := r.Notes(); len(notes) != 1 {
			t.Errorf("notes %q", notes)
		}
	})
}

// TestClosedLoop: without a rate each connection goes on when it is answered.
func TestClosedLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := run(t.Context(), Options{Duration: time.Second, Connections: 3}, fake(takes(100*time.Millisecond)))
		if r.Requests != 30 || r.Unsent != 0 || r.Rate != 30 || r.Received != 300 || r.Late.Count != 0 {
			t.Errorf("report %+v", r)
		}
		if diff := cmp.Diff(r.Latency, r.Service); diff != "" {
			t.Errorf("times differ:\n%s", diff)
		}
	})
}

// TestWarmup: what was due before is sent and not counted.
func TestWarmup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := 0
		o := Options{Rate: 10, Warmup: time.Second, Duration: 2 * time.Second, Connections: 1}
		r := run(t.Context(), o, fake(func(_ context.Context, n int) outcome {
			sent++
			return takes(50*time.Millisecond)(nil, n)
		}))
		if sent != 30 || r.Requests != 20 || r.Rate != 10 || r.Elapsed != 2 {
			t.Errorf("sent %d, requests %d, rate %v, elapsed %v", sent, r.Requests, r.Rate, r.Elapsed)
		}
	})
}

// TestCancel: the report is about the time until then.
func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(2450*time.Millisecond, cancel)
		o := Options{Rate: 10, Duration: time.Hour, Connections: 10}
		r := run(ctx, o, fake(func(ctx context.Context, n int) outcome {
			select {
			case <-time.After(300 * time.Millisecond):
				return outcome{status: 200}
			case <-ctx.Done():
				return outcome{kind: Other, err: ctx.Err()}
			}
		}))
		if !r.Interrupted || r.Elapsed != 2.45 || r.Errors != 0 || r.Abandoned != 3 || r.Requests != 22 || r.Unsent != 0 {
			t.Errorf("report %+v", r)
		}
	})
}

// TestErrors: errors are counted by kind; those that took no time do not count among
// the latencies, timeouts do.
func TestErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := Options{Rate: 100, Duration: 2 * time.Second, Connections: 100}
		r := run(t.Context(), o, fake(func(_ context.Context, n int) outcome {
			switch {
			case n%10 == 1:
				return outcome{kind: Refused, err: errors.New("nobody there")}
			case n%10 == 2:
				time.Sleep(time.Second)
				return outcome{kind: Timeout, err: errors.New("too long")}
			case n%10 == 3:
				return outcome{status: 503}
			}
			time.Sleep(10 * time.Millisecond)
			return outcome{status: 200}
		}))
		if r.Requests != 200 || r.Answers != 160 || r.Errors != 40 || r.Latency.Count != 180 || !near(r.Latency.P95, 1000) {
			t.Errorf("report %+v", r)
		}
		want := []ErrorCount{{Refused, 20, "nobody there"}, {Timeout, 20, "too long"}}
		if diff := cmp.Diff(want, r.ErrorKinds); diff != "" {
			t.Errorf("errors (-want +got):\n%s", diff)
		}
		if r.Failed() != 0.3 {
			t.Errorf("failed %v", r.Failed())
		}
		var answers, failed, server int64
		for _, s := range r.Series {
			answers, failed, server = answers+s.Answers, failed+s.Errors, server+s.ServerErrors
		}
		if answers != r.Answers || failed != r.Errors || server != 20 {
			t.Errorf("the seconds have %d answers, %d of them with 5xx, and %d errors", answers, server, failed)
		}
	})
}

// TestRates: fractions and rates that no clock divides evenly.
func TestRates(t *testing.T) {
	for _, tt := range []struct {
		rate float64
		over time.Duration
		want int64
	}{{0.5, 10 * time.Second, 5}, {3, time.Second, 3}, {7, 3 * time.Second, 21}, {333.3, time.Second, 334}, {1e6, time.Millisecond, 1000}} {
		g := &generator{Options: Options{Rate: tt.rate}, start: time.Now()}
		if got := g.dueBefore(g.start.Add(tt.over)); got != tt.want {
			t.Errorf("%v a second: %d in %v, want %d", tt.rate, got, tt.over, tt.want)
		}
	}
}

// TestAlarm: it waits at least as long as it should, and not when the run ends.
func TestAlarm(t *testing.T) {
	a := newAlarm()
	defer a.close()
	for _, d := range []time.Duration{-time.Second, 0, time.Nanosecond, 3 * time.Millisecond, time.Millisecond} {
		start := time.Now()
		if !a.wait(t.Context(), d) || time.Since(start) < d {
			t.Errorf("%v: %v", d, time.Since(start))
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	context.AfterFunc(ctx, a.close)
	time.AfterFunc(time.Millisecond, cancel)
	if a.wait(ctx, time.Hour) {
		t.Error("it took the end of the run for the alarm")
	}
}

func TestOptions(t *testing.T) {
	good := Options{URL: "http://h/", Duration: time.Second, Connections: 1, Timeout: time.Second}
	tests := []struct {
		name   string
		change func(*Options)
	}{
		{"url", func(o *Options) { o.URL = "ftp://h/" }},
		{"method", func(o *Options) { o.Method = "G T" }},
		{"rate", func(o *Options) { o.Rate = -1 }},
		{"duration", func(o *Options) { o.Duration = 0 }},
		{"connections", func(o *Options) { o.Connections = MaxConnections + 1 }},
		{"timeout", func(o *Options) { o.Timeout = 0 }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := good
			tt.change(&o)
			if r, err := Run(t.Context(), o); err == nil {
				t.Errorf("%+v", r)
			}
		})
	}
}
