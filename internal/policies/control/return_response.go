package control

import (
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func returnResponseDefinition() policy.Definition {
	return policy.Definition{
		Element: "return-response", Summary: "Ends the pipeline and answers the caller.",
		Sections: policy.AllSections, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &returnResponse{} },
	}
}

// returnResponse answers with a stored response or a new one, changed by its
// parts. No later policy or section runs.
type returnResponse struct {
	// A variable that holds a response, usually of send-request; without it the
	// response is an empty 200.
	Variable string       `attr:"response-variable-name"`
	Parts    policy.Block `parts:"response"`
}

// Run builds the response.
func (p *returnResponse) Run(x *policy.Exec) (policy.Flow, error) {
	r := x.NewResponse()
	if p.Variable != "" {
		v, _ := x.Context.Variables.Get(p.Variable)
		stored, ok := v.(*apim.Response)
		if !ok {
			// unverified: a variable without a response is an error.
			return policy.End, policy.Internal(policy.ReasonExpression,
				"Expression value is invalid. The variable '"+p.Variable+"' does not hold a response.", nil)
		}
		m := stored.Message
		*r = message.Response{Status: m.Status, Reason: m.Reason, Header: m.Header.Clone(), Body: m.Body}
	}
	if _, err := x.RunParts(&p.Parts, policy.Building{Response: r}); err != nil {
		return policy.End, err
	}
	// The bodies of the pipeline are given up, unless one is the answer's.
	if old := x.Response(); old != nil && old.Body != r.Body {
		old.Body.Close()
	}
	return x.Finish(r), nil
}
