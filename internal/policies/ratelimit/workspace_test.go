package ratelimit

import (
	"errors"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

func newQuota(api apiQuota) *quota {
	return &quota{Calls: number{100, true}, Renewal: period{3600, true}, APIs: []apiQuota{api}}
}

// TestWorkspaces: what has the same name in two workspaces has counters of its own
// in each, and so has what the service itself calls so.
func TestWorkspaces(t *testing.T) {
	team, other := &catalog.Workspace{Name: "team"}, &catalog.Workspace{Name: "other"}
	subscription := func(w *catalog.Workspace) func(x *policy.Exec) {
		return func(x *policy.Exec) { x.Subscription.Workspace = w }
	}
	product := func(w *catalog.Workspace) func(x *policy.Exec) {
		return func(x *policy.Exec) { x.Product.Workspace = w }
	}
	api := func(w *catalog.Workspace) func(x *policy.Exec) {
		return func(x *policy.Exec) { x.API.Workspace = w }
	}
	limit := func(scope policy.Scope) *rateLimit {
		return &rateLimit{Calls: 1, Renewal: period{60, true}, group: scope.String()}
	}
	quota := &quota{Calls: number{1, true}, Renewal: period{3600, true}}
	// Limits of single APIs within a product.
	limitOfAPI := &rateLimit{Calls: 100, Renewal: period{60, true}, group: policy.Product.String(), APIs: []apiLimit{{ID: "a", Calls: 1, Renewal: period{60, true}}}}
	limitOfOperation := &rateLimit{Calls: 100, Renewal: period{60, true}, group: policy.Product.String(), APIs: []apiLimit{
		{ID: "a", Calls: 100, Renewal: period{60, true}, Operations: []operationLimit{{ID: "o", Calls: 1, Renewal: period{60, true}}}},
	}}
	quotaOfAPI := newQuota(apiQuota{ID: "a", Calls: number{1, true}})
	quotaOfOperation := newQuota(apiQuota{ID: "a", Calls: number{100, true}, Operations: []operationQuota{{ID: "o", Calls: number{1, true}}}})
	tests := []struct {
		name   string
		policy policy.Policy
		in     func(w *catalog.Workspace) func(x *policy.Exec)
	}{
		{"rate-limit, subscriptions", limit(policy.Product), subscription},
		{"rate-limit, products", limit(policy.Product), product},
		{"rate-limit, APIs", limit(policy.API), api},
		{"rate-limit, operations", limit(policy.Operation), api},
		{"quota, subscriptions", quota, subscription},
		{"quota, products", quota, product},
		{"rate-limit, APIs in a product", limitOfAPI, api},
		{"rate-limit, operations in a product", limitOfOperation, api},
		{"quota, APIs in a product", quotaOfAPI, api},
		{"quota, operations in a product", quotaOfOperation, api},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			store := memory.New(memory.Settings{})
			defer store.Close()
			for _, w := range []*catalog.Workspace{nil, team, other} {
				x := &policy.Exec{}
				x.Reset(t.Context(), &policy.Host{State: store.Stores()}, &apim.Context{Variables: apim.NewVariables()})
				x.Subscription, x.Product = &catalog.Subscription{Name: "s"}, &catalog.Product{Name: "p"}
				x.API, x.Operation = &catalog.API{Name: "a", BaseName: "a"}, &catalog.Operation{Name: "o"}
				test.in(w)(x)
				if _, err := test.policy.Run(x); err != nil {
					t.Errorf("%v: the first call was refused: %v", w, err)
				}
				var refusal *policy.Error
				if _, err := test.policy.Run(x); !errors.As(err, &refusal) {
					t.Errorf("%v: the second call gave %v", w, err)
				}
			}
		})
	}
}
