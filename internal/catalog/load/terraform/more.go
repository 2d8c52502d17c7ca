package terraform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/flat"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// The resource types whose attributes have another shape than the properties.

func backend(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "url", "protocol", "title", "description", "resource_id")
	if c := block(in.values, "credentials"); c != nil {
		o.set("credentials.authorization", convert(block(c, "authorization"), nil))
		o.set("credentials.certificate", c.Get("certificate"))
		o.set("credentials.header", lists(c.Get("header")))
		o.set("credentials.query", lists(c.Get("query")))
	}
	o.set("tls", convert(block(in.values, "tls"), nil))
	o.set("proxy", convert(block(in.values, "proxy"), nil))
	if fabric := block(in.values, "service_fabric_cluster"); fabric != nil {
		o.set("properties.serviceFabricCluster", convert(fabric, map[string]string{
			"server_x509_name": "serverX509Names", "client_certificate_thumbprint": "clientCertificatethumbprint",
		}))
	}
	if rule := block(in.values, "circuit_breaker_rule"); rule != nil {
		o.set("circuitBreaker.rules", breaker(in, rule))
	}
	return flat.Resource{Types: []string{"backends"}, Names: []string{in.need("name")}, Properties: o.v}
}

func breaker(in *resource, rule *node.Value) *node.Value {
	out := in.object()
	copyFrom(out, rule, "name", "trip_duration", "accept_retry_after_enabled acceptRetryAfter")
	if cond := block(rule, "failure_condition"); cond != nil {
		f := in.object()
		copyFrom(f, cond, "interval_duration interval", "error_reasons")
		// The provider writes the one that is not set as zero.
		for _, name := range []string{"count", "percentage"} {
			if n := cond.Get(name); !n.IsNull() && n.Text != "0" {
				f.set(name, n)
			}
		}
		f.set("statusCodeRanges", convert(cond.Get("status_code_range"), nil))
		out.set("failureCondition", f.v)
	}
	return &node.Value{Kind: node.Array, Items: []*node.Value{out.v}, Source: rule.Source, Span: rule.Span}
}

// lists makes lists of the values of a map, which the provider takes as one text
// with commas.
func lists(v *node.Value) *node.Value {
	if v.IsNull() || v.Kind != node.Object {
		return nil
	}
	out := *v
	out.Members = nil
	for _, m := range v.Members {
		if m.Value.Kind == node.String {
			value := &node.Value{Kind: node.Array, Source: m.Value.Source, Span: m.Value.Span}
			for _, part := range strings.Split(m.Value.Text, ",") {
				value.Items = append(value.Items, textAt(m.Value, strings.TrimSpace(part)))
			}
			m.Value = value
		}
		out.Members = append(out.Members, m)
	}
	return &out
}

func logger(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "resource_id", "description", "buffered isBuffered")
	kind := "azureMonitor"
	if hub := block(in.values, "eventhub"); hub != nil {
		kind = "azureEventHub"
		c := in.object()
		copyFrom(c, hub, "name", "connection_string", "endpoint_uri endpointAddress", "user_assigned_identity_client_id identityClientId")
		o.set("credentials", c.v)
	}
	if insights := block(in.values, "application_insights"); insights != nil {
		kind = "applicationInsights"
		o.set("credentials", convert(insights, nil))
	}
	o.set("loggerType", textAt(in.values, kind))
	return flat.Resource{Types: []string{"loggers"}, Names: []string{in.need("name")}, Properties: o.v}
}

func diagnostic(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "api_management_logger_id loggerId", "verbosity", "log_client_ip", "http_correlation_protocol",
		"operation_name_format", "sampling_percentage sampling.percentage")
	if always := in.get("always_log_errors"); always != nil && always.Text == "true" {
		o.set("alwaysLog", textAt(always, "allErrors"))
	}
	for _, side := range []string{"frontend", "backend"} {
		for _, what := range []string{"request", "response"} {
			m := block(in.values, side+"_"+what)
			if m == nil {
				continue
			}
			at := side + "." + what + "."
			o.set(at+"headers", m.Get("headers_to_log"))
			o.set(at+"body.bytes", m.Get("body_bytes"))
			o.set(at+"dataMasking", convert(block(m, "data_masking"), nil))
		}
	}
	made := flat.Resource{Types: []string{"diagnostics"}, Names: []string{in.need("identifier")}, Properties: o.v}
	if name := in.text("api_name"); name != "" {
		made.Types, made.Names = []string{"apis", "diagnostics"}, []string{name, made.Names[0]}
	}
	return made
}

func apiSchema(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "content_type")
	if v := in.get("value"); v != nil && v.Text != "" {
		o.set("document.value", v)
	}
	for _, name := range []string{"components", "definitions"} {
		if v := in.get(name); v != nil && v.Kind == node.String && v.Text != "" {
			o.set("document."+name, node.JSON(v.TextSource(v.Source.Name), diag.ConfigSyntax, in.list))
		}
	}
	return flat.Resource{Types: []string{"apis", "schemas"}, Names: []string{in.need("api_name"), in.need("schema_id")}, Properties: o.v}
}

func globalSchema(in *resource) flat.Resource {
	o := in.copyTo(in.object(), "type schemaType", "value", "description")
	return flat.Resource{Types: []string{"schemas"}, Names: []string{in.need("schema_id")}, Properties: o.v}
}
