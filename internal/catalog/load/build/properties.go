package build

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// informational are the properties that say something to people, or to other parts of
// the service than its gateway, and those that the formats took before
// (artifacts.md section 2.2).
var informational = map[*tree.Kind]string{
	nil: "displayName description provisioningState",
	tree.API: "contact license sourceApiId apiVersionSet.name apiVersionSet.description apiVersionSet.versioningScheme" +
		" apiVersionSet.versionQueryName apiVersionSet.versionHeaderName authenticationSettings format value contentFormat contentValue wsdlSelector translateRequiredQueryParameters apiType",
	tree.Fragment:     "format value",
	tree.Subscription: "notificationDate stateComment productId userId",
	tree.NamedValue:   "keyVault.lastStatus",
	tree.Certificate:  "subject expirationDate keyVault.lastStatus",
	tree.Gateway:      "locationData",
	tree.APISchema:    "schemaType",
	tree.GlobalSchema: "schemaType",
}

// effectless are the properties that do something in the service and nothing here, with
// what follows from that.
var effectless = map[*tree.Kind]map[string]string{
	tree.API: {
		"isAgent": "the API is served as its type says", "agent": "the API is served as its type says",
		"a2aProperties": "agents are not served", "jsonRpcProperties": "agents are not served",
		"subscriptionKeyParameterNames.bearer": "the subscription key is looked for in the header and the query parameter alone",
	},
	tree.Backend: {
		"pool.services.preferredCarbonEmission": "members are chosen by priority and weight alone",
	},
	tree.Diagnostic: {
		"largeLanguageModel": "prompts and completions are not logged",
	},
}

// unused reports the properties that nothing asked for: they have no effect.
func (b *builder) unused(root *tree.Resource) {
	root.Walk(func(r *tree.Resource) {
		if r.Kind.Ignored || r.Broken {
			return
		}
		r.Properties.Unasked(func(path string, m node.Member) { b.report(r, path, m) })
	})
}

func (b *builder) report(r *tree.Resource, path string, m node.Member) {
	var known []string
	for _, list := range []string{informational[nil], informational[r.Kind], properties[r.Kind]} {
		for name := range strings.FieldsSeq(list) {
			if list != properties[r.Kind] && under(path, name) {
				return
			}
			known = append(known, name)
		}
	}
	d := diag.Diagnostic{Severity: diag.Warning, Code: diag.IgnoredProperty, Source: m.Value.Source, Span: m.NameSpan}
	for name, what := range effectless[r.Kind] {
		if under(path, name) {
			d.Message = "`" + path + "` of the " + r.Describe() + " has no effect here: " + what
			b.list.Add(d)
			return
		}
	}
	for _, name := range known {
		if strings.EqualFold(name, path) {
			d.Message = "`" + path + "` of the " + r.Describe() + " has no effect beside its other properties"
			b.list.Add(d)
			return
		}
	}
	d.Message = "the " + r.Describe() + " has a property `" + path + "` that is not known and has no effect"
	if near, ok := diag.Suggest(path, known); ok {
		d.Suggestion = near
		d.Message += "; did you mean `" + near + "`?"
	} else {
		// Newer versions of the service have more of them.
		d.Severity = diag.Info
	}
	b.list.Add(d)
}

// under reports whether a path is that of a property, or of one below it.
func under(path, name string) bool {
	return strings.EqualFold(path, name) || len(path) > len(name) && path[len(name)] == '.' && strings.EqualFold(path[:len(name)], name)
}

// properties are those that have an effect, without those of objects in them.
var properties = map[*tree.Kind]string{
	tree.API: "path serviceUrl protocols type apiRevision apiRevisionDescription apiVersion apiVersionDescription apiVersionSetId isCurrent isOnline" +
		" subscriptionRequired subscriptionKeyParameterNames termsOfServiceUrl mcpProperties mcpTools backendId",
	tree.Operation:    "method urlTemplate templateParameters request responses policies",
	tree.VersionSet:   "versioningScheme versionQueryName versionHeaderName",
	tree.Product:      "state subscriptionRequired approvalRequired subscriptionsLimit terms tags",
	tree.Subscription: "scope state ownerId allowTracing primaryKey secondaryKey createdDate startDate endDate expirationDate",
	tree.NamedValue:   "value secret tags keyVault",
	tree.Backend:      "url protocol type title resourceId azureRegion credentials tls proxy pool circuitBreaker failureResponse properties",
	tree.Logger:       "loggerType credentials isBuffered resourceId",
	tree.Diagnostic:   "loggerId alwaysLog sampling verbosity logClientIp httpCorrelationProtocol operationNameFormat metrics frontend backend enableHttpCorrelationHeaders",
	tree.Certificate:  "data password keyVault thumbprint",
	tree.APISchema:    "contentType document value",
	tree.GlobalSchema: "contentType document value",
	tree.Gateway:      "locationData",
	tree.Group:        "type externalId",
	tree.Resolver:     "path",
}
