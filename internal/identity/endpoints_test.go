package identity

import (
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// serve starts a server and returns a transport that sends everything to it and
// keeps what was sent.
func serve(t *testing.T, handler http.HandlerFunc) (*httptest.Server, *redirected) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	next := &http.Transport{}
	t.Cleanup(next.CloseIdleConnections)
	return server, &redirected{to: u, next: next}
}

// stringAnswer is IMDS's and App Service's form: every value a string.
func stringAnswer(token string, life time.Duration) string {
	return fmt.Sprintf(`{"access_token":%q,"client_id":"11","expires_in":"%d","expires_on":"%d","ext_expires_in":"86399","not_before":"1","resource":"r","token_type":"Bearer"}`,
		token, int(life/time.Second), time.Now().Add(life).Unix())
}

// sourceCase is one acquisition through a manager and the request it must make.
type sourceCase struct {
	name     string
	settings SourceSettings
	env      []string
	local    *Endpoint
	client   string // user-assigned identity, else system-assigned
	resource string
	status   int
	answer   string
	// wanted
	request seen
	headers []string // names of headers that must be exactly as in request
	err     string   // substring of the error, empty for success
	reason  Reason
}

func TestManagedIdentityProtocols(t *testing.T) {
	const resource = "https://management.azure.com/"
	const escaped = "https%3A%2F%2Fmanagement.azure.com%2F"
	ok := stringAnswer("T", time.Hour)
	appService := []string{envIdentityEndpoint, "http://localhost:4141/msi/token?keep=1", envIdentityHeader, "s3cr3t-header"}
	tests := []sourceCase{
		{
			name: "imds", settings: SourceSettings{Source: SourceIMDS}, resource: resource, answer: ok,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=" + escaped, Header: http.Header{"Metadata": {"true"}}},
			headers: []string{"Metadata"},
		},
		{
			name: "imds user-assigned", settings: SourceSettings{Source: SourceIMDS}, client: "c1", resource: "api://x", answer: ok,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=c1&resource=api%3A%2F%2Fx"},
		},
		{
			name: "imds, system-assigned settings with a client id", settings: SourceSettings{Source: SourceIMDS, ClientID: "c9"}, resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=c9&resource=r"},
		},
		{
			name: "imds elsewhere", settings: SourceSettings{Source: SourceIMDS}, env: []string{envPodIdentityHost, "http://127.0.0.1:1/"}, resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://127.0.0.1:1/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
		},
		{
			name: "imds although App Service is in the environment", settings: SourceSettings{Source: SourceIMDS}, env: appService, resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
		},
		{
			name: "imds, identity not found", settings: SourceSettings{Source: SourceIMDS}, client: "c1", resource: "r",
			status: 400, answer: `{"error":"invalid_request","error_description":"Identity not found"}`,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&client_id=c1&resource=r"},
			err:     `Identity not found (imds answered 400, invalid_request, resource "r", client id "c1")`, reason: Refused,
		},
		{
			name: "imds, html", settings: SourceSettings{Source: SourceIMDS}, resource: "r", status: 403, answer: "<html>proxy</html>",
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
			err:     "Forbidden (imds answered 403", reason: Refused,
		},
		{
			name: "appService", settings: SourceSettings{Source: SourceAppService}, env: appService, resource: resource,
			answer:  fmt.Sprintf(`{"access_token":"T","expires_on":"%d","resource":"r","token_type":"Bearer"}`, time.Now().Add(time.Hour).Unix()),
			request: seen{Method: "GET", URL: "http://localhost:4141/msi/token?api-version=2019-08-01&keep=1&resource=" + escaped, Header: http.Header{"X-Identity-Header": {"s3cr3t-header"}}},
			headers: []string{"X-Identity-Header", "Metadata"},
		},
		{
			name: "appService user-assigned", settings: SourceSettings{Source: SourceAppService}, env: appService, client: "C-1", resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://localhost:4141/msi/token?api-version=2019-08-01&client_id=C-1&keep=1&resource=r"},
		},
		{
			name: "appService, its own error form, secret echoed", settings: SourceSettings{Source: SourceAppService}, env: appService, resource: "r",
			status: 400, answer: `{"statusCode":400,"message":"No MSI found for header s3cr3t-header","correlationId":"1"}`,
			request: seen{Method: "GET", URL: "http://localhost:4141/msi/token?api-version=2019-08-01&keep=1&resource=r"},
			err:     "No MSI found for header (redacted) (appService answered 400", reason: Refused,
		},
		{
			name: "appService without variables", settings: SourceSettings{Source: SourceAppService}, resource: "r",
			err: "managed identity is not configured: source appService needs IDENTITY_ENDPOINT and IDENTITY_HEADER", reason: NotConfigured,
		},
		{
			name: "appService with a bad endpoint", settings: SourceSettings{Source: SourceAppService}, env: []string{envIdentityEndpoint, "localhost", envIdentityHeader, "h"}, resource: "r",
			err: `the endpoint "localhost" of source appService is no http URL`, reason: NotConfigured,
		},
		{
			name: "local", settings: SourceSettings{Source: SourceLocal}, local: &Endpoint{"http://127.0.0.1:4280/msi/token", "h"}, client: "c1", resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://127.0.0.1:4280/msi/token?api-version=2019-08-01&client_id=c1&resource=r", Header: http.Header{"X-Identity-Header": {"h"}}},
			headers: []string{"X-Identity-Header"},
		},
		{
			name: "azureML", settings: SourceSettings{Source: SourceAzureML}, env: []string{envMSIEndpoint, "http://ml/msi", envMSISecret, "ml-secret"}, resource: "r",
			answer:  `{"access_token":"T","expires_on":"12/31/2099 11:00:00 PM +00:00"}`,
			request: seen{Method: "GET", URL: "http://ml/msi?api-version=2017-09-01&clientid=&resource=r", Header: http.Header{"Secret": {"ml-secret"}}},
			headers: []string{"Secret"},
		},
		{
			name: "azureML with the compute's identity", settings: SourceSettings{Source: SourceAzureML}, env: []string{envMSIEndpoint, "http://ml/msi", envMSISecret, "ml-secret", envMLClientID, "d1"}, resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://ml/msi?api-version=2017-09-01&clientid=d1&resource=r"},
		},
		{
			name: "azureML with a chosen identity", settings: SourceSettings{Source: SourceAzureML}, env: []string{envMSIEndpoint, "http://ml/msi", envMSISecret, "ml-secret", envMLClientID, "d1"}, client: "c1", resource: "r", answer: ok,
			request: seen{Method: "GET", URL: "http://ml/msi?api-version=2017-09-01&clientid=c1&resource=r"},
		},
		{
			name: "azureML without variables", settings: SourceSettings{Source: SourceAzureML}, resource: "r",
			err: "needs MSI_ENDPOINT and MSI_SECRET", reason: NotConfigured,
		},
		{
			name: "cloudShell", settings: SourceSettings{Source: SourceCloudShell}, env: []string{envMSIEndpoint, "http://localhost:50342/oauth2/token"}, resource: resource, answer: ok,
			request: seen{
				Method: "POST", URL: "http://localhost:50342/oauth2/token", Form: url.Values{"resource": {resource}},
				Header: http.Header{"Metadata": {"true"}, "Content-Type": {"application/x-www-form-urlencoded"}},
			},
			headers: []string{"Metadata", "Content-Type"},
		},
		{
			name: "cloudShell without variables", settings: SourceSettings{Source: SourceCloudShell}, resource: "r",
			err: "needs MSI_ENDPOINT", reason: NotConfigured,
		},
		{
			name: "half an answer", settings: SourceSettings{Source: SourceIMDS}, resource: "r", answer: `{"access_token":"eyJhbGciOi`,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
			err:     "the answer is no JSON object (imds gave no usable token", reason: BadAnswer,
		},
		{
			name: "a token that would break the header", settings: SourceSettings{Source: SourceIMDS}, resource: "r", answer: `{"access_token":"a\r\nX-Evil: 1","expires_in":3600}`,
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
			err:     "characters that no header may hold", reason: BadAnswer,
		},
		{
			name: "a redirect is not followed", settings: SourceSettings{Source: SourceIMDS}, resource: "r", status: 307, answer: "",
			request: seen{Method: "GET", URL: "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=r"},
			err:     "Temporary Redirect (imds answered 307", reason: Refused,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Location", "http://elsewhere/")
				if test.status != 0 {
					w.WriteHeader(test.status)
				}
				_, _ = w.Write([]byte(test.answer))
			})
			settings := Settings{SystemAssigned: SourceSettings{Source: SourceNone}}
			if test.client != "" {
				settings.UserAssigned = map[string]SourceSettings{test.client: test.settings}
			} else {
				settings.SystemAssigned = test.settings
			}
			m, err := New(settings, Options{Transport: transport, Getenv: environment(test.env...), Local: test.local})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			got, err := m.Token(t.Context(), "", test.client, test.resource)
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) || ReasonOf(err) != test.reason {
					t.Errorf("error %v (%v), want %q (%v)", err, ReasonOf(err), test.err, test.reason)
				}
			} else {
				wantToken(t, got, err, "T")
			}
			if test.request.Method == "" {
				if len(transport.seen) != 0 {
					t.Errorf("requests were made: %+v", transport.seen)
				}
				return
			}
			if len(transport.seen) != 1 {
				t.Fatalf("%d requests, want 1: %+v", len(transport.seen), transport.seen)
			}
			sent := transport.seen[0]
			if sent.Method != test.request.Method || sent.URL != test.request.URL {
				t.Errorf("sent %s %s\nwant %s %s", sent.Method, sent.URL, test.request.Method, test.request.URL)
			}
			if test.request.Form != nil && !cmp.Equal(sent.Form, test.request.Form) {
				t.Errorf("form %v, want %v", sent.Form, test.request.Form)
			}
			for _, name := range test.headers {
				if !cmp.Equal(sent.Header[name], test.request.Header[name]) {
					t.Errorf("header %s is %q, want %q", name, sent.Header[name], test.request.Header[name])
				}
			}
		})
	}
}

