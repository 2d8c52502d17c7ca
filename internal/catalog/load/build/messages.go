package build

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// The request and the responses of an operation as the management API spells
// them (artifacts.md section 2.2).

func (b *apiBuilder) messages(op *catalog.Operation, props *node.Reader) {
	request := props.Object("request")
	op.Request = catalog.Request{
		Description:     request.String("description"),
		Headers:         parameters(request.Objects("headers")),
		QueryParameters: parameters(request.Objects("queryParameters")),
		Representations: representations(request),
	}
	for _, res := range props.Objects("responses") {
		status, ok := res.Int("statusCode", 100, 599)
		if !ok {
			res.Errorf("statusCode", "a response needs a `statusCode`")
			continue
		}
		op.Responses = append(op.Responses, &catalog.Response{
			Status: int(status), Code: res.String("statusCode"), Description: res.String("description"),
			Headers: parameters(res.Objects("headers")), Representations: representations(res), Origin: origin(res),
		})
	}
}

func parameters(list []*node.Reader) []*catalog.Parameter {
	var out []*catalog.Parameter
	for _, p := range list {
		param := &catalog.Parameter{
			Name: p.String("name"), Description: p.String("description"), Type: p.String("type"), Required: p.Bool("required", false),
			Default: p.String("defaultValue"), Values: p.Strings("values"), SchemaID: p.String("schemaId"),
			TypeName: p.String("typeName"), Examples: examples(p), Origin: origin(p),
		}
		if param.Type == "" {
			param.Type = "string"
		}
		if param.Name == "" {
			p.Errorf("name", "a parameter needs a `name`")
			continue
		}
		out = append(out, param)
	}
	return out
}

// origin is the place of the object that r reads.
func origin(r *node.Reader) catalog.Origin {
	v := r.Value()
	if v == nil {
		return catalog.Origin{}
	}
	return catalog.Origin{Source: v.Source, Span: v.Span}
}

// templateParameter returns the description of a template's parameter, a plain
// one when there is none.
func templateParameter(name string, described []*catalog.Parameter) *catalog.Parameter {
	for _, p := range described {
		if p.Name == name {
			p.Required = true
			return p
		}
	}
	return &catalog.Parameter{Name: name, Type: "string", Required: true}
}

func representations(message *node.Reader) []*catalog.Representation {
	var out []*catalog.Representation
	for _, r := range message.Objects("representations") {
		rep := &catalog.Representation{
			ContentType: r.String("contentType"), Examples: examples(r), SchemaID: r.String("schemaId"), TypeName: r.String("typeName"),
			FormParameters: parameters(r.Objects("formParameters")), Origin: origin(r),
		}
		// Old API versions hold one example as a text.
		if sample, ok := r.Text("sample"); ok && len(rep.Examples) == 0 {
			rep.Examples = []catalog.Example{{Name: "default", Value: sample}}
		}
		if rep.ContentType == "" {
			r.Errorf("contentType", "a representation needs a `contentType`")
			continue
		}
		out = append(out, rep)
	}
	return out
}

// maxExample bounds the text of one example in bytes.
const maxExample = 1 << 20

// examples reads the object of named examples; a value that is no string is
// JSON.
func examples(r *node.Reader) []catalog.Example {
	var out []catalog.Example
	for _, m := range r.Entries("examples") {
		value := m.Value.GetFold("value")
		if value.IsNull() {
			continue
		}
		text := value.Text
		if value.Kind != node.String {
			encoded, err := node.AppendJSON(nil, value, maxExample)
			if err != nil {
				r.Errorf("examples", "the example %q has more than %d bytes", m.Name, maxExample)
				continue
			}
			text = string(encoded)
		}
		out = append(out, catalog.Example{Name: m.Name, Summary: m.Value.GetFold("summary").TextOrEmpty(), Value: text})
	}
	return out
}
