// Package telemetry holds the metrics of the process, which the admin listener
// shows at /metrics in the form of Prometheus.
//
// It imports state/fallback and azure/keyvault for what they tell of themselves, and
// the Prometheus client, which no other package imports. Start reading at Metrics.
package telemetry
