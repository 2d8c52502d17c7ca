package loadgen

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Report is what came of a run. Times are in milliseconds, rates in requests a
// second, durations in seconds.
type Report struct {
	// URL has no query: it may hold a key.
	URL    string `json:"url"`
	Method string `json:"method"`
	// Started is when measuring began.
	Started time.Time `json:"started"`
	// Elapsed is how long requests were sent; Duration how long was asked for.
	Elapsed     float64 `json:"elapsed"`
	Duration    float64 `json:"duration"`
	Interrupted bool    `json:"interrupted"`
	Connections int     `json:"connections"`
	// RateAsked is 0 for a closed loop. Rate counts the answers that came while
	// requests were sent.
	RateAsked float64 `json:"rateAsked"`
	Rate      float64 `json:"rate"`
	// Requests is Answers and Errors. Unsent were due and found no free connection,
	// Abandoned were under way when the run was interrupted.
	Requests  int64 `json:"requests"`
	Answers   int64 `json:"answers"`
	Errors    int64 `json:"errors"`
	Unsent    int64 `json:"unsent"`
	Abandoned int64 `json:"abandoned"`
	// Received are the bytes of bodies.
	Received int64 `json:"receivedBytes"`
	// Latency counts from the moment a request was due, Service from the moment it was
	// sent, both of answers and timeouts. Late is how late a free connection sent:
	// the generator's own fault.
	Latency Times `json:"latency"`
	Service Times `json:"service"`
	Late    Times `json:"late"`

	Statuses     []StatusCount `json:"statuses"`
	ErrorKinds   []ErrorCount  `json:"errorKinds"`
	Series       []Second      `json:"series"`
	Distribution []Quantile    `json:"distribution"`
}

// Times are quantiles of times in milliseconds; all are 0 where nothing was
// measured.
type Times struct {
	Count int64   `json:"count"`
	Mean  float64 `json:"mean"`
	P50   float64 `json:"p50"`
	P75   float64 `json:"p75"`
	P90   float64 `json:"p90"`
	P95   float64 `json:"p95"`
	P99   float64 `json:"p99"`
	P999  float64 `json:"p99.9"`
	Max   float64 `json:"max"`
}

// StatusCount is how often a status came.
type StatusCount struct {
	Status int   `json:"status"`
	Count  int64 `json:"count"`
}

// ErrorCount is how often an error of a kind came, and the first one.
type ErrorCount struct {
	Kind    Kind   `json:"kind"`
	Count   int64  `json:"count"`
	Example string `json:"example"`
}

// Second is a second of the run, by when answers came; times in milliseconds, from
// due. ServerErrors are the answers with 5xx, Backlog how many requests waited for a
// connection near its end.
type Second struct {
	Second       int     `json:"second"`
	Answers      int64   `json:"answers"`
	ServerErrors int64   `json:"serverErrors"`
	Errors       int64   `json:"errors"`
	P50          float64 `json:"p50"`
	P99          float64 `json:"p99"`
	Max          float64 `json:"max"`
	Backlog      int64   `json:"backlog"`
}

// Quantile is a point of the distribution.
type Quantile struct {
	Percentile float64 `json:"percentile"`
	Latency    float64 `json:"latency"`
	Service    float64 `json:"service"`
}

// Failed is the share of requests, from 0 to 1, that had no answer or one of the
// class 5xx.
func (r *Report) Failed() float64 {
	if r.Requests == 0 {
		return 0
	}
	n := r.Errors
	for _, s := range r.Statuses {
		if s.Status >= 500 && s.Status < 600 {
			n += s.Count
		}
	}
	return float64(n) / float64(r.Requests)
}

func millis(micros int64) float64 { return float64(micros) / 1000 }

func quantile(h *hdrhistogram.Histogram, percentile float64) float64 {
	if h.TotalCount() == 0 {
		return 0
	}
	return millis(h.ValueAtQuantile(percentile))
}

func timesOf(h *hdrhistogram.Histogram) Times {
	if h.TotalCount() == 0 {
		return Times{}
	}
	return Times{
		Count: h.TotalCount(), Mean: math.Round(h.Mean()) / 1000,
		P50: quantile(h, 50), P75: quantile(h, 75), P90: quantile(h, 90), P95: quantile(h, 95),
		P99: quantile(h, 99), P999: quantile(h, 99.9), Max: millis(h.Max()),
	}
}

// report sums the run up.
func (g *generator) report(interrupted bool) *Report {
	now := time.Now()
	until := g.end
	if interrupted && now.Before(until) {
		until = now
	}
	r := g.rec
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.series.turn(now); r.series.now.Answers+r.series.now.Errors > 0 {
		r.series.close() // the second that is not over
	}
	address, _, _ := strings.Cut(g.URL, "?")
	out := &Report{
		URL: address, Method: g.Method, Started: g.from.UTC(), Interrupted: interrupted,
		Elapsed: max(0, until.Sub(g.from).Seconds()), Duration: g.Duration.Seconds(),
		Connections: g.Connections, RateAsked: g.Rate,
		Requests: r.answers + r.failed, Answers: r.answers, Errors: r.failed, Abandoned: r.abandoned,
		Unsent:   max(0, g.dueBefore(until)-g.dueBefore(g.from)-g.sent.Load()),
		Received: r.received,
		Latency:  timesOf(r.latency), Service: timesOf(r.service), Late: timesOf(r.late),
		Statuses: []StatusCount{}, ErrorKinds: []ErrorCount{}, Series: r.series.done, Distribution: []Quantile{},
	}
	if out.Series == nil {
		out.Series = []Second{}
	}
	if out.Elapsed > 0 {
		out.Rate = float64(r.inTime) / out.Elapsed
	}
	for status, n := range r.status {
		if n > 0 {
			out.Statuses = append(out.Statuses, StatusCount{status, n})
		}
	}
	for _, e := range r.kinds {
		out.ErrorKinds = append(out.ErrorKinds, *e)
	}
	slices.SortFunc(out.ErrorKinds, func(a, b ErrorCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Kind, b.Kind))
	})
	out.Distribution = distribution(r.latency, r.service)
	return out
}

// distribution walks towards 100 % in ever smaller steps, ten for each digit, as far
// as there are requests.
func distribution(latency, service *hdrhistogram.Histogram) []Quantile {
	out := []Quantile{}
	n := float64(latency.TotalCount())
	for step := 0; n > 0; step++ {
		rest := math.Pow(10, -float64(step)/10)
		if rest*n < 1 {
			break
		}
		p := 100 * (1 - rest)
		out = append(out, Quantile{Percentile: math.Round(p*1e6) / 1e6, Latency: quantile(latency, p), Service: quantile(service, p)})
	}
	return out
}
