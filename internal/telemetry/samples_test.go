package telemetry

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/metric"
)

func TestSamples(t *testing.T) {
	samples := metric.New()
	samples.Add("API Management", "Request", []metric.Dimension{{Name: "API ID", Value: "shop"}, {Name: "api id", Value: "two"}, {Name: "name", Value: "own"}}, 2.5)
	samples.Add("API Management", "Request", nil, 1)
	samples.Add("ü", "\xff", []metric.Dimension{{Name: "", Value: "\xff"}, {Name: "__x", Value: "\n"}}, 1)
	// One label for two names: one of them is shown.
	samples.Add("ns", "twice", []metric.Dimension{{Name: "a b", Value: "1"}}, 1)
	samples.Add("ns", "twice", []metric.Dimension{{Name: "a-b", Value: "1"}}, 1)
	m := New()
	m.WatchSamples(samples)
	text := page(t, m)
	for _, line := range []string{
		`gatehouse_emitted_sum{api_id="shop",api_id_="two",name="Request",name_="own",namespace="API Management"} 2.5`,
		`gatehouse_emitted_total{name="Request",namespace="API Management"} 1`,
		`gatehouse_emitted_dropped_total 0`,
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("there is no line %s in:\n%s", line, text)
		}
	}
	if !strings.Contains(text, `namespace="ü"`) {
		t.Errorf("the series with odd names is missing:\n%s", text)
	}
}
