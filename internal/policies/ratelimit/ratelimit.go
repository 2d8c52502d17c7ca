// Package ratelimit holds the policies that bound what callers may use:
// rate-limit, rate-limit-by-key, quota, quota-by-key, limit-concurrency. Each
// file is one policy; see package policy for what a policy is.
package ratelimit

import (
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		rateLimitDefinition(), rateLimitByKeyDefinition(), quotaDefinition(), quotaByKeyDefinition(), limitConcurrencyDefinition(),
	}
}

// qualified is a name that no other workspace has: resource names are unique in
// theirs only.
func qualified(w *catalog.Workspace, name string) string {
	if w == nil {
		return name
	}
	return w.Name + "/" + name
}

// caller names the subscription of a request.
func caller(x *policy.Exec) string { return qualified(x.Subscription.Workspace, x.Subscription.Name) }

// outputs are the headers and variables that rate limits fill in.
type outputs struct {
	retryHeader, retryVariable         string
	remainingHeader, remainingVariable string
	totalHeader                        string
}

// badHeader returns the first of the names that no header can have.
func (o *outputs) badHeader() (attribute, name string) {
	for _, h := range [...][2]string{
		{"retry-after-header-name", o.retryHeader}, {"remaining-calls-header-name", o.remainingHeader}, {"total-calls-header-name", o.totalHeader},
	} {
		if h[1] != "" && !message.ValidName(h[1]) {
			return h[0], h[1]
		}
	}
	return "", ""
}

// check refuses names that no header can have.
func (o *outputs) check(c *policy.Check) {
	if attribute, name := o.badHeader(); name != "" {
		c.Errorf(diag.InvalidValue, attribute, "the attribute %s: %q cannot be the name of a header", attribute, name)
	}
}

// write sets headers of the client's response and variables.
func (o *outputs) write(x *policy.Exec, remaining, total int64) {
	if o.remainingVariable != "" {
		x.SetVariable(o.remainingVariable, int32(remaining))
	}
	if o.remainingHeader == "" && o.totalHeader == "" {
		return
	}
	x.OnSend(func(r *message.Response) {
		if o.remainingHeader != "" {
			r.Header.Set(o.remainingHeader, strconv.FormatInt(remaining, 10))
		}
		if o.totalHeader != "" {
			r.Header.Set(o.totalHeader, strconv.FormatInt(total, 10))
		}
	})
}

// exceeded is the refusal of a rate limit (rate-limit.md, semantics 6).
func (o *outputs) exceeded(x *policy.Exec, retry time.Duration) error {
	seconds := state.Seconds(retry)
	if o.retryVariable != "" {
		x.SetVariable(o.retryVariable, int32(seconds))
	}
	header := o.retryHeader
	if header == "" {
		header = "Retry-After"
	}
	return &policy.Error{
		Reason: policy.ReasonRateLimitExceeded, Message: "Rate limit is exceeded", Status: 429,
		Public:  "Rate limit is exceeded. Try again in " + strconv.Itoa(seconds) + " seconds.",
		Headers: []message.Field{{Name: header, Value: strconv.Itoa(seconds)}},
	}
}

// maxRenewal is the longest period of a rate limit, in seconds.
const maxRenewal = 300

func inRange(renewal int64) bool { return renewal >= 1 && renewal <= maxRenewal }

const badRenewal = "expected a renewal-period of 1 to %d seconds, not %d"

// checkRenewal applies the documented range of a rate limit's period.
func checkRenewal(c *policy.Check, seconds int64) {
	if !inRange(seconds) {
		c.Errorf(diag.InvalidValue, "renewal-period", badRenewal, maxRenewal, seconds)
	}
}

// checkNumber refuses a literal below zero.
func checkNumber(c *policy.Check, attribute string, n int64) {
	if n < 0 {
		c.Errorf(diag.InvalidValue, attribute, "the attribute %s: expected 0 or more, not %d", attribute, n)
	}
}

// unavailable reports a store that does not answer: requests go on.
func unavailable(x *policy.Exec, element string, err error) {
	x.Host.Log.Warn("the state store does not answer; the request goes on", "policy", element, "error", err)
}
