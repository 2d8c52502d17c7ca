package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func removeValueDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-remove-value", Summary: "Removes a value from the cache.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &removeValue{} },
	}
}

// removeValue removes what cache-store-value stored under a key.
type removeValue struct {
	// The key; one without a value is no error.
	Key expr.Value[string] `attr:"key,required"`
	// Which cache is used.
	Type cachingType `attr:"caching-type" default:"prefer-external"`
	// Whether a cache that does not answer is an error.
	FailOnError expr.Value[bool] `attr:"fail-on-cache-removal-error" default:"false"`
}

// Check refuses a cache that the gateway does not have.
func (p *removeValue) Check(c *policy.Check) { p.Type.check(c) }

// Run removes the value.
func (p *removeValue) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	cache, _ := p.Type.values(x)
	if err := cache.Remove(x.Ctx, key); err != nil {
		fail, evalErr := p.FailOnError.Eval(x.Frame())
		if evalErr != nil {
			return policy.End, evalErr
		}
		if fail {
			return policy.End, policy.Internal(policy.ReasonGatewayFailure, "The value could not be removed from the cache.", err)
		}
		x.Host.Log.Warn("the cache does not answer", "policy", "cache-remove-value", "error", err)
	}
	return policy.Next, nil
}
