package ratelimit

import (
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func quotaByKeyDefinition() policy.Definition {
	return policy.Definition{
		Element: "quota-by-key", Summary: "Limits calls and bandwidth by any key over a long period.",
		Sections: policy.Inbound, Scopes: policy.AllScopes,
		Gateways: policy.Classic | policy.V2 | policy.SelfHosted | policy.WorkspaceGateway,
		New:      func() policy.Policy { return &quotaByKey{} },
	}
}

// quotaByKey refuses calls when those of a key, or its bandwidth, are used up in
// the current period. A request counts once for a key, however many policies name
// it.
type quotaByKey struct {
	// How many calls a period allows.
	Calls number `attr:"calls"`
	// How many kilobytes a period allows, requests and responses together.
	Bandwidth number `attr:"bandwidth"`
	// The length of a period in seconds, at least 300, or as an ISO 8601 duration; 0 is
	// one period that never ends.
	Renewal period `attr:"renewal-period,required"`
	// The key of the counter.
	Key expr.Value[string] `attr:"counter-key,required"`
	// Whether the call counts. An expression is evaluated at the end of outbound.
	Condition expr.Value[bool] `attr:"increment-condition"`
	// How much the call counts. An expression is evaluated at the end of outbound.
	Count expr.Value[int] `attr:"increment-count"`
	// When a period starts; others follow and precede it.
	Start moment `attr:"first-period-start" default:"0001-01-01T00:00:00Z"`

	// periods tells counters of one key apart whose periods differ.
	periods string
}

// moment is a point in time.
type moment struct{ time.Time }

// SetText reads the moment.
func (m *moment) SetText(text string) error {
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(text))
	if err != nil {
		return fmt.Errorf("expected a time such as 2026-01-31T00:00:00Z")
	}
	m.Time = t
	return nil
}

// SettingType names the type in documentation.
func (moment) SettingType() string { return "time" }

// Check demands a limit and applies the ranges.
func (p *quotaByKey) Check(c *policy.Check) {
	if !limited(p.Calls, p.Bandwidth) {
		c.Errorf(diag.MissingAttribute, "", noLimit)
	}
	if n, ok := p.Count.Constant(); ok {
		checkNumber(c, "increment-count", int64(n))
	}
	if s := p.Renewal.seconds; s != 0 && s < 300 {
		c.Errorf(diag.InvalidValue, "renewal-period", "the attribute renewal-period: expected 0 or at least 300 seconds, not %d", s)
	}
}

// Prepare names the kind of periods.
func (p *quotaByKey) Prepare(*policy.Check) {
	p.periods = fmt.Sprintf("\x00%d\x00%d", p.Renewal.seconds, p.Start.Unix())
}

// Names of the tallies of a request: what was counted, and the policies that may still
// count when the response is known.
const (
	tallyCounted   = "quota-by-key"
	tallyPending   = "quota-by-key pending"
	tallyBandwidth = "quota-by-key bandwidth"
)

// Run counts the call, or only checks the quota when counting waits for the
// response. A request counts once for a key in periods of one kind
// (quota-by-key.md, semantics 2): by the first policy that counts it at all. Policies
// with other periods keep counts of their own (unverified).
func (p *quotaByKey) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := p.Key.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	quota := allow(key, p.Calls, p.Bandwidth, p.Renewal.seconds, p.Start.Time)
	group := "qk:" + key
	counter := key + p.periods
	counted, _ := x.Tally(tallyCounted, counter, 0)
	if quota.Calls != state.Unlimited {
		// What this request has counted itself does not use the quota up.
		quota.Calls += counted
	}
	list := []state.Allowance{quota}
	// A policy before may count when the response is known, or leave it to this one.
	pending, _ := x.Tally(tallyPending, counter, 0)
	deferred := pending > 0 || p.Condition.IsExpression() || p.Count.IsExpression()
	var calls int64
	if counted == 0 && !deferred {
		if calls, err = increment(x, &p.Condition, &p.Count); err != nil {
			return policy.End, err
		}
	}
	drawn, err := x.Host.State.Quota.Draw(x.Ctx, group, list, calls)
	if err != nil {
		unavailable(x, "quota-by-key", err)
		return policy.Next, nil
	}
	if !drawn.Allowed {
		return policy.End, quotaExceeded(drawn)
	}
	if quota.Bytes != state.Unlimited {
		if _, first := x.Tally(tallyBandwidth, counter, 0); first {
			countBytes(x, "quota-by-key", group, list)
		}
	}
	x.Tally(tallyCounted, counter, calls)
	if counted == 0 && deferred {
		x.Tally(tallyPending, counter, 1)
		x.Deferred(func(x *policy.Exec) error { return p.countLater(x, group, counter, list) })
	}
	return policy.Next, nil
}

// countLater counts the call when the response is known, unless another policy has.
func (p *quotaByKey) countLater(x *policy.Exec, group, counter string, list []state.Allowance) error {
	if counted, _ := x.Tally(tallyCounted, counter, 0); counted != 0 {
		return nil
	}
	n, err := increment(x, &p.Condition, &p.Count)
	if err != nil || n == 0 {
		return err
	}
	x.Tally(tallyCounted, counter, n)
	if err := x.Host.State.Quota.Add(x.Ctx, group, list, n, 0); err != nil {
		unavailable(x, "quota-by-key", err)
	}
	return nil
}
