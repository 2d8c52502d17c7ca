package terraform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// azurerm returns the function that translates a resource type, named without
// its prefix azurerm_api_management_; nil for one that means nothing here.
func azurerm(name string) func(*resource) flat.Resource {
	switch strings.TrimPrefix(name, "workspace_") {
	case "api":
		return api
	case "api_operation":
		return operation
	case "policy":
		return policy(nil)
	case "api_policy":
		return policy([]string{"apis"}, "api_name")
	case "api_operation_policy":
		return policy([]string{"apis", "operations"}, "api_name", "operation_id")
	case "product_policy":
		return policy([]string{"products"}, "product_id")
	case "policy_fragment":
		return fragment
	case "product":
		return product
	case "product_api":
		return link("products", "product_id", "apis", "api_name")
	case "product_group":
		return link("products", "product_id", "groups", "group_name")
	case "product_tag":
		return link("products", "api_management_product_id", "tags", "name")
	case "api_tag":
		return link("apis", "api_id", "tags", "name")
	case "user":
		return user
	case "group_user":
		return link("groups", "group_name", "users", "user_id")
	case "api_release":
		return release
	case "gateway_api":
		return link("gateways", "gateway_id", "apis", "api_id")
	case "subscription":
		return subscription
	case "named_value":
		return namedValue
	case "backend":
		return backend
	case "api_version_set":
		return named("apiVersionSets", "display_name", "versioning_scheme", "version_header_name", "version_query_name", "description")
	case "logger":
		return logger
	case "diagnostic", "api_diagnostic":
		return diagnostic
	case "certificate":
		return certificate
	case "gateway":
		return gateway
	case "api_schema":
		return apiSchema
	case "global_schema":
		return globalSchema
	case "tag":
		return named("tags", "display_name")
	case "group":
		return named("groups", "display_name", "description", "type", "external_id")
	case "workspace":
		return named("workspaces", "display_name", "description")
	}
	if name == "workspace" {
		return named("workspaces", "display_name", "description")
	}
	return nil
}

// named translates a kind whose attributes need no more than other names.
func named(segment string, attributes ...string) func(*resource) flat.Resource {
	return func(in *resource) flat.Resource {
		return flat.Resource{Types: []string{segment}, Names: []string{in.need("name")}, Properties: in.copyTo(in.object(), attributes...).v}
	}
}

// link translates an association.
func link(parent, parentAttribute, child, childAttribute string) func(*resource) flat.Resource {
	return func(in *resource) flat.Resource {
		return flat.Resource{
			Types: []string{parent, child}, Names: []string{in.needID(parentAttribute, parent), in.needID(childAttribute, child)},
			Properties: in.object().v,
		}
	}
}

// policy translates a policy document; at are the types of what it belongs to.
func policy(at []string, names ...string) func(*resource) flat.Resource {
	return func(in *resource) flat.Resource {
		made := flat.Resource{Types: append(append([]string{}, at...), "policies")}
		for i, n := range names {
			made.Names = append(made.Names, in.needID(n, at[i]))
		}
		made.Names = append(made.Names, "policy")
		o := in.object()
		// The provider sends documents verbatim, and prefers the text.
		if content := in.get("xml_content"); content != nil && content.Text != "" {
			o.set("format", textAt(content, "rawxml"))
			o.set("value", content)
		} else if address := in.get("xml_link"); address != nil && address.Text != "" {
			o.set("format", textAt(address, "rawxml-link"))
			o.set("value", address)
		} else {
			in.notKnown("xml_content")
		}
		made.Properties = o.v
		return made
	}
}

func fragment(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "format", "xml_format format", "value", "xml_content value", "description")
	if o.v.Get("value") == nil {
		in.notKnown("value")
	}
	return flat.Resource{Types: []string{"policyFragments"}, Names: []string{in.need("name")}, Properties: o.v}
}

