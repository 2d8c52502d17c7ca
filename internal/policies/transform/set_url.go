package transform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setURLDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-url", Summary: "Sets the URL of the request being built.",
		Scopes: policy.AllScopes, Parts: policy.RequestPart,
		New: func() policy.Policy { return &setURL{} },
	}
}

// setURL sets where send-request sends its request.
type setURL struct {
	// An absolute http or https URL.
	URL expr.Value[string] `text:"required"`
}

// Check refuses literals that are no absolute URL.
func (p *setURL) Check(c *policy.Check) {
	u, ok := p.URL.Constant()
	if !ok || strings.Contains(u, "{{") {
		return
	}
	if _, ok := message.ParseURL(u); !ok {
		c.Errorf(diag.InvalidValue, "", "%q is not an absolute http or https URL", u)
	}
}

// Run sets the URL.
func (p *setURL) Run(x *policy.Exec) (policy.Flow, error) {
	s, err := p.URL.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	u, ok := message.ParseURL(s)
	if !ok {
		return policy.End, clr.Throw("System.UriFormatException", "Invalid URI: The format of the URI could not be determined.")
	}
	x.Building.Request.URL = u
	return policy.Next, nil
}
