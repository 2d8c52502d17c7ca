package control_test

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
	{"choose", `<choose><when condition="@(context.Request.Method == "PUT")" /><when condition="@(context.Request.Method == "GET")"><choose><when condition="false" /><otherwise /></choose></when></choose>`, 0},
	{"set-variable literal", `<set-variable name="a" value="text" />`, 0},
	{"set-variable int", `<set-variable name="a" value="@(1000 + 1)" />`, 0},
	// Go has no memory for the box of a small number, and .NET has.
	{"set-variable small int", `<set-variable name="a" value="@(1 + 1)" />`, 1},
	{"retry that need not", `<retry condition="@(false)" count="3" interval="1"><set-variable name="a" value="text" /></retry>`, 0},
}

func request() *message.Request {
	return &message.Request{Method: "GET", URL: message.URL{Scheme: "http", Host: "backend.test", Port: 80, Path: "/a"}}
}

func TestAllocations(t *testing.T) {
	for _, tt := range hot {
		t.Run(tt.name, func(t *testing.T) {
			setup := policytest.Setup{Policies: tt.policy, Section: policy.Inbound, Request: request()}
			setup.AllocateAtMost(t, tt.most)
		})
	}
}

func BenchmarkPolicies(b *testing.B) {
	for _, tt := range hot {
		b.Run(tt.name, func(b *testing.B) {
			setup := policytest.Setup{Policies: tt.policy, Section: policy.Inbound, Request: request()}
			setup.Bench(b)
		})
	}
}
