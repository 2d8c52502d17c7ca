package validation

import (
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateHeadersDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-headers", Summary: "Checks the headers of the response against the API's definition.",
		Sections: policy.Outbound | policy.OnError, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &validateHeaders{} },
	}
}

// validateHeaders checks the headers of the response against what the definition says
// of its status code.
type validateHeaders struct {
	// What happens to a header that the definition has and whose value does not fit.
	Specified expr.Value[action] `attr:"specified-header-action,required"`
	// What happens to a header that the definition does not have.
	Unspecified expr.Value[action] `attr:"unspecified-header-action,required"`
	// The variable that gets the list of errors; it is set only when there are any.
	Variable string `attr:"errors-variable-name"`
	// A header with an action of its own, whether the definition has it or not.
	Headers []parameterAction `elem:"header"`

	errors *rt.Type
	by     map[*catalog.Response][]*parameter
}

// Prepare finds the type of the list of errors.
func (p *validateHeaders) Prepare(c *policy.Check) {
	p.errors, p.by = c.Type(errorList), map[*catalog.Response][]*parameter{}
}

// PrepareOperation compiles the headers of an operation's responses.
func (p *validateHeaders) PrepareOperation(c *policy.Check, api *catalog.API, op *catalog.Operation) {
	d := definitionsOf(c, api)
	for _, r := range op.Responses {
		list := make([]*parameter, 0, len(r.Headers))
		for _, h := range r.Headers {
			list = append(list, d.parameter(h, inResponseHeader))
		}
		p.by[r] = list
	}
}

// Run checks the headers. A status code that the definition does not have has no
// headers that it specifies.
func (p *validateHeaders) Run(x *policy.Exec) (policy.Flow, error) {
	if x.Operation == nil || x.Response() == nil {
		return policy.Next, nil
	}
	g := actions{named: p.Headers, fold: true}
	var err error
	if g.specified, err = p.Specified.Eval(x.Frame()); err != nil {
		return policy.End, err
	}
	if g.unspecified, err = p.Unspecified.Eval(x.Frame()); err != nil {
		return policy.End, err
	}
	r := report{x: x, variable: p.Variable, list: p.errors}
	var list []*parameter
	if answer := x.Operation.Answer(x.Response().Status); answer != nil {
		list = p.by[answer]
	}
	if err := g.check(&r, list, inResponseHeader, headerValues(&x.Response().Header)); err != nil {
		return policy.End, err
	}
	if err := r.finish(); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}
