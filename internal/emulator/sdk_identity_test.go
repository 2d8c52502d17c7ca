package emulator_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

// noRetries keeps failures quick.
func noRetries(transport policy.Transporter) azcore.ClientOptions {
	return azcore.ClientOptions{Transport: transport, Retry: policy.RetryOptions{MaxRetries: -1}}
}

// claims decodes a token without checking it; the services do that.
func claims(t *testing.T, token string) map[string]any {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is no JWT", token)
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// setenv sets the variables of a source and unsets those of the others.
func setenv(t *testing.T, vars []emulator.Variable) {
	t.Helper()
	for _, name := range []string{"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_AUTHORITY_HOST", "AZURE_CLIENT_SECRET", "DEFAULT_IDENTITY_CLIENT_ID"} {
		t.Setenv(name, "")
	}
	for _, v := range vars {
		t.Setenv(v.Name, v.Value)
	}
}

// The library's cache spans the process, so each row has a resource of its own.
func TestManagedIdentityCredential(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	client := &http.Client{Transport: l.Transport()}
	proxy := &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: l.IdentityAddress()})}}
	t.Cleanup(client.CloseIdleConnections)
	t.Cleanup(proxy.CloseIdleConnections)
	tests := []struct {
		name, source string
		transport    policy.Transporter // nil: the library's own
		id           azidentity.ManagedIDKind
		appid        string
	}{
		{name: "App Service", source: "appService", appid: systemID},
		{name: "App Service by client id", source: "appService", id: azidentity.ClientID(readerID), appid: readerID},
		{name: "App Service by object id", source: "appService", id: azidentity.ObjectID(readerObjectID), appid: readerID},
		{name: "App Service by resource id", source: "appService", id: azidentity.ResourceID("/subscriptions/" + subscriptionID + "/resourceGroups/demo/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"), appid: readerID},
		{name: "IMDS", source: "imds", transport: client, appid: systemID},
		{name: "IMDS by client id", source: "imds", transport: client, id: azidentity.ClientID(readerID), appid: readerID},
		{name: "IMDS by object id", source: "imds", transport: client, id: azidentity.ObjectID(readerObjectID), appid: readerID},
		{name: "IMDS through a proxy", source: "imds", transport: proxy, appid: systemID},
		{name: "Azure ML", source: "azureML", appid: systemID},
		{name: "Cloud Shell", source: "cloudShell", appid: systemID},
		{name: "Service Fabric", source: "serviceFabric", appid: systemID},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vars, err := l.EnvironmentFor(tt.source)
			if err != nil {
				t.Fatal(err)
			}
			setenv(t, vars)
			cred, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ClientOptions: noRetries(tt.transport), ID: tt.id})
			if err != nil {
				t.Fatal(err)
			}
			resource := "api://" + url.PathEscape(tt.name)
			token, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{resource + "/.default"}})
			if err != nil {
				t.Fatal(err)
			}
			got := claims(t, token.Token)
			if got["aud"] != resource || got["appid"] != tt.appid || got["tid"] != tenantID {
				t.Errorf("claims are %v", got)
			}
			if left := time.Until(token.ExpiresOn); left < 23*time.Hour || left > 25*time.Hour {
				t.Errorf("the token lives for %v", left)
			}
		})
	}
}

func TestManagedIdentityErrors(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	client := &http.Client{Transport: l.Transport()}
	t.Cleanup(client.CloseIdleConnections)
	const other = "99999999-0000-0000-0000-000000000009"
	tests := []struct {
		name, source, resource string
		id                     azidentity.ManagedIDKind
		want                   string
	}{
		{"App Service, unknown identity", "appService", "api://x", azidentity.ClientID(other), "No User Assigned or Delegated Managed Identity found"},
		{"IMDS, unknown identity", "imds", "api://x", azidentity.ClientID(other), "the requested identity isn't assigned to this resource"},
		{"App Service, unknown resource", "appService", "https://storage.azure.co/", nil, "AADSTS500011"},
		{"IMDS, unknown resource", "imds", "https://storage.azure.co/", nil, "AADSTS500011"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			vars, err := l.EnvironmentFor(tt.source)
			if err != nil {
				t.Fatal(err)
			}
			setenv(t, vars)
			cred, err := azidentity.NewManagedIdentityCredential(&azidentity.ManagedIdentityCredentialOptions{ClientOptions: noRetries(client), ID: tt.id})
			if err != nil {
				t.Fatal(err)
			}
			_, err = cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{tt.resource + "/.default"}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v\nwant %s", err, tt.want)
			}
		})
	}
}

