package ratelimit

import (
	"math"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func quotaDefinition() policy.Definition {
	return policy.Definition{
		Element: "quota", Summary: "Limits calls and bandwidth of a subscription over a long period.",
		Sections: policy.Inbound, Scopes: policy.Product, OncePerDocument: true,
		New: func() policy.Policy { return &quota{} },
	}
}

// quota refuses calls of a subscription when its calls or its bandwidth of the
// current period are used up. Requests without a subscription pass. Periods start
// with the subscription.
type quota struct {
	// How many calls a period allows.
	Calls number `attr:"calls"`
	// How many kilobytes a period allows, requests and responses together.
	Bandwidth number `attr:"bandwidth"`
	// The length of a period in seconds, or as an ISO 8601 duration; 0 is one period
	// that never ends.
	Renewal period `attr:"renewal-period,required"`
	// Quotas of single APIs.
	APIs []apiQuota `elem:"api"`
}

type apiQuota struct {
	// The name of the API.
	Name string `attr:"name"`
	// The resource name of the API, which wins over name.
	ID string `attr:"id"`
	// How many calls a period allows.
	Calls number `attr:"calls"`
	// How many kilobytes a period allows.
	Bandwidth number `attr:"bandwidth"`
	// The length of a period; that of the whole quota if absent.
	Renewal period `attr:"renewal-period"`
	// Quotas of single operations.
	Operations []operationQuota `elem:"operation"`
}

type operationQuota struct {
	// The name of the operation.
	Name string `attr:"name"`
	// The resource name of the operation, which wins over name.
	ID string `attr:"id"`
	// How many calls a period allows.
	Calls number `attr:"calls"`
	// How many kilobytes a period allows.
	Bandwidth number `attr:"bandwidth"`
	// The length of a period; that of the whole quota if absent.
	Renewal period `attr:"renewal-period"`
}

// Check demands a limit everywhere, and what it is for.
func (p *quota) Check(c *policy.Check) {
	if !limited(p.Calls, p.Bandwidth) {
		c.Errorf(diag.MissingAttribute, "", noLimit)
	}
	for i, a := range p.APIs {
		if !limited(a.Calls, a.Bandwidth) {
			c.ChildErrorf(diag.MissingAttribute, "api", i, "", noLimit)
		}
		if a.ID == "" && a.Name == "" {
			c.ChildErrorf(diag.MissingAttribute, "api", i, "", nameless, "api")
		}
		for _, o := range a.Operations {
			if !limited(o.Calls, o.Bandwidth) {
				c.ChildErrorf(diag.MissingAttribute, "api", i, "", "an operation in it: "+noLimit)
			}
			if o.ID == "" && o.Name == "" {
				c.ChildErrorf(diag.MissingAttribute, "api", i, "", nameless, "an operation in it")
			}
		}
	}
}

const (
	noLimit  = "a quota needs the attribute calls or bandwidth"
	nameless = "%s needs the attribute id or name"
)

func limited(calls, bandwidth number) bool { return calls.set || bandwidth.set }

// Run counts the call, and its bytes when the exchange has ended.
func (p *quota) Run(x *policy.Exec) (policy.Flow, error) {
	if x.Subscription == nil {
		return policy.Next, nil
	}
	list := p.allowances(x)
	group := "q:" + caller(x)
	drawn, err := x.Host.State.Quota.Draw(x.Ctx, group, list, 1)
	if err != nil {
		unavailable(x, "quota", err)
		return policy.Next, nil
	}
	if !drawn.Allowed {
		return policy.End, quotaExceeded(drawn)
	}
	countBytes(x, "quota", group, list)
	return policy.Next, nil
}

// allowances are the quotas that apply to the request.
func (p *quota) allowances(x *policy.Exec) []state.Allowance {
	start := x.Subscription.Start
	if start.IsZero() {
		start = x.Subscription.Created
	}
	product := ""
	if x.Product != nil {
		product = qualified(x.Product.Workspace, x.Product.Name)
	}
	allowance := func(key string, calls, bandwidth number, renewal period) state.Allowance {
		if !renewal.set {
			renewal = p.Renewal
		}
		return allow(key, calls, bandwidth, renewal.seconds, start)
	}
	key := "p:" + product
	out := []state.Allowance{allowance(key, p.Calls, p.Bandwidth, p.Renewal)}
	for _, a := range p.APIs {
		if x.API == nil || !matches(a.ID, a.Name, x.API.BaseName, x.API.DisplayName) {
			continue
		}
		apiKey := key + "/a:" + qualified(x.API.Workspace, x.API.BaseName)
		out = append(out, allowance(apiKey, a.Calls, a.Bandwidth, a.Renewal))
		for _, o := range a.Operations {
			if x.Operation != nil && matches(o.ID, o.Name, x.Operation.Name, x.Operation.DisplayName) {
				out = append(out, allowance(apiKey+"/o:"+x.Operation.Name, o.Calls, o.Bandwidth, o.Renewal))
			}
		}
	}
	return out
}

func allow(key string, calls, bandwidth number, period int64, start time.Time) state.Allowance {
	a := state.Allowance{Key: key, Calls: state.Unlimited, Bytes: state.Unlimited, Period: time.Duration(min(period, maxPeriod)) * time.Second, Start: start}
	if calls.set {
		a.Calls = min(calls.value, math.MaxInt64/2)
	}
	if bandwidth.set {
		a.Bytes = min(bandwidth.value, math.MaxInt64/1024) * 1024
	}
	return a
}

// maxPeriod is a century: a longer period, which a duration might not hold, makes
// no difference.
const maxPeriod = 100 * 366 * 24 * 3600