func api(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "display_name", "path", "protocols", "service_url", "subscription_required", "api_type type", "description",
		"version apiVersion", "version_set_id apiVersionSetId", "version_description apiVersionDescription", "revision apiRevision",
		"revision_description apiRevisionDescription", "source_api_id", "terms_of_service_url", "is_online")
	if o.v.Get("path") == nil {
		if in.plan.isUnknown(in.address, "path") && refers(in.config.Get("expressions").Get("path"), 0) {
			in.notKnown("path")
		}
		o.set("path", textAt(in.values, ""))
	}
	if soap := in.get("soap_pass_through"); soap != nil && soap.Text == "true" && o.v.Get("type") == nil {
		o.set("type", textAt(soap, "soap"))
	}
	if keys := block(in.values, "subscription_key_parameter_names"); keys != nil {
		o.set("subscriptionKeyParameterNames", convert(keys, nil))
	}
	if auth := block(in.values, "oauth2_authorization"); auth != nil {
		o.set("authenticationSettings.oAuth2.authorizationServerId", auth.Get("authorization_server_name"))
	}
	if auth := block(in.values, "openid_authentication"); auth != nil {
		o.set("authenticationSettings.openid.openidProviderId", auth.Get("openid_provider_name"))
	}
	if definition := block(in.values, "import"); definition != nil {
		copyFrom(o, definition, "content_format format", "content_value value")
		if selector := block(definition, "wsdl_selector"); selector != nil {
			o.set("wsdlSelector.wsdlServiceName", selector.Get("service_name"))
			o.set("wsdlSelector.wsdlEndpointName", selector.Get("endpoint_name"))
		}
	}
	name, revision := in.need("name"), in.text("revision")
	current := in.get("is_current")
	if revision != "" && revision != "1" && (current == nil || current.Text != "true") {
		name += ";rev=" + revision
	}
	return flat.Resource{Types: []string{"apis"}, Names: []string{name}, Properties: o.v}
}

func user(in *resource) flat.Resource {
	return flat.Resource{Types: []string{"users"}, Names: []string{in.need("user_id")}, Properties: in.copyTo(in.object(), "first_name", "last_name", "email", "state", "note").v}
}

// release translates what makes a revision current.
func release(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "api_id", "notes")
	return flat.Resource{Types: []string{"apis", "releases"}, Names: []string{in.needID("api_id", "apis"), in.need("name")}, Properties: o.v}
}

func operation(in *resource) flat.Resource {
	renames := map[string]string{
		"header": "headers", "query_parameter": "queryParameters", "representation": "representations", "form_parameter": "formParameters",
		"example": "examples",
	}
	o := in.copyTo(in.object(), "display_name", "method", "url_template", "description")
	o.set("request", convert(block(in.values, "request"), renames))
	o.set("responses", convert(in.get("response"), renames))
	o.set("templateParameters", convert(in.get("template_parameter"), renames))
	return flat.Resource{Types: []string{"apis", "operations"}, Names: []string{in.need("api_name"), in.need("operation_id")}, Properties: o.v}
}

func product(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "display_name", "description", "terms", "subscription_required", "approval_required")
	if n := in.get("subscriptions_limit"); n != nil && n.Text != "0" {
		o.set("subscriptionsLimit", n)
	}
	if published := in.get("published"); published != nil {
		state := "notPublished"
		if published.Text == "true" {
			state = "published"
		}
		o.set("state", textAt(published, state))
	}
	return flat.Resource{Types: []string{"products"}, Names: []string{in.need("product_id")}, Properties: o.v}
}

func subscription(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "display_name", "state", "allow_tracing", "primary_key", "secondary_key", "user_id ownerId")
	scope := in.get("product_id")
	if scope == nil {
		scope = in.get("api_id")
	}
	for _, of := range []string{"product_id", "api_id"} {
		if scope == nil && in.plan.isUnknown(in.address, of) {
			in.notKnown(of)
		}
	}
	if scope == nil {
		scope = textAt(in.values, "/apis") // of all APIs, as the provider sends it
	}
	o.set("scope", scope)
	if o.v.Get("state") == nil {
		o.set("state", textAt(in.values, "submitted"))
	}
	if o.v.Get("allowTracing") == nil {
		o.set("allowTracing", &node.Value{Kind: node.Bool, Text: "true", Source: in.values.Source, Span: in.values.Span})
	}
	name := in.text("subscription_id")
	if name == "" {
		// The provider makes one up at apply; the address is as good here.
		name = catalog.OperationName(in.address)
	}
	return flat.Resource{Types: []string{"subscriptions"}, Names: []string{name}, Properties: o.v}
}

func namedValue(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "display_name", "value", "secret", "tags")
	if vault := block(in.values, "value_from_key_vault"); vault != nil {
		o.set("keyVault.secretIdentifier", vault.Get("secret_id"))
		o.set("keyVault.identityClientId", vault.Get("identity_client_id"))
	}
	return flat.Resource{Types: []string{"namedValues"}, Names: []string{in.need("name")}, Properties: o.v}
}

func certificate(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "thumbprint", "subject", "data", "certificate_data_base64 data", "password",
		"key_vault_secret_id keyVault.secretIdentifier", "key_vault_identity_client_id keyVault.identityClientId",
		"user_assigned_identity_client_id keyVault.identityClientId")
	return flat.Resource{Types: []string{"certificates"}, Names: []string{in.need("name")}, Properties: o.v}
}

func gateway(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "description")
	o.set("locationData", convert(block(in.values, "location_data"), map[string]string{"region": "countryOrRegion"}))
	return flat.Resource{Types: []string{"gateways"}, Names: []string{in.need("name")}, Properties: o.v}
}
