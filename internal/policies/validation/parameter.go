package validation

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
)

// location is a place where parameters stand.
type location uint8

const (
	inQuery location = iota
	inPath
	inHeader
	inResponseHeader
)

// String names the place in the texts of errors.
func (l location) String() string {
	return [...]string{"query parameter", "path parameter", "header", "header"}[l]
}

// failureType is how failures name the place.
func (l location) failureType() string {
	return [...]string{queryParameter, pathParameter, requestHeader, responseHeader}[l]
}

// parameter is a parameter or header as requests need it.
type parameter struct {
	name     string
	at       location
	required bool
	form     catalog.ParameterForm
	// schema is nil when any text will do.
	schema *schema
}

// parameter compiles one parameter.
func (d *definitions) parameter(p *catalog.Parameter, at location) *parameter {
	out := &parameter{name: p.Name, at: at, required: p.Required, form: p.Form}
	switch {
	case p.Schema != "":
		out.schema = d.own(p.Schema, p.SchemaID, p.Name, p.Origin)
	case p.TypeName != "" && p.SchemaID != "":
		out.schema = d.named(p.SchemaID, p.TypeName, p.Origin)
	default:
		if text := plainParameter(p); text != "" {
			out.schema = d.own(text, "", p.Name, p.Origin)
		}
	}
	return out
}

