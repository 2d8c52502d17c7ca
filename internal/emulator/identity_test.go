package emulator_test

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/emulator"
	"github.com/gatehouse-project/gatehouse/internal/emulator/seed"
)

func TestIMDS(t *testing.T) {
	l := startLocal(t, emulator.Options{RefreshIn: 12 * time.Hour})
	const path = "/metadata/identity/oauth2/token"
	const query = "?api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F"
	meta := []string{"Metadata", "true"}
	l.rows(t, "http://169.254.169.254", nil, []row{
		{name: "token", method: "GET", path: path + query, headers: meta, status: 200, want: []string{`"token_type":"Bearer"`, `"resource":"https://management.azure.com/"`, `"expires_in":"86399"`, `"ext_expires_in":"86399"`, `"refresh_in":"43200"`, `"client_id":"` + systemID + `"`, `"not_before":"`}},
		{name: "trailing slash", method: "GET", path: path + "/" + query, headers: meta, status: 200},
		{name: "later version", method: "GET", path: path + "?api-version=2021-12-13&resource=api://x", headers: meta, status: 200},
		{name: "documented selector", method: "GET", path: path + query + "&mi_res_id=" + url.QueryEscape("/subscriptions/"+subscriptionID+"/resourcegroups/demo/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader"), headers: meta, status: 200, want: []string{readerID}},
		{name: "system identity by its client id", method: "GET", path: path + query + "&client_id=" + systemID, headers: meta, status: 200, want: []string{systemID}},
		{name: "no header", method: "GET", path: path + query, status: 400, want: []string{`"error":"invalid_request"`, "Required metadata header not specified"}},
		{name: "header in capitals", method: "GET", path: path + query, headers: []string{"Metadata", "True"}, status: 400},
		{name: "forwarded", method: "GET", path: path + query, headers: append(meta, "X-Forwarded-For", "10.0.0.1"), status: 400, want: []string{"X-Forwarded-For"}},
		{name: "no version", method: "GET", path: path + "?resource=x", headers: meta, status: 400, want: []string{"api-version"}},
		{name: "no resource", method: "GET", path: path + "?api-version=2018-02-01", headers: meta, status: 400, want: []string{"'resource'"}},
		{name: "unknown resource", method: "GET", path: path + "?api-version=2018-02-01&resource=nothing", headers: meta, status: 400, want: []string{`"error":"invalid_resource"`, "AADSTS500011: The resource principal named nothing was not found in the tenant named Local."}},
		{name: "unknown identity", method: "GET", path: path + query + "&client_id=x", headers: meta, status: 400, want: []string{`"error":"invalid_request"`, "Identity not found"}},
		{name: "an application is no managed identity", method: "GET", path: path + query + "&client_id=40000000-0000-0000-0000-000000000004", headers: meta, status: 400, want: []string{"Identity not found"}},
		{name: "two selectors", method: "GET", path: path + query + "&client_id=" + readerID + "&object_id=" + readerObjectID, headers: meta, status: 400, want: []string{"only one of"}},
		{name: "method", method: "POST", path: path + query, headers: meta, status: 405},
		{name: "elsewhere", method: "GET", path: "/metadata/instance", headers: meta, status: 404},
		{name: "below", method: "GET", path: path + "/x" + query, headers: meta, status: 404},
	})
}

func TestAppService(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	secret := []string{"X-IDENTITY-HEADER", l.IdentityHeader()}
	const query = "?api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net"
	l.rows(t, l.IdentityEndpoint(), nil, []row{
		{name: "token", method: "GET", path: query, headers: secret, status: 200, want: []string{`"resource":"https://vault.azure.net"`, `"token_type":"Bearer"`, `"expires_on":"`}, not: []string{"expires_in", "refresh_in"}},
		{name: "principal id", method: "GET", path: query + "&principal_id=" + readerObjectID, headers: secret, status: 200, want: []string{readerID}},
		{name: "first protocol", method: "GET", path: "?api-version=2017-09-01&resource=https%3A%2F%2Fvault.azure.net&clientid=" + readerID, headers: []string{"secret", l.IdentityHeader()}, status: 200, want: []string{readerID, ` +00:00"`}},
		{name: "no header", method: "GET", path: query, status: 401, want: []string{`"statusCode":401`, `"correlationId":"`}},
		{name: "wrong header", method: "GET", path: query, headers: []string{"X-IDENTITY-HEADER", "x"}, status: 401},
		{name: "old version", method: "GET", path: "?api-version=2018-01-01&resource=x", headers: secret, status: 400, want: []string{"api-version"}},
		{name: "no resource", method: "GET", path: "?api-version=2019-08-01", headers: secret, status: 400, want: []string{"'resource'"}},
		{name: "unknown identity", method: "GET", path: query + "&client_id=x", headers: secret, status: 400, want: []string{`"statusCode":400`, "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."}},
		{name: "unknown resource", method: "GET", path: "?api-version=2019-08-01&resource=nothing", headers: secret, status: 400, want: []string{"AADSTS500011"}},
	})
}

