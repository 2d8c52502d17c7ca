package validation

import (
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateContentDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-content", Summary: "Checks the size and the content of a body against the API's definition.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError, Scopes: policy.AllScopes, NoHandshake: true,
		New: func() policy.Policy { return &validateContent{} },
	}
}

// validateContent checks the body of the request (inbound) or of the response
// (outbound, on-error). The body stays readable.
type validateContent struct {
	// What happens to a body whose content type neither the API's definition nor a
	// content element names.
	Unspecified expr.Value[action] `attr:"unspecified-content-type-action,required"`
	// The largest size in bytes, at most 4 MiB. That of a compressed body is the
	// decompressed one.
	MaxSize expr.Value[int] `attr:"max-size,required"`
	// What happens to larger bodies.
	SizeExceeded expr.Value[action] `attr:"size-exceeded-action,required"`
	// The variable that gets the list of errors; it is set only when there are any.
	Variable string `attr:"errors-variable-name"`
	// Which content type a body is taken for.
	Map *contentTypeMap `elem:"content-type-map"`
	// How bodies are checked.
	Contents []content `elem:"content"`

	errors *rt.Type
	// fixed are the schemas of content elements that name one, by operation; bodies
	// those of representations.
	fixed  map[*catalog.Operation][]*schema
	xml    map[*catalog.Operation][]*xmlSchema
	bodies map[*catalog.Representation]*schema
}

type contentTypeMap struct {
	// The content type that every body is taken for that no type element is about.
	Any string `attr:"any-content-type-value"`
	// The content type that a message without a Content-Type is taken for.
	Missing string `attr:"missing-content-type-value"`
	// A content type that is taken for another; the first that matches counts.
	Types []contentTypeEntry `elem:"type"`
}

type contentTypeEntry struct {
	// The content type, without regard to case and parameters.
	From string `attr:"from"`
	// Whether this entry is meant, in place of from.
	When expr.Value[bool] `attr:"when"`
	// What it is taken for.
	To string `attr:"to,required"`
}

type content struct {
	// The content type that this is about; every one that the API's definition has if
	// absent.
	Type string `attr:"type"`
	// How the body is read. XML and the payload of SOAP envelopes are compared with the
	// XML schemas of the API, or the one that schema-id names; they only have to be
	// well-formed where there is none.
	As format `attr:"validate-as,required"`
	// The schema of the service or the API, in place of what the operation's definition
	// says.
	SchemaID string `attr:"schema-id"`
	// The place of the schema in that document, a JSON pointer such as
	// #/components/schemas/address.
	SchemaRef string `attr:"schema-ref"`
	// What happens to a body that does not fit.
	Action expr.Value[action] `attr:"action,required"`
	// Whether objects may have properties that the schema does not name, in place of
	// the schema's additionalProperties: as there, the parts of an allOf count each by
	// itself, and with false refuse what only the others name.
	Additional flag `attr:"allow-additional-properties"`
	// Whether names of properties compare without case.
	FoldNames bool `attr:"case-insensitive-property-names" default:"false"`
}

// format is how a body is read.
type format string

// Values lists the formats.
func (format) Values() []string { return []string{"json", "xml", "soap"} }

// flag is a boolean that may be absent.
type flag string

// Values lists the texts.
func (flag) Values() []string { return []string{"true", "false"} }

// value is nil for an absent flag.
func (f flag) value() *bool {
	if f == "" {
		return nil
	}
	b := f == "true"
	return &b
}

// maxBody is the largest max-size (validate-content.md).
const maxBody = 4 << 20

const sizes = "expected 0 to %d"

// Check refuses sizes that are too large, and what goes with another format.
func (p *validateContent) Check(c *policy.Check) {
	if n, ok := p.MaxSize.Constant(); ok && (n < 0 || n > maxBody) {
		c.Errorf(diag.InvalidValue, "max-size", "the attribute max-size: "+sizes+", not %d", maxBody, n)
	}
	for i := range p.Contents {
		e := &p.Contents[i]
		if e.SchemaID != "" {
			c.HasSchema("content", i, "schema-id", e.SchemaID)
		}
		if e.As == "json" {
			continue
		}
		switch {
		case e.SchemaRef != "":
			c.ChildErrorf(diag.InvalidValue, "content", i, "schema-ref", "schema-ref goes with validate-as=\"json\"")
		case e.As == "soap" && !soapType(e.Type):
			c.ChildErrorf(diag.InvalidValue, "content", i, "type", "validate-as=\"soap\" takes the content types application/soap+xml and text/xml, not %q", e.Type)
		}
	}
	p.checkMap(c)
}

