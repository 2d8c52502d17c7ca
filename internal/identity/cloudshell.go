package identity

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// cloudShell asks the endpoint of Azure Cloud Shell, which knows the logged-in
// user only (reference managed-identity.md section 2.6).
func (s *surroundings) cloudShell() fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		endpoint := s.getenv(envMSIEndpoint)
		if endpoint == "" {
			return grant{}, missing(SourceCloudShell, envMSIEndpoint)
		}
		form := url.Values{"resource": {resource}}.Encode()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, strings.NewReader(form))
		if err != nil {
			return grant{}, &Error{Reason: NotConfigured, Source: SourceCloudShell, Detail: fmt.Sprintf("the endpoint %q of source cloudShell is no http URL", clean(endpoint))}
		}
		req.Header.Set("Metadata", "true")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := s.call(req)
		return a.grant, err
	}
}
