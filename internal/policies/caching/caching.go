// Package caching holds the policies that keep values between requests:
// cache-lookup-value, cache-store-value, cache-remove-value. Each file is one
// policy; see package policy for what a policy is.
package caching

import (
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{lookupValueDefinition(), storeValueDefinition(), removeValueDefinition()}
}

// cachingType says which cache is used. This gateway has one, in memory or
// external as its settings say, so that all three mean the same.
type cachingType string

// Values lists the types.
func (cachingType) Values() []string { return []string{"prefer-external", "external", "internal"} }
