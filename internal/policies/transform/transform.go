// Package transform holds the policies that change messages: json-to-xml,
// xml-to-json, xsl-transform, redirect-content-urls, set-header,
// set-query-parameter, set-method, set-status, set-body, find-and-replace,
// rewrite-uri. Each file is one policy; see package policy for what a policy is.
package transform

import "github.com/gatehouse-project/gatehouse/internal/policy"

// Policies returns the definitions.
func Policies() []policy.Definition {
	return []policy.Definition{
		setHeaderDefinition(), setQueryParameterDefinition(), setMethodDefinition(), setStatusDefinition(),
		setBodyDefinition(), findAndReplaceDefinition(), rewriteURIDefinition(), setURLDefinition(),
		jsonToXMLDefinition(), xmlToJSONDefinition(), redirectContentURLsDefinition(), xslTransformDefinition(),
	}
}

// existsAction says what to do when something is there already.
type existsAction string

const (
	actionOverride existsAction = "override"
	actionSkip     existsAction = "skip"
	actionAppend   existsAction = "append"
	actionDelete   existsAction = "delete"
)

// Values lists the actions.
func (existsAction) Values() []string {
	return []string{string(actionOverride), string(actionSkip), string(actionAppend), string(actionDelete)}
}
