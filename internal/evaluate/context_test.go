package evaluate

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// testContext has something in every member of the context.
const testContext = `{
  "requestId": "11111111-2222-3333-4444-555555555555", "timestamp": "2024-01-02T03:04:05.6780000Z", "elapsedMs": 1500, "tracing": true,
  "request": {
    "method": "POST", "url": "https://backend.example/v1/orders?q=1&q=2&B=x", "originalUrl": "https://api.example:8443/orders?q=1&B=x",
    "headers": {"Content-Type": "application/json", "X-Many": ["a", "b"], "Authorization": "Basic YWRhOnM6Yw=="},
    "body": {"a": 1}, "ipAddress": "10.1.2.3", "matchedParameters": {"id": "42"}
  },
  "response": {"statusCode": 404, "statusReason": "Not Found", "headers": {"Retry-After": "5"}, "body": "gone"},
  "variables": {"text": "t", "n": 5, "nothing": null, "list": [1, 2], "jwt": {"$t": "jwt", "v": "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJpIiwic3ViIjoicyIsImF1ZCI6WyJ4IiwieSJdLCJqdGkiOiJqIiwiZXhwIjoxNzAwMDAwMDAwLCJyb2xlcyI6WyJyMSIsInIyIl0sIm9rIjp0cnVlLCJuIjo1LCJvIjp7ImEiOjF9fQ."}},
  "api": {"id": "a1", "name": "Orders", "path": "orders", "revision": "2", "version": "v1", "serviceUrl": "https://backend.example/v1", "protocols": ["http", "https"],
          "subscriptionKeyParameterNames": {"header": "K", "query": "k"}},
  "operation": {"id": "o1", "method": "POST", "name": "Create", "urlTemplate": "/orders/{id}"},
  "product": {"id": "p1", "name": "Gold", "approvalRequired": true, "subscriptionRequired": true, "state": "Published", "subscriptionsLimit": 3, "groups": ["devs"], "apis": [{"name": "Orders"}]},
  "subscription": {"id": "s1", "key": "k1", "name": "sub", "primaryKey": "k1", "secondaryKey": "k2", "createdDate": "2024-01-01T00:00:00Z", "startDate": "2024-01-02T00:00:00Z"},
  "user": {"id": "u1", "email": "a@b.c", "firstName": "Ada", "lastName": "L", "note": "n", "registrationDate": "2023-01-01T00:00:00Z", "groups": [{"id": "g", "name": "G"}], "identities": [{"id": "x", "provider": "Basic"}]},
  "deployment": {"region": "West Europe", "serviceId": "svc", "serviceName": "contoso", "gatewayId": "managed", "gateway": {"id": "managed", "instanceId": "managed", "isManaged": true}},
  "lastError": {"source": "set-body", "reason": "R", "message": "M", "scope": "api", "section": "inbound", "path": "set-body[1]", "policyId": "pid"},
  "workspace": {"id": "w1", "name": "W"}, "backend": {"id": "b1", "type": "Pool", "azureRegion": "westeurope"},
  "graphql": {"arguments": {"id": 7}, "parent": {"name": "N"}}
}`

const none = "null"

