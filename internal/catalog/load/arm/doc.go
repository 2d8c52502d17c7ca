// Package arm reads ARM templates: the JSON that `az bicep build` makes, that
// the export of a resource group gives and that the DevOps resource kit writes
// (artifacts.md section 8).
//
// Read works like a deployment that asks nobody: it computes parameters,
// variables, conditions, copies and nested deployments, and keeps the resources
// of the API Management service. Linked templates, policies and definitions are
// read from the folder of the template when a file is there. What only a
// deployment knows, such as reference() of a resource elsewhere, gets a stand-in
// and a warning. dependsOn is passed over on purpose: the order of a deployment
// means nothing to its result.
//
// The package imports catalog, catalog/node, load/files, load/flat, load/tree,
// its own expression and diag. Start reading at Read.
package arm
