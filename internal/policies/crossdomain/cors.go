package crossdomain

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func corsDefinition() policy.Definition {
	return policy.Definition{
		Element: "cors", Summary: "Answers CORS preflight requests and adds CORS headers to responses.",
		Sections: policy.Inbound, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &cors{} },
	}
}

// cors lets browsers call from the origins listed.
type cors struct {
	// Whether calls may carry credentials.
	AllowCredentials expr.Value[bool] `attr:"allow-credentials" default:"false"`
	// Whether a call from another origin is answered here, with an empty 200. The page
	// contradicts itself about the default; observed behaviour is true.
	Terminate expr.Value[bool] `attr:"terminate-unmatched-request" default:"true"`
	// The origins that may call.
	Origins *allowedOrigins `elem:"allowed-origins,required"`
	// The methods allowed; GET and POST if absent.
	Methods *allowedMethods `elem:"allowed-methods"`
	// The request headers allowed.
	Headers *allowedHeaders `elem:"allowed-headers"`
	// The response headers that scripts may read.
	Expose *exposeHeaders `elem:"expose-headers"`
}

type allowedOrigins struct {
	// An origin such as https://contoso.com, or * for any.
	Origins []expr.Value[string] `elem:"origin,required"`
}

type allowedMethods struct {
	// Seconds for which browsers may remember the answer.
	MaxAge expr.Value[int] `attr:"preflight-result-max-age" default:"0"`
	// A method, or * for any.
	Methods []expr.Value[string] `elem:"method,required"`
}

type allowedHeaders struct {
	// A header, or * for any.
	Headers []expr.Value[string] `elem:"header,required"`
}

type exposeHeaders struct {
	// A header, or * for any.
	Headers []expr.Value[string] `elem:"header,required"`
}

// Check refuses what browsers refuse.
func (p *cors) Check(c *policy.Check) {
	if p.Methods != nil {
		// Browsers read -1 as the wish to remember nothing.
		if n, ok := p.Methods.MaxAge.Constant(); ok && n < -1 {
			c.ChildErrorf(diag.InvalidValue, "allowed-methods", 0, "preflight-result-max-age", "the attribute preflight-result-max-age: expected a number of seconds, not %d", n)
		}
	}
	p.checkNames(c)
	if p.Origins == nil {
		return
	}
	credentials, _ := p.AllowCredentials.Constant()
	for i := range p.Origins.Origins {
		o, ok := p.Origins.Origins[i].Constant()
		if !ok || strings.Contains(o, "{{") {
			continue
		}
		if o == "*" {
			if credentials {
				c.Warnf(diag.InvalidValue, "allow-credentials", "any origin may send credentials; list the origins instead of *")
			}
			if len(p.Origins.Origins) > 1 {
				c.ChildWarnf(diag.InvalidValue, "allowed-origins/origin", i, "", "* stands for any origin; remove it or the others")
			}
			continue
		}
		if _, ok := parseOrigin(o); ok {
			continue
		}
		if origin, ok := withoutPath(o); ok {
			c.ChildWarnf(diag.InvalidValue, "allowed-origins/origin", i, "", "%q matches no origin, because origins have no path; write %s", o, origin)
			continue
		}
		c.ChildErrorf(diag.InvalidValue, "allowed-origins/origin", i, "", "%q is not an origin such as https://contoso.com, nor *", o)
	}
}

// checkNames warns of methods and headers that there cannot be.
func (p *cors) checkNames(c *policy.Check) {
	header := func(child string, list []expr.Value[string]) {
		for i := range list {
			if name, ok := list[i].Constant(); ok {
				c.HeaderName(child, i, "", name)
			}
		}
	}
	if p.Headers != nil {
		header("allowed-headers/header", p.Headers.Headers)
	}
	if p.Expose != nil {
		header("expose-headers/header", p.Expose.Headers)
	}
	if p.Methods == nil {
		return
	}
	for i := range p.Methods.Methods {
		if m, ok := p.Methods.Methods[i].Constant(); ok && !message.ValidMethod(m) && !strings.Contains(m, "{{") {
			c.ChildWarnf(diag.InvalidValue, "allowed-methods/method", i, "", "%q cannot be an HTTP method", m)
		}
	}
}

// withoutPath returns the origin of a URL that has more than an origin.
func withoutPath(url string) (string, bool) {
	scheme, rest, _ := strings.Cut(url, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		return "", false
	}
	origin := scheme + "://" + rest[:end]
	_, ok := parseOrigin(origin)
	return origin, ok
}

