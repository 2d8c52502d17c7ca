// Package logging holds the policies that record what happens: trace, log-to-eventhub,
// emit-metric. Each file
// is one policy; see package policy for what a policy is.
package logging

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{traceDefinition(), logToEventHubDefinition(), emitMetricDefinition()}
}
