package caching_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// hit stores a text and returns lookups of it.
func hit(tb testing.TB) (*policy.Exec, *policy.Block) {
	tb.Helper()
	store := memory.New(memory.Settings{})
	tb.Cleanup(store.Close)
	block := func(policies string) (*policy.Exec, *policy.Block) {
		s := policytest.Setup{Policies: policies, Section: policy.Inbound, Request: &message.Request{Method: "GET"}}
		x, b := s.Block(tb)
		x.Host.State = store.Stores()
		if _, err := x.RunBlock(b); err != nil {
			tb.Fatal(err)
		}
		return x, b
	}
	block(`<cache-store-value key="k" value="text" duration="600"/>`)
	return block(`<cache-lookup-value key="k" variable-name="v"/>`)
}

// TestLookupAllocatesNothing: a text from the cache costs no allocation.
func TestLookupAllocatesNothing(t *testing.T) {
	x, lookup := hit(t)
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := x.RunBlock(lookup); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("the lookup allocates %v times", n)
	}
	if v, _ := x.Context.Variables.Get("v"); v != "text" {
		t.Errorf("the variable is %v", v)
	}
}

func BenchmarkLookup(b *testing.B) {
	x, lookup := hit(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.RunBlock(lookup); err != nil {
			b.Fatal(err)
		}
	}
}
