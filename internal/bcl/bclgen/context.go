package bclgen

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

func usesContext(code string) bool { return strings.Contains(code, "context.") }

// ofContext is an expression over the context as policies have them.
func (g *Generator) ofContext() Case {
	name := g.one([]string{`"X-Trace"`, `"accept"`, `"Authorization"`, `"Missing"`, `"q"`, `"Q"`})
	body := g.one([]string{"context.Request.Body", "context.Response.Body", `((IResponse)context.Variables["response"]).Body`})
	variable := g.one(variableNames)
	forms := [][]any{
		{"context.Request.Headers.GetValueOrDefault(", name, ", ", g.expr(g.names["string"], 1, hint{}), ")"},
		{"context.Request.Url.Query.GetValueOrDefault(", name, ", ", g.expr(g.names["string[]"], 0, hint{}), ")"},
		{"context.Request.Headers.Where(h => h.Value.Length > ", g.expr(g.names["int"], 0, hint{name: "count"}), ").Select(h => h.Key + \"=\" + string.Join(\"|\", h.Value)).ToArray()"},
		{body, ".As<string>(preserveContent: true)"}, {body, "?.As<JObject>(true)[\"a\"]"}, {body, ".As<JToken>(true).ToString(Formatting.None)"},
		{"((string)", body, ".As<JObject>(true)[\"t\"] ?? \"none\") + ", body, ".As<string>()"}, {body, ".As<XElement>(true).Elements().Count()"},
		{body, ".As<byte[]>(true).Length"}, {body, ".AsFormUrlEncodedContent(true).ToQueryString()"}, {body, ".As<string>() + ", body, ".As<string>()"},
		{`context.Variables["`, variable, `"]`}, {`(string)context.Variables["`, variable, `"]`}, {`(int)context.Variables["`, variable, `"]`},
		{`context.Variables.GetValueOrDefault<string>("`, variable, `", "d")`}, {`context.Variables.GetValueOrDefault("`, variable, `", `, g.some(0), ")"},
		{`context.Variables["`, variable, `"] == null`}, {`((JObject)context.Variables["`, variable, `"]).Properties().Select(p => p.Name).ToArray()`},
		{`"<" + context.Variables["`, variable, `"] + ">"`}, {`Convert.ToInt32(context.Variables["`, variable, `"]) + 1`}, {`Convert.ToString(context.Variables["`, variable, `"])`},
		{"context.Request.Url.Path.Split('/').Last()"}, {"context.Request.OriginalUrl.ToUri().Query"}, {`context.Request.MatchedParameters[`, name, "]"},
		{"context.User?.Groups.Select(x => x.Name).ToArray()"}, {`context.Product?.Name ?? "none"`}, {`context.LastError?.Message`}, {`context.Subscription?.Key.Length`},
		{`context.Request.Headers.GetValueOrDefault("Authorization", "").AsJwt()?.Claims.GetValueOrDefault("roles", "none")`},
		{`((Jwt)context.Variables["jwt"])?.Claims.Keys.OrderBy(k => k).ToArray()`}, {`context.Timestamp.AddDays(`, g.expr(g.names["int"], 0, hint{name: "day"}), `).ToString("R")`},
		{`context.Variables.Keys.Count() + context.Variables.Count`}, {`context.Request.Url.ToString() + context.Request.OriginalUrl`},
		{`JsonConvert.SerializeObject(context.Variables["`, variable, `"])`},
	}
	n := join(forms[g.r.IntN(len(forms))]...)
	return Case{Kind: "(", Code: n.String(), Parts: n.closed(nil)}
}

var variableNames = []string{"text", "count", "big", "ratio", "flag", "null", "json", "list", "guid", "when", "offset", "span", "bytes", "amount", "char", "single", "strings", "missing", "xml", "dated"}

