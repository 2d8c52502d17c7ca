package gateway_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
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
)

// TestHeldRequests keeps requests of 100 configurations waiting for the backend at the
// same time, 7,000 altogether: the race detector follows 8,128 goroutines. Each ends
// with the policies, and the backend, of the configuration that it began with.
func TestHeldRequests(t *testing.T) {
	const versions, each = 100, 70
	template, errs := catalog.ParseTemplate("/items/{id}")
	if errs != nil {
		t.Fatal(errs)
	}
	library, registry := bcl.Default(), policies.Builtin()
	build := func(version int) *gateway.Snapshot {
		api := &catalog.API{
			Name: "shop", BaseName: "shop", Revision: "1", IsCurrent: true, IsOnline: true, Type: catalog.HTTP, Path: "shop",
			ServiceURL: fmt.Sprintf("http://backend%d.test", version), KeyNames: catalog.DefaultKeyNames,
			Operations: []*catalog.Operation{{Name: "get", Method: "GET", URLTemplate: "/items/{id}", Template: template}},
			Policy: diag.NewSource("policy.xml", fmt.Sprintf(`<policies>
				<inbound><set-variable name="began" value="%[1]d" /></inbound>
				<backend><forward-request /></backend>
				<outbound><set-header name="X-Version"><value>@(context.Variables["began"] + " %[1]d " + context.Request.MatchedParameters["id"])</value></set-header></outbound>
			</policies>`, version)),
		}
		var l diag.List
		s := gateway.Build(&catalog.Service{Resources: catalog.Resources{APIs: []*catalog.API{api}}}, gateway.BuildOptions{Library: library, Registry: registry}, &l)
		for _, d := range l.All() {
			t.Fatal(d.Message)
		}
		return s
	}
	var sent sync.WaitGroup
	release := make(chan struct{})
	g := gateway.New(&policy.Host{
		Send: func(_ context.Context, req *message.Request, _ policy.SendOptions) (*message.Response, error) {
			sent.Done()
			<-release
			return &message.Response{Status: 200, Reason: "OK", Header: message.NewHeader(message.Field{Name: "X-Backend", Value: req.URL.Host}), Body: message.BytesBody(nil)}, nil
		},
		Services: host.Default(), TypeOf: library.TypeOf, Background: t.Context(), Log: slog.New(slog.DiscardHandler),
		Limits: policy.Limits{Expression: rt.Budget{Steps: 1e6, Memory: 64 << 20, Time: time.Minute, MaxDepth: 100}},
	})
	var answered sync.WaitGroup
	ask := func(version, i int) {
		u, _ := message.ParseURL(fmt.Sprintf("http://gateway.test/shop/items/%d", i))
		e := g.Handle(t.Context(), &message.Request{Method: "GET", URL: u, Header: message.NewHeader(message.Field{Name: "Host", Value: "gateway.test"})})
		defer e.Done(0)
		h := &e.Response.Header
		want := fmt.Sprintf("%[1]d %[1]d %[2]d", version, i)
		if got := h.Value("X-Version"); e.Response.Status != 200 || got != want || h.Value("X-Backend") != fmt.Sprintf("backend%d.test", version) {
			t.Errorf("a request of version %d: status %d, %q from %s, want %q", version, e.Response.Status, got, h.Value("X-Backend"), want)
		}
	}
	for version := range versions {
		g.Swap(build(version))
		sent.Add(each)
		for i := range each {
			answered.Go(func() { ask(version, i) })
		}
		sent.Wait()
	}
	close(release)
	answered.Wait()
}