func TestVariablesAreReadForEachAcquisition(t *testing.T) {
	_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(stringAnswer(r.Header.Get("X-Identity-Header"), time.Hour)))
	})
	header := "first"
	m, err := New(Settings{}, Options{Transport: transport, Getenv: func(name string) string {
		switch name {
		case envIdentityEndpoint:
			return "http://localhost/msi/token"
		case envIdentityHeader:
			return header
		}
		return ""
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	got, err := m.Token(t.Context(), "", "", "r1")
	wantToken(t, got, err, "first")
	header = "second"
	got, err = m.Token(t.Context(), "", "", "r2")
	wantToken(t, got, err, "second")
}

func TestArc(t *testing.T) {
	keys := t.TempDir()
	write := func(path, content string) string {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := write(filepath.Join(keys, "good.key"), "the key\n")
	long := write(filepath.Join(keys, "long.key"), strings.Repeat("x", maxArcKey+1))
	text := write(filepath.Join(keys, "good.txt"), "the key")
	other := write(filepath.Join(t.TempDir(), "other.key"), "the key")
	tests := []struct {
		name, challenge, client, echo string
		err                           string
	}{
		{name: "system-assigned", challenge: "Basic realm=" + good},
		{name: "user-assigned, confirmed", challenge: "Basic realm=" + good, client: "Aa", echo: "aA"},
		{name: "user-assigned, not confirmed", challenge: "Basic realm=" + good, client: "Aa", err: "did not confirm"},
		{name: "user-assigned, another one", challenge: "Basic realm=" + good, client: "Aa", echo: "bb", err: "did not confirm"},
		{name: "no challenge", err: "names no key file"},
		{name: "outside the folder", challenge: "Basic realm=" + other, err: "outside its own folder"},
		{name: "out by dots", challenge: "Basic realm=" + keys + "/../x.key", err: "outside its own folder"},
		{name: "not a .key", challenge: "Basic realm=" + text, err: "outside its own folder"},
		{name: "too long", challenge: "Basic realm=" + long, err: "longer than 4096"},
		{name: "not there", challenge: "Basic realm=" + filepath.Join(keys, "none.key"), err: "cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") == "" {
					w.Header().Set("WWW-Authenticate", test.challenge)
					w.WriteHeader(401)
					return
				}
				_ = json.NewEncoder(w).Encode(map[string]string{"access_token": "T", "expires_in": "3600", "client_id": test.echo})
			})
			fetch := withArc(Options{Transport: transport, Getenv: environment(envIdentityEndpoint, "http://localhost:40342/metadata/identity/oauth2/token", envIMDSEndpoint, "http://localhost:40342")},
				keys, filepath.Join(keys, "agent"), SourceSettings{Source: SourceAuto}, test.client)
			got, err := fetch(t.Context(), "https://vault.azure.net")
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want %q", err, test.err)
				}
				return
			}
			if err != nil || got.token != "T" {
				t.Fatalf("%v, %v", got.token, err)
			}
			if len(transport.seen) != 2 || transport.seen[1].Header.Get("Authorization") != "Basic the key" || transport.seen[1].Header.Get("Metadata") != "true" {
				t.Errorf("sent %+v", transport.seen)
			}
			want := "http://localhost:40342/metadata/identity/oauth2/token?api-version=2020-06-01&resource=https%3A%2F%2Fvault.azure.net"
			if test.client != "" {
				want = strings.Replace(want, "&resource", "&client_id="+test.client+"&resource", 1)
			}
			if transport.seen[0].URL != want || transport.seen[1].URL != want {
				t.Errorf("sent %s, want %s", transport.seen[0].URL, want)
			}
		})
	}
}

