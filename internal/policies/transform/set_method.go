package transform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setMethodDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-method", Summary: "Sets the method of the request.",
		Sections: policy.Inbound | policy.OnError, Scopes: policy.AllScopes, Parts: policy.RequestPart, NoHandshake: true,
		New: func() policy.Policy { return &setMethod{} },
	}
}

// setMethod sets the HTTP method of the request to the backend, or of the request
// being built. The operation does not change.
type setMethod struct {
	// The method: any HTTP token.
	Method expr.Value[string] `text:"required"`
}

// Check refuses texts that cannot be a method.
func (p *setMethod) Check(c *policy.Check) {
	if m, ok := p.Method.Constant(); ok && !message.ValidMethod(m) {
		c.Errorf(diag.InvalidValue, "", "%q cannot be an HTTP method", m)
	}
}

// Run sets the method.
func (p *setMethod) Run(x *policy.Exec) (policy.Flow, error) {
	m, err := p.Method.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if m = strings.TrimSpace(m); !message.ValidMethod(m) {
		return policy.End, clr.Format("The format of the HTTP method is invalid.")
	}
	if x.Building != nil && x.Building.Request != nil {
		x.Building.Request.Method = m
	} else {
		x.Request().Method = m
	}
	return policy.Next, nil
}
