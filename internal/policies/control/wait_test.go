package control_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies/control"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// crashing is a policy with a mistake in its code.
type crashing struct{}

// Run implements policy.Policy.
func (crashing) Run(*policy.Exec) (policy.Flow, error) { panic("a mistake") }

// sending is a policy that waits for an answer.
type sending struct{}

// Run implements policy.Policy.
func (sending) Run(x *policy.Exec) (policy.Flow, error) {
	_, err := x.Send(x.Ctx, nil, &message.Request{}, policy.SendOptions{}, "send-request")
	return policy.Next, err
}

// TestWaitPanics: a branch that panics does so in the goroutine of the request,
// where the gateway answers it, after the other branches were given up.
func TestWaitPanics(t *testing.T) {
	cancelled := make(chan struct{})
	silent := func(ctx context.Context, _ *message.Request, _ policy.SendOptions) (*message.Response, error) {
		<-ctx.Done()
		close(cancelled)
		return nil, ctx.Err()
	}
	everywhere := policy.Definition{Sections: policy.AllSections, Scopes: policy.AllScopes}
	crash, send := everywhere, everywhere
	crash.Element, crash.New = "cache-lookup-value", func() policy.Policy { return &crashing{} }
	send.Element, send.New = "send-request", func() policy.Policy { return &sending{} }
	setup := policytest.Setup{
		Policies: `<wait for="all"><send-request /><cache-lookup-value /></wait>`, Section: policy.Inbound, Request: request(),
		Registry: policy.NewRegistry(append(control.Policies(), crash, send)...), Send: silent,
	}
	x, block := setup.Block(t)
	defer func() {
		text, _ := recover().(string)
		if !strings.HasPrefix(text, "a mistake") || !strings.Contains(text, "crashing") {
			t.Errorf("panicked with %q", text)
		}
		<-cancelled
		// The turns are over: nothing is left to wait for.
		x.Away(func() {})
	}()
	_, err := x.RunBlock(block)
	t.Errorf("no panic, error %v", err)
}

// TestWaitClientGone: branches that were cancelled because the client has gone end
// the request, though none of them has failed by itself.
func TestWaitClientGone(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	gone := func(ctx context.Context, _ *message.Request, _ policy.SendOptions) (*message.Response, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	send := policy.Definition{Element: "send-request", Sections: policy.AllSections, Scopes: policy.AllScopes, New: func() policy.Policy { return &sending{} }}
	setup := policytest.Setup{
		Policies: `<wait><send-request /><send-request /></wait><set-variable name="after" value="1" />`, Section: policy.Inbound, Request: request(),
		Registry: policy.NewRegistry(append(control.Policies(), send)...), Send: gone,
	}
	x, block := setup.Block(t)
	x.Ctx = ctx
	flow, err := x.RunBlock(block)
	if err == nil || flow != policy.End {
		t.Errorf("flow %v, error %v", flow, err)
	}
	if _, ok := x.Context.Variables.Get("after"); ok {
		t.Error("the policy after wait was run")
	}
}
