package build

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load/tree"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/openapi"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// operations reads the definition of the API and the resources of its
// operations, and joins them.
func (b *apiBuilder) operations(props *node.Reader) {
	known := b.definition(props)
	if b.api.Type == catalog.WebSocket && len(b.api.Operations) == 0 {
		// Every WebSocket API has this one operation (websocket-apis.md).
		b.api.Operations = []*catalog.Operation{{Name: "onHandshake", DisplayName: "onHandshake", Method: "GET", URLTemplate: "/", Origin: b.api.Origin}}
	}
	b.operationResources(known)
	if len(b.api.Operations) == 0 && known && !b.tree.Broken && !b.list.HasErrors() {
		b.noOperations()
	}
	catalog.CheckOperations(b.api, &b.list)
}

// definition reads the definition of the API. It returns false when the
// operations are not known afterwards.
func (b *apiBuilder) definition(props *node.Reader) bool {
	spec := b.tree.Specification
	if spec == nil {
		if b.api.Type == catalog.GRPC {
			return b.protoSchemas()
		}
		return true
	}
	switch spec.Format {
	case tree.GraphQL:
		b.api.GraphQLSchema = spec.Source
		return true
	case tree.OpenAPI:
		return b.openAPI(spec, props)
	case tree.WSDL:
		return b.wsdl(spec, props)
	case tree.WADL:
		return b.wadl(spec.Source)
	case tree.Proto:
		return b.proto(spec.Source)
	}
	b.list.Errorf(diag.NotSupported, spec.Source, diag.Span{}, "%s definitions are not supported yet; export the API as OpenAPI", spec.Format)
	return false
}

func (b *apiBuilder) openAPI(spec *tree.Specification, props *node.Reader) bool {
	def := openapi.Read(spec.Source, openapi.Options{
		Path: spec.Path, Read: spec.Read,
		QueryParametersStay: strings.EqualFold(props.String("translateRequiredQueryParameters"), "query"),
	}, &b.list)
	if def == nil {
		return false
	}
	b.api.Operations, b.api.OpenAPI = def.Operations, def.Version
	b.api.Schemas = append(b.api.Schemas, def.Schemas...)
	if b.api.ServiceURL == "" && !isServiceHost(def.ServiceURL) {
		b.api.ServiceURL = def.ServiceURL
	}
	return true
}

// isServiceHost reports whether a URL is that of a gateway of the service: an
// export writes the API's own public address there, which is no backend.
// unverified: whether the service's import makes the same difference.
func isServiceHost(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.HasSuffix(strings.ToLower(u.Hostname()), ".azure-api.net")
}

// operationResources joins the folders of operations with the operations of the
// definition. An information file (apiops-cli) describes an operation fully; a
// folder with a policy alone needs one of the definition.
func (b *apiBuilder) operationResources(known bool) {
	for _, r := range b.tree.Of(tree.Operation) {
		op := b.find(r.Name)
		if !r.Properties.IsNull() {
			before := b.list.Count(diag.Error)
			if op = b.described(r, op); op == nil && b.list.Count(diag.Error) > before {
				continue
			}
		}
		if op == nil {
			if known && !r.Broken {
				b.unknownOperation(r)
			}
			continue
		}
		// The resource decides about the name: it is what policies see.
		op.Name = r.Name
		if r.Policy != nil {
			op.Policy = r.Policy
		} else if v := node.NewReader(r.Properties, &b.list, options).Get("policies"); v != nil && strings.TrimSpace(v.TextOrEmpty()) != "" {
			op.Policy = v.TextSource(v.Source.Name + " (policy of " + r.Describe() + ")")
		}
	}
}

// find returns the operation that a resource name means: as it is, or as the
// service would normalise the operationId (artifacts.md section 4).
func (b *apiBuilder) find(name string) *catalog.Operation {
	if op := b.api.Operation(name); op != nil {
		return op
	}
	normal := catalog.OperationName(name)
	for _, op := range b.api.Operations {
		if normal != "" && catalog.OperationName(op.Name) == normal {
			return op
		}
	}
	return nil
}

// maxNamed is how many operations a message names.
const maxNamed = 5

func (b *apiBuilder) unknownOperation(r *tree.Resource) {
	o := r.Origin
	if r.Policy != nil {
		o = catalog.Origin{Source: r.Policy}
	}
	d := diag.Diagnostic{
		Severity: diag.Error, Code: diag.UnknownReference, Source: o.Source, Span: o.Span,
		Message: "the API " + quote(b.api.Name) + " has no operation " + quote(r.Name),
	}
	var names []string
	for _, op := range b.api.Operations {
		names = append(names, op.Name)
	}
	if near, ok := diag.Suggest(r.Name, names); ok {
		d.Suggestion = near
		d.Message += "; did you mean " + quote(near) + "?"
	} else if b.tree.Specification == nil {
		d.Message += "; it has no specification, which would name its operations"
	} else if b.tree.Specification.Format == tree.WSDL && len(names) > 0 {
		// The service names operations of a WSDL by identifiers of its own, which
		// exports do not join with anything.
		d.Message += "; exports of SOAP APIs do not say which operation a folder means: call it after one of the WSDL (" + strings.Join(names[:min(len(names), maxNamed)], ", ") + ")"
	}
	b.list.Add(d)
}

// described reads an operation from its information file. What the definition
// says of the same operation fills the gaps.
func (b *apiBuilder) described(r *tree.Resource, known *catalog.Operation) *catalog.Operation {
	props := node.NewReader(r.Properties, &b.list, options)
	method := strings.ToUpper(props.String("method"))
	template, hasTemplate := props.Text("urlTemplate")
	if known != nil && (method == "" || !hasTemplate) {
		return known // an override of a few properties
	}
	if method == "" || !hasTemplate {
		b.list.Errorf(diag.InvalidValue, r.Origin.Source, r.Origin.Span, "the operation %q needs `method` and `urlTemplate`", r.Name)
		return nil
	}
	op := &catalog.Operation{
		Name: r.Name, DisplayName: displayName(props, r), Description: props.String("description"),
		Method: method, URLTemplate: template, Origin: r.Origin,
	}
	place := propsOrigin(r, "urlTemplate")
	var mistakes []catalog.TemplateError
	op.Template, mistakes = catalog.ParseTemplate(template)
	for _, m := range mistakes {
		b.list.Errorf(diag.InvalidValue, place.Source, place.Span, "the URL template %q: %s", template, m.Message)
	}
	if len(mistakes) > 0 {
		return known
	}
	described := parameters(props.Objects("templateParameters"))
	for _, name := range op.Template.Parameters() {
		op.TemplateParameters = append(op.TemplateParameters, templateParameter(name, described))
	}
	b.messages(op, props)
	if known == nil {
		known = b.sameRequests(op)
	}
	if known == nil {
		b.api.Operations = append(b.api.Operations, op)
		return op
	}
	if len(op.Responses) == 0 {
		op.Responses = known.Responses
	}
	if props.Get("request") == nil {
		op.Request = known.Request
	}
	*known = *op
	return known
}

// sameRequests returns the operation of the definition that answers the same
// requests.
func (b *apiBuilder) sameRequests(op *catalog.Operation) *catalog.Operation {
	i := slices.IndexFunc(b.api.Operations, func(have *catalog.Operation) bool {
		return have.Method == op.Method && have.Template.Canonical() == op.Template.Canonical()
	})
	if i < 0 {
		return nil
	}
	return b.api.Operations[i]
}

func quote(s string) string { return `"` + s + `"` }
