package catalog

import "github.com/gatehouse-project/gatehouse/internal/diag"

// AnyMethod is the method of an operation that answers every method. The
// service has none such; it is the operation of a single policy document that
// is served by itself. It does not count as an operation of method OPTIONS when
// a CORS preflight request is answered.
const AnyMethod = "*"

// Operation is one operation of an API.
type Operation struct {
	// Name is the resource name, context.Operation.Id.
	Name                     string
	DisplayName, Description string
	// Method is the HTTP method in upper case, or AnyMethod.
	Method string
	// URLTemplate is the template as written; Template is its parsed form.
	URLTemplate string
	Template    Template
	// TemplateParameters describe the parameters of the template, path first.
	TemplateParameters []*Parameter
	Request            Request
	Responses          []*Response
	// Policy is the document of the operation scope, nil when there is none.
	Policy *diag.Source
	Tags   []*Tag
	Origin Origin
}

// Request describes what an operation takes.
type Request struct {
	Description string
	Headers     []*Parameter
	// QueryParameters are those that are not part of the template.
	QueryParameters []*Parameter
	Representations []*Representation
}

// Response describes one answer of an operation.
type Response struct {
	// Status is the status code, 0 for `default` and for ranges.
	Status int
	// Code is the status as the definition writes it: "200", "default", "4XX".
	Code            string
	Description     string
	Headers         []*Parameter
	Representations []*Representation
	Origin          Origin
}

// Parameter describes a template parameter, query parameter or header.
type Parameter struct {
	Name, Description string
	// Type is the type in words, "string" when none is given.
	Type     string
	Required bool
	// Default is the default value, empty when there is none.
	Default string
	// Values are the values allowed, empty when any is.
	Values []string
	// Schema is the JSON schema, empty when there is none. References in it are
	// pointers into the API's schema SchemaID.
	Schema   string
	SchemaID string
	// TypeName refers to a definition in the schema SchemaID where there is no
	// Schema.
	TypeName string
	// Form is how several values, or the members of an object, are written.
	Form     ParameterForm
	Examples []Example
	Origin   Origin
}

// ParameterForm is how the text of a parameter holds values that are lists or
// objects.
type ParameterForm struct {
	// Style is OpenAPI 3's style, empty for the default of the place: form in the
	// query, simple in paths and headers.
	Style string
	// Explode gives each value a parameter of its own, or each member of an object.
	Explode bool
	// Media is the content type of a parameter whose text is a document, empty for
	// others.
	Media string
}

// Representation describes a body in one content type.
type Representation struct {
	ContentType string
	Examples    []Example
	// Schema is the JSON schema of the body, empty when there is none. References
	// in it are pointers into the document of the API's schema SchemaID.
	Schema string
	// SchemaID and TypeName refer to a definition in one of the API's schemas.
	SchemaID, TypeName string
	FormParameters     []*Parameter
	// Sample is a body generated from the schema, empty when there is none.
	Sample string
	Origin Origin
}

// Example is one named example. Value is the text that is sent.
type Example struct {
	Name, Summary, Value string
}

// Response returns the response with that status code, or nil.
func (o *Operation) Response(status int) *Response {
	for _, r := range o.Responses {
		if r.Status == status {
			return r
		}
	}
	return nil
}

// Answer returns what the operation's definition says about a status code: the
// response of that code, that of its range, the default one, or nil.
func (o *Operation) Answer(status int) *Response {
	var covering *Response
	for _, r := range o.Responses {
		switch {
		case r.Status == status:
			return r
		case len(r.Code) == 3 && int(r.Code[0]-'0') == status/100 && (r.Code[1] == 'X' || r.Code[1] == 'x'):
			covering = r
		case covering == nil && r.Code == "default":
			covering = r
		}
	}
	return covering
}

// Schema is a document of definitions.
type Schema struct {
	// Name is the resource name.
	Name        string
	ContentType string
	// Document is the text: JSON for OpenAPI, XML for XSD.
	Document string
	Origin   Origin
}

// Content types of schemas (artifacts.md section 2.2).
const (
	ComponentsSchema  = "application/vnd.oai.openapi.components+json"
	DefinitionsSchema = "application/vnd.ms-azure-apim.swagger.definitions+json"
	GraphQLSchema     = "application/vnd.ms-azure-apim.graphql.schema"
	XSDSchema         = "application/vnd.ms-azure-apim.xsd+xml"
	// ProtoSchema is that of the definition of a gRPC API (unverified:
	// platform/grpc-apis.md).
	ProtoSchema = "application/vnd.ms-azure-apim.grpc.schema"
)

// Resolver resolves one field of a GraphQL API.
type Resolver struct {
	Name, DisplayName, Description string
	// Type and Field are what the resolver resolves: "Query" and "hero".
	Type, Field string
	// Policy is the document that resolves it, nil when it is missing.
	Policy *diag.Source
	Origin Origin
}
