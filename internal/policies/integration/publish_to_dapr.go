package integration

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func publishToDaprDefinition() policy.Definition {
	return policy.Definition{
		Element: "publish-to-dapr", Summary: "Publishes a message to a topic of a Dapr sidecar.",
		Sections: policy.Inbound, Scopes: policy.Global | policy.Product | policy.API | policy.Operation,
		Gateways: policy.SelfHosted,
		New:      func() policy.Policy { return &publishToDapr{} },
	}
}

// publishToDapr sends a message to the sidecar at http://localhost:3500 and goes
// on.
type publishToDapr struct {
	// The component; without it topic is component/topic.
	PubSub expr.Value[string] `attr:"pubsub-name"`
	// The topic.
	Topic expr.Value[string] `attr:"topic,required"`
	// Whether a failure is no error.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// The variable that gets the sidecar's answer, an IResponse.
	Variable string `attr:"response-variable-name"`
	// Seconds to wait, 1 to 240; 5 if absent.
	Timeout expr.Value[int] `attr:"timeout"`
	// Liquid makes the message a template, as in set-body.
	Template daprTemplate `attr:"template" default:"none"`
	// The content type of the message.
	ContentType daprContentType `attr:"content-type"`
	// The message: a text, an expression, or a template.
	Content policy.Markup `markup:""`

	message daprContent
}

// Check wants component and topic.
func (p *publishToDapr) Check(c *policy.Check) {
	checkDaprTimeout(c, &p.Timeout)
	if topic, ok := p.Topic.Constant(); ok && !p.PubSub.IsSet() && !strings.Contains(topic, "/") && c.Has("topic") {
		c.Errorf(diag.InvalidValue, "topic", "without the attribute pubsub-name topic is written component/topic, not %q", topic)
	}
}

// Prepare reads the template.
func (p *publishToDapr) Prepare(c *policy.Check) { p.message.prepare(c, p.Template, &p.Content) }

// Run publishes the message.
func (p *publishToDapr) Run(x *policy.Exec) (policy.Flow, error) {
	topic, err := p.Topic.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	if p.PubSub.IsSet() {
		name, err := p.PubSub.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		topic = name + "/" + topic
	}
	if topic, err = resourcePath(topic); err != nil {
		return policy.End, err
	}
	text, err := p.message.text(x)
	if err != nil {
		return policy.End, err
	}
	timeout, err := daprTimeout(x, &p.Timeout)
	if err != nil {
		return policy.End, err
	}
	call := daprCall{
		element: "publish-to-dapr", path: "/v1.0/publish/" + topic, contentType: string(p.ContentType), body: []byte(text),
		timeout: timeout, variable: p.Variable, ignoreError: p.IgnoreError,
	}
	if err := call.do(x); err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}
