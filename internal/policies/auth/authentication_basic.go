package auth

import (
	"encoding/base64"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func basicDefinition() policy.Definition {
	return policy.Definition{
		Element: "authentication-basic", Summary: "Sends Basic credentials to the backend.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, Parts: policy.RequestPart, OncePerSection: true,
		New: func() policy.Policy { return &basic{} },
	}
}

// basic sets the Authorization header to Basic credentials, in place of any other.
type basic struct {
	// The user name.
	Username expr.Value[string] `attr:"username,required,free"`
	// The password.
	Password expr.Value[string] `attr:"password,required,free"`

	// fixed is the header's value when both are literals.
	fixed string
}

// Prepare encodes literal credentials once.
func (p *basic) Prepare(*policy.Check) {
	user, ok := p.Username.Constant()
	password, literal := p.Password.Constant()
	if ok && literal {
		p.fixed = credentials(user, password)
	}
}

func credentials(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Run sets the header.
func (p *basic) Run(x *policy.Exec) (policy.Flow, error) {
	if p.fixed != "" {
		x.Header().Set("Authorization", p.fixed)
		return policy.Next, nil
	}
	user, err := p.Username.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	password, err := p.Password.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	x.Header().Set("Authorization", credentials(user, password))
	return policy.Next, nil
}