// certificateSeed is a seed with an application that signs in with a
// certificate.
func certificateSeed(t *testing.T, cert *x509.Certificate) *seed.Seed {
	t.Helper()
	text := strings.ReplaceAll(strings.TrimSpace(string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw}))), "\n", "\n        ")
	s, list := seed.Parse(diag.NewSource("azure.yaml", `
applications:
  - name: signer
    clientId: 40000000-0000-0000-0000-00000000000c
    certificates:
      - |
        `+text+`
    roles: [Reader]
  - name: orders
    clientId: 40000000-0000-0000-0000-00000000000d
    identifierUris: [api://orders]
    requestedAccessTokenVersion: 2
    definesAppRoles: [Orders.Read, Orders.Write]
  - name: client
    clientId: 40000000-0000-0000-0000-000000000004
    secrets: [client-secret]
    appRoles: { "api://orders": [Orders.Read] }
`))
	if list.Len() > 0 {
		t.Fatal(list.All())
	}
	return s
}

func selfSigned(t *testing.T) (*x509.Certificate, crypto.PrivateKey) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "signer"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func TestConfidentialCredentials(t *testing.T) {
	cert, key := selfSigned(t)
	l := startLocal(t, emulator.Options{Seed: certificateSeed(t, cert)})
	transport := &http.Client{Transport: l.Transport()}
	t.Cleanup(transport.CloseIdleConnections)
	options := noRetries(transport)
	otherCert, otherKey := selfSigned(t)
	const client, signer = "40000000-0000-0000-0000-000000000004", "40000000-0000-0000-0000-00000000000c"
	tests := []struct {
		name  string
		make  func() (azcore.TokenCredential, error)
		appid string
		fails string
	}{
		{name: "secret", appid: client, make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenantID, client, "client-secret", &azidentity.ClientSecretCredentialOptions{ClientOptions: options})
		}},
		{name: "secret, instance discovery off", appid: client, make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenantID, client, "client-secret", &azidentity.ClientSecretCredentialOptions{ClientOptions: options, DisableInstanceDiscovery: true})
		}},
		{name: "secret by domain", appid: client, make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential("local.onmicrosoft.com", client, "client-secret", &azidentity.ClientSecretCredentialOptions{ClientOptions: options})
		}},
		{name: "certificate", appid: signer, make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientCertificateCredential(tenantID, signer, []*x509.Certificate{cert}, key, &azidentity.ClientCertificateCredentialOptions{ClientOptions: options})
		}},
		{name: "workload identity", appid: systemID, make: func() (azcore.TokenCredential, error) {
			return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientOptions: options, ClientID: systemID, TenantID: tenantID, TokenFilePath: l.FederatedTokenFile(), DisableInstanceDiscovery: true})
		}},
		{name: "wrong secret", fails: "AADSTS7000215", make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenantID, client, "wrong", &azidentity.ClientSecretCredentialOptions{ClientOptions: options})
		}},
		{name: "unknown application", fails: "AADSTS700016", make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential(tenantID, "40000000-0000-0000-0000-0000000000ff", "x", &azidentity.ClientSecretCredentialOptions{ClientOptions: options})
		}},
		{name: "unknown tenant", fails: "AADSTS90002", make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientSecretCredential("10000000-0000-0000-0000-0000000000ff", client, "client-secret", &azidentity.ClientSecretCredentialOptions{ClientOptions: options})
		}},
		{name: "certificate that is not registered", fails: "AADSTS700027", make: func() (azcore.TokenCredential, error) {
			return azidentity.NewClientCertificateCredential(tenantID, signer, []*x509.Certificate{otherCert}, otherKey, &azidentity.ClientCertificateCredentialOptions{ClientOptions: options})
		}},
		{name: "no federation with the application", fails: "AADSTS700211", make: func() (azcore.TokenCredential, error) {
			return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientOptions: options, ClientID: client, TenantID: tenantID, TokenFilePath: l.FederatedTokenFile(), DisableInstanceDiscovery: true})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			setenv(t, nil)
			cred, err := tt.make()
			if err != nil {
				t.Fatal(err)
			}
			token, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://management.azure.com//.default"}})
			if tt.fails != "" {
				if err == nil || !strings.Contains(err.Error(), tt.fails) {
					t.Errorf("got %v, want %s", err, tt.fails)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := claims(t, token.Token); got["aud"] != "https://management.azure.com/" || got["appid"] != tt.appid {
				t.Errorf("claims are %v", got)
			}
		})
	}
}

