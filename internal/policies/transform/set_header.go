package transform

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setHeaderDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-header", Summary: "Adds, replaces, appends to or removes a header.",
		Sections: policy.AllSections, Scopes: policy.AllScopes, Parts: policy.RequestPart | policy.ResponsePart,
		New: func() policy.Policy { return &setHeader{} },
	}
}

// setHeader changes a header of the request (inbound, backend) or of the response
// (outbound, on-error), or of the message being built. A body that is not compressed
// is, with gzip, when Content-Encoding says so at the end.
type setHeader struct {
	// Name of the header.
	Name expr.Value[string] `attr:"name,required"`
	// What to do when the header exists already.
	Exists expr.Value[existsAction] `attr:"exists-action" default:"override"`
	// New values. Several make one line joined by commas, except for headers such as
	// Set-Cookie, which get a line each. Where Content-Encoding becomes gzip, a body that
	// is not compressed is at the end.
	Values []expr.Value[rt.String] `elem:"value"`

	// kind is that of a literal name.
	kind headerKind
}

// headerKind says how a header is treated.
type headerKind uint8

const (
	joined headerKind = iota
	// separate headers keep a line for each value.
	separate
	// framing headers belong to the gateway; policies cannot change them.
	framing
)

// kindOf classifies a header (set-header.md, semantics 4 and 5).
func kindOf(name string) headerKind {
	switch strings.ToLower(name) {
	case "user-agent", "www-authenticate", "proxy-authenticate", "cookie", "set-cookie", "warning", "date", "expires",
		"if-modified-since", "if-unmodified-since", "last-modified", "retry-after":
		return separate
	case "connection", "content-length", "keep-alive", "transfer-encoding":
		return framing
	}
	return joined
}

// ofHandshake reports headers that a policy cannot change in the handshake of a
// WebSocket API.
//
// unverified: which ones these are beside Host (platform/websocket-apis.md).
func ofHandshake(name string) bool {
	return message.EqualName(name, "Upgrade") || message.EqualName(name, "Host") ||
		len(name) > len(handshakePrefix) && message.EqualName(name[:len(handshakePrefix)], handshakePrefix)
}

const handshakePrefix = "Sec-WebSocket-"

// Check refuses names that cannot be header names, and literal values that cannot be
// those of a header.
func (p *setHeader) Check(c *policy.Check) {
	p.checkValues(c)
	name, ok := p.Name.Constant()
	if !ok {
		return
	}
	if name = strings.TrimSpace(name); !message.ValidName(name) {
		c.Errorf(diag.InvalidValue, "name", "%q cannot be the name of a header", name)
		return
	}
	p.Name = expr.Literal(name)
	p.kind = kindOf(name)
	if p.kind == framing {
		c.Warnf(diag.InvalidValue, "name", "the header %s belongs to the gateway; policies cannot change it", name)
	}
}

func (p *setHeader) checkValues(c *policy.Check) {
	for i := range p.Values {
		v, ok := p.Values[i].Constant()
		if !ok || message.ValidValue(v.Text) {
			continue
		}
		if v.Text = unfold(v.Text); !message.ValidValue(v.Text) {
			c.Errorf(diag.InvalidValue, "", "a header value may not hold line breaks or control characters")
			continue
		}
		p.Values[i] = expr.Literal(v)
	}
}

// unfold makes one line of a value whose author broke it into several, each but the
// first indented: a long Content-Security-Policy, for one. .NET's stack takes such
// values; between lines there is a space then, as recipients read them (RFC 9112, 5.2).
func unfold(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			rest := strings.TrimLeft(line, " \t")
			if rest == line {
				return text
			}
			line = rest
			b.WriteByte(' ')
		}
		b.WriteString(strings.TrimRight(line, " \t\r"))
	}
	return b.String()
}

// invalidName is what the service's HTTP stack throws.
func invalidName() error {
	return clr.Format("The header name format is invalid.")
}

// Run changes the header.
func (p *setHeader) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Name.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	kind := p.kind
	if p.Name.IsExpression() {
		name = strings.TrimSpace(name)
		if !message.ValidName(name) {
			return policy.End, invalidName()
		}
		kind = kindOf(name)
	}
	action, err := p.Exists.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	h := x.Header()
	if kind != framing && x.Handshake() && x.Building == nil && ofHandshake(name) {
		kind = framing
	}
	if kind == framing {
		// unverified: setting or deleting a header of the gateway's own does nothing.
		return policy.Next, nil
	}
	if action == actionSkip && h.Has(name) {
		return policy.Next, nil
	}
	if message.EqualName(name, "Content-Encoding") {
		(*x.Body()).KeepCoding(h)
	}
	if message.EqualName(name, "Host") && x.Building == nil && !x.OnResponse() {
		x.HostSet = action != actionDelete
	}
	if action == actionDelete || action == actionOverride && len(p.Values) == 0 {
		// unverified: override without a value removes the header.
		if x.Building == nil && x.OnResponse() && message.EqualName(name, "Server") {
			// The service does not delete it from a response (set-header.md, semantics 5).
			return policy.Next, nil
		}
		h.Del(name)
		return policy.Next, nil
	}
	return p.set(x, h, name, kind, action)
}

func (p *setHeader) set(x *policy.Exec, h *message.Header, name string, kind headerKind, action existsAction) (policy.Flow, error) {
	// One value is the usual case and needs no list.
	var one [1]string
	values := one[:0]
	for i := range p.Values {
		s, err := p.Values[i].Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		// unverified: null makes an empty header.
		v := s.Text
		if p.Values[i].IsExpression() {
			v = strings.TrimSpace(v)
		}
		if err := policy.CheckHeaderValue(v); err != nil {
			return policy.End, err
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return policy.Next, nil
	}
	if kind == joined {
		v := values[0]
		if len(values) > 1 {
			v = strings.Join(values, ",")
		}
		if action == actionAppend && h.Has(name) {
			v = strings.Join(append(h.Values(name), v), ",")
		}
		h.Set(name, v)
		return policy.Next, nil
	}
	if action == actionOverride {
		h.Del(name)
	}
	for _, v := range values {
		h.Add(name, v)
	}
	return policy.Next, nil
}