// plainParameter makes a schema of the type and the values of a parameter that has
// none.
func plainParameter(p *catalog.Parameter) string {
	var parts []string
	switch p.Type {
	case "integer", "number", "boolean":
		parts = append(parts, `"type":"`+p.Type+`"`)
	}
	if len(p.Values) > 0 && parts == nil {
		var values []string
		for _, v := range p.Values {
			values = append(values, string(jsontree.AppendQuoted(nil, v)))
		}
		parts = append(parts, `"enum":[`+strings.Join(values, ",")+`]`)
	}
	if parts == nil {
		return ""
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// failure is a failure of the parameter; public is empty for the details.
func (p *parameter) failure(rule, details, public string) failure {
	f := failure{Name: p.name, Type: p.at.failureType(), Rule: rule, Details: details, Public: public}
	if p.at == inResponseHeader {
		f.Public = internalText
	}
	return f
}

// missing is the failure of a parameter that has to be there.
//
// unverified: the rule and the text.
func (p *parameter) missing() failure {
	text := "alue of the " + p.at.String() + " " + p.name + " does not conform to the definition. The required " + p.at.String() + " is missing."
	return p.failure(ruleMessage, "V"+text, "The v"+text)
}

// check compares the values of the parameter with its schema.
func (p *parameter) check(f *rt.Frame, values []string) []failure {
	if p.schema == nil {
		return nil
	}
	about := p.at.String() + " " + p.name
	switch {
	case p.schema.rules != nil:
	case p.schema.lack == lacksSchema:
		return []failure{{Type: apiSchema, Details: "API's schema doesn't exist or it couldn't be resolved.", Public: internalText}}
	case p.schema.lack == lacksDefinitions:
		return []failure{{Type: apiSchema, Details: "API schema does not specify definitions.", Public: internalText}}
	default:
		return []failure{p.failure(ruleDefinition, "API's schema does not contain definition "+p.schema.name+", which is associated with the "+about+".", internalText)}
	}
	types, among := typesOf(p.schema.rules), typesAmong(p.schema.rules)
	if len(values) > 1 && among&(typeArray|typeObject) == 0 {
		whose := "Request"
		if p.at == inResponseHeader {
			whose = "Response"
		}
		return []failure{p.failure(ruleMessage, whose+" cannot contain multiple values for the "+about+".", "")}
	}
	var out []failure
	var unread error
	for _, read := range p.readings(types, among) {
		token, err := read(f, values)
		if err != nil {
			if unread == nil {
				unread = err
			}
			continue
		}
		e := evaluator{f: f, inRequest: p.at != inResponseHeader, inResponse: p.at == inResponseHeader}
		wrong, err := e.evaluate(p.schema.rules, token)
		if err != nil {
			text := strings.ToUpper(about[:1]) + about[1:] + " cannot be validated. " + errorText(err)
			return []failure{p.failure(ruleError, text, internalText)}
		}
		if len(wrong) == 0 {
			return nil
		}
		out = out[:0]
		for _, v := range wrong {
			text := "alue of the " + about + " does not conform to the definition. " + v.String()
			out = append(out, p.failure(ruleMessage, "V"+text, "The v"+text))
		}
	}
	if out != nil {
		return out
	}
	detail := ""
	if unread != nil {
		detail = " " + errorText(unread)
	}
	text, unparsed := "alue of the "+about, " couldn't be parsed according to the definition."+detail
	details := "V" + text + unparsed
	if p.at != inResponseHeader {
		// The words of validate-parameters.md; those of validate-headers.md differ.
		details = "V" + text + " cannot be parsed according to the definition." + detail
	}
	return []failure{p.failure(ruleMessage, details, "The v"+text+unparsed)}
}

// errorText is an error as failures show it.
func errorText(err error) string {
	var ex *clr.Exception
	var exceeded *rt.Exceeded
	switch {
	case errors.As(err, &ex):
		return ex.Message
	case errors.As(err, &exceeded):
		return "The validation used up its budget of " + exceeded.What + "."
	}
	return err.Error()
}

// typesOf are the types that a schema allows by itself, by what it refers to or by its
// parts; 0 when it does not say.
func typesOf(s *jsonschema.Schema) jsonschema.Types {
	left := maxSchemas
	return typesWithin(s, false, &left)
}

// typesAmong are those of typesOf, or else those of the alternatives that say one.
func typesAmong(s *jsonschema.Schema) jsonschema.Types {
	left := maxSchemas
	return typesWithin(s, true, &left)
}

// maxSchemas is how many schemas are looked at to find out about a parameter.
const maxSchemas = 100

// typesWithin is typesOf with a bound of the schemas that are looked at: they may go
// round in circles.
func typesWithin(s *jsonschema.Schema, alternatives bool, left *int) (out jsonschema.Types) {
	if *left--; s == nil || *left < 0 {
		return 0
	}
	switch {
	case s.Types != nil:
		return *s.Types
	case s.Ref != nil:
		return typesWithin(s.Ref, alternatives, left)
	}
	for _, part := range s.AllOf {
		if t := typesWithin(part, alternatives, left); out == 0 {
			out = t
		} else if t != 0 {
			out &= t
		}
	}
	if out != 0 || !alternatives {
		return out
	}
	for _, list := range [...][]*jsonschema.Schema{s.AnyOf, s.OneOf} {
		for _, part := range list {
			out |= typesWithin(part, alternatives, left)
		}
	}
	return out
}

// read makes a value of the texts of a parameter.
type read func(f *rt.Frame, values []string) (jsontree.Token, error)

// readings are the ways to read a parameter, by the types it may have and those that its
// alternatives may. One whose schema does not tell may be a text or a scalar.
func (p *parameter) readings(types, among jsonschema.Types) []read {
	if p.form.Media != "" && strings.Contains(p.form.Media, "json") {
		return []read{func(f *rt.Frame, values []string) (jsontree.Token, error) {
			return jsontree.ParseToken(values[0], jsontree.Options{Dates: jsontree.DatesAsText, Charge: f.Alloc})
		}}
	}
	var out []read
	if among&typeArray != 0 {
		out = append(out, p.list)
	}
	if among&typeObject != 0 {
		out = append(out, p.members)
	}
	out = append(out, scalars(types)...)
	return out
}

func scalars(types jsonschema.Types) []read {
	var out []read
	one := func(t jsonschema.Types, parse func(string) (jsontree.Token, error)) {
		if types == 0 || types&t != 0 {
			out = append(out, func(_ *rt.Frame, values []string) (jsontree.Token, error) { return parse(values[0]) })
		}
	}
	one(typeString, func(s string) (jsontree.Token, error) { return jsontree.NewString(s), nil })
	one(typeInteger, integer)
	one(typeNumber, number)
	one(typeBoolean, boolean)
	one(typeNull, func(s string) (jsontree.Token, error) {
		if s != "" && s != "null" {
			return nil, errNull
		}
		return jsontree.NewNull(), nil
	})
	return out
}

var (
	errNull     = errors.New("The value is not null.")
	errInteger  = errors.New("Input string was not in a correct format.")
	errOverflow = errors.New("Value was either too large or too small for an Int64.")
	errBoolean  = errors.New("String was not recognized as a valid Boolean.")
)

func integer(s string) (jsontree.Token, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return nil, errOverflow
	}
	if err != nil {
		return nil, errInteger
	}
	return jsontree.NewInt64(n), nil
}

func number(s string) (jsontree.Token, error) {
	if t, err := integer(s); err == nil {
		return t, nil
	}
	if strings.Trim(s, "0123456789+-.eE") != "" {
		return nil, errInteger
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return nil, errInteger
	}
	return jsontree.NewFloat64(v), nil
}

func boolean(s string) (jsontree.Token, error) {
	switch {
	case strings.EqualFold(s, "true"):
		return jsontree.NewBool(true), nil
	case strings.EqualFold(s, "false"):
		return jsontree.NewBool(false), nil
	}
	return nil, errBoolean
}
