package example

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// operation is an operation of the example: how it is called, what has to arrive
// where it calls, and what its caller gets.
type operation struct {
	name, method, path, body, contentType string

	// host is the pattern of the host that it calls, "backend" for the own backend.
	host string
	// sends is the request that it makes; "…" in its URL stands for the recorder's
	// own address, and Authorization is left out.
	sends arrived
	// resource is the audience of the token on it.
	resource string

	status int
	header http.Header // some of the answer's
	answer string      // JSON, or empty; "…" stands for any id
}

// The tenant, subscription and identity of the built-in seed (design.md section 5).
const (
	tenant       = "10000000-0000-0000-0000-000000000001"
	subscription = "https://management.azure.com/subscriptions/20000000-0000-0000-0000-000000000002"
	system       = "31000000-0000-0000-0000-000000000001"
	backendApp   = "api://10000000-0000-0000-0000-00000000000b"
)

// operations are all operations of the API "azure".
func operations() []operation {
	jsonAnswer := http.Header{"Content-Type": {"application/json"}}
	// What a client sends along by itself goes to a backend, the subscription key
	// as well; nothing of it goes to Azure.
	forwarded := http.Header{
		"Accept-Encoding": {"gzip"}, "User-Agent": {"Go-http-client/1.1"}, "X-Forwarded-For": {"127.0.0.1"},
		"Ocp-Apim-Subscription-Key": {key},
	}
	caller := `{"audience": "` + backendApp + `", "caller": "` + system + `"}`
	return []operation{
		{
			name: "list-resources", method: "GET", path: "/azure/resource-groups/demo/resources",
			host: "management.azure.com", resource: "https://management.azure.com/",
			sends:  arrived{Method: "GET", URL: subscription + "/resourceGroups/demo/resources?api-version=2021-04-01", Header: http.Header{}},
			status: 200, header: jsonAnswer, answer: `["demostorage", "demo-sql", "demo-sql/orders"]`,
		},
		{
			name: "send-order", method: "POST", path: "/azure/orders", body: `{"item":"tea","count":2}`, contentType: "application/json; charset=utf-8",
			host: "*.servicebus.windows.net", resource: "https://servicebus.azure.net",
			sends: arrived{Method: "POST", URL: "https://contoso.servicebus.windows.net/orders/messages", Body: `{"item":"tea","count":2}`, Header: http.Header{
				"Brokerproperties": {`{"MessageId":"…","Label":"order"}`}, "Content-Type": {"application/json"}, "Content-Length": {"24"},
			}},
			status: 202, header: jsonAnswer, answer: `{"messageId": "…"}`,
		},
		{
			// A name that needs escaping, and bytes that are no text.
			name: "write-blob", method: "PUT", path: "/azure/blobs/a%20b%2Fc%C3%BC.bin", body: "\x00\xff\xfebytes", contentType: "application/x-demo",
			host: "*.blob.core.windows.net", resource: "https://storage.azure.com/",
			sends: arrived{Method: "PUT", URL: "https://demostorage.blob.core.windows.net/demo/a%20b%2Fc%C3%BC.bin", Body: "\x00\xff\xfebytes", Header: http.Header{
				"X-Ms-Version": {"2023-11-03"}, "X-Ms-Blob-Type": {"BlockBlob"}, "Content-Type": {"application/x-demo"}, "Content-Length": {"8"},
			}},
			status: 201,
		},
		{
			name: "read-secret", method: "GET", path: "/azure/secret",
			host: "*.vault.azure.net", resource: "https://vault.azure.net",
			sends:  arrived{Method: "GET", URL: "https://contoso.vault.azure.net/secrets/demo-secret?api-version=7.4", Header: http.Header{}},
			status: 200, header: jsonAnswer, answer: `{"length": 6, "cached": false}`,
		},
		{
			name: "list-users", method: "GET", path: "/azure/users",
			host: "graph.microsoft.com", resource: "https://graph.microsoft.com",
			sends:  arrived{Method: "GET", URL: "https://graph.microsoft.com/v1.0/users?$select=displayName,userPrincipalName", Header: http.Header{}},
			status: 200, header: jsonAnswer,
			answer: `[{"name": "Ada Lovelace", "account": "ada@local.onmicrosoft.com"}, {"name": "Grace Hopper", "account": "grace@local.onmicrosoft.com"}, {"name": "Edsger Dijkstra", "account": "edsger@local.onmicrosoft.com"}]`,
		},
		{
			// The document with quotes and generics inside of attributes.
			name: "read-database", method: "GET", path: "/azure/database",
			host: "management.azure.com", resource: "https://management.azure.com/",
			sends: arrived{
				Method: "GET", URL: subscription + "/resourceGroups/demo/providers/Microsoft.Sql/servers/demo-sql/databases/orders?api-version=2021-11-01", Header: http.Header{},
			},
			status: 200, header: jsonAnswer, answer: `{"name": "orders", "status": "Online", "sku": "GP_S_Gen5", "maxSizeGiB": 32}`,
		},
		{
			name: "call-backend", method: "GET", path: "/azure/backend?unmatched=1",
			host: "backend", resource: backendApp,
			sends:  arrived{Method: "GET", URL: "http://…/own-backend/caller", Header: forwarded},
			status: 200, header: jsonAnswer, answer: caller,
		},
		{
			name: "call-backend-with-variable", method: "GET", path: "/azure/backend-with-variable",
			host: "backend", resource: backendApp,
			sends:  arrived{Method: "GET", URL: "http://…/own-backend/caller", Header: forwarded},
			status: 200, header: jsonAnswer, answer: caller,
		},
	}
}

