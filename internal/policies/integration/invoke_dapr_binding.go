package integration

import (
	"bytes"
	"encoding/json"

	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func invokeDaprBindingDefinition() policy.Definition {
	return policy.Definition{
		Element: "invoke-dapr-binding", Summary: "Triggers an output binding of a Dapr sidecar.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError,
		Scopes:   policy.Global | policy.Product | policy.API | policy.Operation, Gateways: policy.SelfHosted,
		New: func() policy.Policy { return &invokeDaprBinding{} },
	}
}

// invokeDaprBinding triggers a binding of the sidecar at http://localhost:3500 and
// goes on. Data that is JSON is sent as such, other data as a string (unverified).
type invokeDaprBinding struct {
	// The binding.
	Name expr.Value[string] `attr:"name,required"`
	// What the binding is to do, such as create.
	Operation string `attr:"operation"`
	// Whether a failure is no error.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// The variable that gets the sidecar's answer, an IResponse.
	Variable string `attr:"response-variable-name"`
	// Seconds to wait, 1 to 240; 5 if absent.
	Timeout expr.Value[int] `attr:"timeout"`
	// Liquid makes the data a template, as in set-body.
	Template daprTemplate `attr:"template" default:"none"`
	// The content type of the data.
	ContentType daprContentType `attr:"content-type"`
	// Metadata of the binding.
	Metadata *bindingMetadata `elem:"metadata"`
	// The data.
	Data *bindingData `elem:"data"`

	data daprContent
}

type bindingMetadata struct {
	// One entry.
	Items []bindingItem `elem:"item"`
}

type bindingItem struct {
	// The name of the entry.
	Key  string             `attr:"key,required"`
	Text expr.Value[string] `text:""`
}

type bindingData struct {
	Content policy.Markup `markup:""`
}

// Check applies the documented range.
func (p *invokeDaprBinding) Check(c *policy.Check) { checkDaprTimeout(c, &p.Timeout) }

// Prepare reads the template.
func (p *invokeDaprBinding) Prepare(c *policy.Check) {
	if p.Data != nil {
		p.data.prepare(c, p.Template, &p.Data.Content)
	}
}

// Run triggers the binding.
func (p *invokeDaprBinding) Run(x *policy.Exec) (policy.Flow, error) {
	name, err := p.Name.Eval(x.Frame())
	if err == nil {
		name, err = resourcePath(name)
	}
	if err != nil {
		return policy.End, err
	}
	body, err := p.body(x)
	if err != nil {
		return policy.End, err
	}
	timeout, err := daprTimeout(x, &p.Timeout)
	if err != nil {
		return policy.End, err
	}
	call := daprCall{
		element: "invoke-dapr-binding", path: "/v1.0/bindings/" + name, contentType: "application/json", body: body,
		timeout: timeout, variable: p.Variable, ignoreError: p.IgnoreError,
	}
	if err := call.do(x); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}

// body is what the sidecar is sent.
func (p *invokeDaprBinding) body(x *policy.Exec) ([]byte, error) {
	var out struct {
		Data      json.RawMessage   `json:"data,omitempty"`
		Metadata  map[string]string `json:"metadata,omitempty"`
		Operation string            `json:"operation,omitempty"`
	}
	out.Operation = p.Operation
	if p.Metadata != nil {
		out.Metadata = map[string]string{}
		for i := range p.Metadata.Items {
			item := &p.Metadata.Items[i]
			value, err := item.Text.Eval(x.Frame())
			if err != nil {
				return nil, err
			}
			out.Metadata[item.Key] = value
		}
	}
	if p.Data != nil {
		text, err := p.data.text(x)
		if err != nil {
			return nil, err
		}
		out.Data = json.RawMessage(text)
		if !json.Valid(out.Data) {
			if out.Data, err = marshal(text); err != nil {
				return nil, err
			}
		}
	}
	return marshal(out)
}

// marshal writes JSON with markup as it is.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
