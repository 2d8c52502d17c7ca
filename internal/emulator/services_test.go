package emulator_test

import (
	"bufio"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// row is one request and what comes of it.
type row struct {
	name, method, path, body string
	headers                  []string
	status                   int
	want                     []string // parts of the body
	not                      []string // what it must not contain
}

func (l *local) rows(t *testing.T, base string, common []string, rows []row) {
	t.Helper()
	for _, tt := range rows {
		t.Run(tt.name, func(t *testing.T) {
			a := l.do(tt.method, base+tt.path, tt.body, append(common[:len(common):len(common)], tt.headers...)...)
			if a.StatusCode != tt.status {
				t.Errorf("got %d %s", a.StatusCode, a.body)
			}
			for _, part := range tt.want {
				if !strings.Contains(a.body, part) {
					t.Errorf("there is no %s in %s", part, a.body)
				}
			}
			for _, part := range tt.not {
				if strings.Contains(a.body, part) {
					t.Errorf("there is %s in %s", part, a.body)
				}
			}
		})
	}
}

func TestARM(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://management.azure.com/")
	sub := "/subscriptions/" + subscriptionID
	sql := sub + "/resourceGroups/demo/providers/Microsoft.Sql/servers"
	l.rows(t, "https://management.azure.com", as, []row{
		{name: "no version", method: "GET", path: sub, status: 400, want: []string{`"MissingApiVersionParameter"`}},
		{name: "bad version", method: "GET", path: sub + "?api-version=1", status: 400, want: []string{`"InvalidApiVersionParameter"`}},
		{name: "subscriptions", method: "GET", path: "/subscriptions?api-version=2021-01-01", status: 200, want: []string{`"subscriptionId":"` + subscriptionID + `"`}},
		{name: "tenants", method: "GET", path: "/tenants?api-version=2021-01-01", status: 200, want: []string{tenantID}},
		{name: "no subscription", method: "GET", path: "/subscriptions/x/resourceGroups?api-version=2021-04-01", status: 404, want: []string{`"SubscriptionNotFound"`}},
		{name: "no group", method: "GET", path: sub + "/resourceGroups/rg1/resources?api-version=2021-04-01", status: 404, want: []string{`"ResourceGroupNotFound"`, `Resource group 'rg1' could not be found.`}},
		{name: "case does not count", method: "GET", path: strings.ToUpper(sub+"/resourceGroups/demo") + "?api-version=2021-04-01", status: 200, want: []string{`"name":"demo"`}},
		{name: "expand", method: "GET", path: sub + "/resources?api-version=2021-04-01&$expand=createdTime,provisioningState", status: 200, want: []string{"createdTime", "provisioningState"}, not: []string{"changedTime"}},
		{name: "resources have no properties", method: "GET", path: sub + "/resources?api-version=2021-04-01", status: 200, not: []string{"properties"}},
		{name: "filter by group", method: "GET", path: sub + "/resources?api-version=2021-04-01&$filter=" + url.QueryEscape("resourceGroup eq 'demo' and name eq 'demo-sql'"), status: 200, want: []string{`"name":"demo-sql"`}, not: []string{"demostorage"}},
		{name: "bad filter", method: "GET", path: sub + "/resources?api-version=2021-04-01&$filter=name", status: 200, want: []string{`"value":[]`}},
		{name: "broken filter", method: "GET", path: sub + "/resources?api-version=2021-04-01&$filter=name+eq", status: 400, want: []string{`"InvalidFilterInQueryString"`}},
		{name: "group by tag", method: "GET", path: sub + "/resourcegroups?api-version=2021-04-01&$filter=" + url.QueryEscape("tagName eq 'environment' and tagValue eq 'local'"), status: 200, want: []string{`"demo"`}},
		{name: "group by another tag", method: "GET", path: sub + "/resourcegroups?api-version=2021-04-01&$filter=" + url.QueryEscape("tagName eq 'environment' and tagValue eq 'x'"), status: 200, not: []string{`"demo"`}},
		{name: "servers", method: "GET", path: sql + "?api-version=2021-11-01", status: 200, want: []string{`"fullyQualifiedDomainName":"demo-sql.database.windows.net"`}},
		{name: "server", method: "GET", path: sql + "/demo-sql?api-version=2021-11-01", status: 200, want: []string{`"name":"demo-sql"`}},
		{name: "databases", method: "GET", path: sql + "/demo-sql/databases?api-version=2021-11-01", status: 200, want: []string{`"name":"orders"`, `"status":"Online"`, `"capacity":1`, `/servers/demo-sql/databases/orders"`}},
		{name: "database", method: "GET", path: sql + "/demo-sql/databases/orders?api-version=2021-11-01", status: 200, want: []string{`"name":"orders"`, `"maxSizeBytes":34359738368`, `"zoneRedundant":false`}},
		{name: "no database", method: "GET", path: sql + "/demo-sql/databases/x?api-version=2021-11-01", status: 404, want: []string{`"ResourceNotFound"`, `The Resource 'Microsoft.Sql/servers/databases/demo-sql/x' under resource group 'demo' was not found.`}},
		{name: "databases of no server", method: "GET", path: sql + "/x/databases?api-version=2021-11-01", status: 404, want: []string{`"ParentResourceNotFound"`}},
		{name: "servers of the subscription", method: "GET", path: sub + "/providers/Microsoft.Sql/servers?api-version=2021-11-01", status: 200, want: []string{`"demo-sql"`}},
		{name: "locations", method: "GET", path: sub + "/locations?api-version=2021-04-01", status: 200, want: []string{`"westeurope"`}},
		{name: "providers", method: "GET", path: sub + "/providers?api-version=2021-04-01", status: 200, want: []string{`"Microsoft.Sql"`, `"Registered"`}},
		{name: "writing", method: "PUT", path: sub + "/resourceGroups/new?api-version=2021-04-01", body: `{"location":"westeurope"}`, status: 405, want: []string{`"MethodNotAllowed"`}},
		{name: "nothing", method: "GET", path: sub + "/else?api-version=2021-04-01", status: 404, want: []string{`"NotFound"`}},
		{name: "my assignments", method: "GET", path: sub + "/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=" + url.QueryEscape("assignedTo('"+readerObjectID+"')"), status: 200, want: []string{`"principalId":"` + readerObjectID + `"`, "acdd72a7-3385-48ef-bd42-f606fba81ae7"}, not: []string{"ba92f5b4"}},
		{name: "assignments of a resource", method: "GET", path: sql + "/demo-sql/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01&$filter=" + url.QueryEscape("principalId eq '31000000-0000-0000-0000-000000000001'"), status: 200, want: []string{"ba92f5b4-2d11-453d-a403-e96b0029c9fe"}},
		{name: "role by name", method: "GET", path: sub + "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01&$filter=" + url.QueryEscape("roleName eq 'Reader'"), status: 200, want: []string{`"roleName":"Reader"`, `"*/read"`}, not: []string{"Owner"}},
		{name: "role by id", method: "GET", path: "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7?api-version=2022-04-01", status: 200, want: []string{`"roleName":"Reader"`}},
		{name: "no role", method: "GET", path: sub + "/providers/Microsoft.Authorization/roleDefinitions/x?api-version=2022-04-01", status: 404, want: []string{`"RoleDefinitionDoesNotExist"`}},
	})
	answer := l.do("GET", "https://management.azure.com"+sub+"?api-version=2021-01-01", "", as...)
	for _, name := range []string{"x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id", "x-ms-ratelimit-remaining-subscription-reads"} {
		if answer.Header.Get(name) == "" {
			t.Errorf("there is no header %s", name)
		}
	}
	if answer.Header.Get("Cache-Control") != "no-cache" || answer.Header.Get("Pragma") != "no-cache" || answer.Header.Get("Expires") != "-1" {
		t.Errorf("%v", answer.Header)
	}
	// The listener's own address, as for clients that are given an endpoint.
	own := l.do("GET", "https://"+l.HTTPSAddress()+sub+"?api-version=2021-01-01", "", l.as("", "https://"+l.HTTPSAddress())...)
	if own.StatusCode != 200 {
		t.Errorf("by its own address: %d %s", own.StatusCode, own.body)
	}
	if clouds := l.do("GET", "https://management.azure.com/metadata/endpoints?api-version=2022-09-01", ""); clouds.StatusCode != 200 || !strings.Contains(clouds.body, `"loginEndpoint":"https://login.microsoftonline.com/"`) {
		t.Errorf("%d %s", clouds.StatusCode, clouds.body)
	}
}

func TestARMAsynchronousOperation(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://management.azure.com/")
	database := "https://management.azure.com/subscriptions/" + subscriptionID + "/resourceGroups/demo/providers/Microsoft.Sql/servers/demo-sql/databases/orders"
	accepted := l.do("POST", database+"/pause?api-version=2021-11-01", "{}", as...)
	poll := accepted.Header.Get("Azure-AsyncOperation")
	if accepted.StatusCode != 202 || poll == "" || accepted.Header.Get("Location") == "" || accepted.Header.Get("Retry-After") == "" {
		t.Fatalf("%d %v", accepted.StatusCode, accepted.Header)
	}
	var states []string
	for range 2 {
		var state struct{ Status string }
		l.do("GET", poll, "", as...).json(&state)
		states = append(states, state.Status)
	}
	if diff := cmp.Diff([]string{"InProgress", "Succeeded"}, states); diff != "" {
		t.Errorf("states (-want +got):\n%s", diff)
	}
	if a := l.do("GET", database+"?api-version=2021-11-01", "", as...); !strings.Contains(a.body, `"status":"Paused"`) {
		t.Errorf("%s", a.body)
	}
	if a := l.do("GET", accepted.Header.Get("Location"), "", as...); a.StatusCode != 204 {
		t.Errorf("the result: %d", a.StatusCode)
	}
	if a := l.do("POST", database+"/burn?api-version=2021-11-01", "{}", as...); a.StatusCode != 405 {
		t.Errorf("an unknown action: %d", a.StatusCode)
	}
}

func TestKeyVault(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://vault.azure.net")
	const vault = "https://v.vault.azure.net"
	l.rows(t, vault, as, []row{
		{name: "secret", method: "GET", path: "/secrets/demo-secret?api-version=7.4", status: 200, want: []string{`"value":"s3cr3t"`, `"id":"https://v.vault.azure.net/secrets/demo-secret/`, `"enabled":true`, `"recoveryLevel":"Recoverable+Purgeable"`}},
		{name: "case does not count", method: "GET", path: "/Secrets/Demo-Secret/?api-version=7.4", status: 200, want: []string{`"value":"s3cr3t"`}},
		{name: "no version of the API", method: "GET", path: "/secrets/demo-secret", status: 400, want: []string{`"BadParameter"`}},
		{name: "no secret", method: "GET", path: "/secrets/x?api-version=7.4", status: 404, want: []string{`"SecretNotFound"`, "A secret with (name/id) x was not found in this key vault."}},
		{name: "no version", method: "GET", path: "/secrets/demo-secret/0123?api-version=7.4", status: 404, want: []string{`"SecretNotFound"`}},
		{name: "bad name", method: "GET", path: "/secrets/a.b?api-version=7.4", status: 400, want: []string{`"BadParameter"`}},
		{name: "no value", method: "PUT", path: "/secrets/x?api-version=7.4", body: "{}", status: 400, want: []string{`"BadParameter"`}},
		{name: "no JSON", method: "PUT", path: "/secrets/x?api-version=7.4", body: "x", status: 400, want: []string{`"BadParameter"`}},
		{name: "long value", method: "PUT", path: "/secrets/x?api-version=7.4", body: `{"value":"` + strings.Repeat("x", 25601) + `"}`, status: 400, want: []string{"too long"}},
		{name: "secret of a certificate is not set", method: "PUT", path: "/secrets/demo-certificate?api-version=7.4", body: `{"value":"x"}`, status: 403, want: []string{`"Forbidden"`}},
		{name: "certificates", method: "GET", path: "/certificates?api-version=7.4", status: 200, want: []string{`/certificates/demo-certificate"`, `"x5t"`}},
		{name: "no certificate", method: "GET", path: "/certificates/x?api-version=7.4", status: 404, want: []string{`"CertificateNotFound"`}},
		{name: "keys", method: "GET", path: "/keys?api-version=7.4", status: 404, want: []string{`"NotFound"`}},
		{name: "page size", method: "GET", path: "/secrets?api-version=7.4&maxresults=26", status: 400, want: []string{"maxresults"}},
	})
	denied := l.do("GET", vault+"/secrets/demo-secret?api-version=7.4", "", l.as(readerID, "https://vault.azure.net")...)
	if !strings.Contains(denied.body, `"innererror":{"code":"ForbiddenByRbac"}`) || !strings.Contains(denied.body, "Caller: appid="+readerID+";oid="+readerObjectID) {
		t.Errorf("%s", denied.body)
	}

	var cert struct{ Kid, Sid, X5t, Cer string }
	l.do("GET", vault+"/certificates/demo-certificate?api-version=7.4", "", as...).json(&cert)
	var secret struct{ Value, ContentType string }
	l.do("GET", cert.Sid+"?api-version=7.4", "", as...).json(&secret)
	pfx, err := base64.StdEncoding.DecodeString(secret.Value)
	if err != nil || secret.ContentType != "application/x-pkcs12" {
		t.Fatalf("%v, %s", err, secret.ContentType)
	}
	key, parsed, err := pkcs12.Decode(pfx, "")
	if err != nil {
		t.Fatal(err)
	}
	der, _ := base64.StdEncoding.DecodeString(cert.Cer)
	if string(der) != string(parsed.Raw) || !key.(*rsa.PrivateKey).PublicKey.Equal(parsed.PublicKey) || parsed.Subject.CommonName != "demo-certificate" {
		t.Error("the certificate and its secret do not belong together")
	}
}

func TestGraph(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://graph.microsoft.com")
	q := url.QueryEscape
	eventual := []string{"ConsistencyLevel", "eventual"}
	l.rows(t, "https://graph.microsoft.com", as, []row{
		{name: "users", method: "GET", path: "/v1.0/users?$select=displayName,userPrincipalName&$top=2", status: 200, want: []string{`"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users(displayName,userPrincipalName)"`, `"@odata.nextLink"`, `"Ada Lovelace"`, `"grace@local.onmicrosoft.com"`}, not: []string{"jobTitle", "Edsger"}},
		{name: "default properties", method: "GET", path: "/v1.0/users", status: 200, want: []string{`"businessPhones":[]`, `"mobilePhone":null`}, not: []string{"department", "nextLink"}},
		{name: "by name", method: "GET", path: "/v1.0/users/ada%40local.onmicrosoft.com?$select=id,displayName,department", status: 200, want: []string{`"department":"Engineering"`, `$metadata#users(id,displayName,department)/$entity`}},
		{name: "by id", method: "GET", path: "/v1.0/users/50000000-0000-0000-0000-000000000002", status: 200, want: []string{`"Grace Hopper"`, `$metadata#users/$entity`}},
		{name: "nobody", method: "GET", path: "/v1.0/users/nobody", status: 404, want: []string{`"Request_ResourceNotFound"`, `Resource 'nobody' does not exist or one of its queried reference-property objects are not present.`, `"innerError":{"client-request-id":`}},
		{name: "me", method: "GET", path: "/v1.0/me", status: 400, want: []string{"/me request is only valid with delegated authentication flow."}},
		{name: "filter", method: "GET", path: "/v1.0/users?$filter=" + q("department eq 'Research'"), status: 200, want: []string{"Edsger"}, not: []string{"Ada"}},
		{name: "advanced filter refused", method: "GET", path: "/v1.0/users?$filter=" + q("department ne 'Research'"), status: 400, want: []string{`"Request_UnsupportedQuery"`}},
		{name: "advanced filter", method: "GET", path: "/v1.0/users?$count=true&$filter=" + q("department ne 'Research'"), headers: eventual, status: 200, want: []string{`"@odata.count":2`}},
		{name: "filter by nothing known", method: "GET", path: "/v1.0/users?$filter=" + q("shoeSize eq 3"), status: 400, want: []string{"Could not find a property named 'shoeSize' on type 'microsoft.graph.user'."}},
		{name: "search", method: "GET", path: "/v1.0/users?$search=" + q(`"displayName:hop"`), headers: eventual, status: 200, want: []string{"Grace"}, not: []string{"Ada"}},
		{name: "order", method: "GET", path: "/v1.0/users?$top=1&$orderby=" + q("displayName desc"), status: 200, want: []string{"Grace"}},
		{name: "count", method: "GET", path: "/v1.0/users/$count", headers: eventual, status: 200, want: []string{"3"}},
		{name: "bad page", method: "GET", path: "/v1.0/users?$top=1000", status: 400, want: []string{"Invalid page size"}},
		{name: "bad select", method: "GET", path: "/v1.0/users?$select=shoeSize", status: 400, want: []string{"shoeSize"}},
		{name: "groups", method: "GET", path: "/v1.0/groups", status: 200, want: []string{`"Engineering"`}},
		{name: "members", method: "GET", path: "/v1.0/groups/51000000-0000-0000-0000-000000000001/members?$select=displayName", status: 200, want: []string{"Ada", "Grace", `"@odata.type":"#microsoft.graph.user"`}, not: []string{"Edsger"}},
		{name: "member of", method: "GET", path: "/v1.0/users/ada@local.onmicrosoft.com/memberOf", status: 200, want: []string{"Engineering"}},
		{name: "service principals", method: "GET", path: "/beta/servicePrincipals?$filter=" + q("appId eq '"+readerID+"'"), status: 200, want: []string{readerObjectID, `"ManagedIdentity"`}},
		{name: "organization", method: "GET", path: "/v1.0/organization", status: 200, want: []string{tenantID}},
		{name: "version", method: "GET", path: "/v2.0/users", status: 400, want: []string{"Invalid version"}},
		{name: "segment", method: "GET", path: "/v1.0/planets", status: 400, want: []string{"Resource not found for the segment 'planets'."}},
		{name: "writing", method: "POST", path: "/v1.0/users", body: "{}", status: 405},
	})
	a := l.do("GET", "https://graph.microsoft.com/v1.0/users", "", append(as, "client-request-id", "mine")...)
	if a.Header.Get("Content-Type") != "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8" || a.Header.Get("client-request-id") != "mine" || a.Header.Get("request-id") == "" || a.Header.Get("x-ms-ags-diagnostic") == "" {
		t.Errorf("%v", a.Header)
	}
	next := l.do("GET", "https://graph.microsoft.com/v1.0/users?$top=2", "", as...)
	var list struct {
		NextLink string `json:"@odata.nextLink"`
	}
	next.json(&list)
	if a := l.do("GET", list.NextLink, "", as...); !strings.Contains(a.body, "Edsger") || strings.Contains(a.body, "nextLink") {
		t.Errorf("the second page: %s", a.body)
	}
}

func TestCosmos(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	token := l.token("https://cosmos.azure.com", "")
	as := []string{"Authorization", url.QueryEscape("type=aad&ver=1.0&sig=" + token), "x-ms-date", "Sun, 22 Nov 2026 15:32:49 GMT", "x-ms-version", "2018-12-31", "Content-Type", "application/json"}
	raw := []string{"Authorization", "type=aad&ver=1.0&sig=" + token}
	key := func(k string, more ...string) []string {
		return append([]string{"x-ms-documentdb-partitionkey", `["` + k + `"]`}, more...)
	}
	query := []string{"x-ms-documentdb-isquery", "true", "Content-Type", "application/query+json", "x-ms-documentdb-query-enablecrosspartition", "true"}
	const docs = "/dbs/demo/colls/items/docs"
	l.rows(t, "https://c.documents.azure.com", as, []row{
		{name: "create", method: "POST", path: docs, body: `{"id":"1","pk":"a","n":1,"tags":["x"]}`, headers: key("a"), status: 201, want: []string{`"id":"1"`, `"_rid"`, `"_self"`, `"_etag"`, `"_attachments"`, `"_ts"`}},
		{name: "create again", method: "POST", path: docs, body: `{"id":"1","pk":"a"}`, headers: key("a"), status: 409, want: []string{`"code":"Conflict"`}},
		{name: "upsert", method: "POST", path: docs, body: `{"id":"1","pk":"a","n":2,"tags":["x"]}`, headers: key("a", "x-ms-documentdb-is-upsert", "true"), status: 200, want: []string{`"n":2`}},
		{name: "same id, other partition", method: "POST", path: docs, body: `{"id":"1","pk":"b","n":10}`, headers: key("b"), status: 201},
		{name: "wrong partition", method: "POST", path: docs, body: `{"id":"2","pk":"a"}`, headers: key("b"), status: 400, want: []string{"PartitionKey extracted from document"}},
		{name: "no partition", method: "POST", path: docs, body: `{"id":"2","pk":"a"}`, status: 400, want: []string{"fewer components"}},
		{name: "no id", method: "POST", path: docs, body: `{"pk":"a"}`, headers: key("a"), status: 400, want: []string{"'id; '"}},
		{name: "no JSON", method: "POST", path: docs, body: `{`, headers: key("a"), status: 400},
		{name: "read", method: "GET", path: docs + "/1", headers: key("a"), status: 200, want: []string{`"n":2`}},
		{name: "read, header not encoded", method: "GET", path: docs + "/1", headers: key("a", raw...), status: 200},
		{name: "read nothing", method: "GET", path: docs + "/9", headers: key("a"), status: 404, want: []string{`"NotFound"`}},
		{name: "read without partition", method: "GET", path: docs + "/1", status: 400},
		{name: "replace", method: "PUT", path: docs + "/1", body: `{"id":"1","pk":"a","n":3}`, headers: key("a"), status: 200, want: []string{`"n":3`}},
		{name: "replace another", method: "PUT", path: docs + "/1", body: `{"id":"1","pk":"a"}`, headers: key("a", "If-Match", `"x"`), status: 412, want: []string{`"PreconditionFailed"`}},
		{name: "list", method: "GET", path: docs, status: 200, want: []string{`"_count":2`}},
		{name: "query", method: "POST", path: docs, body: `{"query":"SELECT c.id, c.n FROM c WHERE c.n > @n ORDER BY c.n DESC","parameters":[{"name":"@n","value":2}]}`, headers: query, status: 200, want: []string{`"Documents":[{"id":"1","n":10},{"id":"1","n":3}],"_count":2`}},
		{name: "query in a partition", method: "POST", path: docs, body: `{"query":"SELECT VALUE c.n FROM c"}`, headers: append(key("b"), query[:4]...), status: 200, want: []string{`"Documents":[10]`}},
		{name: "query across partitions", method: "POST", path: docs, body: `{"query":"SELECT * FROM c"}`, headers: query[:4], status: 400, want: []string{"Cross partition query is required but disabled"}},
		{name: "broken query", method: "POST", path: docs, body: `{"query":"SELEC * FROM c"}`, headers: query, status: 400, want: []string{"SC1001"}},
		{name: "paging", method: "POST", path: docs, body: `{"query":"SELECT VALUE COUNT(1) FROM c"}`, headers: query, status: 200, want: []string{`"Documents":[2]`}},
		{name: "delete", method: "DELETE", path: docs + "/1", headers: key("a"), status: 204},
		{name: "no container", method: "GET", path: "/dbs/demo/colls/x/docs", status: 404, want: []string{`"NotFound"`}},
		{name: "account", method: "GET", path: "/", status: 200, want: []string{`"writableLocations"`}},
		{name: "databases", method: "GET", path: "/dbs", status: 200, want: []string{`"Databases":[{`}},
		{name: "containers", method: "GET", path: "/dbs/demo/colls", status: 200, want: []string{`"paths":["/pk"]`}},
		{name: "making a database", method: "POST", path: "/dbs", body: `{"id":"x"}`, status: 403, want: []string{"cannot be authorized by AAD token in data plane"}},
		{name: "no date", method: "GET", path: "/dbs", headers: []string{"x-ms-date", ""}, status: 401, want: []string{"RFC 1123"}},
		{name: "account key", method: "GET", path: "/dbs", headers: []string{"Authorization", "type%3dmaster%26ver%3d1.0%26sig%3dx"}, status: 401, want: []string{"Local Authorization is disabled"}},
		{name: "bearer", method: "GET", path: "/dbs", headers: []string{"Authorization", "Bearer " + token}, status: 401, want: []string{`"Unauthorized"`}},
	})
	denied := l.do("GET", "https://c.documents.azure.com"+docs+"/1", "", "Authorization", "type=aad&ver=1.0&sig="+l.token("https://c.documents.azure.com", readerID), "x-ms-date", "Sun, 22 Nov 2026 15:32:49 GMT", "x-ms-documentdb-partitionkey", `["a"]`)
	want := "Request blocked by Auth c : Request is blocked because principal [" + readerObjectID + "] does not have required RBAC permissions to perform action [Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers/items/read] on resource [/dbs/demo/colls/items]. Learn more: https://aka.ms/cosmos-native-rbac."
	if denied.StatusCode != 403 || denied.Header.Get("x-ms-substatus") != "5301" || !strings.Contains(denied.body, want) {
		t.Errorf("%d %v %s", denied.StatusCode, denied.Header, denied.body)
	}
}

func TestOpenAI(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	as := l.as("", "https://cognitiveservices.azure.com", "Content-Type", "application/json")
	const base = "https://ai.openai.azure.com/openai"
	const chat = "/deployments/gpt-4o/chat/completions?api-version=2024-10-21"
	l.rows(t, base, as, []row{
		{name: "chat", method: "POST", path: chat, body: `{"messages":[{"role":"system","content":"s"},{"role":"user","content":"hello there"}],"max_tokens":50}`, status: 200, want: []string{`"object":"chat.completion"`, `"content":"hello there"`, `"finish_reason":"stop"`, `"model":"gpt-4o-2024-11-20"`, `"usage":{"completion_tokens":3,"prompt_tokens":15,"total_tokens":18}`, `"prompt_filter_results"`}},
		{name: "parts", method: "POST", path: chat, body: `{"messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url"},{"type":"text","text":"b"}]}]}`, status: 200, want: []string{`"content":"a\nb"`}},
		{name: "cut off", method: "POST", path: chat, body: `{"messages":[{"role":"user","content":"abcdefgh"}],"max_tokens":1}`, status: 200, want: []string{`"content":"abcd"`, `"finish_reason":"length"`}},
		{name: "newer path", method: "POST", path: "/v1/chat/completions", body: `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}]}`, status: 200, want: []string{`"model":"gpt-4o-mini-2024-07-18"`}},
		{name: "no deployment", method: "POST", path: "/deployments/x/chat/completions?api-version=2024-10-21", body: `{"messages":[{"role":"user","content":"x"}]}`, status: 404, want: []string{`"DeploymentNotFound"`}},
		{name: "no version", method: "POST", path: "/deployments/gpt-4o/chat/completions", body: `{}`, status: 404},
		{name: "no messages", method: "POST", path: chat, body: `{"messages":[]}`, status: 400, want: []string{"messages"}},
		{name: "no JSON", method: "POST", path: chat, body: `{`, status: 400, want: []string{"parse the JSON body"}},
		{name: "method", method: "GET", path: chat, status: 404},
		{name: "bad embedding", method: "POST", path: "/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21", body: `{"input":7}`, status: 400},
	})
	denied := l.do("POST", base+chat, `{"messages":[{"role":"user","content":"x"}]}`, l.as(readerID, "https://cognitiveservices.azure.com")...)
	if denied.StatusCode != 401 || !strings.Contains(denied.body, "The principal `"+readerObjectID+"` lacks the required data action `Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action` to perform `POST /openai/deployments/{deployment-id}/chat/completions` operation.") {
		t.Errorf("%d %s", denied.StatusCode, denied.body)
	}

	stream := l.do("POST", base+chat, `{"stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"one two three"}]}`, as...)
	if stream.Header.Get("Content-Type") != "text/event-stream; charset=utf-8" || stream.Header.Get("x-ratelimit-remaining-tokens") == "" {
		t.Errorf("%v", stream.Header)
	}
	text, usage, last := "", 0, ""
	for lines := bufio.NewScanner(strings.NewReader(stream.body)); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		last = data
		var event struct {
			Choices []struct {
				Delta struct{ Content string }
			}
			Usage *struct {
				Total int `json:"total_tokens"`
			}
		}
		if data == "[DONE]" {
			continue
		}
		if err := json.Unmarshal([]byte(data), &event); err != nil {
			t.Fatal(err)
		}
		for _, c := range event.Choices {
			text += c.Delta.Content
		}
		if event.Usage != nil {
			usage = event.Usage.Total
		}
	}
	if text != "one two three" || usage != 15 || last != "[DONE]" {
		t.Errorf("%q, %d tokens, then %s", text, usage, last)
	}

	var list struct {
		Data []struct{ Embedding []float64 }
	}
	l.do("POST", base+"/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21", `{"input":["the red car","a red car","quarterly tax report"],"dimensions":256}`, as...).json(&list)
	dot := func(a, b []float64) (sum float64) {
		for i := range a {
			sum += a[i] * b[i]
		}
		return sum
	}
	a, b, c := list.Data[0].Embedding, list.Data[1].Embedding, list.Data[2].Embedding
	if len(a) != 256 || math.Abs(dot(a, a)-1) > 1e-5 || dot(a, b) <= dot(a, c)+0.3 {
		t.Errorf("%d dimensions, length %v, near %v, far %v", len(a), dot(a, a), dot(a, b), dot(a, c))
	}
	packed := l.do("POST", base+"/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21", `{"input":"x","dimensions":4,"encoding_format":"base64"}`, as...)
	var one struct {
		Data []struct{ Embedding []byte }
	}
	packed.json(&one)
	if len(one.Data[0].Embedding) != 16 {
		t.Errorf("%s", packed.body)
	}
}
