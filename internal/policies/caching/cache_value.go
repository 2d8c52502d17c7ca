package caching

import (
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func cacheValueDefinition() policy.Definition {
	return policy.Definition{
		Element: "cache-value", Summary: "Reads a cached value into a variable, or makes it and keeps it.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &cacheValue{} },
	}
}

// cacheValue sets a variable to the value that is cached under a key. Without one, or
// when it is no longer fresh, policies make it: what they leave in the variable is the
// value, and is kept. No page describes it; Microsoft's policy toolkit writes it
// (00-documents-and-pipeline.md, section 9).
type cacheValue struct {
	// The key; all APIs share one space of keys.
	Key expr.Value[string] `attr:"key,required"`
	// The variable that gets the value, and from which it is kept.
	Variable string `attr:"variable-name,required"`
	// Seconds for which the value is kept.
	ExpiresAfter expr.Value[int] `attr:"expires-after,required"`
	// Seconds after which the value is made anew; while it cannot be, the old one counts
	// (unverified).
	RefreshAfter expr.Value[int] `attr:"refresh-after"`
	// What the variable gets when no policy sets it; it is not kept (unverified).
	Default expr.Value[any] `attr:"default-value"`
	// Which cache is used.
	Type cachingType `attr:"caching-type" default:"prefer-external"`
	// Makes the value.
	Value *makeValue `elem:"value,required"`
}

type makeValue struct {
	Policies policy.Block `children:""`
}

// Check refuses times below zero.
func (p *cacheValue) Check(c *policy.Check) {
	p.Type.check(c)
	for name, v := range map[string]*expr.Value[int]{"expires-after": &p.ExpiresAfter, "refresh-after": &p.RefreshAfter} {
		if n, ok := v.Constant(); ok && n < 0 {
			c.Errorf(diag.InvalidValue, name, "the attribute %s: expected 0 or more seconds, not %d", name, n)
		}
	}
}

// fresh is what stands behind the key of the mark that a value is fresh.
const fresh = "\x00fresh"

// Run reads the value or makes it.
func (p *cacheValue) Run(x *policy.Exec) (policy.Flow, error) {
	const element = "cache-value"
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	old, found, err := p.Type.read(x, element, key)
	if err != nil {
		return policy.End, err
	}
	stale := false
	if found && p.RefreshAfter.IsSet() {
		_, marked, err := p.Type.read(x, element, key+fresh)
		if err != nil {
			return policy.End, err
		}
		stale = !marked
	}
	if found && !stale {
		x.SetVariable(p.Variable, old)
		return policy.Next, nil
	}
	flow, err := x.RunBlock(&p.Value.Policies)
	switch {
	case err != nil && found && x.Ctx.Err() == nil:
		x.Host.Log.Warn("a cached value could not be made anew; the old one is used", "policy", element, "error", err)
		x.SetVariable(p.Variable, old)
		return policy.Next, nil
	case err != nil || flow == policy.End:
		return flow, err
	}
	v, set := x.Context.Variables.Get(p.Variable)
	if !set || v == nil {
		if p.Default.IsSet() {
			if v, err = p.Default.Eval(x.Frame()); err != nil {
				return policy.End, err
			}
			x.SetVariable(p.Variable, v)
		}
		return policy.Next, nil
	}
	return policy.Next, p.keep(x, element, key, v)
}

// keep keeps the value, and for how long it is fresh.
func (p *cacheValue) keep(x *policy.Exec, element, key string, v any) error {
	seconds, err := p.ExpiresAfter.Eval(x.Frame())
	if err != nil {
		return err
	}
	if err := p.Type.write(x, element, key, v, time.Duration(seconds)*time.Second); err != nil || !p.RefreshAfter.IsSet() {
		return err
	}
	if seconds, err = p.RefreshAfter.Eval(x.Frame()); err != nil {
		return err
	}
	return p.Type.write(x, element, key+fresh, true, time.Duration(seconds)*time.Second)
}
