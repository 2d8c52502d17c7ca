package telemetry

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the metrics of one server: those of the process and the Go runtime,
// and what else is watched. It is safe for concurrent use.
type Metrics struct {
	registry *prometheus.Registry
}

// New makes the metrics.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Handler shows the metrics.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{
		// Names of dimensions that differ in letters which labels cannot hold are the
		// same here; the rest is still to be seen.
		ErrorHandling: promhttp.ContinueOnError,
	})
}
