package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-project/gatehouse/internal/azure/keyvault"
)

// WatchSecrets shows how the secrets of Key Vaults are, when there are any.
func (m *Metrics) WatchSecrets(s *keyvault.Store) {
	m.registry.MustRegister(&secretCollector{
		store:    s,
		secrets:  prometheus.NewDesc("gatehouse_key_vault_secrets", "Secrets of Key Vaults in use.", nil, nil),
		failing:  prometheus.NewDesc("gatehouse_key_vault_secrets_failing", "Secrets that could not be read the last time.", nil, nil),
		failures: prometheus.NewDesc("gatehouse_key_vault_failures_total", "Reads of secrets that failed.", nil, nil),
	})
}

// secretCollector implements prometheus.Collector.
type secretCollector struct {
	store                      *keyvault.Store
	secrets, failing, failures *prometheus.Desc
}

// Describe implements prometheus.Collector.
func (c *secretCollector) Describe(out chan<- *prometheus.Desc) {
	out <- c.secrets
	out <- c.failing
	out <- c.failures
}

// Collect implements prometheus.Collector.
func (c *secretCollector) Collect(out chan<- prometheus.Metric) {
	now := c.store.Status()
	if now.Secrets == 0 && now.Failures == 0 {
		return
	}
	out <- prometheus.MustNewConstMetric(c.secrets, prometheus.GaugeValue, float64(now.Secrets))
	out <- prometheus.MustNewConstMetric(c.failing, prometheus.GaugeValue, float64(now.Failing))
	out <- prometheus.MustNewConstMetric(c.failures, prometheus.CounterValue, float64(now.Failures))
}