// context makes a random context.
func (g *Generator) context() json.RawMessage {
	pick := func(list ...any) any { return list[g.r.IntN(len(list))] }
	typed := func(kind string, list ...any) any { return map[string]any{"$t": kind, "v": list[g.r.IntN(len(list))]} }
	body := func() any {
		return pick("", "plain text", `{"a":1,"b":[1,2],"t":"2020-01-02T03:04:05.120Z","n":null}`, `[1,"x"]`, `{'a':'q',b:0x10,}`, `<r><a x="1">t</a><b/></r>`, "a=1&b=x+y%20z&a=2", `{"a":`, "{\"a\":1}{", "\ufeff{\"a\":\"bom\"}", nil, "h\u00e9\u20ac")
	}
	headers := func() any {
		h := map[string]any{}
		for _, n := range []string{"X-Trace", "Accept", "Content-Type", "X-Empty"} {
			if g.chance(60) {
				h[n] = pick("v", "a, b", []string{"text/html", "*/*"}, "application/json", "")
			}
		}
		if g.chance(60) {
			h["Authorization"] = pick("Bearer "+token(`{"sub":"u","roles":["r1","r2"],"exp":1893456000,"n":1.5,"b":true,"aud":"x"}`), "Basic dTpw", "Bearer a.b.c", token(`{"iss":"i","aud":["a","b"],"iat":1}`), "Bearer")
		}
		return h
	}
	url := func() any {
		return pick("https://contoso.azure-api.net/echo/v1/items/7?q=1&q=2&x=a%20b", "https://h/p", "http://Host:8080/a%20b/c?Q=&y", "https://h/\u00e9?z=%C3%A9#f", "https://h/?flag&=v")
	}
	c := map[string]any{
		"request": map[string]any{"method": pick("GET", "POST", "PUT"), "url": url(), "headers": headers(), "body": body(), "matchedParameters": map[string]any{"id": pick("7", ""), "q": "m"}, "ipAddress": pick("203.0.113.7", "::1")},
		"variables": map[string]any{
			"text": pick("t", "", "2020-01-02T03:04:05Z", "12"), "count": pick(1, 0, -5), "big": typed("long", 5, 12345678901), "ratio": pick(1.5, 0.1), "flag": pick(true, false), "null": nil,
			"json": pick(map[string]any{"a": 1, "b": "x"}, map[string]any{"n": map[string]any{"m": nil}}), "list": []any{1, "x", nil}, "guid": typed("guid", "0f8fad5b-d9cb-469f-a165-70867728950e"),
			"when": typed("datetime", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05"), "offset": typed("datetimeoffset", "2020-01-02T03:04:05+02:00"), "span": typed("timespan", "1.02:03:04"),
			"bytes": typed("bytes", "AQID", ""), "amount": typed("decimal", 1.25, 3), "char": typed("char", "x"), "single": typed("float", 0.5), "strings": typed("strings", []string{"a", "b"}, []string{}),
			"xml": typed("xelement", "<a b='1'><c/></a>"), "dated": typed("json", `{"t":"2020-01-02T03:04:05+02:00","u":"x"}`), "authorization": typed("authorization", "tok"),
			"jwt":      typed("jwt", token(`{"sub":"u","iss":"i","roles":["a","b"],"exp":1893456000,"nbf":1577934245}`), "bad"),
			"response": typed("response", map[string]any{"statusCode": 404, "statusReason": "Not Found", "headers": map[string]any{"X-Trace": "r"}, "body": body()}),
		},
		"requestId": "0f8fad5b-d9cb-469f-a165-70867728950e", "timestamp": "2024-01-02T03:04:05.6780000Z", "elapsedMs": 1500, "tracing": g.chance(50),
		"api":        map[string]any{"id": "echo-api", "name": "Echo API", "path": "echo", "revision": "2", "version": "v1", "serviceUrl": "https://backend.contoso.com/echo", "protocols": []string{"https", "http"}},
		"operation":  map[string]any{"id": "get-item", "name": "Get item", "method": "GET", "urlTemplate": "/items/{id}"},
		"deployment": map[string]any{"region": "West Europe", "serviceName": "contoso", "serviceId": "svc", "gateway": map[string]any{"id": "managed", "instanceId": "i1"}},
		"graphql":    map[string]any{"arguments": map[string]any{"id": 5, "s": "x"}, "parent": map[string]any{"p": []int{1}}},
	}
	optional := map[string]any{
		"response":     map[string]any{"statusCode": pick(200, 404, 503), "statusReason": "OK", "headers": headers(), "body": body()},
		"product":      map[string]any{"id": "starter", "name": "Starter", "state": "Published", "subscriptionsLimit": pick(3, nil), "groups": []string{"developers"}, "apis": []any{map[string]any{"id": "a1", "name": "A1", "path": "p"}}},
		"subscription": map[string]any{"id": "sub-1", "key": "k-1", "name": "My sub", "primaryKey": "pk", "createdDate": "2020-01-02T03:04:05Z", "startDate": nil, "endDate": "2030-01-01T00:00:00Z"},
		"user":         map[string]any{"id": "u-1", "email": "a@b.com", "firstName": "Ada", "lastName": "L", "groups": []string{"developers", "admins"}, "identities": []any{map[string]any{"id": "x", "provider": "Basic"}}, "registrationDate": "2019-05-06T07:08:09Z"},
		"lastError":    map[string]any{"source": "validate-jwt", "reason": "TokenNotPresent", "message": "JWT not present.", "scope": "api", "section": "inbound", "path": "choose[1]", "policyId": "p1"},
		"workspace":    map[string]any{"id": "w", "name": "W"}, "backend": map[string]any{"id": "b", "azureRegion": "r", "type": "Pool"},
	}
	for _, k := range []string{"response", "product", "subscription", "user", "lastError", "workspace", "backend"} {
		if g.chance(75) {
			c[k] = optional[k]
		}
	}
	out, err := json.Marshal(c)
	if err != nil {
		panic("bclgen: " + err.Error())
	}
	return out
}

// token is a JWT with the payload and no signature worth the name.
func token(payload string) string {
	e := base64.RawURLEncoding
	return e.EncodeToString([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + e.EncodeToString([]byte(payload)) + ".c2ln"
}
