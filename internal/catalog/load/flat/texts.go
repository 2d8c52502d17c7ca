package flat

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog/load/files"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// texts takes what stands as text in the properties of a resource.
func (b *builder) texts(r *tree.Resource, props *node.Value) {
	switch r.Kind {
	case tree.API:
		b.definition(r, props)
	case tree.Fragment:
		b.policy(r, props)
	}
}

// pick returns the first member that is there.
func pick(v *node.Value, names ...string) *node.Value {
	for _, n := range names {
		if m := v.GetFold(n); !m.IsNull() {
			return m
		}
	}
	return nil
}

// source is the text of a policy document; its places are those of the file it
// stands in.
func source(r *tree.Resource, v *node.Value) *diag.Source {
	name := "policy"
	if v.Source != nil {
		name = v.Source.Name
	}
	return v.TextSource(name + " (policy of " + r.Describe() + ")")
}

// policy takes the policy document of a resource. Until 2018 the properties were
// called policyContent and contentFormat.
func (b *builder) policy(r *tree.Resource, props *node.Value) {
	value := pick(props, "value", "policyContent")
	format := pick(props, "format", "contentFormat")
	if value == nil {
		return
	}
	if value.Kind != node.String {
		value.Errorf(b.list, diag.InvalidValue, "the text of a policy document must be a string, not %s", value.Kind)
		return
	}
	switch strings.ToLower(format.TextOrEmpty()) {
	case "", "xml", "rawxml":
		r.Policy = source(r, value)
	case "xml-link", "rawxml-link":
		r.Policy = b.linked(value, "the policy of "+r.Describe(), files.PolicyLimit)
	default:
		format.Errorf(b.list, diag.InvalidValue, "%q is no format of policy documents; xml, rawxml, xml-link and rawxml-link are", format.Text)
	}
}

// linked reads the file that a link means; what is not there is reported.
func (b *builder) linked(link *node.Value, what string, limit int) *diag.Source {
	if b.opt.Read != nil {
		if src, err := b.opt.Read(link.Text); err == nil && len(src.Text) <= limit {
			return src
		}
	}
	if name := FileName(link.Text); name == "" {
		link.Errorf(b.list, diag.NotSupported, "%s is behind a link, which is not fetched; put the text in place of the link", what)
	} else {
		link.Errorf(b.list, diag.NotSupported, "%s is behind a link, which is not fetched; put the file %q beside the %s, or the text in place of the link",
			what, name, b.opt.Format)
	}
	return nil
}

// FileName is the last part of a link. What stands before a file name for
// an address that is not known is no part of it.
func FileName(link string) string {
	link, _, _ = strings.Cut(link, "?")
	link = link[strings.LastIndexAny(link, "/\\")+1:]
	const unknown = "unknown.invalid"
	if i := strings.LastIndex(link, unknown); i >= 0 && i+len(unknown) < len(link) {
		link = link[i+len(unknown):]
	}
	return link
}

// definition takes the definition that an API is imported from. Until 2018 the
// properties were called contentValue and contentFormat.
func (b *builder) definition(r *tree.Resource, props *node.Value) {
	value, format := pick(props, "value", "contentValue"), pick(props, "format", "contentFormat")
	if value == nil || format == nil {
		return
	}
	name := strings.ToLower(format.Text)
	var kind tree.Format
	switch name {
	case "openapi", "openapi+json", "openapi-link", "openapi+json-link", "swagger-json", "swagger-link-json", "swagger-link":
		kind = tree.OpenAPI
	case "graphql-link":
		kind = tree.GraphQL
	case "wsdl", "wsdl-link":
		kind = tree.WSDL
	case "wadl-xml", "wadl-link-json", "wadl-link":
		kind = tree.WADL
	case "grpc", "grpc-link":
		kind = tree.Proto
	case "odata", "odata-link":
		format.Errorf(b.list, diag.NotSupported, "definitions in the format %s are not supported", format.Text)
		r.Broken = true
		return
	default:
		format.Errorf(b.list, diag.InvalidValue, "%q is no format of API definitions", format.Text)
		r.Broken = true
		return
	}
	var src *diag.Source
	switch {
	case strings.Contains(name, "-link"):
		src = b.linked(value, "the definition of "+r.Describe(), files.SpecificationLimit)
	case value.Kind == node.String:
		src = value.TextSource(value.Source.Name + " (definition of " + r.Describe() + ")")
	default:
		text, err := node.AppendJSON(nil, value, files.SpecificationLimit)
		if err == nil {
			src = diag.Derive(value.Source.Name+" (definition of "+r.Describe()+")", string(text), []diag.Segment{{From: value.Source, Span: value.Span}})
		}
	}
	if src == nil {
		r.Broken = true
		return
	}
	r.Specification = &tree.Specification{Format: kind, Source: src}
	if strings.HasPrefix(strings.TrimLeft(strings.TrimPrefix(src.Text, "\ufeff"), " \t\r\n"), "{") {
		r.Specification.Path = "definition.json" // which says how to read it
	}
}
