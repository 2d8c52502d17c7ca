// Package node reads JSON and YAML into one tree of values that remember where
// they stand: the ground under the artefact loaders, the OpenAPI reader and
// gatehouse.yaml, whose diagnostics must point at a line and a column.
//
// JSON and YAML read every text into a Value and report every mistake into a
// diag.List; they never fail on input in any other way. Depth, size and the
// expansion of YAML aliases are limited. A Reader reads the members of an object
// with their types checked; Merge lays one tree over another; AppendJSON writes
// a tree back.
//
// XML reads a document into Elements with their places, for WSDL and WADL.
//
// The package imports diag of ours, and is the only one that knows the YAML
// library. Start reading at Value.
package node
