// Package integration holds the policies that call other services:
// send-request, send-one-way-request, send-service-bus-message, publish-to-dapr,
// invoke-dapr-binding. Each file is one policy; see package policy
// for what a policy is.
package integration

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{sendRequestDefinition(), sendOneWayRequestDefinition(), sendServiceBusMessageDefinition(), publishToDaprDefinition(), invokeDaprBindingDefinition()}
}
