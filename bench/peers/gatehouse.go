package main

import (
	"fmt"
	"strings"
)

// gatehouse runs documents of three scopes, as an export has them: the global one
// forwards, the API's passes on, the operation's does what the scenario asks. Every
// request is matched and its subscription key checked.
func (b *bed) gatehouse(s scenario, address string) (*process, error) {
	files := map[string]string{
		"gatehouse.yaml":                "listen: { gateway: [\"" + address + "\"] }\nsubscriptions: { caller: { primaryKey: " + key + " } }\n",
		"policy.xml":                    `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>`,
		"apis/main/apiInformation.json": apiInformation("main", "", "http://"+b.upstream),
		"apis/main/policy.xml":          operationPolicy("", ""),
		"subscriptions/caller/subscriptionInformation.json": `{"properties": {"displayName": "Caller", "scope": "/apis", "state": "active"}}`,
	}
	inbound, outbound := map[string]string{
		"headers": `<set-header name="X-Gateway" exists-action="override"><value>gatehouse</value></set-header><set-header name="X-Kind" exists-action="override"><value>benchmark</value></set-header>`,
		"limit":   `<rate-limit-by-key calls="1000000000" renewal-period="60" counter-key="@(context.Subscription.Id)" />`,
		"jwt": fmt.Sprintf(`<validate-jwt header-name="Authorization" require-scheme="Bearer"><issuer-signing-keys><key n=%q e=%q /></issuer-signing-keys>`+
			`<audiences><audience>peers</audience></audiences><issuers><issuer>https://issuer.test/</issuer></issuers></validate-jwt>`, b.tokens.modulus(), b.tokens.exponent()),
		"own":   `<return-response><set-status code="200" reason="OK" /><set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header><set-body>{"answer":42}</set-body></return-response>`,
		"json":  `<set-body>@{ var body = context.Request.Body.As<JObject>(); body["seen"] = true; return body.ToString(Newtonsoft.Json.Formatting.None); }</set-body>`,
		"cache": `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`,
	}, map[string]string{
		"headers": `<set-header name="X-Answer" exists-action="override"><value>yes</value></set-header><set-header name="ETag" exists-action="delete" />`,
		"cache":   `<cache-store duration="3600" />`,
	}
	var paths []string
	for _, name := range []string{"proxy", "headers", "limit", "jwt", "own", "json", "cache", "big"} {
		method := "get"
		if name == "json" || name == "big" {
			method = "post"
		}
		paths = append(paths, fmt.Sprintf(`"/%s": {%q: {"operationId": %q, "responses": {"200": {"description": "ok"}}}}`, name, method, name))
		files["apis/main/operations/"+name+"/policy.xml"] = operationPolicy(inbound[name], outbound[name])
	}
	files["apis/main/specification.json"] = `{"openapi": "3.0.1", "info": {"title": "main", "version": "1"}, "paths": {` + strings.Join(paths, ", ") + `}}`
	for i := range s.apis {
		name := fmt.Sprintf("api-%d", i)
		files["apis/"+name+"/apiInformation.json"] = apiInformation(name, name, "http://"+b.upstream)
		files["apis/"+name+"/policy.xml"] = operationPolicy("", "")
		files["apis/"+name+"/specification.json"] = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/items/{id}": {"get": {"operationId": "get", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}}}}`
	}
	dir, err := b.folder("gatehouse-"+s.name, files)
	if err != nil {
		return nil, err
	}
	return b.start(dir, b.tools.path["gatehouse"], "run", ".", "--admin", "off")
}

func apiInformation(name, path, backend string) string {
	return fmt.Sprintf(`{"properties": {"path": %q, "displayName": %q, "apiRevision": "1", "isCurrent": true, "protocols": ["http"], "serviceUrl": %q, "subscriptionRequired": true}}`, path, name, backend)
}

func operationPolicy(inbound, outbound string) string {
	return "<policies><inbound><base />" + inbound + "</inbound><backend><base /></backend><outbound><base />" + outbound + "</outbound><on-error><base /></on-error></policies>"
}
