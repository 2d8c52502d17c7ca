package routing_test

import (
	"context"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// hot are policies that stand on the path of most requests, with the allocations
// they may cost.
var hot = []struct {
	name, policy string
	section      policy.Section
	most         float64
}{
	{"forward-request", `<forward-request />`, policy.Backend, 4},
	{"set-backend-service", `<set-backend-service base-url="http://other.test/base" />`, policy.Inbound, 2},
}

// answer is a backend that costs nothing.
func answer() policy.Sender {
	r := &message.Response{Status: 200, Reason: "OK"}
	return func(context.Context, *message.Request, policy.SendOptions) (*message.Response, error) { return r, nil }
}

func setup(text string, section policy.Section) policytest.Setup {
	req := &message.Request{
		Method: "GET", URL: message.URL{Scheme: "http", Host: "backend.test", Port: 80, Path: "/a", Query: "b=1", HasQuery: true},
		Header: message.NewHeader(message.Field{Name: "Host", Value: "gateway.test"}, message.Field{Name: "Accept", Value: "*/*"}),
	}
	return policytest.Setup{Policies: text, Section: section, Request: req, Send: answer()}
}

func TestAllocations(t *testing.T) {
	for _, tt := range hot {
		t.Run(tt.name, func(t *testing.T) {
			s := setup(tt.policy, tt.section)
			s.AllocateAtMost(t, tt.most)
		})
	}
}

func BenchmarkPolicies(b *testing.B) {
	for _, tt := range hot {
		b.Run(tt.name, func(b *testing.B) {
			s := setup(tt.policy, tt.section)
			s.Bench(b)
		})
	}
}