// Run adds the headers to the response of a call from a listed origin, or ends a
// call from another one.
func (p *cors) Run(x *policy.Exec) (policy.Flow, error) {
	origin, ok := x.Request().Header.Get("Origin")
	if !ok {
		return policy.Next, nil
	}
	if matched, _ := x.Tally("cors", "matched", 0); matched > 0 {
		// The first policy that knows the origin decides (cors.md, semantics 4).
		return policy.Next, nil
	}
	allow, err := p.match(x, origin)
	if err != nil {
		return policy.End, err
	}
	if allow == "" {
		end, err := p.Terminate.Eval(x.Frame())
		if err != nil || !end {
			return policy.Next, err
		}
		return x.Finish(&message.Response{Status: 200, Reason: "OK"}), nil
	}
	credentials, err := p.AllowCredentials.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	var expose string
	if p.Expose != nil {
		if expose, err = list(x, p.Expose.Headers, ""); err != nil {
			return policy.End, err
		}
	}
	x.Tally("cors", "matched", 1)
	x.OnSend(func(r *message.Response) {
		p.originHeaders(r, allow, credentials)
		if expose != "" {
			r.Header.Set("Access-Control-Expose-Headers", expose)
		}
	})
	return policy.Next, nil
}

func (p *cors) originHeaders(r *message.Response, allow string, credentials bool) {
	r.Header.Set("Access-Control-Allow-Origin", allow)
	if credentials {
		r.Header.Set("Access-Control-Allow-Credentials", "true")
	}
	if allow != "*" {
		for _, line := range r.Header.Values("Vary") {
			for name := range strings.SplitSeq(line, ",") {
				if name = strings.TrimSpace(name); name == "*" || message.EqualName(name, "Origin") {
					return
				}
			}
		}
		r.Header.Add("Vary", "Origin")
	}
}

// Preflight answers a preflight request (cors.md, semantics 6 and 7).
func (p *cors) Preflight(x *policy.Exec) (bool, error) {
	h := &x.Request().Header
	allow, err := p.match(x, h.Value("Origin"))
	if err != nil {
		return false, err
	}
	if allow == "" {
		end, err := p.Terminate.Eval(x.Frame())
		if err != nil || !end {
			return false, err
		}
		x.SetResponse(&message.Response{Status: 200, Reason: "OK"})
		return true, nil
	}
	credentials, err := p.AllowCredentials.Eval(x.Frame())
	if err != nil {
		return false, err
	}
	r := &message.Response{Status: 200, Reason: "OK"}
	p.originHeaders(r, allow, credentials)
	methods, age := "GET,POST", 0
	if p.Methods != nil {
		if methods, err = list(x, p.Methods.Methods, h.Value("Access-Control-Request-Method")); err != nil {
			return false, err
		}
		if age, err = p.Methods.MaxAge.Eval(x.Frame()); err != nil {
			return false, err
		}
	}
	r.Header.Set("Access-Control-Allow-Methods", methods)
	if p.Headers != nil {
		names, err := list(x, p.Headers.Headers, strings.Join(h.Values("Access-Control-Request-Headers"), ","))
		if err != nil {
			return false, err
		}
		if names != "" {
			r.Header.Set("Access-Control-Allow-Headers", names)
		}
	}
	if age > 0 {
		r.Header.Set("Access-Control-Max-Age", strconv.Itoa(age))
	}
	x.SetResponse(r)
	return true, nil
}

// list joins values by commas; * stands for what was asked for (unverified).
func list(x *policy.Exec, values []expr.Value[string], requested string) (string, error) {
	out := make([]string, 0, len(values))
	for i := range values {
		v, err := values[i].Eval(x.Frame())
		if err != nil {
			return "", err
		}
		if v = strings.TrimSpace(v); v == "*" && requested != "" {
			return requested, nil
		}
		out = append(out, v)
	}
	text := strings.Join(out, ",")
	return text, policy.CheckHeaderValue(text)
}

// match returns the value of Access-Control-Allow-Origin for an origin, "" when
// it is not listed. A * echoes the origin when credentials are allowed.
func (p *cors) match(x *policy.Exec, origin string) (string, error) {
	have, known := parseOrigin(origin)
	for i := range p.Origins.Origins {
		v, err := p.Origins.Origins[i].Eval(x.Frame())
		if err != nil {
			return "", err
		}
		if v = strings.TrimSpace(v); v == "*" {
			credentials, err := p.AllowCredentials.Eval(x.Frame())
			if err != nil {
				return "", err
			}
			if credentials {
				return origin, nil
			}
			return "*", nil
		}
		if o, ok := parseOrigin(v); ok && known && o == have {
			return origin, nil
		}
	}
	return "", nil
}

// site is scheme, host and port of an origin.
type site struct {
	scheme, host string
	port         string
}

// parseOrigin reads an origin; a slash at the end is passed over.
func parseOrigin(s string) (site, bool) {
	s = strings.TrimSuffix(strings.TrimSpace(s), "/")
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || rest == "" || strings.ContainsAny(rest, "/?#@ ") {
		return site{}, false
	}
	o := site{scheme: strings.ToLower(scheme), host: strings.ToLower(rest)}
	if i := strings.LastIndexByte(o.host, ':'); i >= 0 && !strings.HasSuffix(o.host, "]") {
		o.host, o.port = o.host[:i], o.host[i+1:]
	}
	if o.port == "" {
		o.port = strconv.Itoa(message.DefaultPort(o.scheme))
	}
	return o, o.host != ""
}
