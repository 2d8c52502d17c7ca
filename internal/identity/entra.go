package identity

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// publicAuthority is Entra in the public cloud.
const publicAuthority = "https://login.microsoftonline.com/"

// maxTokenFile bounds a federated token's file, in bytes.
const maxTokenFile = 64 << 10

// credential makes an azidentity credential for one acquisition.
type credential func(options azcore.ClientOptions) (azcore.TokenCredential, error)

// askEntra acquires a token through azidentity. The credential is new each
// time, hence its cache empty: a renewal is never answered from it. The
// library's retries are off; the acquisition has its own (see flight.go).
// secrets are kept out of errors.
func (s *surroundings) askEntra(ctx context.Context, source, authority, resource string, make credential, secrets ...string) (grant, error) {
	authority = firstText(authority, s.getenv(envAuthorityHost), publicAuthority)
	if !strings.HasPrefix(authority, "https://") {
		return grant{}, &Error{Reason: NotConfigured, Source: source, Detail: envAuthorityHost + " must be an https URL"}
	}
	seen := &recorder{next: s.transport, secrets: secrets}
	cred, err := make(azcore.ClientOptions{
		Transport: seen,
		Retry:     policy.RetryOptions{MaxRetries: -1},
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: authority},
	})
	if err != nil {
		return grant{}, &Error{Reason: NotConfigured, Source: source, Detail: clean(err.Error(), secrets...), Err: err}
	}
	// The scope is the resource and "/.default", so that a trailing slash stays:
	// "https://x//.default" is right (section 5).
	token, err := cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{resource + "/.default"}})
	if err != nil {
		return grant{}, seen.explain(ctx, err)
	}
	return grant{token: token.Token, expiresOn: token.ExpiresOn, refreshOn: token.RefreshOn}, nil
}

// clientSecret is a service principal with a secret (section 2.8).
func (s *surroundings) clientSecret(settings SourceSettings, clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		return s.askEntra(ctx, SourceClientSecret, settings.AuthorityHost, resource, func(options azcore.ClientOptions) (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(settings.TenantID, clientID, settings.ClientSecret,
				&azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
		}, settings.ClientSecret)
	}
}

// clientCertificate is a service principal with a certificate, whose file is
// read each time so that a renewed one is picked up.
func (s *surroundings) clientCertificate(settings SourceSettings, clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		certificates, key, err := loadCertificate(settings.Certificate, settings.CertificatePassword)
		if err != nil {
			return grant{}, &Error{Reason: NotConfigured, Source: SourceClientCertificate, Detail: clean(err.Error(), settings.CertificatePassword), Err: err}
		}
		return s.askEntra(ctx, SourceClientCertificate, settings.AuthorityHost, resource, func(options azcore.ClientOptions) (azcore.TokenCredential, error) {
			return azidentity.NewClientCertificateCredential(settings.TenantID, clientID, certificates, key,
				&azidentity.ClientCertificateCredentialOptions{
					ClientOptions: options, DisableInstanceDiscovery: true, SendCertificateChain: settings.SendCertificateChain,
				})
		}, settings.CertificatePassword)
	}
}

// workload exchanges the pod's federated token (section 2.7). What the settings
// leave open comes from the variables that the webhook injects. azidentity's own
// WorkloadIdentityCredential sends the file as it is, line end included, and
// keeps it for ten minutes; here it is read and trimmed each time.
func (s *surroundings) workload(settings SourceSettings, clientID string) fetchFunc {
	return func(ctx context.Context, resource string) (grant, error) {
		client := firstText(clientID, s.getenv(envClientID))
		tenant := firstText(settings.TenantID, s.getenv(envTenantID))
		path := firstText(settings.TokenFile, s.getenv(envTokenFile))
		if client == "" || tenant == "" || path == "" {
			return grant{}, missing(SourceWorkload, "a client id, a tenant and a token file ("+envClientID+", "+envTenantID+", "+envTokenFile+")")
		}
		assertion, err := readTokenFile(path)
		if err != nil {
			return grant{}, &Error{Reason: NotConfigured, Source: SourceWorkload, Detail: clean(err.Error()), Err: err}
		}
		return s.askEntra(ctx, SourceWorkload, settings.AuthorityHost, resource, func(options azcore.ClientOptions) (azcore.TokenCredential, error) {
			return azidentity.NewClientAssertionCredential(tenant, client,
				func(context.Context) (string, error) { return assertion, nil },
				&azidentity.ClientAssertionCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
		}, assertion)
	}
}

// readTokenFile returns the content of a federated token's file without the
// blanks and line ends around it.
func readTokenFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxTokenFile+1))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(content))
	if token == "" || len(content) > maxTokenFile {
		return "", errors.New("token file " + path + " holds no token")
	}
	return token, nil
}

// recorder is the transport of one acquisition. It keeps the last failure in
// the endpoint's own words, which the library buries in its error text.
type recorder struct {
	next    http.RoundTripper
	secrets []string

	mu      sync.Mutex
	failure *Error
}

// Do implements policy.Transporter.
func (r *recorder) Do(req *http.Request) (*http.Response, error) {
	got, err := roundTrip(r.next, req, r.secrets...)
	var failure *Error
	if err != nil {
		errors.As(err, &failure)
	} else if got.status >= 400 {
		failure = refusal(got, r.secrets...)
	}
	r.mu.Lock()
	r.failure = failure
	r.mu.Unlock()
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(got.status), StatusCode: got.status, Header: got.header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(bytes.NewReader(got.body)), ContentLength: int64(len(got.body)), Request: req,
	}, nil
}

// explain returns the endpoint's explanation of err, or err's own text when the
// library gave up by itself.
func (r *recorder) explain(ctx context.Context, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure != nil {
		return r.failure
	}
	if ctx.Err() != nil {
		return networkError(ctx, ctx.Err())
	}
	return &Error{Reason: BadAnswer, Detail: libraryText(err, r.secrets...), Err: opaque{err.Error()}}
}

// libraryText is the first paragraph of an azidentity error: below it stand
// the whole request and answer, or links.
func libraryText(err error, secrets ...string) string {
	text := err.Error()
	for _, end := range []string{"\nTo troubleshoot", "\n----", "\n==="} {
		if i := strings.Index(text, end); i >= 0 {
			text = text[:i]
		}
	}
	return clean(text, secrets...)
}

// opaque keeps an error's kind of trouble out of the chain: azidentity's errors
// hold the raw response, and with it whatever the endpoint wrote.
type opaque struct{ text string }

func (o opaque) Error() string { return clean(o.text) }