// anyID is what "…" stands for in expectations.
var anyID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// TestOperations checks what each operation sends and answers.
func TestOperations(t *testing.T) {
	r := start(t, variant{})
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			got := r.call(t, op)
			r.checkArrived(t, op, 1)
			checkAnswer(t, op, got)
		})
	}
	for _, l := range r.server.Snapshot().Routes() {
		if l.API.Name == "azure" && !hasOperation(l.Operation.Name) {
			t.Errorf("the operation %s is not tested", l.Operation.Name)
		}
	}
	tokens := map[string]int{}
	for _, req := range r.server.Azure().Requests() {
		if req.Status >= 400 {
			t.Errorf("refused: %+v", req)
		}
		if req.Identity != "system-assigned" {
			t.Errorf("whose token is this? %+v", req)
		}
		if req.Host == "identity" {
			tokens[req.Query]++
		}
	}
	// One token request for each resource: those of Resource Manager and of the
	// backend are needed twice.
	want := map[string]int{
		"api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F":            1,
		"api-version=2019-08-01&resource=https%3A%2F%2Fservicebus.azure.net":               1,
		"api-version=2019-08-01&resource=https%3A%2F%2Fstorage.azure.com%2F":               1,
		"api-version=2019-08-01&resource=https%3A%2F%2Fvault.azure.net":                    1,
		"api-version=2019-08-01&resource=https%3A%2F%2Fgraph.microsoft.com":                1,
		"api-version=2019-08-01&resource=api%3A%2F%2F10000000-0000-0000-0000-00000000000b": 1,
	}
	if diff := cmp.Diff(want, tokens); diff != "" {
		t.Errorf("token requests (-want +got):\n%s", diff)
	}
}

func hasOperation(name string) bool {
	for _, op := range operations() {
		if op.name == name {
			return true
		}
	}
	return false
}

// checkArrived checks that the operation's request arrived so many times, with a
// token for its resource.
func (r *running) checkArrived(t *testing.T, op operation, times int) {
	t.Helper()
	list := r.take()
	if len(list) != times {
		t.Fatalf("%d requests arrived, want %d: %+v", len(list), times, list)
	}
	for _, got := range list {
		claims := got.claims(t)
		if claims["aud"] != op.resource || claims["oid"] != system || claims["iss"] != "https://sts.windows.net/"+tenant+"/" {
			t.Errorf("the token is for %v, of %v, by %v", claims["aud"], claims["oid"], claims["iss"])
		}
		checkRequest(t, op, got)
	}
}

// checkRequest compares all of a request but its token.
func checkRequest(t *testing.T, op operation, got arrived) {
	t.Helper()
	got.Header = got.Header.Clone()
	got.Header.Del("Authorization")
	for name, values := range got.Header {
		got.Header.Set(name, anyID.ReplaceAllString(strings.Join(values, "\n"), "…"))
	}
	if op.host == "backend" {
		if _, path, ok := strings.Cut(strings.TrimPrefix(got.URL, "http://"), "/"); ok {
			got.URL = "http://…/" + path
		}
	}
	if diff := cmp.Diff(op.sends, got); diff != "" {
		t.Errorf("what arrived (-want +got):\n%s", diff)
	}
}

