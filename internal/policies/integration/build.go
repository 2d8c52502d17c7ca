package integration

import (
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// requestMode says what a request starts from.
type requestMode string

// Values lists the modes.
func (requestMode) Values() []string { return []string{"new", "copy"} }

// checkParts demands set-url where the request is new, and at most one of each
// part but headers.
func checkParts(c *policy.Check, mode *expr.Value[requestMode], parts *policy.Block) {
	count := map[string]int{}
	for i := range parts.Len() {
		s := parts.Step(i)
		count[s.Source]++
		if s.Source != "set-header" && count[s.Source] == 2 {
			c.ReportIn(diag.Diagnostic{
				Severity: diag.Error, Code: diag.DuplicateElement, Source: s.Document, Span: s.Span,
				Message: s.Source + " may stand only once here; remove one",
			})
		}
	}
	if m, ok := mode.Constant(); !ok || m != "new" {
		return
	}
	if count["set-url"] == 0 {
		c.Errorf(diag.MissingElement, "", "a new request needs an element set-url")
	}
	if count["set-method"] == 0 {
		// unverified: whether the service refuses the document.
		c.Warnf(diag.MissingElement, "", "a new request without an element set-method is a GET; say so")
	}
}

// build makes the request from its parts, in their order, and says how it is sent.
func build(x *policy.Exec, mode *expr.Value[requestMode], parts *policy.Block) (*message.Request, policy.SendOptions, error) {
	var opts policy.SendOptions
	m, err := mode.Eval(x.Frame())
	if err != nil {
		return nil, opts, err
	}
	req := &message.Request{Method: "GET"}
	if m == "copy" {
		if err := copyCurrent(x, req); err != nil {
			return nil, opts, err
		}
	}
	made, err := x.RunParts(parts, policy.Building{Request: req})
	if err != nil {
		return nil, opts, err
	}
	req.Body = req.Body.Coded(&req.Header, false)
	if req.URL.Host == "" {
		return nil, opts, policy.Internal(policy.ReasonExpression, "Expression value is invalid. The request has no URL.", nil)
	}
	return req, made.Options, nil
}

// copyCurrent copies the current request: method, URL, header and body. The Host
// is that of the URL. In outbound the body does not go along (send-request.md,
// semantics 1), nor does one that was read or has gone to the backend; in
// on-error it does, so that a request which a policy refused can be sent again.
func copyCurrent(x *policy.Exec, req *message.Request) error {
	in := x.Request()
	req.Method, req.URL, req.Header = in.Method, in.URL, in.Header.Clone()
	// unverified: whether the Host header is copied.
	req.Header.Del("Host")
	// The body may be replaced; its framing is the sender's business.
	req.Header.Del("Content-Length")
	req.Header.Del("Transfer-Encoding")
	if x.Section == policy.Outbound || in.Body == nil || in.Body.Consumed() {
		return nil
	}
	limit := x.Host.Limits.Body.BodyBuffer
	data, err := in.Body.Bytes(limit)
	switch {
	case errors.Is(err, message.ErrBodyTooLarge):
		return &apim.TooLarge{Limit: limit}
	case message.IsClientFault(err):
		return err
	case err != nil:
		return policy.Internal(policy.ReasonClientConnectionFailure, "The request body could not be read.", err)
	}
	req.Body = message.BytesBody(data)
	if in.Body.Plain() {
		req.Body.MarkPlain()
	}
	return nil
}
