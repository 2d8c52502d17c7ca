package policytest

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// Setup is a section of policies and a request to run them on, without a gateway
// around: for benchmarks, and tests that count allocations.
type Setup struct {
	// Policies are the elements of the section.
	Policies string
	Section  policy.Section
	Request  *message.Request
	// Registry is nil for all policies.
	Registry *policy.Registry
	// Send answers what they send; nil when they send nothing.
	Send policy.Sender
}

// Block compiles the policies and returns them with the state of the request.
func (s *Setup) Block(tb testing.TB) (*policy.Exec, *policy.Block) {
	tb.Helper()
	registry := s.Registry
	if registry == nil {
		registry = policies.Builtin()
	}
	library := bcl.Default()
	var found diag.List
	c := &policy.Compiler{
		Registry: registry, Diagnostics: &found,
		Env: &expr.Env{Universe: library.Universe, Context: library.Universe.MustLookup("Apim.IExpressionContext", 0)},
	}
	text := "<policies><" + s.Section.String() + ">" + s.Policies + "</" + s.Section.String() + "></policies>"
	p := c.Compile([]policy.ScopeDocument{{Scope: policy.Global, Source: diag.NewSource("policy.xml", text)}})
	if found.Len() > 0 {
		var b strings.Builder
		if err := diag.WriteLines(&b, found.All()); err != nil {
			tb.Fatal(err)
		}
		tb.Fatal(b.String())
	}
	h := &policy.Host{
		Send: s.Send, TypeOf: library.TypeOf, Type: library.Type, Spelling: library.Spelling, Services: host.Default(),
		Limits: policy.Limits{Expression: rt.Budget{Steps: 1e6, Memory: 1 << 20, Time: time.Second, MaxDepth: 100}},
	}
	req := s.Request
	req.Remote = netip.MustParseAddrPort("203.0.113.7:40000")
	ctx := &apim.Context{Request: apim.NewRequest(req, &h.Limits.Body), Variables: apim.NewVariables()}
	ctx.Request.URL = apim.NewURL(req.URL)
	ctx.Request.Original = ctx.Request.URL
	x := &policy.Exec{}
	x.Reset(tb.Context(), h, ctx)
	x.Section, x.HasBase, x.Rest = s.Section, true, req.URL.Path
	x.Base = message.URL{Scheme: req.URL.Scheme, Host: req.URL.Host, Port: req.URL.Port, Path: "/"}
	blocks := map[policy.Section]*policy.Block{
		policy.Inbound: &p.Inbound, policy.Backend: &p.Backend, policy.Outbound: &p.Outbound, policy.OnError: &p.OnError,
	}
	return x, blocks[s.Section]
}

// AllocateAtMost fails the test when a run of the policies costs more than most
// allocations.
func (s *Setup) AllocateAtMost(t *testing.T, most float64) {
	t.Helper()
	x, block := s.Block(t)
	n := testing.AllocsPerRun(100, func() {
		if _, err := x.RunBlock(block); err != nil {
			t.Fatal(err)
		}
	})
	if n > most {
		t.Errorf("%v allocations, not at most %v", n, most)
	}
}

// Bench measures the policies.
func (s *Setup) Bench(b *testing.B) {
	b.Helper()
	x, block := s.Block(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.RunBlock(block); err != nil {
			b.Fatal(err)
		}
	}
}