func TestArcIsDetectedByItsAgent(t *testing.T) {
	agent := filepath.Join(t.TempDir(), "himds")
	if err := os.WriteFile(agent, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(500) })
	fetch := withArc(Options{Transport: transport, Getenv: environment()}, t.TempDir(), agent, SourceSettings{}, "")
	_, err := fetch(t.Context(), "r")
	if len(transport.seen) != 1 || !strings.HasPrefix(transport.seen[0].URL, "http://127.0.0.1:40342/") || ReasonOf(err) != Refused {
		t.Errorf("%+v, %v", transport.seen, err)
	}
}

func TestServiceFabric(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("resource") == "moved" {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return
		}
		if r.Header.Get("Secret") != "fabric-secret" || r.Header.Get("Accept") != "application/json" || r.URL.RawQuery != "api-version=2019-07-01-preview&resource=r" {
			w.WriteHeader(400)
			_, _ = w.Write([]byte(`{"error":{"correlationId":"1","code":"SecretHeaderNotFound","message":"secret fabric-secret is not right"}}`))
			return
		}
		_, _ = fmt.Fprintf(w, `{"access_token":"T","expires_on":%d,"token_type":"Bearer","resource":"r"}`, time.Now().Add(time.Hour).Unix())
	}))
	defer server.Close()
	sum := sha1.Sum(server.Certificate().Raw)
	thumbprint := strings.ToUpper(hex.EncodeToString(sum[:]))
	spaced := strings.Join(strings.Split(thumbprint, ""), ":")
	tests := []struct {
		name, endpoint, thumbprint, resource, err string
		reason                                    Reason
	}{
		{"pinned", server.URL, thumbprint, "r", "", 0},
		{"pinned, with colons", server.URL, spaced, "r", "", 0},
		{"another certificate", server.URL, strings.Repeat("0", 40), "r", "the endpoint's certificate is not the one of IDENTITY_SERVER_THUMBPRINT", Unreachable},
		{"no thumbprint", server.URL, "12", "r", "40 hexadecimal digits", NotConfigured},
		{"plain http", "http://127.0.0.1:1", thumbprint, "r", "must be https", NotConfigured},
		{"refused", server.URL, thumbprint, "other", "secret (redacted) is not right (serviceFabric answered 400, SecretHeaderNotFound", Refused},
		{"redirected", server.URL, thumbprint, "moved", "serviceFabric answered 302", Refused},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := New(Settings{SystemAssigned: SourceSettings{Source: SourceServiceFabric}}, Options{
				Transport: roundTripper(func(*http.Request) (*http.Response, error) {
					return nil, errors.New("the shared transport must not be used")
				}),
				Getenv: environment(envIdentityEndpoint, test.endpoint, envIdentityHeader, "fabric-secret", envThumbprint, test.thumbprint),
			})
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			got, err := m.Handle("", "", test.resource).Token(t.Context())
			if test.err == "" {
				wantToken(t, got, err, "T")
			} else if err == nil || !strings.Contains(err.Error(), test.err) || ReasonOf(err) != test.reason {
				t.Errorf("error %v (%v), want %q (%v)", err, ReasonOf(err), test.err, test.reason)
			}
		})
	}
}

