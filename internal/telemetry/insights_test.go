package telemetry

import (
	"context"
	"log/slog"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/azure/applicationinsights"
	"github.com/gatehouse-project/gatehouse/internal/azure/delivery"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestInsights: what became of items, and nothing while there are none.
func TestInsights(t *testing.T) {
	var running sync.WaitGroup
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // nobody waits for more items
	p := applicationinsights.New(delivery.Options{
		Send: func(context.Context, *message.Request) (*message.Response, error) {
			return &message.Response{Status: 200}, nil
		},
		Go: func(f func()) { running.Go(f) }, Context: ctx, Log: slog.New(slog.DiscardHandler),
	})
	m := New()
	m.WatchInsights(p)
	if text := page(t, m); strings.Contains(text, "application_insights") {
		t.Errorf("without items the page is:\n%s", text)
	}
	to, err := applicationinsights.NewDestination(map[string]string{"instrumentationKey": "key"})
	if err != nil {
		t.Fatal(err)
	}
	p.Publish(to, &applicationinsights.Item{Data: &applicationinsights.Trace{Message: "m"}}, &applicationinsights.Item{Data: &applicationinsights.Metric{Value: math.NaN()}})
	running.Wait()
	text := page(t, m)
	for _, line := range []string{`_items_total{result="sent"} 1`, `_items_total{result="dropped"} 1`, `_items_total{result="failed"} 0`, "_queued 0"} {
		if !strings.Contains(text, "\ngatehouse_application_insights"+line+"\n") {
			t.Errorf("there is no line %s in:\n%s", line, text)
		}
	}
}
