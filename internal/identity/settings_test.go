package identity

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSettingMistakes(t *testing.T) {
	user := func(s SourceSettings) Settings { return Settings{UserAssigned: map[string]SourceSettings{"c1": s}} }
	system := func(s SourceSettings) Settings { return Settings{SystemAssigned: s} }
	tests := []struct {
		name     string
		settings Settings
		want     []string
	}{
		{"nothing", Settings{}, nil},
		{"unknown source", system(SourceSettings{Source: "IMDS"}), []string{`identity.systemAssigned.source: unknown source "IMDS"; known are auto, imds, appService, arc, serviceFabric, azureML, cloudShell, workload, clientSecret, clientCertificate, azureCLI, local, none`}},
		{"secret without anything", system(SourceSettings{Source: SourceClientSecret}), []string{
			"identity.systemAssigned.clientId: source clientSecret needs it",
			"identity.systemAssigned.clientSecret: source clientSecret needs it",
			"identity.systemAssigned.tenantId: source clientSecret needs it",
		}},
		{"secret, client id from the key", user(SourceSettings{Source: SourceClientSecret, TenantID: "t", ClientSecret: "s"}), nil},
		{"certificate without", user(SourceSettings{Source: SourceClientCertificate, TenantID: "t"}), []string{"identity.userAssigned.c1.certificate: source clientCertificate needs it"}},
		{"keys of another source", system(SourceSettings{Source: SourceIMDS, TenantID: "t", ClientSecret: "s", TokenFile: "f", Certificate: "c", CertificatePassword: "p", SendCertificateChain: true, AuthorityHost: "https://x", Subscription: "s"}), []string{
			"identity.systemAssigned.authorityHost: source imds does not take it",
			"identity.systemAssigned.certificate: source imds does not take it",
			"identity.systemAssigned.certificatePassword: source imds does not take it",
			"identity.systemAssigned.clientSecret: source imds does not take it",
			"identity.systemAssigned.sendCertificateChain: source imds does not take it",
			"identity.systemAssigned.subscription: source imds does not take it",
			"identity.systemAssigned.tenantId: source imds does not take it",
			"identity.systemAssigned.tokenFile: source imds does not take it",
		}},
		{"none takes nothing", system(SourceSettings{Source: SourceNone, ClientID: "c"}), []string{"identity.systemAssigned.clientId: source none does not take it"}},
		{"sources that cannot choose", Settings{UserAssigned: map[string]SourceSettings{"a": {Source: SourceServiceFabric}, "b": {Source: SourceCloudShell}}}, []string{
			"identity.userAssigned.a.source: serviceFabric cannot choose a user-assigned identity",
			"identity.userAssigned.b.source: cloudShell cannot choose a user-assigned identity",
		}},
		{"two client ids", user(SourceSettings{Source: SourceIMDS, ClientID: "c2"}), []string{`identity.userAssigned.c1.clientId: differs from the key "c1"`}},
		{"the same client id", user(SourceSettings{Source: SourceIMDS, ClientID: "C1"}), nil},
		{"double client id", Settings{UserAssigned: map[string]SourceSettings{"aa": {}, "AA": {}}}, []string{`identity.userAssigned.aa: the same client id as "AA"`}},
		{"empty client id", Settings{UserAssigned: map[string]SourceSettings{"": {}}}, []string{"identity.userAssigned.: a client id may not be empty or have blanks around it"}},
		{"authority without TLS", system(SourceSettings{Source: SourceWorkload, AuthorityHost: "http://127.0.0.1"}), []string{"identity.systemAssigned.authorityHost: must be an https URL"}},
		{"tenant with a path", system(SourceSettings{Source: SourceAzureCLI, TenantID: "a/../b"}), []string{"identity.systemAssigned.tenantId: may hold letters, digits, dots and hyphens only"}},
		{"negative timeout", Settings{Timeout: -time.Second}, []string{"identity.timeout: may not be negative"}},
		{"local without local Azure", system(SourceSettings{Source: SourceLocal}), []string{"identity.systemAssigned.source: local needs localAzure to be on"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := New(test.settings, Options{Transport: http.DefaultTransport})
			var got []string
			if err == nil {
				m.Close()
			} else {
				got = strings.Split(err.Error(), "\n")
				sort.Strings(got)
				var mistake *SettingError
				if !errors.As(err, &mistake) {
					t.Errorf("%T holds no SettingError", err)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := New(Settings{}, Options{}); err == nil {
		t.Error("a manager without a transport")
	}
}

// Every source can be configured for a system-assigned identity, and the
// minimal settings are accepted.
func TestEverySourceHasMinimalSettings(t *testing.T) {
	key, certificate := selfSigned(t)
	file := filepath.Join(t.TempDir(), "app.pem")
	if err := os.WriteFile(file, pemFile(t, key, certificate), 0o600); err != nil {
		t.Fatal(err)
	}
	minimal := map[string]SourceSettings{
		SourceClientSecret:      {ClientID: "a", TenantID: "t", ClientSecret: "s"},
		SourceClientCertificate: {ClientID: "a", TenantID: "t", Certificate: file},
	}
	for _, source := range SourceNames() {
		s := minimal[source]
		s.Source = source
		m, err := New(Settings{SystemAssigned: s}, Options{Transport: http.DefaultTransport, Local: &Endpoint{URL: "http://127.0.0.1:1/"}})
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if m.Configured() != (source != SourceNone) {
			t.Errorf("%s: Configured is %v", source, m.Configured())
		}
		m.Close()
	}
}
