package control

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func waitDefinition() policy.Definition {
	return policy.Definition{
		Element: "wait", Summary: "Runs its policies at the same time.",
		Sections: policy.Inbound | policy.Backend | policy.Outbound, Scopes: policy.AllScopes,
		New: func() policy.Policy { return &wait{} },
	}
}

// wait starts its policies together and goes on when all or the first of them
// have finished.
type wait struct {
	// all waits for every policy; any goes on at the first and gives up the others.
	For      expr.Value[waitFor] `attr:"for" default:"all"`
	Policies policy.Block        `children:""`
}

type waitFor string

// Values lists what may be waited for.
func (waitFor) Values() []string { return []string{"all", "any"} }

// waitChildren are the policies that may run side by side (wait.md).
var waitChildren = map[string]bool{
	"send-request": true, "cache-lookup-value": true, "choose": true, "forward-request": true,
	"cache-store-value": true, "authentication-managed-identity": true,
}

// Check refuses policies that cannot run at the same time as others.
func (p *wait) Check(c *policy.Check) {
	if p.Policies.Len() == 0 {
		c.Errorf(diag.MissingElement, "", "wait needs at least one policy")
	}
	for i := range p.Policies.Len() {
		if s := p.Policies.Step(i); !waitChildren[s.Source] {
			c.ReportIn(diag.Diagnostic{
				Severity: diag.Error, Code: diag.SectionNotAllowed, Source: s.Document, Span: s.Span,
				Message: s.Source + " may not stand in wait; it takes send-request, cache-lookup-value, choose",
			})
		}
	}
}

// outcome is how a branch ended.
type outcome struct {
	index  int
	branch *policy.Exec
	flow   policy.Flow
	err    error
	// crash is what the branch panicked with.
	crash any
}

// Run runs the branches.
func (p *wait) Run(x *policy.Exec) (policy.Flow, error) {
	mode, err := p.For.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	n := p.Policies.Len()
	results := make(chan outcome, n)
	// running are the branches that can be given up. The context of one that has
	// finished lives as long as the request's: the answer of a backend streams under
	// it.
	running := make([]context.CancelFunc, n)
	giveUp := func() {
		for _, cancel := range running {
			if cancel != nil {
				cancel()
			}
		}
	}
	for i := range n {
		var ctx context.Context
		ctx, running[i] = context.WithCancel(x.Ctx)
		step, branch := p.Policies.Step(i), x.Fork(ctx)
		started := make(chan struct{})
		go func() {
			out := outcome{index: i, branch: branch}
			branch.InTurn(func() {
				close(started)
				out.run(step)
				// Still in turn: results come in the order in which branches have finished.
				results <- out
			})
		}()
		// Each comes to where it has to wait before the next begins, so that what they do
		// at once is done in the order of the document.
		x.Away(func() { <-started })
	}
	defer x.Joined()
	// Every branch is waited for, so that none works on the request's state after
	// it has moved on; those that are given up are cancelled first.
	var flow policy.Flow
	var failed error
	var crash any
	decided := false
	for range n {
		var r outcome
		x.Away(func() { r = <-results })
		running[r.index] = nil
		if r.crash != nil {
			crash, decided = r.crash, true
			giveUp()
		}
		// What a policy has put off is done, whether its branch was given up later or not.
		x.Join(r.branch)
		switch {
		case failed != nil || crash != nil:
		case r.flow == policy.End && r.err == nil:
			// It has answered: with any, too, before it could be given up.
			flow, decided = policy.End, true
			giveUp()
		case decided:
		case r.err != nil && !errors.Is(r.err, context.Canceled):
			// unverified: wait fails with the first error of a branch, and the others are
			// given up.
			failed, decided = r.err, true
			giveUp()
		case mode == "any":
			decided = true
			giveUp()
		}
	}
	switch {
	case crash != nil:
		// The gateway answers, as it does when any other policy panics.
		panic(crash)
	case failed != nil:
		return policy.End, failed
	case x.Ctx.Err() != nil:
		return policy.End, x.Ctx.Err()
	}
	return flow, nil
}

// run runs the branch.
func (o *outcome) run(step *policy.Step) {
	defer func() {
		if v := recover(); v != nil {
			o.crash = fmt.Sprintf("%v in a branch of wait:\n%s", v, debug.Stack())
		}
	}()
	o.flow, o.err = o.branch.RunStep(step)
}
