package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/google/go-cmp/cmp"
)

// identityVariables are all that select or configure a managed-identity source.
var identityVariables = []string{
	envIdentityEndpoint, envIdentityHeader, envThumbprint, envIMDSEndpoint, envMSIEndpoint, envMSISecret, envMLClientID, envPodIdentityHost,
}

// setEnvironment sets the process's variables, which is the only way to tell
// azidentity.ManagedIdentityCredential about its source.
func setEnvironment(t *testing.T, pairs ...string) {
	t.Helper()
	for _, name := range identityVariables {
		t.Setenv(name, "")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		t.Setenv(pairs[i], pairs[i+1])
	}
}

// unseen returns a resource that the library's cache, one for the process, does
// not hold yet.
func unseen() string { return "https://Conformance.test/" + rand.Text() }

// transporter makes an http.RoundTripper azcore's transport.
type transporter struct{ http.RoundTripper }

func (t transporter) Do(req *http.Request) (*http.Response, error) { return t.RoundTrip(req) }

// libraryToken asks azidentity.ManagedIdentityCredential.
func libraryToken(ctx context.Context, transport policy.Transporter, clientID, resource string) (azcore.AccessToken, error) {
	options := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: azcore.ClientOptions{
		Transport: transport, Retry: policy.RetryOptions{MaxRetries: -1},
	}}
	if clientID != "" {
		options.ID = azidentity.ClientID(clientID)
	}
	cred, err := azidentity.NewManagedIdentityCredential(options)
	if err != nil {
		return azcore.AccessToken{}, err
	}
	return cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{resource + "/.default"}})
}

// essential strips what a client adds for statistics and what the HTTP library
// sets by itself.
func essential(s seen) seen {
	s.Header = s.Header.Clone()
	for name := range s.Header {
		if strings.HasPrefix(strings.ToLower(name), "x-client-") || strings.HasPrefix(strings.ToLower(name), "x-ms-") {
			delete(s.Header, name)
		}
	}
	for _, name := range []string{"User-Agent", "Traceparent", "Accept-Encoding", "Content-Length"} {
		s.Header.Del(name)
	}
	return s
}

// TestSameRequestsAsTheLibrary holds our requests against azidentity's: same
// method, URL, form and headers for every protocol that it can be made to speak.
func TestSameRequestsAsTheLibrary(t *testing.T) {
	appService := []string{envIdentityEndpoint, "http://localhost:4141/msi/token?a=b", envIdentityHeader, "h"}
	tests := []struct {
		name, source string
		env          []string
		clients      []string
	}{
		{"imds", SourceIMDS, nil, []string{"", "c1"}},
		{"app service", SourceAppService, appService, []string{"", "c1"}},
		{"azure ml", SourceAzureML, []string{envMSIEndpoint, "http://ml/token", envMSISecret, "s", envMLClientID, "d"}, []string{"", "c1"}},
		{"azure ml without default", SourceAzureML, []string{envMSIEndpoint, "http://ml/token", envMSISecret, "s"}, []string{""}},
		{"cloud shell", SourceCloudShell, []string{envMSIEndpoint, "http://shell/token"}, []string{""}},
		// Arc's second request needs a file in a system folder; the first is compared.
		{"arc", SourceArc, []string{envIdentityEndpoint, "http://localhost:40342/x", envIMDSEndpoint, "http://localhost:40342"}, []string{"", "c1"}},
	}
	for _, test := range tests {
		for _, client := range test.clients {
			t.Run(test.name+" "+client, func(t *testing.T) {
				setEnvironment(t, test.env...)
				_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
					if test.source == SourceArc {
						w.WriteHeader(401)
						return
					}
					_, _ = w.Write([]byte(stringAnswer("T", time.Hour)))
				})
				resource := unseen() + "/" + client + "/ä?b=c&d"
				theirs, theirErr := libraryToken(t.Context(), transporter{transport}, client, resource)

				settings := Settings{SystemAssigned: SourceSettings{Source: test.source}}
				if client != "" {
					settings.UserAssigned = map[string]SourceSettings{client: {Source: test.source}}
				}
				m, err := New(settings, Options{Transport: transport})
				if err != nil {
					t.Fatal(err)
				}
				defer m.Close()
				ours, ourErr := m.Token(t.Context(), "", client, resource)
				if (theirErr == nil) != (ourErr == nil) || ourErr == nil && theirs.Token != ours.Value {
					t.Errorf("library: %v, here: %v", theirErr, ourErr)
				}
				if len(transport.seen) != 2 {
					t.Fatalf("%d requests, want one from each: %+v", len(transport.seen), transport.seen)
				}
				if diff := cmp.Diff(essential(transport.seen[0]), essential(transport.seen[1])); diff != "" {
					t.Errorf("library (-) and here (+) differ:\n%s", diff)
				}
			})
		}
	}
}