// TestContext goes through the members of the context (expressions.md section 4).
// An expected text that begins with "!" is the type of an exception.
func TestContext(t *testing.T) {
	for _, x := range []struct{ name, code, want string }{
		{"request id", `context.RequestId`, "11111111-2222-3333-4444-555555555555"},
		{"timestamp", `context.Timestamp.ToString("o")`, "2024-01-02T03:04:05.6780000Z"},
		{"elapsed", `context.Elapsed.TotalSeconds`, "1.5"},
		{"tracing", `context.Tracing`, "True"},

		{"method, address", `context.Request.Method + context.Request.IpAddress`, "POST10.1.2.3"},
		{"no certificate", `context.Request.Certificate`, none},
		{"no private endpoint", `context.Request.PrivateEndpointConnection`, none},
		{"url", `context.Request.Url.Scheme + "|" + context.Request.Url.Host + "|" + context.Request.Url.Port + "|" + context.Request.Url.Path + "|" + context.Request.Url.QueryString`, "https|backend.example|443|/v1/orders|?q=1&q=2&B=x"},
		{"original url", `context.Request.OriginalUrl.Port + context.Request.OriginalUrl.Path`, "8443/orders"},
		{"url as Uri", `context.Request.Url.ToUri().Host`, "backend.example"},
		{"url as a token", `new JObject { ["u"] = context.Request.Url.ToUri() }.ToString(Formatting.None)`, `{"u":"https://backend.example/v1/orders?q=1&q=2&B=x"}`},
		{"query", `context.Request.Url.Query["q"].Length`, "2"},
		{"query, joined", `context.Request.Url.Query.GetValueOrDefault("q")`, "1,2"},
		{"query, array", `context.Request.Url.Query.GetValueOrDefault("q", new string[0])[1]`, "2"},
		{"query, missing", `context.Request.Url.Query.GetValueOrDefault("z", "d") + (context.Request.Url.Query["z"] == null)`, "dTrue"},
		{"matched", `context.Request.MatchedParameters["id"] + context.Request.MatchedParameters.GetValueOrDefault("zz", "d")`, "42d"},
		{"matched, missing", `context.Request.MatchedParameters["zz"]`, none},

		{"header, any case", `context.Request.Headers["x-MANY"][1] + context.Request.Headers.ContainsKey("X-MANY")`, "bTrue"},
		{"header, joined", `context.Request.Headers.GetValueOrDefault("x-many", "d")`, "a,b"},
		{"header, array", `context.Request.Headers.GetValueOrDefault("x-many", new string[0]).Length`, "2"},
		{"header, missing", `context.Request.Headers.GetValueOrDefault("zz")`, none},
		{"header, missing, indexer", `context.Request.Headers["zz"]`, none},
		{"headers, enumerated", `string.Join(";", context.Request.Headers.Select(h => h.Key + "=" + string.Join(",", h.Value)).OrderBy(s => s).Take(1))`, "Authorization=Basic YWRhOnM6Yw=="},

		{"response", `context.Response.StatusCode + context.Response.StatusReason + context.Response.Headers.GetValueOrDefault("retry-after")`, "404Not Found5"},
		{"response body", `context.Response.Body.As<string>()`, "gone"},

		{"body, preserved", `context.Request.Body.As<string>(preserveContent: true) + context.Request.Body.As<JObject>(true)["a"] + context.Request.Body.As<JToken>()["a"]`, `{"a":1}11`},
		{"body, read twice", `context.Request.Body.As<string>() + context.Request.Body.As<string>()`, "!System.InvalidOperationException"},
		{"body, consumed by another type", `(string)context.Request.Body.As<JObject>()["a"] + context.Request.Body.As<JArray>()`, "!System.InvalidOperationException"},
		{"body, bytes", `context.Request.Body.As<byte[]>().Length`, "7"},
		{"body, not an array", `context.Request.Body.As<JArray>()`, "!System.InvalidOperationException"},
		{"body, not XML", `context.Request.Body.As<XElement>()`, "!System.Xml.XmlException"},

		{"variable", `(string)context.Variables["text"] + (int)context.Variables["n"]`, "t5"},
		{"variable, wrong type", `(string)context.Variables["n"]`, "!System.InvalidCastException"},
		{"variable, null", `context.Variables["nothing"] == null && context.Variables.ContainsKey("nothing")`, "True"},
		{"variable, missing", `context.Variables["zz"] == null && !context.Variables.ContainsKey("zz")`, "True"},
		{"variable or default", `context.Variables.GetValueOrDefault("zz", "d") + context.Variables.GetValueOrDefault<int>("n") + context.Variables.GetValueOrDefault<int>("zz") + context.Variables.GetValueOrDefault("zz")`, "d50"},
		{"variable or default, wrong type", `context.Variables.GetValueOrDefault<string>("n", "d")`, "!System.InvalidCastException"},
		{"variable, other case", `context.Variables.ContainsKey("TEXT")`, "False"},
		{"variable, array", `((JArray)context.Variables["list"]).Count`, "2"},
		{"own dictionary or default", `new Dictionary<string, int> { { "a", 1 } }.GetValueOrDefault("b", 7)`, "7"},

		{"api", `context.Api.Id + context.Api.Name + context.Api.Path + context.Api.Revision + context.Api.Version + context.Api.IsCurrentRevision + context.Api.ServiceUrl.Host + string.Join(",", context.Api.Protocols)`, "a1Ordersorders2v1Truebackend.examplehttp,https"},
		{"api keys", `context.Api.SubscriptionKeyParameterNames.Header + context.Api.SubscriptionKeyParameterNames.Query`, "Kk"},
		{"operation", `context.Operation.Id + context.Operation.Method + context.Operation.Name + context.Operation.UrlTemplate`, "o1POSTCreate/orders/{id}"},
		{"product", `context.Product.Id + context.Product.Name + context.Product.State + context.Product.ApprovalRequired + context.Product.SubscriptionRequired + context.Product.SubscriptionsLimit + context.Product.SubscriptionLimit + context.Product.Groups.First().Name + context.Product.Apis.First().Name`, "p1GoldPublishedTrueTrue33devsOrders"},
		{"subscription", `context.Subscription.Id + context.Subscription.Key + context.Subscription.Name + context.Subscription.PrimaryKey + context.Subscription.SecondaryKey + context.Subscription.CreatedDate.Day + context.Subscription.CreatedTime.Day + context.Subscription.StartDate.Value.Day + (context.Subscription.EndDate == null)`, "s1k1subk1k2112True"},
		{"user", `context.User.Id + context.User.Email + context.User.FirstName + context.User.LastName + context.User.Note + context.User.RegistrationDate.Year + context.User.Groups.Single().Id + context.User.Identities.Single().Provider`, "u1a@b.cAdaLn2023gBasic"},
		{"deployment", `context.Deployment.Region + context.Deployment.ServiceId + context.Deployment.ServiceName + context.Deployment.GatewayId + context.Deployment.Gateway.Id + context.Deployment.Gateway.InstanceId + context.Deployment.Gateway.IsManaged`, "West EuropesvccontosomanagedmanagedmanagedTrue"},
		{"certificates", `context.Deployment.Certificates.Count + ":" + context.Deployment.Certificates.ContainsKey("x")`, "0:False"},
		{"last error", `string.Join(";", context.LastError.Source, context.LastError.Reason, context.LastError.Message, context.LastError.Scope, context.LastError.Section, context.LastError.Path, context.LastError.PolicyId)`, "set-body;R;M;api;inbound;set-body[1];pid"},
		{"workspace, backend", `context.Workspace.Id + context.Workspace.Name + context.Backend.Id + context.Backend.Type + context.Backend.AzureRegion`, "w1Wb1Poolwesteurope"},
		{"graphql", `context.GraphQL.Arguments["id"].ToString() + context.GraphQL.Parent["name"]`, "7N"},

		{"basic", `context.Request.Headers.GetValueOrDefault("Authorization").AsBasic().UserId + "|" + context.Request.Headers.GetValueOrDefault("Authorization").AsBasic().Password`, "ada|s:c"},
		{"basic, malformed", `"Basic !!!".AsBasic() == null && "".AsBasic() == null && "Bearer YWRhOnM=".AsBasic() == null && "Basic YWRh".AsBasic() == null`, "True"},
		{"jwt", `((Jwt)context.Variables["jwt"]).Issuer + ((Jwt)context.Variables["jwt"]).Subject + ((Jwt)context.Variables["jwt"]).Id + ((Jwt)context.Variables["jwt"]).Algorithm + ((Jwt)context.Variables["jwt"]).Type + string.Join(",", ((Jwt)context.Variables["jwt"]).Audiences)`, "isjnoneJWTx,y"},
		{"jwt, times", `((Jwt)context.Variables["jwt"]).ExpirationTime.Value.Year + ":" + (((Jwt)context.Variables["jwt"]).NotBefore == null)`, "2023:True"},
		{"jwt, claims", `((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("roles") + ((Jwt)context.Variables["jwt"]).Claims["ok"][0] + ((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("n", "d") + ((Jwt)context.Variables["jwt"]).Claims.GetValueOrDefault("zz", "d") + ((Jwt)context.Variables["jwt"]).Claims["o"][0]`, `r1,r2true5d{"a":1}`},
		{"jwt, malformed", `"".AsJwt() == null && "a.b.c".AsJwt() == null && "Bearer".AsJwt() == null && "e30".AsJwt() == null`, "True"},
		{"encrypt", `Convert.ToBase64String(Encoding.ASCII.GetBytes("0123456789abcdef").Encrypt("Aes", Encoding.ASCII.GetBytes("0123456789abcdef"), Encoding.ASCII.GetBytes("0123456789abcdef")))`, "C5sV2ktEoPUVHc/EwB811b8xuRnjiS3cO1khLWp7EeY="},
		{"decrypt", `Encoding.ASCII.GetString(Convert.FromBase64String("C5sV2ktEoPUVHc/EwB811b8xuRnjiS3cO1khLWp7EeY=").Decrypt("Aes", Encoding.ASCII.GetBytes("0123456789abcdef"), Encoding.ASCII.GetBytes("0123456789abcdef")))`, "0123456789abcdef"},
		{"decrypt, wrong key", `new byte[16].Decrypt("Aes", new byte[16], new byte[16])`, "!System.Security.Cryptography.CryptographicException"},
	} {
		t.Run(x.name, func(t *testing.T) { checkIn(t, testContext, x.code, x.want) })
	}
}

