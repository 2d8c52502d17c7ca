package integration

import (
	"strconv"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// defaultTimeout is the wait for an answer.
const defaultTimeout = 60 * time.Second

// checkTimeout refuses waits that end before they start.
func checkTimeout(c *policy.Check, name string, v *expr.Value[int]) {
	if n, ok := v.Constant(); ok && n < 0 {
		c.Errorf(diag.InvalidValue, name, "the attribute %s: expected 0 or more, not %d", name, n)
	}
}

// wait is how long an answer is awaited: v units, or the default. unverified: 0
// is the default too; a call without an end would hold the request for ever.
func wait(x *policy.Exec, v *expr.Value[int], unit time.Duration) (time.Duration, error) {
	n, err := v.Eval(x.Frame())
	switch {
	case err != nil:
		return 0, err
	case n < 0:
		return 0, &expr.InvalidValue{Text: strconv.Itoa(n), Reason: "expected 0 or more"}
	case n == 0:
		return defaultTimeout, nil
	}
	return time.Duration(n) * unit, nil
}
