package auth

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// origin is where a policy finds the token.
type origin struct {
	header, query *expr.Value[string]
	value         *expr.Value[rt.String]
	scheme        *expr.Value[string]
	// standard is the header that is looked at when no attribute says where, and
	// standardScheme its scheme.
	standard, standardScheme string
}

// given names the attributes that are not empty.
func (o *origin) given() []string {
	var out []string
	for _, a := range []struct {
		name string
		v    *expr.Value[string]
	}{{"header-name", o.header}, {"query-parameter-name", o.query}} {
		if text, literal := a.v.Constant(); a.v.IsSet() && !(literal && text == "") {
			out = append(out, a.name)
		}
	}
	if text, literal := o.value.Constant(); o.value.IsSet() && !(literal && text.Text == "") {
		out = append(out, "token-value")
	}
	return out
}

// check warns of a header that no request has.
func (o *origin) check(c *policy.Check) {
	if name, ok := o.header.Constant(); ok {
		c.HeaderName("", 0, "header-name", name)
	}
}

// find returns the token, empty when there is none (validate-jwt.md, semantics 1).
func (o *origin) find(x *policy.Exec) (string, error) {
	if o.value.IsSet() {
		v, err := o.value.Eval(x.Frame())
		if err != nil || v.Text != "" || o.value.IsExpression() {
			return v.Text, err
		}
	}
	if o.query.IsSet() {
		name, err := o.query.Eval(x.Frame())
		if err != nil {
			return "", err
		}
		if name != "" {
			values, _ := x.Context.Request.URL.QueryValues().Get(name)
			if len(values) == 0 {
				return "", nil
			}
			return values[0], nil
		}
	}
	name, err := o.header.Eval(x.Frame())
	if err != nil {
		return "", err
	}
	standard := name == ""
	if standard {
		name = o.standard
	}
	h := &x.Request().Header
	value := h.Value(name)
	if h.Count(name) > 1 {
		// Joined they are no token: which of them the backend would look at is unknown.
		value = strings.Join(h.Values(name), ",")
	}
	if !message.EqualName(name, "Authorization") {
		return value, nil
	}
	scheme, err := o.scheme.Eval(x.Frame())
	if err != nil {
		return "", err
	}
	if standard && !o.scheme.IsSet() {
		scheme = o.standardScheme
	}
	return withoutScheme(value, scheme), nil
}

// withoutScheme returns the token of an Authorization header. With a scheme the
// header must have it.
//
// unverified: schemes compare without case; where none is demanded, one word before the token is skipped.
func withoutScheme(value, scheme string) string {
	value = strings.TrimSpace(value)
	word, rest, found := strings.Cut(value, " ")
	switch {
	case scheme == "" && !found:
		return value
	case !found, scheme != "" && !strings.EqualFold(word, strings.TrimSpace(scheme)):
		return ""
	}
	return strings.TrimSpace(rest)
}

// refusal is what the caller gets.
type refusal struct {
	status  *expr.Value[int]
	message *expr.Value[string]
}

// checkStatus refuses status codes that cannot be sent.
func (r *refusal) checkStatus(c *policy.Check) {
	if n, ok := r.status.Constant(); ok && (n < 200 || n > 999) {
		c.Errorf(diag.InvalidValue, "failed-validation-httpcode", "the attribute failed-validation-httpcode: expected 200 to 999, not %d", n)
	}
}

// because makes the error. log stands in the log in place of a text that holds what
// the caller sent.
func (r *refusal) because(x *policy.Exec, reason, text, log string) error {
	status, err := r.status.Eval(x.Frame())
	if err != nil {
		return err
	}
	if status < 200 || status > 999 {
		return &expr.InvalidValue{Text: strconv.Itoa(status), Reason: "expected 200 to 999"}
	}
	public, err := r.message.Eval(x.Frame())
	if err != nil {
		return err
	}
	return &policy.Error{Reason: reason, Message: text, Log: log, Status: status, Public: public}
}

// missing is the refusal of a request without a token.
func (r *refusal) missing(x *policy.Exec) error {
	return r.because(x, policy.ReasonTokenNotPresent, "JWT not present.", "")
}

// of is the refusal of a token that was not verified.
func (r *refusal) of(x *policy.Exec, err error) error {
	var e *jwt.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Kind {
	case jwt.SignatureInvalid, jwt.Unsigned:
		return r.because(x, policy.ReasonTokenSignatureInvalid, e.Text+" Access denied.", "")
	case jwt.KeyNotFound:
		return r.because(x, policy.ReasonTokenKeyNotFound, e.Text+" Access denied.", "")
	}
	return r.because(x, policy.ReasonTokenInvalid, e.Text, "")
}

// verify returns the token's view. A token that was verified before costs neither
// waiting nor memory.
func verify(x *policy.Exec, ring *jwt.Ring, text string, unsigned bool) (*view, error) {
	if t := ring.Known(x.Now(), text); t != nil {
		return t.View.(*view), nil
	}
	return verifyNew(x, ring, text, unsigned)
}

// verifyNew is apart from verify because what it shares with Away costs memory.
func verifyNew(x *policy.Exec, ring *jwt.Ring, text string, unsigned bool) (v *view, err error) {
	x.Away(func() {
		var t *jwt.Token
		if t, err = ring.Verify(x.Ctx, text, unsigned); err == nil {
			v = t.View.(*view)
		}
	})
	return v, err
}
