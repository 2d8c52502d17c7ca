package ratelimit

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func limitConcurrencyDefinition() policy.Definition {
	return policy.Definition{
		Element: "limit-concurrency", Summary: "Bounds how many requests are inside at the same time.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &limitConcurrency{} },
	}
}

// limitConcurrency lets a number of requests into its policies at the same time
// and refuses others at once.
type limitConcurrency struct {
	// The key; requests with the same key share the slots.
	Key expr.Value[string] `attr:"key,required"`
	// How many may be inside.
	MaxCount int          `attr:"max-count,required"`
	Policies policy.Block `children:""`
}

// Check refuses a limit that lets nobody in.
func (p *limitConcurrency) Check(c *policy.Check) {
	if p.MaxCount < 1 {
		c.Errorf(diag.InvalidValue, "max-count", "the attribute max-count: expected 1 or more, not %d", p.MaxCount)
	}
}

// Run takes a slot while the policies run.
func (p *limitConcurrency) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	slot, ok, err := x.Host.State.Concurrency.Acquire(x.Ctx, "lc:"+key, p.MaxCount)
	if err != nil {
		unavailable(x, "limit-concurrency", err)
		return x.RunBlock(&p.Policies)
	}
	if !ok {
		// unverified: LastError has the reason ConcurrencyLimitExceeded.
		return policy.End, &policy.Error{Reason: "ConcurrencyLimitExceeded", Message: "Concurrency limit is exceeded.", Status: 429, Public: "Concurrency limit is exceeded. Try again later."}
	}
	defer x.Host.State.Concurrency.Release(x.Host.Background, slot)
	return x.RunBlock(&p.Policies)
}
