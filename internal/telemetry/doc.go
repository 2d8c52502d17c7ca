// Package telemetry holds the metrics of the process, which the admin listener
// shows at /metrics in the form of Prometheus.
//
// It imports state/fallback for the state of the state store, and the Prometheus
// client, which no other package imports. Start reading at Metrics.
package telemetry
