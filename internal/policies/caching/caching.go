// Package caching holds the policies that keep things between requests: responses
// (cache-lookup, cache-store) and values (cache-lookup-value, cache-store-value,
// cache-remove-value, cache-value). Each file named after an element is one policy; see
// package policy for what a policy is.
package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		lookupDefinition(), storeDefinition(), lookupValueDefinition(), storeValueDefinition(), removeValueDefinition(), cacheValueDefinition(),
	}
}

// cachingType says which cache is used: the external one, that is Redis, or the
// one in this process. Without an external cache all three mean the latter, so that
// a document for the service runs here as it is (unverified: with external the
// service may keep nothing then), unless a profile says that the gateway has none
// of its own; see policy.Gateways.Stores.
type cachingType string

// Values lists the types.
func (cachingType) Values() []string { return []string{"prefer-external", "external", "internal"} }

// check refuses the internal cache where the service has none (cache-lookup.md). The
// self-hosted gateway passes over what it does not have (platform/self-hosted-gateway.md).
func (t cachingType) check(c *policy.Check) {
	switch {
	case t != "internal":
	case c.Profile() == policy.Consumption:
		c.Errorf(diag.GatewayNotAllowed, "caching-type", "the %s gateway has no internal cache; use an external one", c.Profile())
	case c.Profile() == policy.SelfHosted:
		c.Warnf(diag.GatewayNotAllowed, "caching-type", "the %s gateway has no internal cache; nothing is kept", c.Profile())
	}
}

// values returns the cache of values; external says that it keeps bytes only.
func (t cachingType) values(x *policy.Exec) (c state.Cache, external bool) {
	s := &x.Host.State
	if s.Internal != nil && t == "internal" {
		return s.Internal.Values, false
	}
	return s.Values, s.Internal != nil
}

// responses returns the cache of responses likewise.
func (t cachingType) responses(x *policy.Exec) (c state.Cache, external bool) {
	s := &x.Host.State
	if s.Internal != nil && t == "internal" {
		return s.Internal.Responses, false
	}
	return s.Responses, s.Internal != nil
}
