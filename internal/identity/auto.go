package identity

import (
	"context"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// probeTimeout is how long IMDS may take to show that it is there at all, when
// nothing but its absence elsewhere suggests it.
const probeTimeout = time.Second

// auto chooses the source that the environment names, at each acquisition: the
// local stand-in when there is one; the managed-identity protocols in the order
// of reference managed-identity.md section 1; workload identity; a service
// principal in the environment; else IMDS, which is probed first so that a
// laptop gets an answer within a second. userAssigned says that clientID is the
// identity the policy asked for, which a source that cannot choose must not
// silently replace by another.
func (s *surroundings) auto(clientID string, userAssigned bool) fetchFunc {
	var imdsSeen atomic.Bool
	return func(ctx context.Context, resource string) (grant, error) {
		kind := s.detect(clientID, userAssigned)
		if kind == SourceIMDS && !imdsSeen.Load() {
			if err := s.probeIMDS(ctx); err != nil {
				return grant{}, err
			}
			imdsSeen.Store(true)
		}
		if userAssigned && (kind == SourceServiceFabric || kind == SourceCloudShell) {
			return grant{}, &Error{Reason: NotConfigured, Source: kind, Detail: "the environment offers " + kind + " only, which cannot choose a user-assigned identity"}
		}
		g, err := s.byKind(kind, clientID)(ctx, resource)
		if err != nil {
			return g, asError(err, kind, clientID, resource)
		}
		return g, nil
	}
}

// detect names the source that the environment offers.
func (s *surroundings) detect(clientID string, userAssigned bool) string {
	set := func(name string) bool { return s.getenv(name) != "" }
	switch {
	case s.local != nil:
		return SourceLocal
	case set(envIdentityEndpoint) && set(envIdentityHeader) && set(envThumbprint):
		return SourceServiceFabric
	case set(envIdentityEndpoint) && set(envIdentityHeader):
		return SourceAppService
	case set(envMSIEndpoint) && set(envMSISecret):
		return SourceAzureML
	case set(envMSIEndpoint):
		return SourceCloudShell
	case set(envIdentityEndpoint) && set(envIMDSEndpoint), s.arcAgentPresent():
		return SourceArc
	case set(envTokenFile) && set(envTenantID) && (set(envClientID) || userAssigned):
		return SourceWorkload
	}
	// A service principal is one identity: for another client id it is no answer.
	if set(envTenantID) && set(envClientID) && (!userAssigned || strings.EqualFold(clientID, s.getenv(envClientID))) {
		switch {
		case set(envClientSecret):
			return SourceClientSecret
		case set(envCertificatePath):
			return SourceClientCertificate
		}
	}
	return SourceIMDS
}

// byKind returns the fetcher of a detected source, configured from variables.
func (s *surroundings) byKind(kind, clientID string) fetchFunc {
	switch kind {
	case SourceLocal:
		return s.localStandIn(clientID)
	case SourceServiceFabric:
		return s.serviceFabric()
	case SourceAppService:
		return s.appService(clientID)
	case SourceAzureML:
		return s.azureML(clientID)
	case SourceCloudShell:
		return s.cloudShell()
	case SourceArc:
		return s.arc(clientID)
	case SourceWorkload:
		return s.workload(SourceSettings{}, clientID)
	case SourceClientSecret, SourceClientCertificate:
		if clientID == "" {
			clientID = s.getenv(envClientID)
		}
		settings := SourceSettings{
			TenantID:             s.getenv(envTenantID),
			ClientSecret:         s.getenv(envClientSecret),
			Certificate:          s.getenv(envCertificatePath),
			CertificatePassword:  s.getenv(envCertificatePassword),
			SendCertificateChain: isTrue(s.getenv(envSendChain)),
		}
		if kind == SourceClientSecret {
			return s.clientSecret(settings, clientID)
		}
		return s.clientCertificate(settings, clientID)
	}
	return s.imds(clientID)
}

// probeIMDS sends the request without its mandatory header, as the SDKs do when
// they guess: any HTTP answer means that IMDS is there.
func (s *surroundings) probeIMDS(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.imdsURL(), nil)
	if err == nil {
		_, err = s.send(req)
	}
	if err == nil {
		return nil
	}
	return &Error{
		Reason: Unreachable, Source: SourceIMDS, Err: err, settled: true,
		Detail: "no identity variables are set and IMDS does not answer; set identity.systemAssigned.source, or localAzure: true, in gatehouse.yaml",
	}
}

func (s *surroundings) arcAgentPresent() bool {
	_, err := os.Stat(s.arcAgent)
	return err == nil
}

func isTrue(text string) bool { return text == "1" || strings.EqualFold(text, "true") }
