package auth

import (
	"net/netip"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func ipFilterDefinition() policy.Definition {
	return policy.Definition{
		Element: "ip-filter", Summary: "Allows or forbids callers by their address.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &ipFilter{} },
	}
}

// ipFilter lets pass, or refuses, callers whose address is listed. The address is
// that of the peer; X-Forwarded-For is not looked at.
type ipFilter struct {
	// allow refuses all others; forbid refuses those listed. The documentation
	// demands it, the service's own schema does not.
	Action expr.Value[filterAction] `attr:"action" default:"allow"`
	// Single addresses.
	Addresses []expr.Value[string] `elem:"address"`
	// Ranges of addresses, both ends included.
	Ranges []addressRange `elem:"address-range"`

	// fixed are the literal addresses and ranges.
	fixed []span
}

type filterAction string

// Values lists the actions.
func (filterAction) Values() []string { return []string{"allow", "forbid"} }

type addressRange struct {
	// The first address.
	From expr.Value[string] `attr:"from,required"`
	// The last address.
	To expr.Value[string] `attr:"to,required"`
}

type span struct{ from, to netip.Addr }

func (s span) contains(a netip.Addr) bool {
	return a.BitLen() == s.from.BitLen() && s.from.Compare(a) <= 0 && a.Compare(s.to) <= 0
}

// parseIP reads an address; IPv4 in IPv6 form is IPv4 (unverified). A zone names a
// link of one machine and says nothing about the caller.
func parseIP(text string) (netip.Addr, bool) {
	a, err := netip.ParseAddr(strings.TrimSpace(text))
	return a.Unmap().WithZone(""), err == nil
}

// Check demands addresses and refuses literals that are none.
func (p *ipFilter) Check(c *policy.Check) {
	if len(p.Addresses)+len(p.Ranges) == 0 {
		c.Errorf(diag.MissingElement, "", "ip-filter needs an element address or address-range")
	}
	read := func(v *expr.Value[string], child string, i int, attribute string) netip.Addr {
		text, ok := v.Constant()
		if !ok {
			return netip.Addr{}
		}
		a, valid := parseIP(text)
		// A named value that could not be found was reported already.
		if !valid && !strings.Contains(text, "{{") {
			c.ChildErrorf(diag.InvalidValue, child, i, attribute, "%q is not an IP address", text)
		}
		return a
	}
	for i := range p.Addresses {
		if a := read(&p.Addresses[i], "address", i, ""); a.IsValid() {
			p.fixed = append(p.fixed, span{a, a})
		}
	}
	for i := range p.Ranges {
		r := &p.Ranges[i]
		a, b := read(&r.From, "address-range", i, "from"), read(&r.To, "address-range", i, "to")
		if !a.IsValid() || !b.IsValid() {
			continue
		}
		if a.BitLen() != b.BitLen() || b.Less(a) {
			c.ChildErrorf(diag.InvalidValue, "address-range", i, "", "there is no address in the range from %s to %s", a, b)
		}
		p.fixed = append(p.fixed, span{a, b})
	}
}

// Run checks the caller's address.
func (p *ipFilter) Run(x *policy.Exec) (policy.Flow, error) {
	caller, ok := callerOf(x)
	if !ok {
		return policy.End, denied(policy.ReasonIPUnknown, "Failed to establish IP address for the caller. Access denied.")
	}
	action, err := p.Action.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	match, err := p.matches(x, caller)
	switch {
	case err != nil:
		return policy.End, err
	case action == "allow" && !match:
		return policy.End, denied(policy.ReasonIPNotAllowed, "Caller IP address "+x.Context.Request.IPAddress()+" is not allowed. Access denied.")
	case action == "forbid" && match:
		return policy.End, denied(policy.ReasonIPBlocked, "Caller IP address is blocked. Access denied.")
	}
	return policy.Next, nil
}

// callerOf is context.Request.IpAddress as an address.
func callerOf(x *policy.Exec) (netip.Addr, bool) {
	if text := x.Request().RemoteText; text != "" {
		return parseIP(text)
	}
	a := x.Request().Remote.Addr()
	return a.Unmap().WithZone(""), a.IsValid()
}

func (p *ipFilter) matches(x *policy.Exec, caller netip.Addr) (bool, error) {
	for _, s := range p.fixed {
		if s.contains(caller) {
			return true, nil
		}
	}
	for i := range p.Addresses {
		if !p.Addresses[i].IsExpression() {
			continue
		}
		text, err := p.Addresses[i].Eval(x.Frame())
		if err != nil {
			return false, err
		}
		if a, ok := parseIP(text); !ok {
			return false, &expr.InvalidValue{Text: text, Reason: "expected an IP address"}
		} else if a == caller {
			return true, nil
		}
	}
	for i := range p.Ranges {
		r := &p.Ranges[i]
		if !r.From.IsExpression() && !r.To.IsExpression() {
			continue
		}
		in, err := r.contains(x, caller)
		if err != nil || in {
			return in, err
		}
	}
	return false, nil
}

func (r *addressRange) contains(x *policy.Exec, caller netip.Addr) (bool, error) {
	from, err := r.From.Eval(x.Frame())
	if err != nil {
		return false, err
	}
	to, err := r.To.Eval(x.Frame())
	if err != nil {
		return false, err
	}
	a, ok := parseIP(from)
	if !ok {
		return false, &expr.InvalidValue{Text: from, Reason: "expected an IP address"}
	}
	b, ok := parseIP(to)
	if !ok {
		return false, &expr.InvalidValue{Text: to, Reason: "expected an IP address"}
	}
	return span{a, b}.contains(caller), nil
}

// denied is a refusal; the client is told no detail.
func denied(reason, text string) error {
	return &policy.Error{Reason: reason, Message: text, Status: 403, Public: "Forbidden"}
}
