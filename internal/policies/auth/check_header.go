package auth

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

func checkHeaderDefinition() policy.Definition {
	return policy.Definition{
		Element: "check-header", Summary: "Demands a request header, optionally with one of several values.",
		Sections: policy.Inbound, Scopes: policy.Global | policy.Product | policy.API | policy.Operation,
		New: func() policy.Policy { return &checkHeader{} },
	}
}

// checkHeader refuses requests without a header, or whose header has a value that
// is not listed.
type checkHeader struct {
	// The name of the header.
	Name expr.Value[string] `attr:"name,required"`
	// The status code of a refusal.
	Status expr.Value[int] `attr:"failed-check-httpcode,required"`
	// The message in the body of a refusal.
	Message expr.Value[string] `attr:"failed-check-error-message,free"`
	// Whether the case of values does not matter.
	IgnoreCase expr.Value[bool] `attr:"ignore-case" default:"false"`
	// The values allowed; any value if absent.
	Values []expr.Value[string] `elem:"value,free"`
}

// Check refuses status codes that cannot be sent.
func (p *checkHeader) Check(c *policy.Check) {
	if name, ok := p.Name.Constant(); ok {
		c.HeaderName("", 0, "name", name)
	}
	if n, ok := p.Status.Constant(); ok && (n < 200 || n > 999) {
		c.Errorf(diag.InvalidValue, "failed-check-httpcode", "the attribute failed-check-httpcode: expected 200 to 999, not %d", n)
	}
}

// Run checks the header.
func (p *checkHeader) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Name.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	h := &x.Request().Header
	have, found := h.Get(name)
	if !found {
		return policy.End, p.refuse(x, policy.ReasonHeaderNotFound, "Header "+name+" was not found in the request. Access denied.")
	}
	if len(p.Values) == 0 {
		return policy.Next, nil
	}
	fold, err := p.IgnoreCase.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	// Several lines are compared as one, joined by commas.
	if h.Count(name) > 1 {
		have = strings.Join(h.Values(name), ",")
	}
	for i := range p.Values {
		v, err := p.Values[i].Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		if v == have || fold && netfmt.OrdinalIgnoreCaseEqual(v, have) {
			return policy.Next, nil
		}
	}
	e := p.refuse(x, policy.ReasonHeaderNotAllowed, "Header "+name+" value of "+have+" is not allowed. Access denied.")
	if refused := (*policy.Error)(nil); errors.As(e, &refused) {
		refused.Log = "Header " + name + " has a value that is not allowed. Access denied."
	}
	return policy.End, e
}

func (p *checkHeader) refuse(x *policy.Exec, reason, text string) error {
	status, err := p.Status.Eval(x.Frame())
	if err != nil {
		return err
	}
	if status < 200 || status > 999 {
		return &expr.InvalidValue{Text: strconv.Itoa(status), Reason: "expected 200 to 999"}
	}
	public, err := p.Message.Eval(x.Frame())
	if err != nil {
		return err
	}
	return &policy.Error{Reason: reason, Message: text, Status: status, Public: public}
}
