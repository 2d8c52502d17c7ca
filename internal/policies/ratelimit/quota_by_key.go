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
	checkQuota(c, p.Calls, p.Bandwidth, number{})
	if s := p.Renewal.seconds; s != 0 && s < 300 {
		c.Errorf(diag.InvalidValue, "renewal-period", "the attribute renewal-period: expected 0 or at least 300 seconds, not %d", s)
	}
}

// Run counts the call, or only checks the quota when counting waits for the
// response.
func (p *quotaByKey) Run(x *policy.Exec) (policy.Flow, error) {
	key, err := counterKey(x, &p.Key)
	if err != nil {
		return policy.End, err
	}
	list := []state.Allowance{allow(key, p.Calls, p.Bandwidth, time.Duration(p.Renewal.seconds)*time.Second, p.Start.Time)}
	group := "qk:" + key
	deferred := p.Condition.IsExpression() || p.Count.IsExpression()
	var calls int64
	first := x.Once("quota-by-key", key)
	if !deferred && first {
		if calls, err = increment(x, &p.Condition, &p.Count); err != nil {
			return policy.End, err
		}
	}
	drawn, err := x.Host.State.Quota.Draw(x.Ctx, group, list, calls)
	if err != nil {
		unavailable(x, "quota-by-key", err)
		return policy.Next, nil
	}
	// A second policy of the same request sees the call that the first counted.
	if !drawn.Allowed && first {
		return policy.End, quotaExceeded(drawn)
	}
	if !first {
		return policy.Next, nil
	}
	if deferred {
		x.Deferred(func(x *policy.Exec) error {
			n, err := increment(x, &p.Condition, &p.Count)
			if err != nil || n == 0 {
				return err
			}
			if err := x.Host.State.Quota.Add(x.Ctx, group, list, n, 0); err != nil {
				unavailable(x, "quota-by-key", err)
			}
			return nil
		})
	}
	countBytes(x, "quota-by-key", group, list)
	return policy.Next, nil
}
