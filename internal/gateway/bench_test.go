package gateway_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/identity"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// pipelines are the exchanges that are measured, from the parsed request to the
// answer, in process. The budget is of allocations, three of which are the
// backend's answer and one the race detector's: raising one needs a reason.
var pipelines = []struct {
	name, inbound string
	budget        float64
	// header is what the backend has to see.
	header, value string
}{
	{name: "pass-through", budget: 10},
	{
		name: "set-header", budget: 12, header: "X-Caller", value: "GET /shop/items/7",
		inbound: `<set-header name="X-Caller" exists-action="override"><value>@(context.Request.Method + " " + context.Request.OriginalUrl.Path)</value></set-header>`,
	},
	{
		name: "choose", budget: 11, header: "X-Branch", value: "third",
		inbound: `<choose>
			<when condition="@(context.Request.Method == &quot;POST&quot;)"><set-header name="X-Branch"><value>first</value></set-header></when>
			<when condition="@(context.Request.Headers.GetValueOrDefault(&quot;X-Kind&quot;, &quot;&quot;) == &quot;none&quot;)"><set-header name="X-Branch"><value>second</value></set-header></when>
			<when condition="@(context.Request.OriginalUrl.Path.StartsWith(&quot;/shop&quot;))"><set-header name="X-Branch"><value>third</value></set-header></when>
		</choose>`,
	},
	{
		name: "identity", budget: 11, header: "Authorization", value: "Bearer token",
		inbound: `<authentication-managed-identity resource="https://vault.azure.net"/>`,
	},
}

// tokens is an identity endpoint.
type tokens struct{}

// RoundTrip implements http.RoundTripper.
func (tokens) RoundTrip(r *http.Request) (*http.Response, error) {
	body := fmt.Sprintf(`{"access_token":"token","expires_on":"%d"}`, time.Now().Add(time.Hour).Unix())
	return &http.Response{
		StatusCode: 200, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
}

// exchange returns a function that sends one request through a gateway with the
// inbound policies; the backend answers at once and always the same.
func exchange(tb testing.TB, inbound, header, value string) func() {
	tb.Helper()
	template, errs := catalog.ParseTemplate("/items/{id}")
	if errs != nil {
		tb.Fatal(errs)
	}
	api := &catalog.API{
		Name: "shop", BaseName: "shop", Revision: "1", IsCurrent: true, IsOnline: true, Type: catalog.HTTP, Path: "shop",
		ServiceURL: "http://backend.test/v1", KeyNames: catalog.DefaultKeyNames,
		Operations: []*catalog.Operation{{Name: "get", Method: "GET", URLTemplate: "/items/{id}", Template: template}},
		Policy:     diag.NewSource("policy.xml", "<policies><inbound><base/>"+inbound+"</inbound><backend><base/></backend><outbound><base/></outbound><on-error><base/></on-error></policies>"),
	}
	service := &catalog.Service{Resources: catalog.Resources{APIs: []*catalog.API{api}}}
	ids, err := identity.New(
		identity.Settings{SystemAssigned: identity.SourceSettings{Source: identity.SourceLocal}},
		identity.Options{Transport: tokens{}, Local: &identity.Endpoint{URL: "http://identity.test/msi/token", Header: "header"}},
	)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(ids.Close)
	library := bcl.Default()
	var l diag.List
	snapshot := gateway.Build(service, gateway.BuildOptions{Library: library, Registry: policies.Builtin(), Identity: ids}, &l)
	for _, d := range l.All() {
		tb.Fatal(d.Message)
	}
	answer := []message.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Cache-Control", Value: "no-cache"}}
	payload := []byte(`{"id":7}`)
	var sent *message.Request
	g := gateway.New(&policy.Host{
		Send: func(_ context.Context, req *message.Request, _ policy.SendOptions) (*message.Response, error) {
			sent = req
			return &message.Response{Status: 200, Reason: "OK", Header: message.NewHeader(answer...), Body: message.BytesBody(payload)}, nil
		},
		Identity: ids, Services: host.Default(), TypeOf: library.TypeOf, Background: tb.Context(), Log: slog.New(slog.DiscardHandler),
		Limits: policy.Limits{Expression: rt.Budget{Steps: 1e6, Memory: 64 << 20, Time: time.Second, MaxDepth: 1000}},
	})
	g.Swap(snapshot)
	u, _ := message.ParseURL("http://gateway.test/shop/items/7?full=true")
	fields := []message.Field{
		{Name: "Host", Value: "gateway.test"}, {Name: "User-Agent", Value: "curl/8.5.0"}, {Name: "Accept", Value: "*/*"}, {Name: "X-Kind", Value: "some"},
	}
	received := make([]message.Field, len(fields))
	var req message.Request
	run := func() {
		copy(received, fields)
		req = message.Request{Method: "GET", URL: u, Header: message.NewHeader(received...), RemoteText: "192.0.2.1"}
		e := g.Handle(context.Background(), &req)
		if e.Response.Status != 200 {
			tb.Fatalf("the answer is %d", e.Response.Status)
		}
		e.Done(0)
	}
	// A first exchange gets the token.
	run()
	if got := sent.URL.String(); got != "http://backend.test/v1/items/7?full=true" {
		tb.Fatalf("the backend was asked for %s", got)
	}
	if got := sent.Header.Value(header); got != value {
		tb.Fatalf("%s is %q", header, got)
	}
	return run
}

// BenchmarkPipeline measures whole exchanges in process: matching, the state of
// the request, all sections, and forward-request up to the sender.
func BenchmarkPipeline(b *testing.B) {
	for _, p := range pipelines {
		b.Run(p.name, func(b *testing.B) {
			run := exchange(b, p.inbound, p.header, p.value)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// TestPipelineAllocations holds the budgets.
func TestPipelineAllocations(t *testing.T) {
	for _, p := range pipelines {
		t.Run(p.name, func(t *testing.T) {
			run := exchange(t, p.inbound, p.header, p.value)
			if got := testing.AllocsPerRun(200, run); got > p.budget {
				t.Errorf("an exchange allocates %v times, the budget is %v", got, p.budget)
			}
		})
	}
}
