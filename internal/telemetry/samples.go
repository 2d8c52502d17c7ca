package telemetry

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-project/gatehouse/internal/metric"
)

// WatchSamples adds the metrics that policies emit; once for each Metrics. A name
// and a namespace, which may hold any text, are labels; the names of dimensions
// become labels as well, in the letters that Prometheus takes.
func (m *Metrics) WatchSamples(samples *metric.Samples) {
	m.registry.MustRegister(&sampleCollector{samples})
}

// sampleCollector implements prometheus.Collector. Its labels differ from series
// to series, so it describes nothing.
type sampleCollector struct{ samples *metric.Samples }

// Describe implements prometheus.Collector.
func (c *sampleCollector) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (c *sampleCollector) Collect(out chan<- prometheus.Metric) {
	for s := range c.samples.All() {
		labels, values := []string{"namespace", "name"}, []string{valid(s.Namespace), valid(s.Name)}
		for _, d := range s.Dimensions {
			labels, values = append(labels, labelName(labels, d.Name)), append(values, valid(d.Value))
		}
		const help = "Samples that policies have added with emit-metric"
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("gatehouse_emitted_total", help+": how many.", labels, nil),
			prometheus.UntypedValue, float64(s.Count), values...)
		out <- prometheus.MustNewConstMetric(prometheus.NewDesc("gatehouse_emitted_sum", help+": their sum.", labels, nil),
			prometheus.UntypedValue, s.Sum, values...)
	}
	out <- prometheus.MustNewConstMetric(prometheus.NewDesc("gatehouse_emitted_dropped_total",
		"Samples of emit-metric that were dropped because there are too many series.", nil, nil),
		prometheus.CounterValue, float64(c.samples.Dropped()))
}

// labelName makes a label of a dimension's name, different from those before it.
func labelName(taken []string, name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' && b.Len() > 0 {
			b.WriteRune(r)
		} else {
			b.WriteByte('_')
		}
	}
	label := b.String()
	if label == "" || strings.HasPrefix(label, "__") {
		label = "d" + label
	}
	for {
		free := true
		for _, t := range taken {
			free = free && t != label
		}
		if free {
			return label
		}
		label += "_"
	}
}

// valid makes a text a label's value: policies can make any bytes.
func valid(text string) string { return strings.ToValidUTF8(text, "\ufffd") }