func TestNoSystemIdentity(t *testing.T) {
	s, list := seed.Parse(diag.NewSource("azure.yaml", "identities:\n  userAssigned:\n    - clientId: "+readerID+"\n"))
	if list.Len() > 0 {
		t.Fatal(list.All())
	}
	l := startLocal(t, emulator.Options{Seed: s})
	a := l.do("GET", l.IdentityEndpoint()+"?api-version=2019-08-01&resource=https://vault.azure.net", "", "X-IDENTITY-HEADER", l.IdentityHeader())
	if a.StatusCode != 400 {
		t.Errorf("App Service: %d %s", a.StatusCode, a.body)
	}
	a = l.do("GET", "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net", "", "Metadata", "true")
	if a.StatusCode != 400 || !strings.Contains(a.body, "Identity not found") {
		t.Errorf("IMDS: %d %s", a.StatusCode, a.body)
	}
	if _, err := l.EnvironmentFor("workload"); err == nil {
		t.Error("nobody is federated")
	}
}

func TestArc(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	vars, err := l.EnvironmentFor("arc")
	if err != nil {
		t.Fatal(err)
	}
	address := vars[0].Value + "?api-version=2020-06-01&resource=https%3A%2F%2Fvault.azure.net&client_id=" + readerID
	challenge := l.do("GET", address, "", "Metadata", "true")
	file, ok := strings.CutPrefix(challenge.Header.Get("WWW-Authenticate"), "Basic realm=")
	if challenge.StatusCode != 401 || !ok || !strings.HasSuffix(file, ".key") {
		t.Fatalf("%d %v", challenge.StatusCode, challenge.Header)
	}
	key, err := os.ReadFile(file)
	if err != nil || len(key) > 4096 {
		t.Fatal(err)
	}
	got := l.do("GET", address, "", "Metadata", "true", "Authorization", "Basic "+string(key))
	var answer map[string]string
	got.json(&answer)
	if got.StatusCode != 200 || answer["client_id"] != readerID {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if a := l.do("GET", address, "", "Metadata", "true", "Authorization", "Basic "+string(key)); a.StatusCode != 401 {
		t.Errorf("the key was accepted twice: %d", a.StatusCode)
	}
	if a := l.do("GET", address, ""); a.StatusCode != 400 {
		t.Errorf("without the Metadata header: %d", a.StatusCode)
	}
}

func TestOtherPlatforms(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	const fabric = "/servicefabric/metadata/identity/oauth2/token?api-version=2019-07-01-preview&resource=https%3A%2F%2Fvault.azure.net"
	l.rows(t, "https://"+l.HTTPSAddress(), nil, []row{
		{name: "Service Fabric", method: "GET", path: fabric, headers: []string{"Secret", l.IdentityHeader()}, status: 200, want: []string{`"expires_on":1`}},
		{name: "Service Fabric without secret", method: "GET", path: fabric, status: 400, want: []string{`"code":"SecretHeaderNotFound"`}},
		{name: "Service Fabric with a wrong secret", method: "GET", path: fabric, headers: []string{"Secret", "x"}, status: 401, want: []string{`"ManagedIdentityNotFound"`}},
		{name: "Service Fabric, version", method: "GET", path: "/servicefabric/metadata/identity/oauth2/token?resource=x", headers: []string{"Secret", l.IdentityHeader()}, status: 400, want: []string{`"InvalidApiVersion"`}},
		{name: "Service Fabric, no resource", method: "GET", path: "/servicefabric/metadata/identity/oauth2/token?api-version=2019-07-01-preview", headers: []string{"Secret", l.IdentityHeader()}, status: 400, want: []string{`"ArgumentNullOrEmpty"`}},
	})
	l.rows(t, "http://"+l.IdentityAddress(), nil, []row{
		{name: "Service Fabric without TLS", method: "GET", path: fabric, headers: []string{"Secret", l.IdentityHeader()}, status: 400},
		{name: "Azure ML", method: "GET", path: "/azureml/token?api-version=2017-09-01&resource=api://x&clientid=", headers: []string{"secret", l.IdentityHeader()}, status: 200, want: []string{systemID}},
		{name: "Azure ML without secret", method: "GET", path: "/azureml/token?api-version=2017-09-01&resource=api://x", status: 401},
		{name: "Cloud Shell", method: "POST", path: "/cloudshell/oauth2/token", body: "resource=api%3A%2F%2Fx", headers: []string{"Metadata", "true"}, status: 200, want: []string{systemID}},
		{name: "Cloud Shell without header", method: "POST", path: "/cloudshell/oauth2/token", body: "resource=api%3A%2F%2Fx", status: 400},
	})
}

func TestTokenEndpoint(t *testing.T) {
	l := startLocal(t, emulator.Options{RefreshIn: time.Hour})
	const v2, v1 = "/" + tenantID + "/oauth2/v2.0/token", "/" + tenantID + "/oauth2/token"
	const who = "grant_type=client_credentials&client_id=40000000-0000-0000-0000-000000000004&client_secret=client-secret"
	scope := "&scope=" + url.QueryEscape("https://management.azure.com//.default openid offline_access profile")
	l.rows(t, "https://login.microsoftonline.com", []string{"Content-Type", "application/x-www-form-urlencoded"}, []row{
		{name: "version 2", method: "POST", path: v2, body: who + scope, status: 200, want: []string{`"expires_in":86399`, `"ext_expires_in":86399`, `"refresh_in":3600`, `"token_type":"Bearer"`}, not: []string{"expires_on", "resource"}},
		{name: "version 1", method: "POST", path: v1, body: who + "&resource=https%3A%2F%2Fmanagement.azure.com%2F", status: 200, want: []string{`"expires_in":"86399"`, `"expires_on":"`, `"resource":"https://management.azure.com/"`}},
		{name: "by domain", method: "POST", path: "/LOCAL.onmicrosoft.com/oauth2/v2.0/token", body: who + scope, status: 200},
		{name: "basic authentication", method: "POST", path: v2, body: "grant_type=client_credentials" + scope, headers: []string{"Authorization", "Basic NDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDA0OmNsaWVudC1zZWNyZXQ="}, status: 200},
		{name: "common", method: "POST", path: "/common/oauth2/v2.0/token", body: who + scope, status: 400, want: []string{`"invalid_request"`}},
		{name: "unknown tenant", method: "POST", path: "/contoso.com/oauth2/v2.0/token", body: who + scope, status: 400, want: []string{"AADSTS90002: Tenant 'contoso.com' not found.", `"error_codes":[90002]`, `"trace_id"`, `"correlation_id"`, `"timestamp"`, `"error_uri"`}},
		{name: "no grant", method: "POST", path: v2, body: "x=y", status: 400, want: []string{"AADSTS900144", "'grant_type'"}},
		{name: "other grant", method: "POST", path: v2, body: "grant_type=password", status: 400, want: []string{`"unsupported_grant_type"`, "AADSTS70003"}},
		{name: "no client", method: "POST", path: v2, body: "grant_type=client_credentials", status: 400, want: []string{"'client_id'"}},
		{name: "unknown client", method: "POST", path: v2, body: "grant_type=client_credentials&client_id=x", status: 400, want: []string{`"unauthorized_client"`, "AADSTS700016: Application with identifier 'x' was not found in the directory 'Local'."}},
		{name: "no credential", method: "POST", path: v2, body: "grant_type=client_credentials&client_id=40000000-0000-0000-0000-000000000004", status: 401, want: []string{`"invalid_client"`, "AADSTS7000218"}},
		{name: "wrong secret", method: "POST", path: v2, body: strings.Replace(who, "client-secret", "x", 1) + scope, status: 401, want: []string{`"invalid_client"`, "AADSTS7000215"}},
		{name: "an identity has no secret", method: "POST", path: v2, body: "grant_type=client_credentials&client_id=" + systemID + "&client_secret=" + scope, status: 401, want: []string{"AADSTS7000218"}},
		{name: "no scope", method: "POST", path: v2, body: who, status: 400, want: []string{"'scope'"}},
		{name: "scope without .default", method: "POST", path: v2, body: who + "&scope=User.Read", status: 400, want: []string{`"invalid_scope"`, "AADSTS1002012"}},
		{name: "two resources", method: "POST", path: v2, body: who + "&scope=api://a/.default+api://b/.default", status: 400, want: []string{"AADSTS70011"}},
		{name: "unknown resource", method: "POST", path: v2, body: who + "&scope=https://nothing.example/.default", status: 400, want: []string{`"invalid_resource"`, "AADSTS500011"}},
		{name: "no resource", method: "POST", path: v1, body: who, status: 400, want: []string{"'resource'"}},
		{name: "broken assertion", method: "POST", path: v2, body: "grant_type=client_credentials&client_id=" + systemID + "&client_assertion=x&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer" + scope, status: 401, want: []string{"AADSTS50027"}},
		{name: "wrong type of assertion", method: "POST", path: v2, body: "grant_type=client_credentials&client_id=" + systemID + "&client_assertion=x" + scope, status: 400, want: []string{"AADSTS90023"}},
		{name: "broken form", method: "POST", path: v2, body: "%zz", status: 400, want: []string{"AADSTS900561"}},
		{name: "nothing", method: "GET", path: "/" + tenantID + "/oauth2/v2.0/authorize", status: 404, want: []string{"AADSTS90007"}},
	})
	log := l.Requests()
	if first := log[0]; first.Identity != "40000000-0000-0000-0000-000000000004" || first.Host != "login.microsoftonline.com" {
		t.Errorf("%+v", first)
	}
}

func TestDiscovery(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	const login = "https://login.microsoftonline.com/"
	type configuration struct {
		Issuer                string `json:"issuer"`
		TokenEndpoint         string `json:"token_endpoint"`
		AuthorizationEndpoint string `json:"authorization_endpoint"`
		JWKSURI               string `json:"jwks_uri"`
	}
	own := "https://" + l.HTTPSAddress() + "/"
	tests := []struct {
		path string
		want configuration
	}{
		{login + tenantID + "/.well-known/openid-configuration", configuration{"https://sts.windows.net/" + tenantID + "/", login + tenantID + "/oauth2/token", login + tenantID + "/oauth2/authorize", login + tenantID + "/discovery/keys"}},
		{login + tenantID + "/v2.0/.well-known/openid-configuration?", configuration{login + tenantID + "/v2.0", login + tenantID + "/oauth2/v2.0/token", login + tenantID + "/oauth2/v2.0/authorize", login + tenantID + "/discovery/v2.0/keys"}},
		{login + "local.onmicrosoft.com/v2.0/.well-known/openid-configuration", configuration{login + tenantID + "/v2.0", login + tenantID + "/oauth2/v2.0/token", login + tenantID + "/oauth2/v2.0/authorize", login + tenantID + "/discovery/v2.0/keys"}},
		{login + "common/v2.0/.well-known/openid-configuration", configuration{login + "{tenantid}/v2.0", login + "common/oauth2/v2.0/token", login + "common/oauth2/v2.0/authorize", login + "common/discovery/v2.0/keys"}},
		{own + tenantID + "/v2.0/.well-known/openid-configuration", configuration{login + tenantID + "/v2.0", own + tenantID + "/oauth2/v2.0/token", own + tenantID + "/oauth2/v2.0/authorize", own + tenantID + "/discovery/v2.0/keys"}},
	}
	for _, tt := range tests {
		var got configuration
		l.do("GET", tt.path, "").json(&got)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.path, diff)
		}
		// The keys verify a token.
		var set jose.JSONWebKeySet
		l.do("GET", got.JWKSURI, "").json(&set)
		jws, err := jose.ParseSigned(l.token("api://x", ""), []jose.SignatureAlgorithm{jose.RS256})
		if err != nil {
			t.Fatal(err)
		}
		keys := set.Key(jws.Signatures[0].Header.KeyID)
		if len(keys) != 1 {
			t.Fatalf("%d keys of that name", len(keys))
		}
		if _, err := jws.Verify(keys[0]); err != nil {
			t.Error(err)
		}
	}
	l.rows(t, "https://login.microsoftonline.com", nil, []row{
		{name: "unknown tenant", method: "GET", path: "/contoso.com/v2.0/.well-known/openid-configuration", status: 400, want: []string{"AADSTS90002"}},
		{name: "keys of an unknown tenant", method: "GET", path: "/contoso.com/discovery/keys", status: 400, want: []string{"AADSTS90002"}},
		{name: "instance", method: "GET", path: "/common/discovery/instance?api-version=1.1&authorization_endpoint=" + url.QueryEscape(login+tenantID+"/oauth2/v2.0/authorize"), status: 200, want: []string{`"tenant_discovery_endpoint":"` + login + tenantID + `/v2.0/.well-known/openid-configuration"`, "login.windows.net"}},
		{name: "local instance", method: "GET", path: "/common/discovery/instance?api-version=1.1&authorization_endpoint=" + url.QueryEscape(own+tenantID+"/oauth2/v2.0/authorize"), status: 200, want: []string{`"preferred_network":"` + l.HTTPSAddress() + `"`}},
		{name: "unknown instance", method: "GET", path: "/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Fevil.example%2F", status: 400, want: []string{`"invalid_instance"`}},
		{name: "no instance", method: "GET", path: "/common/discovery/instance?api-version=1.1", status: 400},
	})
}

