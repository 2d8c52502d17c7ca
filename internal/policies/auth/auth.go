// Package auth holds the policies that check callers and prove who the gateway
// is: authentication-managed-identity, authentication-basic, check-header,
// ip-filter. Each file is one policy; see package policy for what a policy is.
package auth

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		managedIdentityDefinition(), basicDefinition(), checkHeaderDefinition(), ipFilterDefinition(),
		validateJWTDefinition(), validateAzureADTokenDefinition(),
		authenticationCertificateDefinition(), validateClientCertificateDefinition(),
	}
}
