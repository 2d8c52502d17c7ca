package integration

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
)

// daprAddress is where the Dapr sidecar listens (publish-to-dapr.md, semantics 1).
const daprAddress = "http://localhost:3500"

const (
	defaultDaprTimeout = 5
	mostDaprTimeout    = 240
)

// daprContentType is the only type that the policies know.
type daprContentType string

// Values lists the types.
func (daprContentType) Values() []string { return []string{"application/json"} }

// daprTemplate says whether a content is a Liquid template.
type daprTemplate string

// Values lists the kinds of templates.
func (daprTemplate) Values() []string { return []string{"none", "Liquid"} }

// daprContent is what is sent to the sidecar.
type daprContent struct {
	value    *expr.Value[any]
	template *template.Template
}

// prepare reads the template if there is one.
func (d *daprContent) prepare(c *policy.Check, t daprTemplate, m *policy.Markup) {
	d.value = &m.Value
	if t == "Liquid" {
		// unverified: that bodies are bound as set-body binds them by default.
		d.template = template.Parse(c, m, template.Options{Dates: true})
	}
}

// text is the content for a request. White space around a text as it is written
// does not belong to it; a template's does.
func (d *daprContent) text(x *policy.Exec) (string, error) {
	if d.template != nil {
		return d.template.Render(x)
	}
	v, err := d.value.Eval(x.Frame())
	if err != nil {
		return "", err
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		if _, literal := d.value.Constant(); literal {
			v = strings.TrimSpace(v)
		}
		return v, nil
	case *rt.Array[uint8]:
		return string(v.Items), nil
	}
	text, err := rt.ToString(x.Frame(), v)
	return text.Text, err
}

// resourcePath makes the path of a URL of the name of a resource, which may have
// slashes. A name that would lead elsewhere is refused: it may come from a caller.
func resourcePath(name string) (string, error) {
	for segment := range strings.SplitSeq(name, "/") {
		if segment == "." || segment == ".." {
			return "", &expr.InvalidValue{Text: name, Reason: "expected the name of a resource"}
		}
	}
	return message.EncodePath(strings.ReplaceAll(name, "%", "%25")), nil
}

// checkDaprTimeout applies the documented range.
func checkDaprTimeout(c *policy.Check, v *expr.Value[int]) {
	if n, ok := v.Constant(); ok && v.IsSet() && (n < 1 || n > mostDaprTimeout) {
		c.Errorf(diag.InvalidValue, "timeout", "the attribute timeout: expected 1 to %d seconds, not %d", mostDaprTimeout, n)
	}
}

// daprTimeout is the time a call may take.
func daprTimeout(x *policy.Exec, v *expr.Value[int]) (time.Duration, error) {
	if !v.IsSet() {
		return defaultDaprTimeout * time.Second, nil
	}
	n, err := v.Eval(x.Frame())
	if err != nil {
		return 0, err
	}
	// unverified: an expression outside of the range counts as its nearest end.
	return time.Duration(min(max(n, 1), mostDaprTimeout)) * time.Second, nil
}

// daprCall is a call of the sidecar.
type daprCall struct {
	element, path, contentType string
	body                       []byte
	timeout                    time.Duration
	// variable gets the answer, empty for none.
	variable    string
	ignoreError bool
}

// do calls the sidecar. An answer other than 2xx is an error, but the variable has
// it, so that on-error can pass it on.
func (d *daprCall) do(x *policy.Exec) error {
	ctx, cancel := context.WithTimeout(x.Ctx, d.timeout)
	defer cancel()
	u, _ := message.ParseURL(daprAddress + d.path)
	req := &message.Request{Method: "POST", URL: u, Body: message.BytesBody(d.body)}
	if d.contentType != "" {
		req.Header.Set("Content-Type", d.contentType)
	}
	resp, err := x.Send(ctx, nil, req, policy.SendOptions{}, d.element)
	if err == nil {
		err = buffer(x, ctx, resp)
	}
	if err != nil {
		if !d.ignoreError || x.Ctx.Err() != nil || !policy.IsTransport(err) {
			return err
		}
		if d.variable != "" {
			x.SetVariable(d.variable, nil)
		}
		return nil
	}
	if d.variable != "" {
		x.SetVariable(d.variable, apim.NewResponse(resp, &x.Host.Limits.Body))
	}
	if resp.Status >= 200 && resp.Status <= 299 || d.ignoreError {
		return nil
	}
	// unverified: the reason.
	e := policy.Internal("BackendErrorStatusCode", fmt.Sprintf("The Dapr sidecar responded with status code %d.", resp.Status), nil)
	e.Transport = true
	return e
}