// Role assignments count at their scope and below only.
func TestScopedRoles(t *testing.T) {
	scope := "/subscriptions/" + subscriptionID + "/resourceGroups/demo/providers/"
	s, list := seed.Parse(diag.NewSource("azure.yaml", `
identities:
  systemAssigned:
    clientId: `+systemID+`
    roles:
      - { role: Storage Blob Data Contributor, scope: `+scope+`Microsoft.Storage/storageAccounts/acct/blobServices/default/containers/demo }
      - { role: Azure Service Bus Data Sender, scope: `+scope+`Microsoft.ServiceBus/namespaces/ns/queues/orders }
      - { role: Key Vault Secrets User, scope: `+scope+`Microsoft.KeyVault/vaults/v }
      - { role: Reader, scope: /subscriptions/`+subscriptionID+`/resourceGroups/other }
`))
	if list.Len() > 0 {
		t.Fatal(list.All())
	}
	l := startLocal(t, emulator.Options{Seed: s})
	blob := append(l.as("", "https://storage.azure.com/", "x-ms-blob-type", "BlockBlob"), storageHeaders...)
	bus := l.as("", "https://servicebus.azure.net")
	vault := l.as("", "https://vault.azure.net")
	arm := l.as("", "https://management.azure.com/")
	l.rows(t, "https://", nil, []row{
		{name: "the container", method: "PUT", path: "acct.blob.core.windows.net/demo/x", body: "x", headers: blob, status: 201},
		{name: "another container", method: "PUT", path: "acct.blob.core.windows.net/demo2/x", body: "x", headers: blob, status: 403},
		{name: "another account", method: "PUT", path: "acct2.blob.core.windows.net/demo/x", body: "x", headers: blob, status: 403},
		{name: "the queue", method: "POST", path: "ns.servicebus.windows.net/orders/messages", body: "x", headers: bus, status: 201},
		{name: "receiving from it", method: "DELETE", path: "ns.servicebus.windows.net/orders/messages/head?timeout=0", headers: bus, status: 401, want: []string{"Unauthorized access for 'Listen' operation"}},
		{name: "a topic", method: "POST", path: "ns.servicebus.windows.net/notifications/messages", body: "x", headers: bus, status: 401},
		{name: "what is not there is not told", method: "POST", path: "ns.servicebus.windows.net/nothing/messages", body: "x", headers: bus, status: 401},
		{name: "the vault", method: "GET", path: "v.vault.azure.net/secrets/demo-secret?api-version=7.4", headers: vault, status: 200},
		{name: "writing to it", method: "PUT", path: "v.vault.azure.net/secrets/x?api-version=7.4", body: `{"value":"x"}`, headers: vault, status: 403},
		{name: "another vault", method: "GET", path: "v2.vault.azure.net/secrets/demo-secret?api-version=7.4", headers: vault, status: 403},
		{name: "another group", method: "GET", path: "management.azure.com/subscriptions/" + subscriptionID + "/resourceGroups/demo/resources?api-version=2021-04-01", headers: arm, status: 403},
		{name: "the group, which is not there", method: "GET", path: "management.azure.com/subscriptions/" + subscriptionID + "/resourceGroups/other/resources?api-version=2021-04-01", headers: arm, status: 404},
	})
}
