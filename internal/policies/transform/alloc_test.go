package transform_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// hot are policies that stand on the path of most requests, with the allocations
// they may cost.
var hot = []struct {
	name, policy string
	most         float64
}{
	{"set-header literal", `<set-header name="X-A" exists-action="override"><value>a</value></set-header>`, 0},
	{"set-header skip", `<set-header name="Accept" exists-action="skip"><value>a</value></set-header>`, 0},
	{"set-header delete", `<set-header name="X-None" exists-action="delete" />`, 0},
	{"set-header expression", `<set-header name="X-A" exists-action="override"><value>@(context.Request.Method)</value></set-header>`, 0},
	{"set-method", `<set-method>POST</set-method>`, 0},
	{"set-query-parameter skip", `<set-query-parameter name="a" exists-action="skip"><value>2</value></set-query-parameter>`, 3},
	{"set-query-parameter override", `<set-query-parameter name="a" exists-action="override"><value>2</value></set-query-parameter>`, 8},
	{"rewrite-uri", `<rewrite-uri template="/b" copy-unmatched-params="false" />`, 2},
	{"set-body", `<set-body>text</set-body>`, 2},
}

func request(tb testing.TB) *message.Request {
	tb.Helper()
	u, ok := message.ParseURL("http://backend.test/a?a=1&b=2")
	if !ok {
		tb.Fatal("no URL")
	}
	return &message.Request{Method: "GET", URL: u, Header: message.NewHeader(message.Field{Name: "Accept", Value: "*/*"}, message.Field{Name: "X-A", Value: "old"})}
}

func TestAllocations(t *testing.T) {
	for _, tt := range hot {
		t.Run(tt.name, func(t *testing.T) {
			setup := policytest.Setup{Policies: tt.policy, Section: policy.Inbound, Request: request(t)}
			setup.AllocateAtMost(t, tt.most)
		})
	}
}

func BenchmarkPolicies(b *testing.B) {
	for _, tt := range hot {
		b.Run(tt.name, func(b *testing.B) {
			setup := policytest.Setup{Policies: tt.policy, Section: policy.Inbound, Request: request(b)}
			setup.Bench(b)
		})
	}
}
