package identity

import "context"

// azureML asks the endpoint of an Azure Machine Learning compute (reference
// managed-identity.md section 2.5). The parameter clientid is always sent, as
// the library does, even when it is empty.
func (s *surroundings) azureML(clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		endpoint, secret := s.getenv(envMSIEndpoint), s.getenv(envMSISecret)
		if endpoint == "" || secret == "" {
			return grant{}, missing(SourceAzureML, envMSIEndpoint+" and "+envMSISecret)
		}
		chosen := firstText(clientID, s.getenv(envMLClientID))
		req, err := getRequest(ctx, SourceAzureML, endpoint, "api-version", "2017-09-01", "resource", resource, "clientid", chosen)
		if err != nil {
			return grant{}, err
		}
		req.Header.Set("secret", secret)
		a, err := s.call(req, secret)
		return a.grant, err
	}
}
