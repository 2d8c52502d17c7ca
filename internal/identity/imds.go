package identity

import (
	"context"
	"strings"
)

// imds asks the instance metadata service of a virtual machine, scale set, AKS
// node or container instance (reference managed-identity.md section 2.1).
func (s *surroundings) imds(clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		parameters := withClientID([]string{"api-version", "2018-02-01", "resource", resource}, "client_id", clientID)
		req, err := getRequest(ctx, SourceIMDS, s.imdsURL(), parameters...)
		if err != nil {
			return grant{}, err
		}
		req.Header.Set("Metadata", "true")
		a, err := s.call(req)
		return a.grant, err
	}
}

// imdsURL is the fixed link-local address, or the one of the variable that the
// Python, Java, .NET and JavaScript libraries read.
func (s *surroundings) imdsURL() string {
	if host := s.getenv(envPodIdentityHost); host != "" {
		return strings.TrimSuffix(host, "/") + "/metadata/identity/oauth2/token"
	}
	return "http://169.254.169.254/metadata/identity/oauth2/token"
}