func (p *validateContent) checkMap(c *policy.Check) {
	if p.Map == nil {
		return
	}
	for i := range p.Map.Types {
		e := &p.Map.Types[i]
		if (e.From != "") == e.When.IsSet() {
			c.ChildErrorf(diag.InvalidValue, "content-type-map", 0, "", "each type needs one of the attributes from and when")
			return
		}
	}
}

func soapType(t string) bool {
	t = mediaType(t)
	return t == "" || t == "application/soap+xml" || t == "text/xml"
}

// Prepare finds the type of the list of errors.
func (p *validateContent) Prepare(c *policy.Check) {
	p.errors = c.Type(errorList)
	p.xml = map[*catalog.Operation][]*xmlSchema{}
	p.fixed, p.bodies = map[*catalog.Operation][]*schema{}, map[*catalog.Representation]*schema{}
}

// errorList is the type of the variable (validate-content.md, common rules 2).
const errorList = "System.Collections.Generic.List<object>"

// PrepareOperation compiles the schemas of an operation.
func (p *validateContent) PrepareOperation(c *policy.Check, api *catalog.API, op *catalog.Operation) {
	d := definitionsOf(c, api)
	fixed := make([]*schema, len(p.Contents))
	own := false
	for i := range p.Contents {
		e := &p.Contents[i]
		switch {
		case e.As != "json":
			p.prepareXML(c, api, op, i)
		case e.SchemaID != "":
			fixed[i] = d.at(e.SchemaID, e.SchemaRef, e.SchemaID+e.SchemaRef, catalog.Origin{})
		case e.SchemaRef != "":
			fixed[i] = d.at(apiSchemaName(api), e.SchemaRef, lastName(e.SchemaRef), catalog.Origin{})
		default:
			own = true
		}
		if fixed[i] != nil && fixed[i].rules == nil {
			attribute := "schema-id"
			if e.SchemaRef != "" {
				attribute = "schema-ref"
			}
			c.ChildErrorf(diag.UnresolvedSchema, "content", i, attribute, "the schema %q of the API %q cannot be used: %s", fixed[i].name, api.Name, reason(fixed[i].err))
		}
	}
	p.fixed[op] = fixed
	if !own {
		return
	}
	add := func(list []*catalog.Representation) {
		for _, rep := range list {
			if s := d.forBody(op, rep); s != nil {
				p.bodies[rep] = s
			}
		}
	}
	if c.Section() == policy.Inbound {
		add(op.Request.Representations)
		return
	}
	for _, r := range op.Responses {
		add(r.Representations)
	}
}

// apiSchemaName is the name of the schema that holds the definitions of an API.
func apiSchemaName(api *catalog.API) string {
	for _, s := range api.Schemas {
		if s.ContentType == catalog.ComponentsSchema || s.ContentType == catalog.DefinitionsSchema {
			return s.Name
		}
	}
	return "openapi"
}

// Run checks the body.
func (p *validateContent) Run(x *policy.Exec) (policy.Flow, error) {
	// unverified: a message without a body has nothing to check.
	body := *x.Body()
	if x.Operation == nil || body == nil || body.Length() == 0 && body.Buffered() {
		return policy.Next, nil
	}
	r := report{x: x, variable: p.Variable, list: p.errors}
	if err := p.check(x, body, &r); err != nil {
		return policy.End, err
	}
	if err := r.finish(); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}

