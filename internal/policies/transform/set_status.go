package transform

import (
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func setStatusDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-status", Summary: "Sets the status of the response.",
		Sections: policy.AllSections, Scopes: policy.AllScopes, Parts: policy.ResponsePart,
		New: func() policy.Policy { return &setStatus{} },
	}
}

// setStatus sets status code and reason phrase of the response, or of the one
// being built.
type setStatus struct {
	// The status code, 200 to 999.
	Code expr.Value[int] `attr:"code,required"`
	// The reason phrase; the standard one if absent.
	Reason expr.Value[string] `attr:"reason,free"`
}

// Check refuses codes that cannot be sent.
func (p *setStatus) Check(c *policy.Check) {
	if n, ok := p.Code.Constant(); ok && !validStatus(n) {
		c.Errorf(diag.InvalidValue, "code", "the attribute code: expected 200 to 999, not %d", n)
	}
	if s, ok := p.Reason.Constant(); ok && !message.ValidValue(s) {
		c.Errorf(diag.InvalidValue, "reason", "a reason phrase may not hold line breaks or control characters")
	}
}

// validStatus reports whether a code can be that of a final response.
func validStatus(n int) bool { return n >= 200 && n <= 999 }

// Run sets the status.
func (p *setStatus) Run(x *policy.Exec) (policy.Flow, error) {
	code, err := p.Code.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if !validStatus(code) {
		return policy.End, &expr.InvalidValue{Text: strconv.Itoa(code), Reason: "expected 200 to 999"}
	}
	reason := message.Reason(code)
	if p.Reason.IsSet() {
		if reason, err = p.Reason.Eval(x.Frame()); err != nil {
			return policy.End, err
		}
		reason = strings.TrimSpace(reason)
		if err := policy.CheckHeaderValue(reason); err != nil {
			return policy.End, err
		}
	}
	r := target(x)
	r.Status, r.Reason = code, reason
	if code == 204 || code == 304 {
		// unverified: a status of 204 or 304 drops the body.
		r.Body.Close()
		r.Body = nil
		r.Header.Del("Content-Length")
	}
	return policy.Next, nil
}

// target is the response to set: the one being built, the pipeline's, or, before
// there is one, the response that is sent if no backend answers.
func target(x *policy.Exec) *message.Response {
	switch {
	case x.Building != nil && x.Building.Response != nil:
		return x.Building.Response
	case x.Response() != nil:
		return x.Response()
	case x.OnResponse():
		x.SetResponse(&message.Response{Status: 200, Reason: "OK"})
		return x.Response()
	}
	if x.Pending == nil {
		x.Pending = &message.Response{}
	}
	return x.Pending
}