func TestAutoSaysWhatIsThere(t *testing.T) {
	tokenFile := filepath.Join(t.TempDir(), "token")
	fabric := []string{envIdentityEndpoint, "https://e", envIdentityHeader, "h", envThumbprint, "t"}
	principal := []string{envTenantID, "t", envClientID, "c1"}
	tests := []struct {
		name   string
		env    []string
		client string
		user   bool
		local  bool
		want   string
	}{
		{name: "nothing", want: SourceIMDS},
		{name: "fabric before all others", env: append(append([]string{envMSIEndpoint, "m", envMSISecret, "s"}, principal...), fabric...), want: SourceServiceFabric},
		{name: "app service", env: append(append([]string{}, fabric[:4]...), envMSIEndpoint, "m"), want: SourceAppService},
		{name: "app service, empty thumbprint", env: append(append([]string{}, fabric[:4]...), envThumbprint, ""), want: SourceAppService},
		{name: "ml", env: []string{envMSIEndpoint, "m", envMSISecret, "s", envIdentityEndpoint, "e", envIMDSEndpoint, "i"}, want: SourceAzureML},
		{name: "cloud shell", env: []string{envMSIEndpoint, "m"}, want: SourceCloudShell},
		{name: "arc", env: []string{envIdentityEndpoint, "e", envIMDSEndpoint, "i"}, want: SourceArc},
		{name: "endpoint alone", env: []string{envIdentityEndpoint, "e"}, want: SourceIMDS},
		{name: "workload", env: append([]string{envTokenFile, tokenFile, envClientSecret, "s"}, principal...), want: SourceWorkload},
		{name: "workload for a user-assigned identity", env: []string{envTokenFile, tokenFile, envTenantID, "t"}, client: "x", user: true, want: SourceWorkload},
		{name: "secret", env: append([]string{envClientSecret, "s", envCertificatePath, "p"}, principal...), want: SourceClientSecret},
		{name: "certificate", env: append([]string{envCertificatePath, "p"}, principal...), want: SourceClientCertificate},
		{name: "secret of the identity asked for", env: append([]string{envClientSecret, "s"}, principal...), client: "C1", user: true, want: SourceClientSecret},
		{name: "secret of another identity", env: append([]string{envClientSecret, "s"}, principal...), client: "c2", user: true, want: SourceIMDS},
		{name: "local before all", env: fabric, local: true, want: SourceLocal},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			options := Options{Getenv: environment(test.env...)}
			if test.local {
				options.Local = &Endpoint{URL: "http://127.0.0.1:4280/msi/token", Header: "h"}
			}
			s := newSurroundings(options)
			s.arcAgent = tokenFile // absent
			if got := s.detect(test.client, test.user); got != test.want {
				t.Errorf("detected %s, want %s", got, test.want)
			}
		})
	}
}

