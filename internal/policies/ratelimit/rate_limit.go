package ratelimit

import (
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

func rateLimitDefinition() policy.Definition {
	return policy.Definition{
		Element: "rate-limit", Summary: "Limits the calls of a subscription in a sliding window.",
		Sections: policy.Inbound, Scopes: policy.Product | policy.API | policy.Operation, OncePerDocument: true,
		New: func() policy.Policy { return &rateLimit{} },
	}
}

// rateLimit refuses calls of a subscription beyond a number within a sliding
// window. Requests without a subscription pass.
type rateLimit struct {
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300.
	Renewal int `attr:"renewal-period,required"`
	// The header that tells a refused caller when to come back.
	RetryHeader string `attr:"retry-after-header-name"`
	// A variable that gets the same number.
	RetryVariable string `attr:"retry-after-variable-name"`
	// A response header with the calls that are left.
	RemainingHeader string `attr:"remaining-calls-header-name"`
	// A variable that gets the same number.
	RemainingVariable string `attr:"remaining-calls-variable-name"`
	// A response header with the calls allowed.
	TotalHeader string `attr:"total-calls-header-name"`
	// Limits of single APIs.
	APIs []apiLimit `elem:"api"`
	// Limits of single operations.
	Operations []operationLimit `elem:"operation"`

	out   outputs
	group string
}

type apiLimit struct {
	// The name of the API.
	Name string `attr:"name"`
	// The resource name of the API, which wins over name.
	ID string `attr:"id"`
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300.
	Renewal int `attr:"renewal-period,required"`
	// Limits of single operations of the API.
	Operations []operationLimit `elem:"operation"`
}

type operationLimit struct {
	// The name of the operation.
	Name string `attr:"name"`
	// The resource name of the operation, which wins over name.
	ID string `attr:"id"`
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300.
	Renewal int `attr:"renewal-period,required"`
}

// matches compares an id, or else a name, without case.
func matches(id, name, haveID, haveName string) bool {
	if id != "" {
		return strings.EqualFold(id, haveID)
	}
	return name != "" && strings.EqualFold(name, haveName)
}

// Check applies the documented ranges.
func (p *rateLimit) Check(c *policy.Check) {
	checkRenewal(c, int64(p.Renewal))
	for _, a := range p.APIs {
		checkRenewal(c, int64(a.Renewal))
		if a.ID == "" && a.Name == "" {
			c.Errorf(diag.MissingAttribute, "", "api needs the attribute id or name")
		}
		checkOperationLimits(c, a.Operations)
	}
	checkOperationLimits(c, p.Operations)
}

func checkOperationLimits(c *policy.Check, list []operationLimit) {
	for _, o := range list {
		checkRenewal(c, int64(o.Renewal))
		if o.ID == "" && o.Name == "" {
			c.Errorf(diag.MissingAttribute, "", "operation needs the attribute id or name")
		}
	}
}

// Prepare names the counters: the subscription's, for the document that holds the
// policy.
func (p *rateLimit) Prepare(c *policy.Check) {
	p.out = outputs{p.RetryHeader, p.RetryVariable, p.RemainingHeader, p.RemainingVariable, p.TotalHeader}
	p.group = c.Scope().String()
}

// Run counts the call.
func (p *rateLimit) Run(x *policy.Exec) (policy.Flow, error) {
	if x.Subscription == nil {
		return policy.Next, nil
	}
	var small [4]state.Limit
	limits := p.limits(x, small[:0])
	// unverified: counters are kept per subscription and scope entity.
	taken, err := x.Host.State.Counter.Take(x.Ctx, "rl:"+x.Subscription.Name, limits)
	if err != nil {
		unavailable(x, "rate-limit", err)
		return policy.Next, nil
	}
	p.out.write(x, taken.Remaining, int64(p.Calls))
	if !taken.Allowed {
		return policy.End, p.out.exceeded(x, taken.RetryAfter)
	}
	return policy.Next, nil
}

// limits are the counters that apply to the request.
func (p *rateLimit) limits(x *policy.Exec, out []state.Limit) []state.Limit {
	entity := p.group + "/" + scopeEntity(x, p.group)
	limit := func(key string, calls, seconds int) state.Limit {
		return state.Limit{Key: key, Calls: int64(calls), Window: time.Duration(seconds) * time.Second, Count: 1}
	}
	out = append(out, limit(entity, p.Calls, p.Renewal))
	operations := func(prefix string, list []operationLimit) {
		for _, o := range list {
			if x.Operation != nil && matches(o.ID, o.Name, x.Operation.Name, x.Operation.DisplayName) {
				out = append(out, limit(prefix+"/o:"+x.Operation.Name, o.Calls, o.Renewal))
			}
		}
	}
	for _, a := range p.APIs {
		if x.API != nil && matches(a.ID, a.Name, x.API.BaseName, x.API.DisplayName) {
			key := entity + "/a:" + x.API.BaseName
			out = append(out, limit(key, a.Calls, a.Renewal))
			operations(key, a.Operations)
		}
	}
	operations(entity, p.Operations)
	return out
}

// scopeEntity names what the document of a scope belongs to.
func scopeEntity(x *policy.Exec, scope string) string {
	switch {
	case scope == policy.Product.String() && x.Product != nil:
		return x.Product.Name
	case scope == policy.API.String() && x.API != nil:
		return x.API.Name
	case scope == policy.Operation.String() && x.API != nil && x.Operation != nil:
		return x.API.Name + "/" + x.Operation.Name
	}
	return ""
}