// checkAnswer compares what the caller got.
func checkAnswer(t *testing.T, op operation, got answer) {
	t.Helper()
	if got.status != op.status {
		t.Fatalf("status %d, want %d: %s", got.status, op.status, got.body)
	}
	for name, values := range op.header {
		if diff := cmp.Diff(values, got.header.Values(name)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if op.answer == "" {
		if got.body != "" {
			t.Errorf("a body: %q", got.body)
		}
		return
	}
	if diff := cmp.Diff(decode(t, op.answer), decode(t, anyID.ReplaceAllString(got.body, "…"))); diff != "" {
		t.Errorf("the answer (-want +got):\n%s", diff)
	}
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %q", err, text)
	}
	return v
}

// TestMessage checks what is in the queue after an order: one message whose id is
// the one that the caller was told.
func TestMessage(t *testing.T) {
	r := start(t, variant{})
	got := r.call(t, find(t, "send-order"))
	messages, ok := r.server.Azure().Messages("contoso", "orders")
	if !ok || len(messages) != 1 {
		t.Fatalf("messages: %v %v", messages, ok)
	}
	told := decode(t, got.body).(map[string]any)["messageId"]
	if m := messages[0]; m.ID != told || m.ContentType != "application/json" || string(m.Body) != `{"item":"tea","count":2}` || m.Broker["Label"] != "order" {
		t.Errorf("the message %+v, and the caller was told %v", m, told)
	}
}

// TestBlob reads back what was written, over a policy-free way.
func TestBlob(t *testing.T) {
	r := start(t, variant{})
	got := r.call(t, find(t, "write-blob"))
	token := r.take()[0].Header.Get("Authorization")
	resp := r.azureGet(t, "https://demostorage.blob.core.windows.net/demo/a%20b%2Fc%C3%BC.bin", token)
	if resp.status != 200 || resp.body != "\x00\xff\xfebytes" || resp.header.Get("Content-Type") != "application/x-demo" {
		t.Errorf("the blob is %+v", resp)
	}
	if etag := got.header.Get("ETag"); etag == "" || etag != resp.header.Get("ETag") {
		t.Errorf("the caller got the ETag %q, the blob has %q", etag, resp.header.Get("ETag"))
	}
}

// TestSecretIsKept asks twice: the second answer comes from the cache.
func TestSecretIsKept(t *testing.T) {
	r := start(t, variant{})
	op := find(t, "read-secret")
	checkAnswer(t, op, r.call(t, op))
	r.checkArrived(t, op, 1)
	op.answer = `{"length": 6, "cached": true}`
	checkAnswer(t, op, r.call(t, op))
	r.checkArrived(t, op, 0)
}

// TestReaderOnly: the identity that may only read gets Azure's own refusals, and
// so does the caller.
func TestReaderOnly(t *testing.T) {
	r := start(t, variant{rewrite: func(_, text string) string {
		return strings.ReplaceAll(text, "<authentication-managed-identity ", `<authentication-managed-identity client-id="30000000-0000-0000-0000-000000000003" `)
	}})
	for name, want := range map[string]struct {
		status int
		part   string
	}{
		"list-resources": {200, "demo-sql"},
		"read-database":  {200, "Online"},
		"send-order":     {401, "40100"},
		"write-blob":     {403, "AuthorizationPermissionMismatch"},
		"read-secret":    {403, "Forbidden"},
		"list-users":     {403, "Authorization_RequestDenied"},
		"call-backend":   {200, backendApp},
	} {
		got := r.call(t, find(t, name))
		if got.status != want.status || !strings.Contains(got.body, want.part) {
			t.Errorf("%s: %d %s; want %d and %s", name, got.status, got.body, want.status, want.part)
		}
	}
	for _, req := range r.server.Azure().Requests() {
		if req.Identity != "30000000-0000-0000-0000-000000000003" {
			t.Errorf("whose token is this? %+v", req)
		}
	}
}

// find returns an operation by its name.
func find(t *testing.T, name string) operation {
	t.Helper()
	for _, op := range operations() {
		if op.name == name {
			return op
		}
	}
	t.Fatalf("there is no operation %s", name)
	return operation{}
}