// The authority host by environment, as in a pod, at the listener's own address.
func TestWorkloadIdentityFromEnvironment(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	vars, err := l.EnvironmentFor("workload")
	if err != nil {
		t.Fatal(err)
	}
	setenv(t, vars)
	transport := &http.Client{Transport: l.Transport()}
	t.Cleanup(transport.CloseIdleConnections)
	for _, discovery := range []bool{true, false} {
		cred, err := azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{ClientOptions: noRetries(transport), DisableInstanceDiscovery: !discovery})
		if err != nil {
			t.Fatal(err)
		}
		token, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://vault.azure.net/.default"}})
		if err != nil {
			t.Fatalf("instance discovery %v: %v", discovery, err)
		}
		if got := claims(t, token.Token); got["aud"] != "https://vault.azure.net" || got["appid"] != systemID {
			t.Errorf("claims are %v", got)
		}
	}
}

// A program that knows nothing of the local Azure, by HTTPS_PROXY and a trusted
// authority.
func TestThroughProxy(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	setenv(t, nil)
	transport := l.Transport()
	transport.DialContext = nil
	transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: l.IdentityAddress()})
	client := &http.Client{Transport: transport}
	t.Cleanup(client.CloseIdleConnections)
	cred, err := azidentity.NewClientSecretCredential(tenantID, "40000000-0000-0000-0000-000000000004", "client-secret", &azidentity.ClientSecretCredentialOptions{ClientOptions: noRetries(client)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cred.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"https://vault.azure.net/.default"}}); err != nil {
		t.Fatal(err)
	}
	_, err = client.Get("https://example.com/")
	if err == nil || !strings.Contains(err.Error(), "Forbidden") {
		t.Errorf("a foreign host was forwarded: %v", err)
	}
}

func TestTokenShape(t *testing.T) {
	cert, _ := selfSigned(t)
	l := startLocal(t, emulator.Options{Seed: certificateSeed(t, cert)})
	now := time.Now().Unix()

	got := claims(t, l.token("https://vault.azure.net", readerID))
	near := func(v any, want int64) bool {
		n, ok := v.(float64)
		return ok && int64(n) >= want-60 && int64(n) <= want+60
	}
	if !near(got["iat"], now-300) || !near(got["nbf"], now-300) || !near(got["exp"], now+86400) {
		t.Errorf("times are %v %v %v at %d", got["iat"], got["nbf"], got["exp"], now)
	}
	for _, name := range []string{"aio", "uti", "rh"} {
		if s, _ := got[name].(string); s == "" {
			t.Errorf("there is no %s", name)
		}
	}
	for _, name := range []string{"iat", "nbf", "exp", "aio", "uti", "rh"} {
		delete(got, name)
	}
	want := map[string]any{
		"aud": "https://vault.azure.net", "iss": "https://sts.windows.net/" + tenantID + "/", "idp": "https://sts.windows.net/" + tenantID + "/",
		"appid": readerID, "appidacr": "2", "idtyp": "app", "oid": readerObjectID, "sub": readerObjectID, "tid": tenantID, "ver": "1.0",
		"xms_mirid": "/subscriptions/" + subscriptionID + "/resourceGroups/demo/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("version 1 (-want +got):\n%s", diff)
	}

	second := claims(t, l.token("api://orders", ""))
	if second["aud"] != "40000000-0000-0000-0000-00000000000d" || second["ver"] != "2.0" || second["azp"] != systemID || second["appid"] != nil ||
		second["iss"] != "https://login.microsoftonline.com/"+tenantID+"/v2.0" || cmp.Diff([]any{"Orders.Read", "Orders.Write"}, second["roles"]) != "" {
		t.Errorf("version 2: %v", second)
	}
	for _, resource := range []string{"https://management.azure.com", "https://management.azure.com/", "api://Some-Thing/", "40000000-0000-0000-0000-0000000000AA"} {
		if aud := claims(t, l.token(resource, ""))["aud"]; aud != resource {
			t.Errorf("asked for %s, got %v", resource, aud)
		}
	}
}

