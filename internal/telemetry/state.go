package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-project/gatehouse/internal/state/fallback"
)

// WatchState adds the metrics of a state store outside of the process; once for
// each Metrics. The store counts; here it is only asked when somebody looks.
func (m *Metrics) WatchState(store *fallback.Store) {
	m.registry.MustRegister(&stateCollector{
		store: store,
		up: prometheus.NewDesc("gatehouse_state_store_up",
			"Whether the state store answers (1), or limits and caches are kept in this process (0).", nil, nil),
		outages: prometheus.NewDesc("gatehouse_state_store_outages_total",
			"How often the state store went away.", nil, nil),
		fallbacks: prometheus.NewDesc("gatehouse_state_fallbacks_total",
			"Calls for the state store that were answered in this process.", []string{"part"}, nil),
	})
}

// stateCollector implements prometheus.Collector.
type stateCollector struct {
	store                  *fallback.Store
	up, outages, fallbacks *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *stateCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.up
	out <- c.outages
	out <- c.fallbacks
}

// Collect implements prometheus.Collector.
func (c *stateCollector) Collect(out chan<- prometheus.Metric) {
	status := c.store.Status()
	up := 1.0
	if status.Away {
		up = 0
	}
	out <- prometheus.MustNewConstMetric(c.up, prometheus.GaugeValue, up)
	out <- prometheus.MustNewConstMetric(c.outages, prometheus.CounterValue, float64(status.Outages))
	for _, part := range fallback.Parts() {
		out <- prometheus.MustNewConstMetric(c.fallbacks, prometheus.CounterValue, float64(c.store.Fallbacks(part)), part.String())
	}
}
