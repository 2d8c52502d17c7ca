package main

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// gatehouse runs documents of three scopes, as an export has them: the global one
// forwards, the API's passes on, the operation's does what the scenario asks. Every
// request is matched and its subscription key checked.
func (b *bed) gatehouse(s scenario, address string) (*process, error) {
	validate := `<validate-jwt header-name="Authorization" require-scheme="Bearer"><issuer-signing-keys>%s</issuer-signing-keys>` +
		`<audiences><audience>peers</audience></audiences><issuers><issuer>https://issuer.test/</issuer></issuers></validate-jwt>`
	return b.startGatehouse("gatehouse-"+s.name, s, address, map[string]string{
		"headers": `<set-header name="X-Gateway" exists-action="override"><value>gatehouse</value></set-header><set-header name="X-Kind" exists-action="override"><value>benchmark</value></set-header>`,
		"limit":   `<rate-limit-by-key calls="1000000000" renewal-period="60" counter-key="@(context.Subscription.Id)" />`,
		"jwt":     fmt.Sprintf(validate, fmt.Sprintf("<key n=%q e=%q />", b.tokens.modulus(), b.tokens.exponent())),
		"jwt-hs":  fmt.Sprintf(validate, "<key>"+base64.StdEncoding.EncodeToString([]byte(b.tokens.secret))+"</key>"),
		"own":     `<return-response><set-status code="200" reason="OK" /><set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header><set-body>{"answer":42}</set-body></return-response>`,
		"json":    `<set-body>@{ var body = context.Request.Body.As<JObject>(); body["seen"] = true; return body.ToString(Newtonsoft.Json.Formatting.None); }</set-body>`,
		"cache":   `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`,
	}, map[string]string{
		"headers": `<set-header name="X-Answer" exists-action="override"><value>yes</value></set-header><set-header name="ETag" exists-action="delete" />`,
		"cache":   `<cache-store duration="3600" />`,
	})
}

// gatehousePlain has the same operations, and passes all requests on.
func (b *bed) gatehousePlain(s scenario, address string) (*process, error) {
	return b.startGatehouse(plain+"-"+s.name, s, address, nil, nil)
}

// startGatehouse starts Gatehouse with what operations do, by their names.
func (b *bed) startGatehouse(folder string, s scenario, address string, inbound, outbound map[string]string) (*process, error) {
	files := map[string]string{
		"gatehouse.yaml":                "listen: { gateway: [\"" + address + "\"] }\nsubscriptions: { caller: { primaryKey: " + key + " } }\n",
		"policy.xml":                    `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>`,
		"apis/main/apiInformation.json": apiInformation("main", "", "http://"+b.upstream),
		"apis/main/policy.xml":          operationPolicy("", ""),
		"subscriptions/caller/subscriptionInformation.json": `{"properties": {"displayName": "Caller", "scope": "/apis", "state": "active"}}`,
	}
	var paths []string
	for _, name := range []string{"proxy", "headers", "limit", "jwt", "jwt-hs", "own", "json", "cache", "big"} {
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
	dir, err := b.folder(folder, files)
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
