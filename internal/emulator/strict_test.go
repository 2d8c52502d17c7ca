package emulator_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// target is one request to each service.
type target struct {
	name, method, url, body string
	resource                string   // an audience that is accepted
	others                  []string // more of them
	refused                 string   // one that is not, although it is near
	headers                 []string
	success                 int
	// Expected answers: status and code, or the start of a Service Bus detail.
	missing, junk, badSignature, badTenant, badAudience, notYet, expired, denied string
	// challenge is what WWW-Authenticate holds on 401; empty: no such header.
	challenge string
	retryCode string // of a fault with status 429 or, for storage, 503
}

var storageHeaders = []string{"x-ms-version", "2020-10-02", "x-ms-date", "Sun, 22 Nov 2026 15:32:49 GMT"}

const storageChallenge = "Bearer authorization_uri=https://login.microsoftonline.com/" + tenantID + "/oauth2/authorize resource_id=https://storage.azure.com"

func targets() []target {
	storage := func(t target) target {
		t.missing, t.badSignature, t.badTenant, t.badAudience = "401 NoAuthenticationInformation", "401 InvalidAuthenticationInfo", "401 InvalidAuthenticationInfo", "401 InvalidAuthenticationInfo"
		t.junk, t.notYet, t.expired, t.denied = "401 InvalidAuthenticationInfo", "401 InvalidAuthenticationInfo", "401 InvalidAuthenticationInfo", "403 AuthorizationPermissionMismatch"
		t.challenge, t.resource, t.refused, t.retryCode = storageChallenge, "https://storage.azure.com/", "https://vault.azure.net", "ServerBusy"
		t.headers = append(t.headers, storageHeaders...)
		return t
	}
	bus := func(t target) target {
		t.missing, t.junk, t.badSignature, t.badTenant = "401 SubCode=40102: MissingToken", "401 SubCode=40103: MalformedToken", "401 SubCode=40103: InvalidSignature", "401 SubCode=40103: InvalidIssuer"
		t.badAudience, t.notYet, t.expired = "401 SubCode=40103: InvalidAudience", "401 SubCode=40103: InvalidLifetime", "401 SubCode=40103: ExpiredToken"
		t.retryCode = "SubCode=50009"
		return t
	}
	return []target{
		{
			name: "ARM", method: "GET", url: "https://management.azure.com/subscriptions/" + subscriptionID + "/resourceGroups/demo/resources?api-version=2021-04-01",
			resource: "https://management.azure.com/", others: []string{"https://management.azure.com", "https://management.core.windows.net/", "https://management.core.windows.net"}, refused: "https://graph.microsoft.com", success: 200,
			missing: "401 AuthenticationFailed", junk: "401 InvalidAuthenticationToken", badSignature: "401 InvalidAuthenticationToken", badTenant: "401 InvalidAuthenticationTokenTenant",
			badAudience: "401 InvalidAuthenticationTokenAudience", notYet: "401 InvalidAuthenticationToken", expired: "401 ExpiredAuthenticationToken",
			challenge: `Bearer authorization_uri="https://login.windows.net/` + tenantID + `", error="invalid_token", error_description="`, retryCode: "TooManyRequests",
		},
		bus(target{
			name: "Service Bus", method: "POST", url: "https://ns.servicebus.windows.net/orders/messages", body: "x", headers: []string{"Content-Type", "application/json"},
			resource: "https://servicebus.azure.net", others: []string{"https://servicebus.azure.net/", "https://ns.servicebus.windows.net"}, refused: "https://eventhubs.azure.net", success: 201,
			denied: "401 SubCode=40100: Unauthorized : Unauthorized access for 'Send' operation on endpoint 'sb://ns.servicebus.windows.net/orders/messages'. Tracking Id: ",
		}),
		bus(target{
			name: "Event Hubs", method: "POST", url: "https://ns.servicebus.windows.net/events/messages?timeout=60&api-version=2014-01", body: "x", headers: []string{"Content-Type", "application/atom+xml;type=entry;charset=utf-8"},
			resource: "https://eventhubs.azure.net", others: []string{"https://eventhubs.azure.net/"}, refused: "https://servicebus.azure.net", success: 201,
			denied: "401 SubCode=40100: Unauthorized : Unauthorized access for 'Send' operation on endpoint 'sb://ns.servicebus.windows.net/events/messages'. Tracking Id: ",
		}),
		storage(target{
			name: "Blob", method: "PUT", url: "https://acct.blob.core.windows.net/demo/a/b.txt", body: "hello", headers: []string{"x-ms-blob-type", "BlockBlob"},
			others: []string{"https://storage.azure.com", "https://acct.blob.core.windows.net", "https://acct.blob.core.windows.net/"}, success: 201,
		}),
		storage(target{
			name: "Queue", method: "POST", url: "https://acct.queue.core.windows.net/demo/messages", body: "<QueueMessage><MessageText>aGk=</MessageText></QueueMessage>", headers: []string{"Content-Type", "application/xml"},
			others: []string{"https://storage.azure.com", "https://acct.queue.core.windows.net"}, success: 201,
		}),
		{
			name: "Key Vault", method: "GET", url: "https://v.vault.azure.net/secrets/demo-secret?api-version=7.4",
			resource: "https://vault.azure.net", refused: "https://vault.azure.net/", success: 200,
			missing: "401 Unauthorized", junk: "401 Unauthorized", badSignature: "401 Unauthorized", badTenant: "401 Unauthorized", badAudience: "401 Unauthorized", notYet: "401 Unauthorized", expired: "401 Unauthorized",
			denied: "403 Forbidden", challenge: `Bearer authorization="https://login.microsoftonline.com/` + tenantID + `", resource="https://vault.azure.net"`, retryCode: "Throttled",
		},
		{
			name: "Graph", method: "GET", url: "https://graph.microsoft.com/v1.0/users?$top=5",
			resource: "https://graph.microsoft.com", others: []string{"https://graph.microsoft.com/", "00000003-0000-0000-c000-000000000000"}, refused: "https://graph.windows.net", success: 200,
			missing: "401 InvalidAuthenticationToken", junk: "401 InvalidAuthenticationToken", badSignature: "401 InvalidAuthenticationToken", badTenant: "401 InvalidAuthenticationToken",
			badAudience: "401 InvalidAuthenticationToken", notYet: "401 InvalidAuthenticationToken", expired: "401 InvalidAuthenticationToken", denied: "403 Authorization_RequestDenied",
			challenge: `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000"`, retryCode: "TooManyRequests",
		},
		{
			name: "Cosmos DB", method: "GET", url: "https://c.documents.azure.com/dbs/demo/colls/items", headers: []string{"x-ms-date", "Sun, 22 Nov 2026 15:32:49 GMT", "x-ms-version", "2018-12-31"},
			resource: "https://cosmos.azure.com", others: []string{"https://c.documents.azure.com", "https://cosmos.azure.com/"}, refused: "https://other.documents.azure.com", success: 200,
			missing: "401 Unauthorized", junk: "401 Unauthorized", badSignature: "401 Unauthorized", badTenant: "401 Unauthorized", badAudience: "401 Unauthorized", notYet: "401 Unauthorized", expired: "401 Unauthorized",
			denied: "403 Forbidden", retryCode: "429",
		},
		{
			name: "OpenAI", method: "POST", url: "https://ai.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21", body: `{"messages":[{"role":"user","content":"hi"}]}`, headers: []string{"Content-Type", "application/json"},
			resource: "https://cognitiveservices.azure.com", others: []string{"https://cognitiveservices.azure.com/"}, refused: "https://vault.azure.net", success: 200,
			missing: "401 401", junk: "401 401", badSignature: "401 401", badTenant: "401 401", badAudience: "401 401", notYet: "401 401", expired: "401 401", denied: "401 PermissionDenied", retryCode: "429",
		},
	}
}

