package routing

import (
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func proxyDefinition() policy.Definition {
	return policy.Definition{
		Element: "proxy", Summary: "Sends the request through an HTTP proxy.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, Parts: policy.RequestPart,
		New: func() policy.Policy { return &proxy{} },
	}
}

// proxy makes forward-request go through an HTTP proxy, or, inside send-request and
// send-one-way-request, their request. HTTPS backends are reached by CONNECT.
type proxy struct {
	// The address of the proxy, http://host:port.
	URL expr.Value[string] `attr:"url,required"`
	// The name for a proxy that asks for one, by Basic authentication or NTLM (version 2);
	// for that the name may be DOMAIN\user or user@domain.
	Username expr.Value[string] `attr:"username,free"`
	// The password that goes with it.
	Password expr.Value[string] `attr:"password,free"`
}

// Check demands a proxy that is spoken to in plain HTTP (proxy.md, semantics 1).
func (p *proxy) Check(c *policy.Check) {
	if text, ok := p.URL.Constant(); ok && !isProxyURL(text) {
		c.Errorf(diag.InvalidValue, "url", "%q is no proxy's address; write http://host:port", text)
	}
	if p.Password.IsSet() && !p.Username.IsSet() {
		c.Errorf(diag.MissingAttribute, "password", "a password needs the attribute username beside it")
	}
}

// Run notes the proxy. Of several the last one counts.
func (p *proxy) Run(x *policy.Exec) (policy.Flow, error) {
	out := &policy.Proxy{}
	for _, v := range []struct {
		value *expr.Value[string]
		to    *string
	}{{&p.URL, &out.URL}, {&p.Username, &out.Username}, {&p.Password, &out.Password}} {
		if !v.value.IsSet() {
			continue
		}
		text, err := v.value.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		*v.to = text
	}
	if !isProxyURL(out.URL) {
		return policy.End, policy.Internal(policy.ReasonExpression, "Expression value is invalid. The address of a proxy is http://host:port.", nil)
	}
	if x.Building != nil {
		x.Building.Options.Proxy = out
	} else {
		x.Proxy = out
	}
	return policy.Next, nil
}

func isProxyURL(text string) bool {
	u, ok := message.ParseURL(text)
	return ok && u.Scheme == "http" && u.Path == "/" && !u.HasQuery
}