func (p *validateContent) check(x *policy.Exec, body *message.Body, r *report) error {
	mime, err := p.contentType(x)
	if err != nil {
		return err
	}
	b := reading{x: x, body: body, mime: mime}
	if err := p.checkSize(x, &b, r); err != nil || r.prevented != nil || b.length() == 0 {
		return err
	}
	rep, declared := representation(x, mime)
	i := p.contentFor(mime, rep != nil)
	if i < 0 {
		if rep != nil {
			// "Unspecified" is said of types that the API's definition lacks
			// (unspecified-content-type-action in the service's documentation): one that it
			// has needs no content element.
			return nil
		}
		a, err := p.Unspecified.Eval(x.Frame())
		if err != nil || a == ignore || b.empty() {
			return err
		}
		r.add(a, b.failure(ruleUnknown, mime, "Unspecified content type "+mime+" is not allowed.", ""))
		return nil
	}
	e := &p.Contents[i]
	a, err := e.Action.Eval(x.Frame())
	if err != nil || a == ignore || b.empty() {
		return err
	}
	if e.As != "json" {
		found, err := b.checkXML(e.As == "soap", p.xmlFor(x.Operation, i))
		r.add(a, found...)
		return err
	}
	s := p.schemaFor(x.Operation, i, rep)
	if s == nil && rep != nil {
		// The definition says of the body what it is and no more.
		s = &schema{rules: anything}
	}
	if s == nil {
		text := schemaMissing
		if declared {
			text = definitionsMissing
		}
		r.add(a, failure{Type: apiSchema, Details: text, Public: internalText})
		return nil
	}
	found, err := b.checkJSON(e, s)
	r.add(a, found...)
	return err
}

// What is said of an API's schema as a whole.
const (
	schemaMissing      = "API's schema does not exist or it could not be resolved."
	definitionsMissing = "API's schema does not specify definitions."
)

// anything is the schema that every value fits.
var anything = &jsonschema.Schema{}

// schemaFor returns the schema for a content element; nil when there is none.
func (p *validateContent) schemaFor(op *catalog.Operation, i int, rep *catalog.Representation) *schema {
	if list := p.fixed[op]; list != nil && list[i] != nil {
		return list[i]
	}
	if rep == nil {
		return nil
	}
	return p.bodies[rep]
}

// contentFor returns the index of the content element that is about a content type, -1
// for none.
func (p *validateContent) contentFor(mime string, declared bool) int {
	general := -1
	for i := range p.Contents {
		switch t := p.Contents[i].Type; {
		case t != "" && strings.EqualFold(mediaType(t), mime):
			return i
		case t == "" && general < 0 && declared:
			general = i
		}
	}
	return general
}

// contentType returns what the body is taken for: a media type in lower case.
func (p *validateContent) contentType(x *policy.Exec) (string, error) {
	// Several are none that a schema is about: the backend may look at another than the
	// first.
	given := mediaType(strings.Join(x.Header().Values("Content-Type"), ", "))
	if p.Map == nil {
		return given, nil
	}
	for i := range p.Map.Types {
		e := &p.Map.Types[i]
		meant := e.From != "" && mediaType(e.From) == given
		if e.From == "" {
			var err error
			if meant, err = e.When.Eval(x.Frame()); err != nil {
				return "", err
			}
		}
		if meant {
			return mediaType(e.To), nil
		}
	}
	switch {
	case p.Map.Any != "":
		return mediaType(p.Map.Any), nil
	case given == "" && p.Map.Missing != "":
		return mediaType(p.Map.Missing), nil
	}
	return given, nil
}

// mediaType is a content type without parameters, in lower case.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	return strings.ToLower(strings.TrimSpace(s))
}

// representation returns what the operation's definition says about a content type,
// nil for nothing. declared is false when it says nothing about any.
func representation(x *policy.Exec, mime string) (rep *catalog.Representation, declared bool) {
	list := x.Operation.Request.Representations
	if x.OnResponse() {
		list = nil
		if r := x.Operation.Answer(x.Response().Status); r != nil {
			list = r.Representations
		}
	}
	var covering *catalog.Representation
	for _, rep := range list {
		have := rep.ContentType
		if i := strings.IndexByte(have, ';'); i >= 0 {
			have = strings.TrimSpace(have[:i])
		}
		if strings.EqualFold(have, mime) {
			return rep, true
		}
		prefix, all := strings.CutSuffix(have, "*")
		if all && covering == nil && (prefix == "*/" || len(mime) >= len(prefix) && strings.EqualFold(mime[:len(prefix)], prefix)) {
			covering = rep
		}
	}
	return covering, len(list) > 0
}
