package validation

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func validateStatusCodeDefinition() policy.Definition {
	return policy.Definition{
		Element: "validate-status-code", Summary: "Checks the status code of the response against the API's definition.",
		Sections: policy.Outbound | policy.OnError, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &validateStatusCode{} },
	}
}

// validateStatusCode checks whether the operation's definition has the status code of
// the response.
//
// unverified: ranges such as 2XX and default cover what is in them.
type validateStatusCode struct {
	// What happens to a status code that the definition does not have.
	Unspecified expr.Value[action] `attr:"unspecified-status-code-action,required"`
	// The variable that gets the list of errors; it is set only when there are any.
	Variable string `attr:"errors-variable-name"`
	// The same, as a tool of the service writes it.
	OtherVariable string `attr:"error-variable-name"`
	// Another action for a code that the definition does not have.
	Codes []statusAction `elem:"status-code"`

	errors *rt.Type
}

type statusAction struct {
	// The status code.
	Code int `attr:"code,required"`
	// What happens to it.
	Action expr.Value[action] `attr:"action,required"`
}

// Check refuses what is no status code, and two names of one variable.
func (p *validateStatusCode) Check(c *policy.Check) {
	for i := range p.Codes {
		if n := p.Codes[i].Code; n < 0 {
			c.ChildErrorf(diag.InvalidValue, "status-code", i, "code", "the attribute code: expected a whole number that is not negative, not %d", n)
		}
	}
	if p.Variable != "" && p.OtherVariable != "" && p.Variable != p.OtherVariable {
		c.Errorf(diag.InvalidValue, "error-variable-name", "error-variable-name and errors-variable-name are the same; remove one")
	}
}

// Prepare finds the type of the list of errors.
func (p *validateStatusCode) Prepare(c *policy.Check) {
	p.errors = c.Type(errorList)
	if p.Variable == "" {
		p.Variable = p.OtherVariable
	}
}

// Run checks the status code.
func (p *validateStatusCode) Run(x *policy.Exec) (policy.Flow, error) {
	if x.Operation == nil || x.Response() == nil {
		return policy.Next, nil
	}
	code := x.Response().Status
	if x.Operation.Answer(code) != nil {
		return policy.Next, nil
	}
	which := &p.Unspecified
	for i := range p.Codes {
		if p.Codes[i].Code == code {
			which = &p.Codes[i].Action
			break
		}
	}
	a, err := which.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	r := report{x: x, variable: p.Variable, list: p.errors}
	text := strconv.Itoa(code)
	r.add(a, failure{Name: text, Type: statusCode, Rule: ruleUnknown, Details: "Response status code " + text + " is not allowed.", Public: internalText})
	if err := r.finish(); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}
