// Package control holds the policies that decide what runs: block, choose, retry, wait,
// set-variable, return-response, mock-response. Each file is one policy; see
// package policy for what a policy is.
package control

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		blockDefinition(), chooseDefinition(), setVariableDefinition(), retryDefinition(), waitDefinition(),
		returnResponseDefinition(), mockResponseDefinition(),
	}
}