func TestAzcoreErrorsCarryTheAnswer(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	setenv(t, nil)
	transport := &http.Client{Transport: l.Transport()}
	t.Cleanup(transport.CloseIdleConnections)
	cred, err := azidentity.NewClientSecretCredential(tenantID, "40000000-0000-0000-0000-000000000004", "wrong", &azidentity.ClientSecretCredentialOptions{ClientOptions: noRetries(transport)})
	if err != nil {
		t.Fatal(err)
	}
	_, err = cred.GetToken(context.Background(), policy.TokenRequestOptions{Scopes: []string{"https://vault.azure.net/.default"}})
	var failed *azidentity.AuthenticationFailedError
	if !errors.As(err, &failed) || failed.RawResponse == nil || failed.RawResponse.StatusCode != http.StatusUnauthorized {
		t.Errorf("got %v", err)
	}
}

// foreign is a cluster whose keys the seed knows.
func TestFederationWithForeignKeys(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := key.PublicKey.ECDH()
	if err != nil {
		t.Fatal(err)
	}
	point := raw.Bytes()
	enc := base64.RawURLEncoding.EncodeToString
	s, list := seed.Parse(diag.NewSource("azure.yaml", `
identities:
  userAssigned:
    - clientId: 30000000-0000-0000-0000-0000000000aa
      federatedCredentials:
        - issuer: https://oidc.example
          subject: system:serviceaccount:shop:orders
          keys: { keys: [ { kty: EC, crv: P-256, kid: one, x: `+enc(point[1:33])+`, y: `+enc(point[33:])+` } ] }
`))
	if list.Len() > 0 {
		t.Fatal(list.All())
	}
	l := startLocal(t, emulator.Options{Seed: s})
	valid := map[string]any{"iss": "https://oidc.example", "sub": "system:serviceaccount:shop:orders", "aud": []string{"api://AzureADTokenExchange"}, "exp": time.Now().Add(time.Hour).Unix()}
	with := func(name string, value any) map[string]any {
		m := map[string]any{}
		for k, v := range valid {
			m[k] = v
		}
		m[name] = value
		return m
	}
	tests := []struct {
		name   string
		claims map[string]any
		kid    string
		want   string
	}{
		{"fits", valid, "one", ""},
		{"key without a name", valid, "", ""},
		{"other issuer", with("iss", "https://else.example"), "one", "AADSTS700211"},
		{"other subject", with("sub", "system:serviceaccount:shop:else"), "one", "AADSTS700213"},
		{"other audience", with("aud", "api://else"), "one", "AADSTS700212"},
		{"expired", with("exp", time.Now().Add(-time.Hour).Unix()), "one", "AADSTS700024"},
		{"other key", valid, "two", "AADSTS50013"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			form := url.Values{
				"grant_type": {"client_credentials"}, "client_id": {"30000000-0000-0000-0000-0000000000aa"}, "scope": {"https://vault.azure.net/.default openid offline_access profile"},
				"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"}, "client_assertion": {signES256(t, key, tt.kid, tt.claims) + "\n"},
			}
			a := l.do("POST", "https://login.microsoftonline.com/"+tenantID+"/oauth2/v2.0/token", form.Encode(), "Content-Type", "application/x-www-form-urlencoded")
			if tt.want == "" && a.StatusCode != http.StatusOK || !strings.Contains(a.body, tt.want) {
				t.Errorf("%d %s, want %s", a.StatusCode, a.body, tt.want)
			}
		})
	}
}

func signES256(t *testing.T, key *ecdsa.PrivateKey, kid string, claims map[string]any) string {
	t.Helper()
	header := map[string]any{"alg": "ES256", "typ": "JWT"}
	if kid != "" {
		header["kid"] = kid
	}
	return sign(t, header, claims, func(digest []byte) []byte {
		r, s, err := ecdsa.Sign(rand.Reader, key, digest)
		if err != nil {
			t.Fatal(err)
		}
		return append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	})
}

func TestFederatedTokenFileIsPrivate(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	info, err := os.Stat(l.FederatedTokenFile())
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v", info.Mode())
	}
}