// TestEmptyContext: what is null, and what is not, when nothing is known.
func TestEmptyContext(t *testing.T) {
	const form = `{"request": {"method": "POST", "body": "a=1&b=x%20y&a=2"}}`
	checkIn(t, form, `context.Request.Body.AsFormUrlEncodedContent()["a"].Count`, "2")
	checkIn(t, form, `context.Request.Body.AsFormUrlEncodedContent(true).ToQueryString() + context.Request.Body.AsFormUrlEncodedContent().ToFormUrlEncodedContent()`, "?a=1&a=2&b=x+ya=1&a=2&b=x+y")
	for _, x := range []struct{ name, code, want string }{
		{"null records", `context.Product == null && context.User == null && context.Subscription == null && context.LastError == null && context.Workspace == null && context.Response == null`, "True"},
		{"chains of null", `context.Product?.Name + context.User?.Email + context.LastError?.Message`, ""},
		{"null dereference", `context.Product.Name`, "!System.NullReferenceException"},
		{"no body", `context.Request.Body`, none},
		{"body of nothing", `context.Request.Body.As<string>()`, "!System.NullReferenceException"},
		{"api", `context.Api != null && context.Operation != null && context.Deployment != null`, "True"},
		{"query string", `context.Request.Url.QueryString + context.Request.Url.Query.Count`, "0"},
	} {
		t.Run(x.name, func(t *testing.T) { checkIn(t, "{}", x.code, x.want) })
	}
}

func checkIn(t *testing.T, context, code, want string) {
	t.Helper()
	o, err := ReadContext([]byte(context))
	if err != nil {
		t.Fatal(err)
	}
	r := (&Evaluator{Library: bcl.Default()}).Run(Case{Form: expr.Single, Code: code, Context: o})
	got := r.Text
	switch {
	case r.Diagnostics != nil:
		got = r.Diagnostics.All()[0].Message
	case !r.OK:
		got = "!" + r.Exception
	case r.Null:
		got = none
	}
	if got != want && !(strings.HasPrefix(want, "!") && strings.HasPrefix(got, want)) {
		t.Errorf("%s\n\tgot  %s %s\n\twant %s", code, got, r.Message, want)
	}
}
