package validation

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/netregex"
)

// maxSchema is how large a schema may be, in bytes (validate-content.md, common rules
// 5).
const maxSchema = 4 << 20

// definitions compiles the schemas of one API. It is used while documents are loaded.
type definitions struct {
	check    *policy.Check
	api      *catalog.API
	compiler *jsonschema.Compiler
	// made are the schemas by what they were made of.
	made map[schemaKey]*schema
}

type schemaKey struct{ text, id, name string }

// schema is a schema as requests need it.
type schema struct {
	// name is what errors call it.
	name string
	// rules is nil when the schema is of no use, err says why.
	rules *jsonschema.Schema
	err   error
	lack  lack
}

// lack says what a definition that is not there lacks.
type lack uint8

const (
	lacksName lack = iota
	lacksSchema
	lacksDefinitions
)

// definitionsKey is under which the definitions of an API are kept while documents are
// loaded.
type definitionsKey struct{ api *catalog.API }

// definitionsOf returns the definitions of an API.
func definitionsOf(c *policy.Check, api *catalog.API) *definitions {
	return c.Once(definitionsKey{api}, func() any {
		d := &definitions{check: c, api: api, made: map[schemaKey]*schema{}}
		d.compiler = jsonschema.NewCompiler()
		d.compiler.DefaultDraft(jsonschema.Draft2020)
		d.compiler.AssertFormat()
		d.compiler.UseLoader(d)
		d.compiler.UseRegexpEngine(compilePattern)
		for _, f := range formats() {
			d.compiler.RegisterFormat(f)
		}
		return d
	}).(*definitions)
}

// errForeign is the error of a reference to what is not part of the configuration.
var errForeign = errors.New("nothing outside of the configuration is read")

// Load returns the document at an address, converted: a schema of the API or of the
// service. Any other address is refused.
func (d *definitions) Load(address string) (any, error) {
	name, ok := strings.CutPrefix(address, schemaAddress(""))
	if !ok {
		return nil, fmt.Errorf("%s: %w", address, errForeign)
	}
	name = lastName(name)
	s := d.check.Schema(d.api, name)
	if s == nil {
		return nil, fmt.Errorf("there is no schema %q", name)
	}
	if len(s.Document) > maxSchema {
		return nil, fmt.Errorf("the schema %q has more than %d bytes", name, maxSchema)
	}
	doc, err := readSchema(s.Document)
	if err != nil {
		return nil, fmt.Errorf("the schema %q: %w", name, err)
	}
	c := converter{dialect: d.dialect(s)}
	out := c.document(doc)
	if c.err != nil {
		return nil, fmt.Errorf("the schema %q: %w", name, c.err)
	}
	return out, nil
}

// dialect returns the dialect of a schema of the API or of the service.
func (d *definitions) dialect(s *catalog.Schema) dialect {
	switch s.ContentType {
	case catalog.DefinitionsSchema:
		return dialectOf(d.api.OpenAPI, true, false)
	case catalog.ComponentsSchema:
		return dialectOf(d.api.OpenAPI, false, true)
	}
	return plainSchema
}

// own compiles a schema that stands in an operation, with its references into the
// API's schema id. name is what errors call it.
func (d *definitions) own(text, id, name string, at catalog.Origin) *schema {
	key := schemaKey{text, id, name}
	if s := d.made[key]; s != nil {
		return s
	}
	s := &schema{name: name}
	d.made[key] = s
	doc, err := readSchema(text)
	c := converter{dialect: plainSchema, base: schemaAddress(id)}
	if shared := d.api.Schema(id); shared != nil {
		c.dialect = d.dialect(shared)
	} else {
		c.dialect = dialectOf(d.api.OpenAPI, false, false)
	}
	if err == nil {
		doc = c.schema(doc, 0)
		err = c.err
	}
	if err == nil {
		address := scheme + "/own/" + strconv.Itoa(len(d.made))
		if err = d.compiler.AddResource(address, doc); err == nil {
			s.rules, err = d.compiler.Compile(address)
		}
	}
	d.refused(s, err, at)
	return s
}

