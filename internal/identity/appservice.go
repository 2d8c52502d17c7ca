package identity

import "context"

// appService asks the endpoint of App Service, Functions or Container Apps
// (reference managed-identity.md section 2.2). The header's value rotates, so
// both variables are read each time.
func (s *surroundings) appService(clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		endpoint := Endpoint{URL: s.getenv(envIdentityEndpoint), Header: s.getenv(envIdentityHeader)}
		if endpoint.URL == "" || endpoint.Header == "" {
			return grant{}, missing(SourceAppService, envIdentityEndpoint+" and "+envIdentityHeader)
		}
		return s.askAppService(ctx, SourceAppService, endpoint, clientID, resource)
	}
}

// localStandIn asks the local stand-in, which speaks App Service's protocol at
// the address it was started on.
func (s *surroundings) localStandIn(clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		return s.askAppService(ctx, SourceLocal, *s.local, clientID, resource)
	}
}

func (s *surroundings) askAppService(ctx context.Context, source string, endpoint Endpoint, clientID, resource string) (grant, error) {
	parameters := withClientID([]string{"api-version", "2019-08-01", "resource", resource}, "client_id", clientID)
	req, err := getRequest(ctx, source, endpoint.URL, parameters...)
	if err != nil {
		return grant{}, err
	}
	req.Header.Set("X-IDENTITY-HEADER", endpoint.Header)
	a, err := s.call(req, endpoint.Header)
	return a.grant, err
}