// send sends the target's request with a token; the empty one is none.
func (l *local) send(tt target, token string) *answer {
	l.t.Helper()
	headers := tt.headers
	if token != "" {
		authorization := "Bearer " + token
		if strings.HasSuffix(strings.Split(tt.url, "/")[2], ".documents.azure.com") {
			authorization = "type%3Daad%26ver%3D1.0%26sig%3D" + token
		}
		headers = append(headers[:len(headers):len(headers)], "Authorization", authorization)
	}
	return l.do(tt.method, tt.url, tt.body, headers...)
}

// signingKey reads the key that the server signs with.
func (l *local) signingKey() *rsa.PrivateKey {
	l.t.Helper()
	b, err := os.ReadFile(filepath.Join(filepath.Dir(l.CAPath()), "token-signing-key.pem"))
	if err != nil {
		l.t.Fatal(err)
	}
	block, _ := pem.Decode(b)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		l.t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

func TestTokensAreChecked(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	key := l.signingKey()
	kid := header(t, l.token("https://vault.azure.net", ""))["kid"].(string)
	other := otherKey(t)
	const elsewhere = "77777777-0000-0000-0000-000000000007"
	for _, tt := range targets() {
		t.Run(tt.name, func(t *testing.T) {
			good := claims(t, l.token(tt.resource, ""))
			with := func(changes map[string]any) string {
				m := map[string]any{}
				for k, v := range good {
					m[k] = v
				}
				for k, v := range changes {
					m[k] = v
				}
				return signRS256(t, key, kid, m)
			}
			soon := time.Now().Add(time.Hour).Unix()
			cases := []struct{ name, token, want string }{
				{"no token", "", tt.missing},
				{"no JWT", "junk", tt.junk},
				{"other key", signRS256(t, other, kid, good), tt.badSignature},
				{"unknown key", signRS256(t, key, "nobody", good), tt.badSignature},
				{"no signature", noSignature(t, good), tt.junk},
				{"other tenant", with(map[string]any{"tid": elsewhere, "iss": "https://sts.windows.net/" + elsewhere + "/"}), tt.badTenant},
				{"other issuer", with(map[string]any{"iss": "https://sts.windows.net/" + elsewhere + "/"}), tt.badTenant},
				{"other audience", with(map[string]any{"aud": tt.refused}), tt.badAudience},
				{"not yet valid", with(map[string]any{"nbf": soon}), tt.notYet},
				{"expired", with(map[string]any{"exp": time.Now().Add(-time.Second).Unix()}), tt.expired},
			}
			for _, c := range cases {
				a := l.send(tt, c.token)
				got := statusAndCode(a)
				if !strings.HasPrefix(got, c.want) {
					t.Errorf("%s: got %s, want %s", c.name, got, c.want)
				}
				if h := a.Header.Get("WWW-Authenticate"); !strings.HasPrefix(h, tt.challenge) || (tt.challenge == "") != (h == "") {
					t.Errorf("%s: challenge %q, want %q", c.name, h, tt.challenge)
				}
			}
			if tt.denied != "" {
				// A token of the identity that has only Reader.
				token := l.token(tt.resource, readerID)
				if got := statusAndCode(l.send(tt, token)); !strings.HasPrefix(got, tt.denied) {
					t.Errorf("without the role: got %s, want %s", got, tt.denied)
				}
			}
			for _, resource := range append([]string{tt.resource}, tt.others...) {
				a := l.send(tt, l.token(resource, ""))
				if a.StatusCode != tt.success {
					t.Errorf("aud %s: got %d %s, want %d", resource, a.StatusCode, a.body, tt.success)
				}
			}
			requests := l.Requests()
			last := requests[len(requests)-1]
			if last.Method != tt.method || last.Host != strings.Split(tt.url, "/")[2] || last.Status != tt.success || last.Identity != "system-assigned" {
				t.Errorf("the log ends with %+v", last)
			}
		})
	}
}

func statusAndCode(a *answer) string { return a.Status[:3] + " " + a.code() }

func header(t *testing.T, token string) map[string]any {
	t.Helper()
	return claims(t, "."+strings.Split(token, ".")[0]+".")
}

func otherKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	_, key := selfSigned(t)
	return key.(*rsa.PrivateKey)
}