// refused says what was wrong with a schema. A definition that the service would serve
// is served here as well, and what cannot be compared with it fails its check.
func (d *definitions) refused(s *schema, err error, at catalog.Origin) {
	if err == nil {
		return
	}
	s.rules, s.err = nil, err
	src := at.Source
	if src == nil {
		// What names it reports it.
		return
	}
	d.check.ReportIn(diag.Diagnostic{
		Severity: diag.Warning, Code: diag.SpecificationSyntax, Source: src, Span: at.Span,
		Message: "the schema cannot be used to check messages, which will fail the check: " + reason(err),
	})
}

// reason is the text of an error of the compiler, without addresses that say nothing
// to users.
func reason(err error) string {
	text := err.Error()
	var invalid *jsonschema.SchemaValidationError
	if errors.As(err, &invalid) {
		text = invalid.Err.Error()
	}
	text = strings.ReplaceAll(text, scheme+"/schemas/", "")
	text = strings.ReplaceAll(text, scheme+"/own/", "schema ")
	lines := strings.Split(text, "\n")
	if len(lines) > 1 && strings.HasPrefix(lines[0], "jsonschema validation failed") {
		lines = lines[1:]
	}
	for i := range lines {
		lines[i] = strings.TrimPrefix(strings.TrimSpace(lines[i]), "- ")
	}
	return strings.Join(lines, "; ")
}

// named compiles a definition of the API's schema id.
func (d *definitions) named(id, name string, at catalog.Origin) *schema {
	pointer := "#/components/schemas/"
	if s := d.api.Schema(id); s != nil && s.ContentType == catalog.DefinitionsSchema {
		pointer = "#/definitions/"
	}
	s := d.at(id, pointer+escapePointer(name), name, at)
	if s.rules == nil {
		s.lack = d.lacking(id)
	}
	return s
}

// lacking says why nothing was found in a schema.
func (d *definitions) lacking(id string) lack {
	s := d.check.Schema(d.api, id)
	if s == nil {
		return lacksSchema
	}
	var doc struct {
		Definitions map[string]json.RawMessage
		Components  struct{ Schemas map[string]json.RawMessage }
	}
	if err := json.Unmarshal([]byte(s.Document), &doc); err != nil || len(doc.Definitions)+len(doc.Components.Schemas) == 0 {
		return lacksDefinitions
	}
	return lacksName
}

// at compiles what stands at a place of a schema; pointer is a fragment.
func (d *definitions) at(id, pointer, name string, at catalog.Origin) *schema {
	key := schemaKey{pointer, id, name}
	if s := d.made[key]; s != nil {
		return s
	}
	s := &schema{name: name}
	d.made[key] = s
	var err error
	s.rules, err = d.compiler.Compile(schemaAddress(id) + pointer)
	d.refused(s, err, at)
	return s
}

func escapePointer(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1", "%", "%25").Replace(s)
}

// forBody returns the schema of a body, whose representation may be nil.
func (d *definitions) forBody(op *catalog.Operation, rep *catalog.Representation) *schema {
	switch {
	case rep == nil:
		return nil
	case rep.Schema != "":
		name := rep.TypeName
		if name == "" {
			name = op.Name
		}
		return d.own(rep.Schema, rep.SchemaID, name, rep.Origin)
	case rep.TypeName != "" && rep.SchemaID != "":
		return d.named(rep.SchemaID, rep.TypeName, rep.Origin)
	}
	return nil
}

// pattern is a regular expression of .NET, which is what the service's validator uses.
type pattern struct {
	*netregex.Regex
	text string
}

// maxPatternTime bounds the search for a pattern in one text.
const maxPatternTime = 200 * time.Millisecond

func compilePattern(s string) (jsonschema.Regexp, error) {
	re, err := netregex.Compile(s, netregex.None, nil, netregex.Limits{Timeout: maxPatternTime, Max: maxPatternTime})
	if err != nil {
		return nil, err
	}
	return &pattern{re, s}, nil
}

// String returns the pattern.
func (p *pattern) String() string { return p.text }

// MatchString reports whether the pattern matches somewhere in s. A search that takes
// too long does not match: the text is refused.
func (p *pattern) MatchString(s string) bool {
	ok, err := p.IsMatch(s)
	return ok && err == nil
}
