// Package routing holds the policies that decide where a request goes and send
// it there: set-backend-service, proxy, forward-request. Each file is one policy; see
// package policy for what a policy is.
package routing

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{setBackendServiceDefinition(), proxyDefinition(), forwardRequestDefinition()}
}