// noSignature makes a token of the algorithm "none".
func noSignature(t *testing.T, claims map[string]any) string {
	t.Helper()
	return sign(t, map[string]any{"alg": "none", "typ": "JWT"}, claims, func([]byte) []byte { return nil })
}

// Tokens that the server itself made run out with the clock.
func TestTokensExpireWithTheClock(t *testing.T) {
	clock := newClock()
	l := startLocal(t, emulator.Options{TokenLifetime: time.Minute, Now: clock.now})
	token := l.token("https://vault.azure.net", "")
	tt := targets()[5]
	if a := l.send(tt, token); a.StatusCode != 200 {
		t.Fatalf("a fresh token: %d %s", a.StatusCode, a.body)
	}
	clock.advance(61 * time.Second)
	if a := l.send(tt, token); a.StatusCode != 401 {
		t.Errorf("an old token: %d", a.StatusCode)
	}
	if a := l.send(tt, l.token("https://vault.azure.net", "")); a.StatusCode != 200 {
		t.Errorf("a new token: %d", a.StatusCode)
	}
}

func TestReaderMayRead(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	tt := targets()[0]
	a := l.send(tt, l.token(tt.resource, readerID))
	if a.StatusCode != 200 {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	if requests := l.Requests(); requests[len(requests)-1].Identity != readerID {
		t.Errorf("the log has %+v", requests[len(requests)-1])
	}
	pause := l.do("POST", "https://management.azure.com/subscriptions/"+subscriptionID+"/resourceGroups/demo/providers/Microsoft.Sql/servers/demo-sql/databases/orders/pause?api-version=2021-11-01", "{}", l.as(readerID, tt.resource)...)
	want := "The client '" + readerID + "' with object id '" + readerObjectID + "' does not have authorization to perform action 'Microsoft.Sql/servers/databases/pause/action' over scope '/subscriptions/" + subscriptionID + "/resourceGroups/demo/providers/Microsoft.Sql/servers/demo-sql/databases/orders' or the scope is invalid."
	if pause.StatusCode != 403 || pause.code() != "AuthorizationFailed" || !strings.Contains(pause.body, want) {
		t.Errorf("%d %s", pause.StatusCode, pause.body)
	}
}
