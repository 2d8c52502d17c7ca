package build

import (
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/proto"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/wadl"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/wsdl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// wsdl reads the definition of a SOAP API that is passed through. An API of type
// http is made of a WSDL too, of operations and policies that the service's import
// writes; its exports describe them.
func (b *apiBuilder) wsdl(spec *tree.Specification, props *node.Reader) bool {
	if b.api.Type != catalog.SOAP {
		if b.describesOperations() {
			return true
		}
		o := propsOrigin(b.tree, "type")
		if o == b.tree.Origin {
			o = propsOrigin(b.tree, "apiType")
		}
		b.list.Errorf(diag.NotSupported, o.Source, o.Span,
			"an API of type %s is made of a WSDL by policies that the service writes at import (SOAP to REST); export the API from a service, or give it the type soap to pass envelopes through", b.api.Type)
		return false
	}
	selector := props.Object("wsdlSelector")
	before := b.list.Count(diag.Error)
	def := wsdl.Read(spec.Source, wsdl.Options{Service: selector.String("wsdlServiceName"), Endpoint: selector.String("wsdlEndpointName")}, &b.list)
	if def == nil {
		return false
	}
	b.api.Operations = def.Operations
	if !slices.ContainsFunc(b.tree.Of(tree.APISchema), isXSD) {
		// Exports have the schemas twice, as resources and in the definition.
		b.api.Schemas = append(b.api.Schemas, def.Schemas...)
	}
	if b.api.ServiceURL == "" && !isServiceHost(def.ServiceURL) {
		b.api.ServiceURL = def.ServiceURL
	}
	return b.list.Count(diag.Error) == before
}

// wadl reads a definition in the Web Application Description Language.
func (b *apiBuilder) wadl(src *diag.Source) bool {
	before := b.list.Count(diag.Error)
	def := wadl.Read(src, &b.list)
	if def == nil {
		return false
	}
	b.api.Operations = append(b.api.Operations, def.Operations...)
	if b.api.ServiceURL == "" && !isServiceHost(def.ServiceURL) {
		b.api.ServiceURL = def.ServiceURL
	}
	return b.list.Count(diag.Error) == before
}

func isXSD(r *tree.Resource) bool { return hasContentType(r, catalog.XSDSchema) }

func hasContentType(r *tree.Resource, contentType string) bool {
	return strings.EqualFold(r.Properties.GetFold("contentType").TextOrEmpty(), contentType)
}

// describesOperations reports whether resources describe operations in full, so
// that they need no definition.
func (b *apiBuilder) describesOperations() bool {
	return slices.ContainsFunc(b.tree.Of(tree.Operation), func(r *tree.Resource) bool {
		return !r.Properties.GetFold("urlTemplate").IsNull()
	})
}

// proto reads a definition of a gRPC API.
func (b *apiBuilder) proto(src *diag.Source) bool {
	if b.api.Type != catalog.GRPC {
		b.list.Errorf(diag.InvalidValue, b.api.Origin.Source, b.api.Origin.Span, "a definition in Protocol Buffers is that of an API of type grpc; this is one of type %s", b.api.Type)
		return false
	}
	operations, ok := proto.Read(src, &b.list)
	b.api.Operations = append(b.api.Operations, operations...)
	return ok
}

// protoSchemas reads the definitions that the schemas of a gRPC API hold.
func (b *apiBuilder) protoSchemas() bool {
	good := true
	for _, r := range b.tree.Of(tree.APISchema) {
		if !hasContentType(r, catalog.ProtoSchema) {
			continue
		}
		document := r.Properties.GetFold("document")
		text := document
		if v := document.GetFold("value"); !v.IsNull() {
			text = v
		}
		if text.IsNull() {
			text = r.Properties.GetFold("value")
		}
		if text.IsNull() || text.Kind != node.String {
			b.list.Errorf(diag.InvalidValue, r.Origin.Source, r.Origin.Span, "the schema %q of a gRPC API holds its definition as a text in document.value", r.Name)
			good = false
			continue
		}
		name := r.Describe()
		if text.Source != nil {
			name = text.Source.Name + " (" + name + ")"
		}
		good = b.proto(text.TextSource(name)) && good
	}
	return good
}

// noOperations warns of an API that no request matches.
func (b *apiBuilder) noOperations() {
	o := b.api.Origin
	switch b.api.Type {
	case catalog.GraphQL, catalog.MCPServer, catalog.A2A, catalog.OData:
		if v := b.tree.Properties.GetFold("type"); !v.IsNull() {
			o = catalog.Origin{Source: v.Source, Span: v.Span}
		}
		b.list.Warnf(diag.NotSupported, o.Source, o.Span, "APIs of the type %s are not served by this version: no request matches the API %q", b.api.Type, b.api.Name)
	case catalog.HTTP, catalog.SOAP:
		b.list.Warnf(diag.InvalidValue, o.Source, o.Span, "the API %q has no operations, so no request matches it", b.api.Name)
	case catalog.GRPC:
		b.list.Warnf(diag.InvalidValue, o.Source, o.Span,
			"the gRPC API %q has no operations, so no request matches it; put its .proto file beside it as specification.proto, or in a schema of content type %s", b.api.Name, catalog.ProtoSchema)
	}
}
