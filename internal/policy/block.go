package policy

import (
	"context"
	"iter"

	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// Block is a list of steps that run one after the other.
type Block struct {
	steps []Step
}

// Len returns the number of steps.
func (b *Block) Len() int { return len(b.steps) }

// All iterates over all steps, those of policies inside of policies included.
func (b *Block) All() iter.Seq[*Step] {
	return func(yield func(*Step) bool) { b.all(yield) }
}

func (b *Block) all(yield func(*Step) bool) bool {
	for i := range b.steps {
		s := &b.steps[i]
		if !yield(s) {
			return false
		}
		for _, inner := range s.blocks {
			if !inner.all(yield) {
				return false
			}
		}
	}
	return true
}

// Policy returns the policy of step i.
func (b *Block) Policy(i int) Policy { return b.steps[i].policy }

// Step is one policy of a program, with what context.LastError says about it.
type Step struct {
	policy Policy
	// Source is the element's name, PolicyID the id attribute.
	Source, PolicyID string
	// Path is where a nested policy stands: choose[3]\when[2]; empty at the top
	// of a section.
	Path    string
	Scope   Scope
	Section Section
	// Document and Span are the element in its file.
	Document *diag.Source
	Span     diag.Span
	// noHandshake says that the step does not run for WebSocket APIs.
	noHandshake bool
	// blocks are the policy's child policies.
	blocks []*Block
}

// Program is what runs for one combination of operation and product: the
// effective documents with <base/> and fragments expanded.
type Program struct {
	Inbound, Backend, Outbound, OnError Block
	// Cors are the cors policies that answer preflight requests, in order.
	Cors []*Step
	// Unmatched are the policies that answer requests which match no operation.
	Unmatched []*Step
	// Invalid says that a document it was made of has errors; it must not run.
	Invalid bool
	// Backends are the entities of the workspace or the service that the program is
	// of, whose settings apply to the base URL of a request; nil has none.
	Backends *backend.Targets

	keepers []keeper
}

// BackendOf returns the entity whose URL is the base of a request, nil if there is
// none: of the workspace or the service that the program is of.
func (x *Exec) BackendOf(base message.URL) *backend.Target {
	if x.Program == nil {
		return nil // a block that runs by itself
	}
	return x.Program.Backends.ByBase(base)
}

// Preflight is implemented by the policy that answers CORS preflight requests.
type Preflight interface {
	Policy
	// Preflight answers the request if its origin matches; ok is false when the
	// next policy is to be asked.
	Preflight(x *Exec) (ok bool, err error)
}

// Preflight asks the policy of a step of Program.Cors; see the interface.
func (s *Step) Preflight(x *Exec) (ok bool, err error) {
	x.step = s
	if ok, err = s.policy.(Preflight).Preflight(x); err != nil {
		return false, x.failed(s, err)
	}
	return ok, nil
}

// Unmatched is implemented by policies that answer some requests which match no
// operation: cross-domain.
type Unmatched interface {
	Policy
	// AnswerUnmatched answers the request; nil when it is none of the policy's.
	AnswerUnmatched(x *Exec) *message.Response
}

// AnswerUnmatched asks the policy of a step of Program.Unmatched; see the
// interface.
func (s *Step) AnswerUnmatched(x *Exec) *message.Response {
	x.step = s
	return s.policy.(Unmatched).AnswerUnmatched(x)
}

// section returns the block of a section.
func (p *Program) section(s Section) *Block {
	switch s {
	case Inbound:
		return &p.Inbound
	case Backend:
		return &p.Backend
	case Outbound:
		return &p.Outbound
	}
	return &p.OnError
}

// RunBlock runs the steps until one ends the request or fails.
func (x *Exec) RunBlock(b *Block) (Flow, error) {
	for i := range b.steps {
		if flow, err := x.RunStep(&b.steps[i]); flow != Next || err != nil {
			return flow, err
		}
	}
	return Next, nil
}

// RunStep runs one step.
func (x *Exec) RunStep(s *Step) (Flow, error) {
	if s.noHandshake && x.Handshake() {
		return Next, nil
	}
	if x.turn != nil && x.Ctx.Err() == context.Canceled {
		// The branch was given up while it waited for its turn.
		return End, x.Ctx.Err()
	}
	x.step = s
	flow, err := s.policy.Run(x)
	if err != nil {
		return End, x.failed(s, err)
	}
	return flow, nil
}

// Step returns step i, for policies that run their children in ways of their own.
func (b *Block) Step(i int) *Step { return &b.steps[i] }
