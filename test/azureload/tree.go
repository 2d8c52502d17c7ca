package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// operations are the policies that are compared: what stands in inbound behind base.
var operations = map[string]string{
	"none": ``,
	"identity": `
        <authentication-managed-identity resource="api://study" />`,
	"bus-backend": sendToBus,
	"bus":         busPolicy(""),
	"bus-retry":   busPolicy("retry"),
	"vault":       vaultPolicy(`demo`),
	"vault-cold":  vaultPolicy(`@(context.RequestId.ToString())`),
}

// sendToBus is a send-request to Service Bus.
const sendToBus = `
        <send-request mode="new" response-variable-name="answer" timeout="10" ignore-error="true">
            <set-url>https://study.servicebus.windows.net/orders/messages</set-url>
            <set-method>POST</set-method>
            <set-header name="Content-Type" exists-action="override"><value>application/json</value></set-header>
            <set-body>{"order": 7}</set-body>
            <authentication-managed-identity resource="https://servicebus.azure.net" />
        </send-request>`

// status is the status of what came back from Azure, 504 when nothing did.
const status = `context.Variables.GetValueOrDefault&lt;IResponse&gt;("answer") == null ? 504 : context.Variables.GetValueOrDefault&lt;IResponse&gt;("answer").StatusCode`

// busPolicy passes on the status of Service Bus, with or without trying again.
func busPolicy(retry string) string {
	send := sendToBus
	if retry != "" {
		send = `
        <retry condition="@{ var status = ` + status + `; return status == 429 || status &gt;= 500; }" count="3" interval="1" first-fast-retry="false">` + send + `
        </retry>`
	}
	return send + `
        <return-response>
            <set-status code="@(` + status + `)" reason="" />
        </return-response>`
}

// vaultPolicy takes a secret from the cache, or from Key Vault.
func vaultPolicy(key string) string {
	return `
        <cache-lookup-value key="` + key + `" variable-name="secret" />
        <choose>
            <when condition="@(!context.Variables.ContainsKey(&quot;secret&quot;))">
                <send-request mode="new" response-variable-name="answer" timeout="10" ignore-error="false">
                    <set-url>https://study.vault.azure.net/secrets/demo?api-version=7.4</set-url>
                    <set-method>GET</set-method>
                    <authentication-managed-identity resource="https://vault.azure.net" />
                </send-request>
                <set-variable name="secret" value="@((string)((IResponse)context.Variables[&quot;answer&quot;]).Body.As&lt;JObject&gt;()[&quot;value&quot;])" />
                <cache-store-value key="` + key + `" value="@((string)context.Variables[&quot;secret&quot;])" duration="60" />
            </when>
        </choose>
        <set-header name="X-Secret" exists-action="override"><value>@((string)context.Variables["secret"])</value></set-header>`
}

// writeTree writes the configuration of the gateway.
func writeTree(folder string, t *targets, listen, admin string) error {
	files := map[string]string{
		"apis/study/apiInformation.json": fmt.Sprintf(`{"properties": {"path": "", "displayName": "Study", "protocols": ["http"], "subscriptionRequired": false, "serviceUrl": %q}}`, t.backendURL),
		"gatehouse.yaml": fmt.Sprintf("listen: { gateway: %q, admin: %q }\nhosts:\n  \"*.servicebus.windows.net\": { address: %q, ca: ./ca.pem }\n  \"*.vault.azure.net\": { address: %q, ca: ./ca.pem }\n",
			listen, admin, t.azureAddress, t.azureAddress),
		"ca.pem": string(t.ca),
	}
	var spec strings.Builder
	spec.WriteString("openapi: 3.0.1\ninfo: { title: Study, version: \"1\" }\npaths:\n")
	for name, inbound := range operations {
		fmt.Fprintf(&spec, "  /%s: { get: { operationId: %s, responses: { \"200\": { description: ok } } } }\n", name, name)
		files["apis/study/operations/"+name+"/policy.xml"] = "<policies>\n    <inbound>\n        <base />" + inbound +
			"\n    </inbound>\n    <backend>\n        <base />\n    </backend>\n    <outbound>\n        <base />\n    </outbound>\n    <on-error>\n        <base />\n    </on-error>\n</policies>\n"
	}
	files["apis/study/specification.yaml"] = spec.String()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}
