package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
)

// WatchInsights adds what became of telemetry for Application Insights; once for each
// Metrics. While there was none, it shows nothing.
func (m *Metrics) WatchInsights(p *applicationinsights.Publisher) {
	m.registry.MustRegister(&insightsCollector{
		publisher: p,
		items: prometheus.NewDesc("gatehouse_application_insights_items_total",
			"Items of telemetry for Application Insights, by what became of them.", []string{"result"}, nil),
		queued: prometheus.NewDesc("gatehouse_application_insights_queued", "Items that wait to be sent.", nil, nil),
	})
}

// insightsCollector implements prometheus.Collector.
type insightsCollector struct {
	publisher     *applicationinsights.Publisher
	items, queued *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *insightsCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.items
	out <- c.queued
}

// Collect implements prometheus.Collector.
func (c *insightsCollector) Collect(out chan<- prometheus.Metric) {
	s := c.publisher.Status()
	if s == (applicationinsights.Status{}) {
		return
	}
	out <- prometheus.MustNewConstMetric(c.items, prometheus.CounterValue, float64(s.Sent), "sent")
	out <- prometheus.MustNewConstMetric(c.items, prometheus.CounterValue, float64(s.Dropped), "dropped")
	out <- prometheus.MustNewConstMetric(c.items, prometheus.CounterValue, float64(s.Failed), "failed")
	out <- prometheus.MustNewConstMetric(c.queued, prometheus.GaugeValue, float64(s.Queued))
}
