package ratelimit

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// TestAllocations bounds what counting a call costs: the names of the counters and
// the list that the store takes.
func TestAllocations(t *testing.T) {
	store := memory.New(memory.Settings{})
	defer store.Close()
	host := &policy.Host{State: store.Stores()}
	context := &apim.Context{Variables: apim.NewVariables()}
	limit := &rateLimit{Calls: 1 << 30, Renewal: period{60, true}, group: "product"}
	byKey := &rateLimitByKey{
		Calls: expr.Literal(1 << 30), Renewal: periodValue{expr.Literal(60)}, Key: expr.Literal("203.0.113.7"),
	}
	concurrency := &limitConcurrency{Key: expr.Literal("key"), MaxCount: 10}
	tests := []struct {
		name   string
		policy policy.Policy
		most   float64
	}{
		{"rate-limit", limit, 5},
		{"rate-limit-by-key", byKey, 3},
		{"limit-concurrency", concurrency, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x := &policy.Exec{}
			x.Reset(t.Context(), host, context)
			x.Subscription = &catalog.Subscription{Name: "alice"}
			x.Product = &catalog.Product{Name: "starter"}
			n := testing.AllocsPerRun(1000, func() {
				if flow, err := test.policy.Run(x); flow != policy.Next || err != nil {
					t.Fatal(flow, err)
				}
			})
			if n > test.most {
				t.Errorf("%v allocations, want at most %v", n, test.most)
			}
		})
	}
}
