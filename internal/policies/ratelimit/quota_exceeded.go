package ratelimit

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
)

// quotaExceeded is the refusal of a quota (quota.md, semantics 5).
func quotaExceeded(d state.Drawn) error {
	what := "call volume"
	if d.Bytes {
		what = "bandwidth"
	}
	e := &policy.Error{Reason: policy.ReasonQuotaExceeded, Status: 403, Phrase: "Quota Exceeded", Message: "Out of " + what + " quota."}
	if !d.Forever {
		// unverified: without an end nothing is said about when to come back.
		seconds := state.Seconds(d.RetryAfter)
		e.Message += " Quota will be replenished in " + clock(seconds) + "."
		e.Headers = []message.Field{{Name: "Retry-After", Value: strconv.Itoa(seconds)}}
	}
	return e
}

// clock prints seconds as .NET prints a TimeSpan: [d.]hh:mm:ss.
func clock(seconds int) string {
	s := fmt.Sprintf("%02d:%02d:%02d", seconds/3600%24, seconds/60%60, seconds%60)
	if days := seconds / 86400; days > 0 {
		s = strconv.Itoa(days) + "." + s
	}
	return s
}

// countBytes adds the bytes of the exchange when it has ended.
func countBytes(x *policy.Exec, element, group string, list []state.Allowance) {
	limited := false
	for _, a := range list {
		limited = limited || a.Bytes != state.Unlimited
	}
	if !limited {
		return
	}
	x.AfterExchange(func(x *policy.Exec, bytes int64) {
		// The request's own context may have ended with it.
		ctx, cancel := context.WithTimeout(x.Host.Background, time.Second)
		defer cancel()
		if err := x.Host.State.Quota.Add(ctx, group, list, 0, bytes); err != nil {
			unavailable(x, element, err)
		}
	})
}
