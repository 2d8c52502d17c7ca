package identity

import (
	"context"
	"net"
	"net/http"
	"time"
)

// grant is what a source got from its endpoint.
type grant struct {
	token     string
	expiresOn time.Time
	// refreshOn is when the server wants the token renewed; zero if it did not say.
	refreshOn time.Time
}

// fetchFunc asks an endpoint for a token once: no cache, no retry. It keeps to
// ctx, takes resource exactly as it is, and reports failures as *Error where
// there is more to say than the error's text.
type fetchFunc func(ctx context.Context, resource string) (grant, error)

// Endpoint is an App Service style token endpoint, the local stand-in's.
type Endpoint struct {
	// URL is the whole URL, for instance "http://127.0.0.1:4280/msi/token".
	URL string
	// Header is the value of X-IDENTITY-HEADER.
	Header string
}

// surroundings is what sources see of the process: variables, files, network.
// Variables are looked up for every acquisition, because platforms change them
// and because a token is asked for long after the start.
type surroundings struct {
	getenv    func(string) string
	transport http.RoundTripper
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	local     *Endpoint
	// arcKeys is the only folder from which Arc's key files are read.
	arcKeys string
	// arcAgent is the file whose presence alone selects Arc.
	arcAgent string
}

// source returns the fetcher of one configured identity. id is the client id
// under which it is configured, empty for the system-assigned identity. The
// settings have passed Check.
func (s *surroundings) source(settings SourceSettings, id string) (fetchFunc, error) {
	chosen := settings.ClientID
	if chosen == "" {
		chosen = id
	}
	switch settings.kind() {
	case SourceAuto:
		return s.auto(chosen, id != ""), nil
	case SourceIMDS:
		return s.imds(chosen), nil
	case SourceAppService:
		return s.appService(chosen), nil
	case SourceArc:
		return s.arc(chosen), nil
	case SourceServiceFabric:
		return s.serviceFabric(), nil
	case SourceAzureML:
		return s.azureML(chosen), nil
	case SourceCloudShell:
		return s.cloudShell(), nil
	case SourceLocal:
		if s.local == nil {
			return nil, &SettingError{Path: []string{"source"}, Message: "local needs localAzure to be on"}
		}
		return s.localStandIn(chosen), nil
	case SourceWorkload:
		return s.workload(settings, chosen), nil
	case SourceClientSecret:
		return s.clientSecret(settings, chosen), nil
	case SourceClientCertificate:
		if _, _, err := loadCertificate(settings.Certificate, settings.CertificatePassword); err != nil {
			return nil, &SettingError{Path: []string{"certificate"}, Message: err.Error()}
		}
		return s.clientCertificate(settings, chosen), nil
	case SourceAzureCLI:
		return s.azureCLI(settings), nil
	}
	return nil, nil
}

// missing is the failure of a source whose variables are not set.
func missing(source, names string) error {
	return &Error{Reason: NotConfigured, Source: source, Detail: "source " + source + " needs " + names}
}
