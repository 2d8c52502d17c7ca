package control

import (
	"mime"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func mockResponseDefinition() policy.Definition {
	return policy.Definition{
		Element: "mock-response", Summary: "Answers with an example of the operation's definition.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError, Scopes: policy.AllScopes, NoHandshake: true,
		New: func() policy.Policy { return &mockResponse{} },
	}
}

// mockResponse ends the pipeline and answers with an example, or with a sample
// made from the schema, of what the operation's definition says it answers.
type mockResponse struct {
	// The status code, which selects the response of the definition.
	Status int `attr:"status-code" default:"200"`
	// The content type, which selects the representation; the first one if absent.
	ContentType string `attr:"content-type"`
	// Which of several examples, counted from 0.
	Index int `attr:"index" default:"0"`
	// false passes over the policy.
	Enabled bool `attr:"enabled" default:"true"`
}

// Check refuses status codes that are none.
func (p *mockResponse) Check(c *policy.Check) {
	if p.Status < 200 || p.Status > 599 {
		c.Errorf(diag.InvalidValue, "status-code", "the attribute status-code: expected 200 to 599, not %d", p.Status)
	}
	if p.Index < 0 {
		c.Errorf(diag.InvalidValue, "index", "the attribute index: expected 0 or more, not %d", p.Index)
	}
	if !message.ValidValue(p.ContentType) {
		c.Errorf(diag.InvalidValue, "content-type", "the attribute content-type: expected a media type, not %q; a header cannot hold control characters", p.ContentType)
	}
}

// Run answers.
func (p *mockResponse) Run(x *policy.Exec) (policy.Flow, error) {
	if !p.Enabled {
		return policy.Next, nil
	}
	r := &message.Response{Status: p.Status, Reason: message.Reason(p.Status)}
	rep := p.representation(x.Operation)
	contentType := p.ContentType
	if rep != nil {
		if contentType == "" {
			contentType = rep.ContentType
			if err := policy.CheckHeaderValue(contentType); err != nil {
				return policy.End, err
			}
		}
		if text, ok := p.example(rep); ok {
			r.Body = message.TextBody(text)
		}
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if old := x.Response(); old != nil {
		old.Body.Close()
	}
	return x.Finish(r), nil
}

// representation finds the body that is described for the status code.
func (p *mockResponse) representation(op *catalog.Operation) *catalog.Representation {
	if op == nil {
		return nil
	}
	resp := op.Response(p.Status)
	if resp == nil || len(resp.Representations) == 0 {
		return nil
	}
	if p.ContentType == "" {
		return resp.Representations[0]
	}
	for _, r := range resp.Representations {
		if sameMediaType(r.ContentType, p.ContentType) {
			return r
		}
	}
	return nil
}

func (p *mockResponse) example(rep *catalog.Representation) (string, bool) {
	if p.Index < len(rep.Examples) {
		return rep.Examples[p.Index].Value, true
	}
	return rep.Sample, rep.Sample != ""
}

// sameMediaType compares content types without their parameters.
func sameMediaType(a, b string) bool {
	base := func(s string) string {
		if t, _, err := mime.ParseMediaType(s); err == nil {
			return t
		}
		return strings.ToLower(strings.TrimSpace(s))
	}
	return base(a) == base(b)
}
