package caching

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func storeValueDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-store-value", Summary: "Keeps a value in the cache.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &storeValue{} },
	}
}

// storeValue keeps a value under a key for a time, in place of an earlier one.
type storeValue struct {
	// The key; all APIs share one space of keys.
	Key expr.Value[string] `attr:"key,required"`
	// The value: any object. A null is not stored (unverified).
	Value expr.Value[any] `attr:"value,required"`
	// Seconds for which the value is kept.
	Duration expr.Value[int] `attr:"duration,required"`
	// Which cache is used.
	Type cachingType `attr:"caching-type" default:"prefer-external"`
}

// Check refuses a literal duration below zero, and a cache that the gateway does not
// have.
func (p *storeValue) Check(c *policy.Check) {
	checkDuration(c, &p.Duration)
	p.Type.check(c)
}

// Run stores the value. A cache that does not answer is no error.
func (p *storeValue) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	v, err := p.Value.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	seconds, err := p.Duration.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if v == nil {
		return policy.Next, nil
	}
	return policy.Next, p.Type.write(x, "cache-store-value", key, v, time.Duration(seconds)*time.Second)
}
