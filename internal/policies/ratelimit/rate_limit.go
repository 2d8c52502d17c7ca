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
// window. Requests without a subscription pass. As a gateway of the v2 tiers
// (`--profile v2`) it has a token bucket in place of the window: as many calls as are
// allowed may come at once, and the room for them comes back evenly.
type rateLimit struct {
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300, or as an ISO 8601 duration.
	Renewal period `attr:"renewal-period,required"`
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
	// bucket is for gateways that count in token buckets.
	bucket bool
}

type apiLimit struct {
	// The name of the API.
	Name string `attr:"name"`
	// The resource name of the API, which wins over name.
	ID string `attr:"id"`
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300, or as an ISO 8601 duration.
	Renewal period `attr:"renewal-period,required"`
	// The header that tells a refused caller when to come back; that of the whole
	// policy if absent.
	RetryHeader string `attr:"retry-after-header-name"`
	// A variable that gets the same number.
	RetryVariable string `attr:"retry-after-variable-name"`
	// A response header with the calls that are left.
	RemainingHeader string `attr:"remaining-calls-header-name"`
	// A variable that gets the same number.
	RemainingVariable string `attr:"remaining-calls-variable-name"`
	// A response header with the calls that this limit allows.
	TotalHeader string `attr:"total-calls-header-name"`
	// Limits of single operations of the API.
	Operations []operationLimit `elem:"operation"`

	out outputs
}

type operationLimit struct {
	// The name of the operation.
	Name string `attr:"name"`
	// The resource name of the operation, which wins over name.
	ID string `attr:"id"`
	// How many calls a window allows.
	Calls int `attr:"calls,required"`
	// The length of the window in seconds, at most 300, or as an ISO 8601 duration.
	Renewal period `attr:"renewal-period,required"`
	// The header that tells a refused caller when to come back; that of the whole
	// policy if absent.
	RetryHeader string `attr:"retry-after-header-name"`
	// A variable that gets the same number.
	RetryVariable string `attr:"retry-after-variable-name"`
	// A response header with the calls that are left.
	RemainingHeader string `attr:"remaining-calls-header-name"`
	// A variable that gets the same number.
	RemainingVariable string `attr:"remaining-calls-variable-name"`
	// A response header with the calls that this limit allows.
	TotalHeader string `attr:"total-calls-header-name"`

	out outputs
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
	p.gather()
	checkRenewal(c, p.Renewal.seconds)
	checkNumber(c, "calls", int64(p.Calls))
	p.out.check(c)
	for i := range p.APIs {
		a := &p.APIs[i]
		checkChild(c, "api", i, "api", a.ID+a.Name, a.Calls, a.Renewal, &a.out)
		for _, o := range a.Operations {
			checkChild(c, "api", i, "an operation in it", o.ID+o.Name, o.Calls, o.Renewal, &o.out)
		}
	}
	for i, o := range p.Operations {
		checkChild(c, "operation", i, "operation", o.ID+o.Name, o.Calls, o.Renewal, &o.out)
	}
}

// checkChild checks a limit for a part: child element i of a name, or what stands
// in it.
func checkChild(c *policy.Check, child string, i int, what, name string, calls int, renewal period, out *outputs) {
	if name == "" {
		c.ChildErrorf(diag.MissingAttribute, child, i, "", nameless, what)
	}
	if calls < 0 {
		c.ChildErrorf(diag.InvalidValue, child, i, "", "%s: expected 0 calls or more, not %d", what, calls)
	}
	if !inRange(renewal.seconds) {
		c.ChildErrorf(diag.InvalidValue, child, i, "", "%s: "+badRenewal, what, maxRenewal, renewal.seconds)
	}
	if attribute, name := out.badHeader(); name != "" {
		c.ChildErrorf(diag.InvalidValue, child, i, "", "%s: %s: %q cannot be the name of a header", what, attribute, name)
	}
}

// Prepare names the counters: the subscription's, for the document that holds the
// policy.
func (p *rateLimit) Prepare(c *policy.Check) {
	p.group, p.bucket = c.Scope().String(), hasBuckets(c)
}

