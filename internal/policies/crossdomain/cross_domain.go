package crossdomain

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func crossDomainDefinition() policy.Definition {
	return policy.Definition{
		Element: "cross-domain", Summary: "Serves a cross-domain policy file, for plug-ins of browsers.",
		Sections: policy.Inbound, Scopes: policy.Global, NoHandshake: true,
		Gateways: policy.Classic | policy.V2 | policy.Consumption | policy.SelfHosted,
		New:      func() policy.Policy { return &crossDomain{} },
	}
}

// crossDomain answers GET /crossdomain.xml at the root of the gateway with its
// content (unverified: where the service serves it). It does nothing else.
type crossDomain struct {
	// The policy file, as Adobe's cross-domain policy file specification has it.
	Policy *crossDomainPolicy `elem:"cross-domain-policy"`

	file []byte
}

type crossDomainPolicy struct {
	// Which policy files of this host count.
	Control *siteControl `elem:"site-control"`
	// A domain whose content may read what it gets here.
	Access []accessFrom `elem:"allow-access-from"`
	// A domain whose content may send headers.
	Headers []headersFrom `elem:"allow-http-request-headers-from"`
}

type siteControl struct {
	// Which policy files count.
	Permitted permitted `attr:"permitted-cross-domain-policies,required"`
}

// permitted says which policy files count.
type permitted string

// Values lists the choices.
func (permitted) Values() []string { return []string{"all", "by-content-type", "master-only", "none"} }

type accessFrom struct {
	// The domain; * stands for any, or at the start for all below one.
	Domain string `attr:"domain,required"`
	// Whether only content that came over HTTPS counts.
	Secure bool `attr:"secure" default:"true"`
}

type headersFrom struct {
	// The domain; * stands for any, or at the start for all below one.
	Domain string `attr:"domain,required"`
	// The headers, separated by commas; * at the end of one stands for any rest.
	Headers string `attr:"headers,required"`
	// Whether only content that came over HTTPS counts.
	Secure bool `attr:"secure" default:"true"`
}

// Prepare writes the file.
func (p *crossDomain) Prepare(*policy.Check) {
	if p.Policy == nil {
		return
	}
	var b strings.Builder
	b.WriteString("<cross-domain-policy>")
	if c := p.Policy.Control; c != nil {
		b.WriteString(`<site-control permitted-cross-domain-policies="` + string(c.Permitted) + `" />`)
	}
	for _, a := range p.Policy.Access {
		b.WriteString(`<allow-access-from domain="` + attribute.Replace(a.Domain) + `"` + secure(a.Secure) + ` />`)
	}
	for _, h := range p.Policy.Headers {
		b.WriteString(`<allow-http-request-headers-from domain="` + attribute.Replace(h.Domain) + `" headers="` + attribute.Replace(h.Headers) + `"` + secure(h.Secure) + ` />`)
	}
	b.WriteString("</cross-domain-policy>")
	p.file = []byte(b.String())
}

func secure(yes bool) string {
	if yes {
		return ` secure="true"`
	}
	return ` secure="false"`
}

// attribute escapes the value of an attribute.
var attribute = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// Run answers where an API serves the root itself.
func (p *crossDomain) Run(x *policy.Exec) (policy.Flow, error) {
	if r := p.AnswerUnmatched(x); r != nil {
		return x.Finish(r), nil
	}
	return policy.Next, nil
}

// AnswerUnmatched implements policy.Unmatched.
func (p *crossDomain) AnswerUnmatched(x *policy.Exec) *message.Response {
	req := x.Request()
	if p.file == nil || x.Context.Request.Original.Path != "/crossdomain.xml" || req.Method != "GET" && req.Method != "HEAD" {
		return nil
	}
	r := &message.Response{Status: 200, Reason: "OK", Body: message.BytesBody(p.file)}
	r.Header.Set("Content-Type", "text/x-cross-domain-policy")
	return r
}
