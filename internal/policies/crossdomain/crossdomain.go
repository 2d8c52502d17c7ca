// Package crossdomain holds the policies for browsers' calls from other origins:
// cors, cross-domain, jsonp. Each file is one policy; see package policy for what a
// policy is.
package crossdomain

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{corsDefinition(), crossDomainDefinition(), jsonpDefinition()}
}
