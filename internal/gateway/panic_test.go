package gateway_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/state"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

// mistake is a policy that panics, or puts a panic off.
type mistake struct {
	When string `attr:"when,required"`
}

func (m *mistake) Run(x *policy.Exec) (policy.Flow, error) {
	switch m.When {
	case "now":
		panic("a mistake")
	case "deferred":
		x.Deferred(func(*policy.Exec) error { panic("a mistake, put off") })
	}
	return policy.Next, nil
}

// TestCountsAfterPanics: calls and bytes of a request that made the gateway panic are
// counted all the same, and what it held is given back.
func TestCountsAfterPanics(t *testing.T) {
	store := memory.New(memory.Settings{})
	defer store.Close()
	definitions := []policy.Definition{{
		Element: "mistake", Summary: "Panics.", Sections: policy.AllSections, Scopes: policy.AllScopes, New: func() policy.Policy { return &mistake{} },
	}}
	for _, d := range policies.Builtin().Definitions() {
		definitions = append(definitions, *d)
	}
	template, _ := catalog.ParseTemplate("/{kind}")
	const counted = `
		<rate-limit-by-key calls="2" renewal-period="60" counter-key="@("calls" + context.Request.MatchedParameters["kind"])" increment-condition="@(context.Response.StatusCode == 500)" />
		<quota-by-key bandwidth="1" renewal-period="0" counter-key="@("bytes" + context.Request.MatchedParameters["kind"])" />`
	api := &catalog.API{
		Name: "shop", BaseName: "shop", Revision: "1", IsCurrent: true, IsOnline: true, Type: catalog.HTTP, Path: "shop",
		ServiceURL: "http://backend.test", KeyNames: catalog.DefaultKeyNames,
		Operations: []*catalog.Operation{{Name: "get", Method: "GET", URLTemplate: "/{kind}", Template: template}},
		Policy: diag.NewSource("policy.xml", `<policies><inbound>
			<choose>
				<when condition="@(context.Request.MatchedParameters["kind"] == "deferred")"><mistake when="deferred" />`+counted+`</when>
				<when condition="@(context.Request.MatchedParameters["kind"] == "slot")"><limit-concurrency key="k" max-count="1"><mistake when="now" /></limit-concurrency></when>
				<otherwise>`+counted+`<mistake when="now" /></otherwise>
			</choose>
			<return-response /></inbound><backend/><outbound/><on-error/></policies>`),
	}
	library := bcl.Default()
	var l diag.List
	snapshot := gateway.Build(&catalog.Service{Resources: catalog.Resources{APIs: []*catalog.API{api}}}, gateway.BuildOptions{Library: library, Registry: policy.NewRegistry(definitions...)}, &l)
	for _, d := range l.All() {
		t.Fatal(d.Message)
	}
	var log bytes.Buffer
	g := gateway.New(&policy.Host{
		Services: host.Default(), TypeOf: library.TypeOf, Background: t.Context(), State: store.Stores(), Log: slog.New(slog.NewTextHandler(&log, nil)),
		Limits: policy.Limits{Expression: rt.Budget{Steps: 1e6, Memory: 64 << 20, Time: time.Minute, MaxDepth: 100}},
	})
	g.Swap(snapshot)
	ask := func(path string, bytes int64) int {
		u, _ := message.ParseURL("http://gateway.test/shop/" + path)
		e := g.Handle(t.Context(), &message.Request{Method: "GET", URL: u, Header: message.NewHeader(message.Field{Name: "Host", Value: "gateway.test"})})
		e.Done(bytes)
		return e.Response.Status
	}
	for i, want := range []int{500, 500, 429} {
		if got := ask("now", 10); got != want {
			t.Errorf("call %d: %d, want %d", i+1, got, want)
		}
	}
	for i, want := range []int{500, 403} {
		if got := ask("bytes", 2048); got != want {
			t.Errorf("bytes of call %d: %d, want %d", i+1, got, want)
		}
	}
	// What is put off after a panic in what was put off.
	for range 2 {
		ask("deferred", 10)
	}
	used, err := store.Stores().Counter.Take(t.Context(), "rlk:callsdeferred", []state.Limit{{Key: "callsdeferred", Calls: 2, Window: time.Minute}})
	if err != nil || used.Allowed {
		t.Errorf("calls whose counting began with a panic: %+v, %v", used, err)
	}
	for i := range 3 {
		if got := ask("slot", 0); got != 500 {
			t.Errorf("the slot of call %d: %d", i+1, got)
		}
	}
	if n := strings.Count(log.String(), "a mistake"); n < 8 {
		t.Errorf("%d panics in the log:\n%s", n, log.String())
	}
}