// gather puts the names of all outputs together.
func (p *rateLimit) gather() {
	p.out = outputs{p.RetryHeader, p.RetryVariable, p.RemainingHeader, p.RemainingVariable, p.TotalHeader}
	for i := range p.APIs {
		a := &p.APIs[i]
		a.out = outputs{a.RetryHeader, a.RetryVariable, a.RemainingHeader, a.RemainingVariable, a.TotalHeader}
		gatherOperations(a.Operations)
	}
	gatherOperations(p.Operations)
}

func gatherOperations(list []operationLimit) {
	for i := range list {
		o := &list[i]
		o.out = outputs{o.RetryHeader, o.RetryVariable, o.RemainingHeader, o.RemainingVariable, o.TotalHeader}
	}
}

// Run counts the call.
func (p *rateLimit) Run(x *policy.Exec) (policy.Flow, error) {
	if x.Subscription == nil {
		return policy.Next, nil
	}
	var a applicable
	a.limits, a.outputs = a.few[:0], a.fewOutputs[:0]
	p.find(x, &a)
	// unverified: counters are kept per subscription and scope entity.
	taken, err := counter(x, p.bucket).Take(x.Ctx, "rl:"+caller(x), a.limits)
	if err != nil {
		unavailable(x, "rate-limit", err)
		return policy.Next, nil
	}
	for i := range a.outputs {
		a.outputs[i].write(x, taken.Remaining, a.limits[i].Calls)
	}
	if !taken.Allowed {
		out := *a.outputs[taken.Exceeded]
		if out.retryHeader == "" {
			out.retryHeader = p.out.retryHeader
		}
		if out.retryVariable == "" {
			out.retryVariable = p.out.retryVariable
		}
		return policy.End, out.exceeded(x, taken.RetryAfter)
	}
	return policy.Next, nil
}

// applicable are the counters that apply to a request: that of the whole policy
// first, then those of its API and operation.
type applicable struct {
	limits     []state.Limit
	outputs    []*outputs
	few        [3]state.Limit
	fewOutputs [3]*outputs
}

func (a *applicable) add(key string, calls int, renewal period, out *outputs) {
	a.limits = append(a.limits, state.Limit{Key: key, Calls: int64(calls), Window: time.Duration(renewal.seconds) * time.Second, Count: 1})
	a.outputs = append(a.outputs, out)
}

func (p *rateLimit) find(x *policy.Exec, a *applicable) {
	entity := p.group + "/" + scopeEntity(x, p.group)
	a.add(entity, p.Calls, p.Renewal, &p.out)
	for i := range p.APIs {
		limit := &p.APIs[i]
		if x.API != nil && matches(limit.ID, limit.Name, x.API.BaseName, x.API.DisplayName) {
			key := entity + "/a:" + qualified(x.API.Workspace, x.API.BaseName)
			a.add(key, limit.Calls, limit.Renewal, &limit.out)
			a.operations(x, key, limit.Operations)
		}
	}
	a.operations(x, entity, p.Operations)
}

func (a *applicable) operations(x *policy.Exec, prefix string, list []operationLimit) {
	for i := range list {
		limit := &list[i]
		if x.Operation != nil && matches(limit.ID, limit.Name, x.Operation.Name, x.Operation.DisplayName) {
			a.add(prefix+"/o:"+x.Operation.Name, limit.Calls, limit.Renewal, &limit.out)
		}
	}
}

// scopeEntity names what the document of a scope belongs to.
func scopeEntity(x *policy.Exec, scope string) string {
	switch {
	case scope == policy.Product.String() && x.Product != nil:
		return qualified(x.Product.Workspace, x.Product.Name)
	case scope == policy.API.String() && x.API != nil:
		return qualified(x.API.Workspace, x.API.Name)
	case scope == policy.Operation.String() && x.API != nil && x.Operation != nil:
		return qualified(x.API.Workspace, x.API.Name) + "/" + x.Operation.Name
	}
	return ""
}
