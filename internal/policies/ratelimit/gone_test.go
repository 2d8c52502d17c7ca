package ratelimit_test

import (
	"context"
	"log/slog"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// counting is a counter that is reached over a network: it gives up with its context.
type counting struct {
	state.Counter
	added int64
}

// Take implements state.Counter.
func (c *counting) Take(ctx context.Context, _ string, _ []state.Limit) (state.Taken, error) {
	return state.Taken{Allowed: true}, ctx.Err()
}

// Add implements state.Counter.
func (c *counting) Add(ctx context.Context, _ string, limits []state.Limit) error {
	if ctx.Err() == nil {
		c.added += limits[0].Count
	}
	return ctx.Err()
}

// TestGoneClientCounts: a call that is counted when the response is known is counted
// for a client that goes away before, too, wherever the counter is.
func TestGoneClientCounts(t *testing.T) {
	setup := policytest.Setup{
		Policies: `<rate-limit-by-key calls="5" renewal-period="60" counter-key="k" increment-count="@(2)" />`,
		Section:  policy.Inbound, Request: &message.Request{Method: "GET", URL: message.URL{Scheme: "https", Host: "gw.test", Path: "/"}},
	}
	x, block := setup.Block(t)
	counter := &counting{}
	x.Host.State.Counter, x.Host.Background, x.Host.Log = counter, t.Context(), slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	x.Ctx = ctx
	if _, err := x.RunBlock(block); err != nil {
		t.Fatal(err)
	}
	cancel()
	policy.Fail(x, ctx.Err())
	if counter.added != 2 {
		t.Errorf("counted %d, not 2", counter.added)
	}
	if x.Ctx != ctx {
		t.Error("the context of the request did not come back")
	}
}
