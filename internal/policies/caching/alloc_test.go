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

// keptPage keeps a page of some size and returns requests for it. The inbound block
// looks it up; what answers is the response of x.
func keptPage(tb testing.TB, size int) (*policy.Exec, *policy.Block) {
	tb.Helper()
	store := memory.New(memory.Settings{})
	tb.Cleanup(store.Close)
	request := func() *message.Request {
		r := &message.Request{Method: "GET", URL: message.URL{Scheme: "https", Host: "backend.test", Port: 443, Path: "/items/17", Query: "page=1", HasQuery: true}}
		r.Header.Add("Accept", "application/json")
		return r
	}
	lookup := policytest.Setup{
		Policies: `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false">
			<vary-by-header>Accept</vary-by-header><vary-by-query-parameter>page</vary-by-query-parameter></cache-lookup>`,
		Section: policy.Inbound, Request: request(),
	}
	x, inbound := lookup.Block(tb)
	x.Host.State = store.Stores()
	keep := policytest.Setup{Policies: `<cache-store duration="600"/>`, Section: policy.Outbound, Request: request()}
	y, outbound := keep.Block(tb)
	if _, err := x.RunBlock(inbound); err != nil {
		tb.Fatal(err)
	}
	y.Host, y.Lookups = x.Host, x.Lookups
	r := &message.Response{Status: 200, Reason: "OK", Body: message.BytesBody(make([]byte, size))}
	for _, name := range []string{"Content-Type", "ETag", "Last-Modified", "X-Powered-By"} {
		r.Header.Add(name, "value of "+name)
	}
	y.SetResponse(r)
	if _, err := y.RunBlock(outbound); err != nil {
		tb.Fatal(err)
	}
	return x, inbound
}

// TestHitAllocations: a response from the cache costs the same, and little, however
// large its body is: its key, and a body around the shared bytes.
func TestHitAllocations(t *testing.T) {
	const most = 2
	for _, size := range []int{100, 1 << 20} {
		x, lookup := keptPage(t, size)
		n := testing.AllocsPerRun(200, func() {
			x.Reset(x.Ctx, x.Host, x.Context)
			if flow, err := x.RunBlock(lookup); flow != policy.End || err != nil {
				t.Fatal(flow, err)
			}
		})
		if n > most {
			t.Errorf("a hit of %d bytes allocates %v times, not at most %v", size, n, most)
		}
		if data, err := x.Response().Body.Bytes(0); err != nil || len(data) != size {
			t.Errorf("the body has %d bytes, not %d: %v", len(data), size, err)
		}
	}
}

// TestHitsShareTheBody: no hit copies the body.
func TestHitsShareTheBody(t *testing.T) {
	x, lookup := keptPage(t, 1<<20)
	body := func() *byte {
		if _, err := x.RunBlock(lookup); err != nil {
			t.Fatal(err)
		}
		data, err := x.Response().Body.Bytes(0)
		if err != nil {
			t.Fatal(err)
		}
		return &data[0]
	}
	if body() != body() {
		t.Error("two hits have a body each")
	}
}

func BenchmarkHit(b *testing.B) {
	x, lookup := keptPage(b, 4096)
	b.ReportAllocs()
	for b.Loop() {
		x.Reset(x.Ctx, x.Host, x.Context)
		if _, err := x.RunBlock(lookup); err != nil {
			b.Fatal(err)
		}
	}
}
