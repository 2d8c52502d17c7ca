package policy

import (
	"maps"
	"slices"
)

// Refused returns the policies of the service that a registry lacks, by name.
func (r *Registry) Refused() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(servicePolicies)) {
		if r.byElement[name] == nil {
			out = append(out, name)
		}
	}
	return out
}

// servicePolicies are the elements that the service knows as policies
// (policies/INDEX.md and 00-documents-and-pipeline.md section 9). Those without a
// definition are refused as not supported, rather than as unknown.
var servicePolicies = map[string]bool{
	"authentication-basic": true, "authentication-certificate": true, "authentication-managed-identity": true,
	"authentication-token": true, "authentication-token-store": true, "azure-openai-emit-token-metric": true,
	"azure-openai-semantic-cache-lookup": true, "azure-openai-semantic-cache-store": true, "azure-openai-token-limit": true,
	"block": true, "cache-lookup": true, "cache-lookup-value": true, "cache-remove-value": true, "cache-store": true,
	"cache-store-value": true, "cache-value": true, "check-header": true, "choose": true, "cors": true,
	"cosmosdb-data-source": true, "cross-domain": true, "emit-metric": true, "find-and-replace": true,
	"forward-request": true, "get-authorization-context": true, "graphql-data-source": true, "http-data-source": true,
	"invoke-dapr-binding": true, "invoke-request": true, "ip-filter": true, "json-to-xml": true, "jsonp": true,
	"limit-concurrency": true, "llm-content-safety": true, "llm-emit-token-metric": true, "llm-semantic-cache-lookup": true,
	"llm-semantic-cache-store": true, "llm-token-limit": true, "log-to-eventhub": true, "mock-response": true, "proxy": true,
	"publish-event": true, "publish-to-dapr": true, "quota": true, "quota-by-key": true, "rate-limit": true,
	"rate-limit-by-key": true, "redirect-content-urls": true, "retry": true, "return-response": true, "rewrite-uri": true,
	"send-one-way-request": true, "send-request": true, "send-service-bus-message": true, "set-backend-service": true,
	"set-body": true, "set-graphql-resolver": true, "set-header": true, "set-method": true, "set-query-parameter": true,
	"set-request-metric-dimension-value": true, "set-status": true, "set-variable": true, "sql-data-source": true,
	"trace": true, "validate-azure-ad-token": true, "validate-client-certificate": true, "validate-content": true,
	"validate-graphql-request": true, "validate-headers": true, "validate-jwt": true, "validate-odata-request": true,
	"validate-parameters": true, "validate-status-code": true, "wait": true, "xml-to-json": true, "xsl-transform": true,
}
