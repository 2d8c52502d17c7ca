package telemetry

import (
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// Requests counts what the gateway has answered, by the class of the status. The
// zero value is ready; it is safe for concurrent use.
type Requests struct {
	classes [5]class
}

// class is the count of one class; classes do not share a cache line.
type class struct {
	count atomic.Uint64
	_     [56]byte
}

// Count counts an answer: one atomic addition.
func (r *Requests) Count(status int) {
	if i := status/100 - 1; i >= 0 && i < len(r.classes) {
		r.classes[i].count.Add(1)
	}
}

// WatchRequests adds the counts of requests; once for each Metrics.
func (m *Metrics) WatchRequests(requests *Requests) {
	m.registry.MustRegister(&requestCollector{requests, prometheus.NewDesc("gatehouse_requests_total",
		"Requests that the gateway has answered, by the class of the status.", []string{"class"}, nil)})
}

// requestCollector implements prometheus.Collector.
type requestCollector struct {
	requests *Requests
	total    *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *requestCollector) Describe(out chan<- *prometheus.Desc) { out <- c.total }

// Collect implements prometheus.Collector.
func (c *requestCollector) Collect(out chan<- prometheus.Metric) {
	for i, name := range [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"} {
		out <- prometheus.MustNewConstMetric(c.total, prometheus.CounterValue, float64(c.requests.classes[i].count.Load()), name)
	}
}
