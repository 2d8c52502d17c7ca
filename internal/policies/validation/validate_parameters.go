package validation

import (
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateParametersDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-parameters", Summary: "Checks the headers, query and path parameters of the request against the API's definition.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &validateParameters{} },
	}
}

// validateParameters checks the parameters of the request.
type validateParameters struct {
	// What happens to a parameter that the definition has and whose value does not fit.
	Specified expr.Value[action] `attr:"specified-parameter-action,required"`
	// What happens to a parameter that the definition does not have.
	Unspecified expr.Value[action] `attr:"unspecified-parameter-action,required"`
	// The variable that gets the list of errors; it is set only when there are any.
	Variable string `attr:"errors-variable-name"`
	// Other actions for headers.
	Headers *parameterGroup `elem:"headers"`
	// Other actions for query parameters.
	Query *parameterGroup `elem:"query"`
	// Other actions for parameters of the path.
	Path *pathGroup `elem:"path"`

	errors *rt.Type
	by     map[*catalog.Operation]*parameters
}

type parameterGroup struct {
	// In place of the one of validate-parameters.
	Specified expr.Value[action] `attr:"specified-parameter-action"`
	// In place of the one of validate-parameters.
	Unspecified expr.Value[action] `attr:"unspecified-parameter-action"`
	// A parameter with an action of its own.
	Parameters []parameterAction `elem:"parameter"`
}

type pathGroup struct {
	// In place of the one of validate-parameters.
	Specified expr.Value[action] `attr:"specified-parameter-action"`
	// A parameter with an action of its own.
	Parameters []parameterAction `elem:"parameter"`
}

type parameterAction struct {
	// The name; that of a header compares without case.
	Name string `attr:"name,required"`
	// What happens to the parameter, whether the definition has it or not.
	Action expr.Value[action] `attr:"action,required"`
}

// parameters are those of an operation.
type parameters struct {
	headers, query, path []*parameter
}

// Prepare finds the type of the list of errors.
func (p *validateParameters) Prepare(c *policy.Check) {
	p.errors, p.by = c.Type(errorList), map[*catalog.Operation]*parameters{}
}

// PrepareOperation compiles the parameters of an operation.
func (p *validateParameters) PrepareOperation(c *policy.Check, api *catalog.API, op *catalog.Operation) {
	d := definitionsOf(c, api)
	out := &parameters{}
	for _, h := range op.Request.Headers {
		out.headers = append(out.headers, d.parameter(h, inHeader))
	}
	for _, q := range op.Request.QueryParameters {
		out.query = append(out.query, d.parameter(q, inQuery))
	}
	named := map[string]string{}
	for _, q := range op.Template.Query {
		if q.Parameter == "" {
			out.query = append(out.query, &parameter{name: q.Name, at: inQuery})
		} else {
			named[q.Parameter] = q.Name
		}
	}
	for _, t := range op.TemplateParameters {
		if name, query := named[t.Name]; query {
			made := d.parameter(t, inQuery)
			made.name = name
			out.query = append(out.query, made)
		} else {
			out.path = append(out.path, d.parameter(t, inPath))
		}
	}
	p.by[op] = out
}

// Run checks the parameters: headers, then the query, then the path.
func (p *validateParameters) Run(x *policy.Exec) (policy.Flow, error) {
	all := p.by[x.Operation]
	if all == nil {
		return policy.Next, nil
	}
	r := report{x: x, variable: p.Variable, list: p.errors}
	headers, err := p.group(x, p.Headers)
	if err != nil {
		return policy.End, err
	}
	headers.fold = true
	if err := headers.check(&r, all.headers, inHeader, headerValues(&x.Request().Header)); err != nil {
		return policy.End, err
	}
	query, err := p.group(x, p.Query)
	if err != nil {
		return policy.End, err
	}
	if query.active() {
		own, _ := x.OwnQuery()
		values, err := queryValues(x.Frame(), own)
		if err != nil {
			return policy.End, err
		}
		if err := query.check(&r, all.query, inQuery, collectObjects(all.query, values)); err != nil {
			return policy.End, err
		}
	}
	if err := p.checkPath(x, all.path, &r); err != nil {
		return policy.End, err
	}
	if err := r.finish(); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}

func (p *validateParameters) checkPath(x *policy.Exec, list []*parameter, r *report) error {
	var g *parameterGroup
	if p.Path != nil {
		g = &parameterGroup{Specified: p.Path.Specified, Parameters: p.Path.Parameters}
	}
	path, err := p.group(x, g)
	if err != nil {
		return err
	}
	path.unspecified = ignore
	var values []given
	if matched := x.Context.Request.Matched; matched != nil && path.active() {
		for _, p := range list {
			if v, ok := matched.Get(p.name); ok {
				values = append(values, given{p.name, []string{v}})
			}
		}
	}
	return path.check(r, list, inPath, values)
}

// group evaluates the actions of a group.
func (p *validateParameters) group(x *policy.Exec, own *parameterGroup) (g actions, err error) {
	specified, unspecified := &p.Specified, &p.Unspecified
	if own != nil {
		if own.Specified.IsSet() {
			specified = &own.Specified
		}
		if own.Unspecified.IsSet() {
			unspecified = &own.Unspecified
		}
		g.named = own.Parameters
	}
	if g.specified, err = specified.Eval(x.Frame()); err != nil {
		return g, err
	}
	g.unspecified, err = unspecified.Eval(x.Frame())
	return g, err
}

// given is a parameter with its values, as a request has them.
type given struct {
	name   string
	values []string
}

// headerValues are the fields of a header by name.
func headerValues(h *message.Header) []given {
	out := make([]given, 0, h.Len())
next:
	for f := range h.All() {
		for i := range out {
			if message.EqualName(out[i].name, f.Name) {
				out[i].values = append(out[i].values, f.Value)
				continue next
			}
		}
		out = append(out, given{f.Name, []string{f.Value}})
	}
	return out
}

// queryValues are the parameters of a query by name, decoded.
//
// unverified: their names compare with case.
func queryValues(f *rt.Frame, query string) ([]given, error) {
	var out []given
	at := map[string]int{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		if err := f.Step(); err != nil {
			return nil, err
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = apim.Unescape(name), apim.Unescape(value)
		if i, ok := at[name]; ok {
			out[i].values = append(out[i].values, value)
			continue
		}
		at[name] = len(out)
		out = append(out, given{name, []string{value}})
	}
	return out, nil
}

// collectObjects puts the members of objects, which are parameters of their own, under
// the name of the parameter they belong to, as pairs: filter[a]=1 in the style
// deepObject, and a=1 for exploded forms.
func collectObjects(list []*parameter, values []given) []given {
	for _, p := range list {
		if p.schema == nil || p.schema.rules == nil || !p.form.Explode && p.form.Style != "deepObject" || typesOf(p.schema.rules)&typeObject == 0 {
			continue
		}
		var rest []given
		own := given{name: p.name}
		for _, g := range values {
			name, member := g.name, false
			if p.form.Style == "deepObject" {
				name, member = strings.CutPrefix(name, p.name+"[")
				name = strings.TrimSuffix(name, "]")
			} else {
				member = resolved(p.schema.rules, func(s *jsonschema.Schema) bool { return s.Properties[name] != nil }) != nil
			}
			if !member {
				rest = append(rest, g)
				continue
			}
			for _, v := range g.values {
				own.values = append(own.values, name+"="+v)
			}
		}
		if own.values != nil {
			values = append(rest, own)
		}
	}
	return values
}
