// Package validation holds the policies that compare messages with the API's
// definition: validate-content, validate-parameters, validate-headers and
// validate-status-code.
//
// The schemas of a definition are compiled when documents are loaded
// (definitions.go), after OpenAPI's dialects have been turned into JSON Schema
// 2020-12 (dialect.go). What requests hold is checked by an evaluator of our own
// (evaluate.go), because it has to be bounded, to look at properties in the order of
// the message, and to word errors as the service does, whose validator is
// Newtonsoft.Json.Schema. What is found goes into a variable, to context.LastError
// and to the client as report.go says.
//
// Start reading at validateContent and report.
package validation

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		validateContentDefinition(), validateParametersDefinition(), validateHeadersDefinition(), validateStatusCodeDefinition(),
	}
}

// action says what happens when a check fails.
type action string

const (
	ignore  action = "ignore"
	detect  action = "detect"
	prevent action = "prevent"
)

// Values lists the actions.
func (action) Values() []string { return []string{string(ignore), string(prevent), string(detect)} }
