// Package auth holds the policies that check callers and prove who the gateway
// is: authentication-managed-identity, authentication-basic,
// authentication-certificate, check-header, ip-filter, validate-jwt,
// validate-azure-ad-token, validate-client-certificate. A file named after a policy
// holds it; token*.go is what the two policies for tokens share. See package policy
// for what a policy is.
package auth

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		managedIdentityDefinition(), basicDefinition(), checkHeaderDefinition(), ipFilterDefinition(),
		validateJWTDefinition(), validateAzureADTokenDefinition(),
		authenticationCertificateDefinition(), validateClientCertificateDefinition(), getAuthorizationContextDefinition(),
	}
}
