package loadgen

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample is a report with everything in it.
func sample() *Report {
	r := &Report{
		URL: "http://h/<b>", Method: "GET", Started: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC), Elapsed: 2, Duration: 2,
		Connections: 64, RateAsked: 1000, Rate: 987.6, Requests: 2000, Answers: 1990, Errors: 10, Unsent: 1, Received: 1 << 20, Interrupted: true,
		Latency: Times{Count: 2000, Mean: 1.5, P50: 0.4567, P75: 1, P90: 2.345, P95: 34.56, P99: 456.7, P999: 999.6, Max: 12345},
		Service: Times{Count: 2000, P50: 0.4}, Late: Times{P99: 6},
		Statuses:   []StatusCount{{200, 1980}, {503, 10}},
		ErrorKinds: []ErrorCount{{Refused, 10, `dial <"x">`}},
	}
	for i := range 2000 {
		r.Series = append(r.Series, Second{Second: i + 1, Answers: 1000, P50: 1, P99: 10, Max: float64(i)})
	}
	for _, p := range []float64{0, 50, 90, 99, 99.9} {
		r.Distribution = append(r.Distribution, Quantile{p, 1 + p, 1})
	}
	return r
}

func TestText(t *testing.T) {
	want := `GET http://h/<b>
2 s, 64 connections, 1,000 requests a second

  requests  2,000, 988 a second of 1,000 asked
  answers   1,980 with status 200, 10 with status 503
  errors    10 refused (dial <"x">)
  received  1,024 KiB

             latency   service
  p50         457 µs    400 µs  latency: since a request was due
  p75        1.00 ms         0  service: since it was sent
  p90        2.35 ms         0
  p95        34.6 ms         0
  p99         457 ms         0
  p99.9       1.00 s         0
  max         12.3 s         0
  mean       1.50 ms         0

It was interrupted after 2 s; 0 requests were under way given up.

1 request was due and never sent, because all connections were busy: the target is slower
than the rate, or there are too few connections. They are missing among the latencies,
which would be higher with them.

This machine was too busy to send in time: 1 in 100 requests left 6.00 ms after it was due,
or later, although a connection was free. That is part of the latencies.
`
	if diff := cmp.Diff(want, sample().Text()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// TestHTML: the page is well-formed and needs nothing from elsewhere.
func TestHTML(t *testing.T) {
	empty := &Report{Method: "GET", URL: "http://h/"}
	for name, r := range map[string]*Report{"full": sample(), "empty": empty} {
		t.Run(name, func(t *testing.T) {
			page := r.HTML()
			d := xml.NewDecoder(strings.NewReader(page))
			elements := map[string]int{}
			for {
				token, err := d.Token()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatalf("%v in\n%s", err, page)
				}
				if e, ok := token.(xml.StartElement); ok {
					elements[e.Name.Local]++
					for _, a := range e.Attr {
						if a.Name.Local == "src" || a.Name.Local == "href" {
							t.Errorf("it refers to %s", a.Value)
						}
					}
				}
			}
			if elements["svg"] != 3 || elements["script"] != 0 || elements["table"] != 2 {
				t.Errorf("elements %v", elements)
			}
			if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
				t.Error("it has numbers that are none")
			}
			if strings.Contains(page, "<b>") {
				t.Error("what the user gave is not quoted")
			}
			if len(page) > 400_000 {
				t.Errorf("%d bytes", len(page))
			}
		})
	}
}

// TestJSON: the report can be read back.
func TestJSON(t *testing.T) {
	want := sample()
	data, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got Report
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, &got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}
