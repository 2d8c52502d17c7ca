package loadgen

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Histograms count microseconds from 1 to an hour with three digits: an error of at
// most a thousandth, in 180 KiB each.
const (
	lowest  = 1
	highest = int64(time.Hour / time.Microsecond)
	digits  = 3
)

func newHistogram() *hdrhistogram.Histogram { return hdrhistogram.New(lowest, highest, digits) }

// record adds a time to a histogram; what lies outside of it counts as its bound.
func record(h *hdrhistogram.Histogram, d time.Duration) {
	_ = h.RecordValue(min(max(d.Microseconds(), lowest), highest))
}

// statuses is how many HTTP statuses are counted.
const statuses = 1000

// recorder keeps what came of requests. One lock for all connections costs less
// than a histogram for each.
type recorder struct {
	from, end time.Time

	mu sync.Mutex
	// latency counts from the moment a request was due, service from when it was sent,
	// late how much later than due a free connection sent it.
	latency, service, late *hdrhistogram.Histogram
	answers, failed        int64
	inTime, abandoned      int64
	received               int64
	status                 [statuses]int64
	kinds                  map[Kind]*ErrorCount
	series                 series
}

func newRecorder(from, end time.Time) *recorder {
	return &recorder{
		from: from, end: end, latency: newHistogram(), service: newHistogram(), late: newHistogram(),
		kinds: map[Kind]*ErrorCount{}, series: series{from: from, times: newHistogram()},
	}
}

// add takes note of a request. Requests that timed out count among the latencies with
// the time they were waited for: without them the worst would be missing.
func (r *recorder) add(due, sent, done time.Time, late time.Duration, out outcome) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.series.turn(done)
	r.received += out.bytes
	if late >= 0 {
		record(r.late, late)
	}
	if out.err == nil {
		r.answers++
		r.status[min(max(out.status, 0), statuses-1)]++
		if !done.After(r.end) {
			r.inTime++
		}
		r.series.now.Answers++
		if out.status >= 500 && out.status < 600 {
			r.series.now.ServerErrors++
		}
	} else {
		r.failed++
		r.series.now.Errors++
		e := r.kinds[out.kind]
		if e == nil {
			e = &ErrorCount{Kind: out.kind, Example: out.err.Error()}
			r.kinds[out.kind] = e
		}
		e.Count++
	}
	if out.err == nil || out.kind == Timeout {
		record(r.latency, done.Sub(due))
		record(r.service, done.Sub(sent))
		record(r.series.times, done.Sub(due))
	}
}

// abandon takes note of a request that was given up.
func (r *recorder) abandon() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.abandoned++
}

// turn closes the seconds that have passed.
func (r *recorder) turn(now time.Time, backlog int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.series.now.Backlog = backlog
	r.series.turn(now)
}

// series are the seconds of a run.
type series struct {
	from  time.Time
	done  []Second
	now   Second
	times *hdrhistogram.Histogram
}

// turn closes the seconds before t.
func (s *series) turn(t time.Time) {
	for !t.Before(s.from.Add(time.Duration(len(s.done)+1) * time.Second)) {
		s.close()
	}
}

// close closes the second that runs. How many requests wait is as true of the
// next one until somebody has looked again.
func (s *series) close() {
	s.now.Second = len(s.done) + 1
	s.now.P50, s.now.P99, s.now.Max = quantile(s.times, 50), quantile(s.times, 99), millis(s.times.Max())
	s.done = append(s.done, s.now)
	s.now = Second{Backlog: s.now.Backlog}
	s.times.Reset()
}

// Progress is how far a run has come.
type Progress struct {
	// Elapsed is negative while warming up.
	Elapsed, Duration time.Duration
	// Asked and Rate are in requests a second; Rate is that of the last whole second.
	Asked, Rate float64
	// Answers and Errors count requests, Classes the answers by the first digit of their
	// status, Backlog the requests that are due and wait for a free connection.
	Answers, Errors, Backlog int64
	Classes                  [10]int64
	// All are the latencies so far, Last those of the last whole second.
	All  Times
	Last Second
}

// progress returns what the recorder knows of it.
func (r *recorder) progress(now time.Time) Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := Progress{Answers: r.answers, Errors: r.failed, All: timesOf(r.latency)}
	for status, n := range r.status {
		p.Classes[status/100] += n
	}
	if n := len(r.series.done); n > 0 {
		p.Last = r.series.done[n-1]
		p.Rate = float64(p.Last.Answers)
	} else if passed := now.Sub(r.from).Seconds(); passed > 0 {
		p.Rate = float64(r.answers) / passed
	}
	return p
}
