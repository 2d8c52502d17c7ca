package integration

import (
	"context"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/azure/servicebus"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func sendServiceBusMessageDefinition() policy.Definition {
	return policy.Definition{
		Element: "send-service-bus-message", Summary: "Sends a message to a Service Bus queue or topic.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError,
		Scopes:   policy.Global | policy.Product | policy.API | policy.Operation, Gateways: policy.Classic,
		New: func() policy.Policy { return &sendServiceBusMessage{} },
	}
}

// sendServiceBusMessage sends one message with a token of the gateway's managed
// identity and waits until the broker has taken it. What the pipeline does with the
// request is another matter.
type sendServiceBusMessage struct {
	// The queue; either this or topic-name.
	Queue expr.Value[string] `attr:"queue-name"`
	// The topic.
	Topic expr.Value[string] `attr:"topic-name"`
	// The host name of the namespace, such as contoso.servicebus.windows.net.
	Namespace expr.Value[string] `attr:"namespace"`
	// The client id of a user-assigned identity; the system-assigned one if absent.
	ClientID expr.Value[string] `attr:"client-id"`
	// Whether a message that cannot be sent is no error.
	IgnoreError bool `attr:"ignore-error" default:"false"`
	// Properties of the message, strings.
	Properties *messageProperties `elem:"message-properties"`
	// What is sent.
	Payload *payload `elem:"payload,required"`
}

type messageProperties struct {
	// One property.
	Properties []messageProperty `elem:"message-property,required"`
}

type messageProperty struct {
	// The name of the property.
	Name string             `attr:"name,required"`
	Text expr.Value[string] `text:""`
}

type payload struct {
	Text expr.Value[string] `text:""`
}

// sendTimeout bounds the wait for a token and the broker together.
//
// unverified: how long the service waits.
const sendTimeout = 60 * time.Second

// Check demands one entity.
func (p *sendServiceBusMessage) Check(c *policy.Check) {
	switch {
	case p.Queue.IsSet() && p.Topic.IsSet():
		c.Errorf(diag.InvalidValue, "topic-name", "queue-name and topic-name may not stand together; remove one")
	case !p.Queue.IsSet() && !p.Topic.IsSet():
		c.Errorf(diag.MissingAttribute, "", "send-service-bus-message needs the attribute queue-name or topic-name")
	}
	if !p.Namespace.IsSet() {
		// A published sample leaves it out; what the service does then is not known.
		c.Warnf(diag.MissingAttribute, "", "without the attribute namespace the policy fails; write the host name of the namespace, such as contoso.servicebus.windows.net")
	}
	if text, ok := p.Namespace.Constant(); ok && p.Namespace.IsSet() && !servicebus.ValidNamespace(text) {
		c.Errorf(diag.InvalidValue, "namespace", "%q is no host name such as contoso.servicebus.windows.net", text)
	}
}

// Run sends the message.
func (p *sendServiceBusMessage) Run(x *policy.Exec) (policy.Flow, error) {
	err := p.send(x)
	if err != nil && p.IgnoreError && x.Ctx.Err() == nil && policy.IsTransport(err) {
		return policy.Next, nil
	}
	if err != nil {
		return policy.End, err
	}
	return policy.Next, nil
}

func (p *sendServiceBusMessage) send(x *policy.Exec) error {
	var namespace, queue, topic, client string
	for _, v := range []struct {
		value *expr.Value[string]
		to    *string
	}{{&p.Namespace, &namespace}, {&p.Queue, &queue}, {&p.Topic, &topic}, {&p.ClientID, &client}} {
		if !v.value.IsSet() {
			continue
		}
		text, err := v.value.Eval(x.Frame())
		if err != nil {
			return err
		}
		*v.to = text
	}
	// unverified: the content type of the message.
	m := servicebus.Message{ContentType: "text/plain; charset=utf-8"}
	var err error
	if p.Properties != nil {
		for i := range p.Properties.Properties {
			property := &p.Properties.Properties[i]
			value, err := property.Text.Eval(x.Frame())
			if err != nil {
				return err
			}
			m.Properties = append(m.Properties, message.Field{Name: property.Name, Value: value})
		}
	}
	if m.Body, err = p.Payload.Text.Eval(x.Frame()); err != nil {
		return err
	}
	entity := queue
	if !p.Queue.IsSet() {
		entity = topic
	}
	if entity == "" || !servicebus.ValidNamespace(namespace) {
		return policy.Internal(policy.ReasonExpression, "Expression value is invalid. A message needs a queue or topic and the host name of a namespace.", nil)
	}
	if _, err := resourcePath(entity); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(x.Ctx, sendTimeout)
	defer cancel()
	var token *identity.Token
	x.Away(func() { token, err = x.Host.Identity.Token(ctx, "", client, servicebus.Resource) })
	if err != nil {
		return unsent(x, err)
	}
	req := servicebus.Request(namespace, entity, m)
	req.Header.Set("Authorization", token.Bearer)
	resp, err := x.Send(ctx, nil, req, policy.SendOptions{}, "send-service-bus-message")
	if err != nil {
		return err
	}
	if err := servicebus.Check(resp); err != nil {
		return unsent(x, err)
	}
	return nil
}

// unsent is the error of a message that was not taken.
//
// unverified: its reason.
func unsent(x *policy.Exec, err error) error {
	if x.Ctx.Err() != nil {
		return x.Ctx.Err()
	}
	e := policy.Internal(policy.ReasonGatewayFailure, "The message could not be sent: "+err.Error(), err)
	e.Transport = true
	return e
}