func TestSameServiceFabricRequestAsTheLibrary(t *testing.T) {
	var mu sync.Mutex
	var arrived []seen
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		arrived = append(arrived, seen{Method: r.Method, URL: r.URL.String(), Header: r.Header.Clone()})
		mu.Unlock()
		_, _ = w.Write([]byte(stringAnswer("T", time.Hour)))
	}))
	defer server.Close()
	sum := sha1.Sum(server.Certificate().Raw)
	setEnvironment(t, envIdentityEndpoint, server.URL+"/x?a=b", envIdentityHeader, "h", envThumbprint, hex.EncodeToString(sum[:]))
	resource := unseen()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	if _, err := libraryToken(t.Context(), client, "", resource); err != nil {
		t.Fatal(err)
	}
	m, err := New(Settings{}, Options{Transport: &endpoint{}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Token(t.Context(), "", "", resource); err != nil {
		t.Fatal(err)
	}
	if len(arrived) != 2 {
		t.Fatalf("%d requests", len(arrived))
	}
	if diff := cmp.Diff(essential(arrived[0]), essential(arrived[1])); diff != "" {
		t.Errorf("library (-) and here (+) differ:\n%s", diff)
	}
}

// The tests below measure why managed identities are not asked for through
// azidentity (see doc.go). One that fails says that a reason is gone.

func TestLibraryTakesItsSourceFromTheEnvironmentOnly(t *testing.T) {
	_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) { _, _ = w.Write([]byte(stringAnswer("T", time.Hour))) })
	setEnvironment(t, envIdentityEndpoint, "http://localhost/msi/token", envIdentityHeader, "h")
	resource := unseen()
	if _, err := libraryToken(t.Context(), transporter{transport}, "", resource); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(transport.seen[0].URL, "http://localhost/msi/token") {
		t.Errorf("the library asked %s", transport.seen[0].URL)
	}
	// There is no option to choose IMDS or an endpoint instead.
	m, err := New(Settings{SystemAssigned: SourceSettings{Source: SourceIMDS}}, Options{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Token(t.Context(), "", "", resource); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(transport.seen[1].URL, "http://169.254.169.254/") {
		t.Errorf("source imds asked %s", transport.seen[1].URL)
	}
}

func TestLibraryCacheIsOneForTheProcess(t *testing.T) {
	setEnvironment(t)
	answering := func(token string) *redirected {
		_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(stringAnswer(token, 24*time.Hour)))
		})
		return transport
	}
	resource := unseen()
	for i, token := range []string{"A", "B"} {
		transport := answering(token)
		got, err := libraryToken(t.Context(), transporter{transport}, "", resource)
		if err != nil || got.Token != "A" || len(transport.seen) != 1-i {
			t.Errorf("credential %d over an endpoint of its own got %q after %d requests, %v", i, got.Token, len(transport.seen), err)
		}
		// Managers do not know one another.
		m, err := New(Settings{}, Options{Transport: transport})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		ours, err := m.Token(t.Context(), "", "", resource)
		wantToken(t, ours, err, token)
	}
}

func TestLibraryRefusesTransportsOnServiceFabric(t *testing.T) {
	setEnvironment(t, envIdentityEndpoint, "https://localhost/", envIdentityHeader, "h", envThumbprint, strings.Repeat("0", 40))
	if _, err := libraryToken(t.Context(), transporter{&endpoint{}}, "", "r"); err == nil || !strings.Contains(err.Error(), "requires ClientOptions.Transport to be an *http.Client") {
		t.Errorf("got %v", err)
	}
}

func TestLibraryDropsTheExplanationOfIMDS(t *testing.T) {
	setEnvironment(t)
	_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(400)
		_, _ = w.Write([]byte(`{"error":"invalid_resource","error_description":"AADSTS500011: not found in the tenant"}`))
	})
	resource := unseen()
	_, theirs := libraryToken(t.Context(), transporter{transport}, "c1", resource)
	if first, _, _ := strings.Cut(theirs.Error(), "\n"); !strings.Contains(first, "the requested identity isn't assigned to this resource") {
		t.Errorf("the library says %q", first)
	}
	m, err := New(Settings{UserAssigned: map[string]SourceSettings{"c1": {}}}, Options{Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := m.Token(t.Context(), "", "c1", resource); !strings.HasPrefix(err.Error(), "AADSTS500011: not found in the tenant") {
		t.Errorf("here: %v", err)
	}
}