func TestAutoProbesIMDSOnce(t *testing.T) {
	_, transport := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Metadata") == "" {
			w.WriteHeader(400)
			return
		}
		_, _ = w.Write([]byte(stringAnswer("T", time.Hour)))
	})
	m, err := New(Settings{}, Options{Transport: transport, Getenv: environment()})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for i := range 3 {
		got, err := m.Token(t.Context(), "", "", fmt.Sprint("r", i))
		wantToken(t, got, err, "T")
	}
	if len(transport.seen) != 4 || transport.seen[0].URL != "http://169.254.169.254/metadata/identity/oauth2/token" || transport.seen[0].Header.Get("Metadata") != "" {
		t.Errorf("%d requests, want a probe and three: %+v", len(transport.seen), transport.seen)
	}
}

func TestAutoWithoutAnything(t *testing.T) {
	e := &endpoint{down: true}
	m := imdsManager(t, e, func(s *Settings, _ *Options) { s.SystemAssigned = SourceSettings{} })
	_, err := m.Handle("", "", "r").Token(t.Context())
	if ReasonOf(err) != Unreachable || !strings.Contains(err.Error(), "no identity variables are set and IMDS does not answer") {
		t.Errorf("got %v", err)
	}
	if e.count() != 1 {
		t.Errorf("%d probes, want 1", e.count())
	}
}

func TestAutoDoesNotReplaceAUserAssignedIdentity(t *testing.T) {
	e := &endpoint{life: time.Hour}
	m := imdsManager(t, e, func(s *Settings, o *Options) {
		s.UserAssigned = map[string]SourceSettings{"c1": {}}
		o.Getenv = environment(envMSIEndpoint, "http://localhost/")
	})
	_, err := m.Token(t.Context(), "", "c1", "r")
	if ReasonOf(err) != NotConfigured || !strings.Contains(err.Error(), "cannot choose a user-assigned identity") || e.count() != 0 {
		t.Errorf("got %v after %d requests", err, e.count())
	}
}
