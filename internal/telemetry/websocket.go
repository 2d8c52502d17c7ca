package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-project/gatehouse/internal/wire/tunnel"
)

// WatchWebSockets adds the connections of WebSocket APIs and the frames that went
// over them; once for each Metrics.
func (m *Metrics) WatchWebSockets(tunnels *tunnel.Set) {
	m.registry.MustRegister(&socketCollector{
		tunnels,
		prometheus.NewDesc("gatehouse_websocket_connections", "Connections of WebSocket APIs that are open.", nil, nil),
		prometheus.NewDesc("gatehouse_websocket_frames_total", "Frames over connections of WebSocket APIs, by who sent them and what they are.", []string{"from", "type"}, nil),
	})
}

// socketCollector implements prometheus.Collector.
type socketCollector struct {
	tunnels      *tunnel.Set
	open, frames *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *socketCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.open
	out <- c.frames
}

// Collect implements prometheus.Collector.
func (c *socketCollector) Collect(out chan<- prometheus.Metric) {
	out <- prometheus.MustNewConstMetric(c.open, prometheus.GaugeValue, float64(c.tunnels.Open()))
	for k := range tunnel.Kinds {
		out <- prometheus.MustNewConstMetric(c.frames, prometheus.CounterValue, float64(c.tunnels.Frames(true, k)), "client", k.String())
		out <- prometheus.MustNewConstMetric(c.frames, prometheus.CounterValue, float64(c.tunnels.Frames(false, k)), "backend", k.String())
	}
}
