package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func lookupValueDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-lookup-value", Summary: "Reads a cached value into a variable.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &lookupValue{} },
	}
}

// lookupValue sets a variable to a value that cache-store-value stored, with the
// type it had. Without one, and without a default, the variable is left alone.
type lookupValue struct {
	// The key; all APIs share one space of keys.
	Key expr.Value[string] `attr:"key,required"`
	// The variable that gets the value.
	Variable string `attr:"variable-name,required"`
	// What the variable gets when there is no value.
	Default expr.Value[any] `attr:"default-value"`
	// Which cache is used.
	Type cachingType `attr:"caching-type" default:"prefer-external"`
}

// Check refuses a cache that the gateway does not have.
func (p *lookupValue) Check(c *policy.Check) { p.Type.check(c) }

// Run looks the value up. A cache that does not answer is a miss.
func (p *lookupValue) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	v, found, err := p.Type.read(x, "cache-lookup-value", key)
	if err != nil {
		return policy.End, err
	}
	if found {
		x.SetVariable(p.Variable, v)
		return policy.Next, nil
	}
	if p.Default.IsSet() {
		d, err := p.Default.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		x.SetVariable(p.Variable, d)
	}
	return policy.Next, nil
}
