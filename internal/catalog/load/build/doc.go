// Package build turns a resource tree of any format into a catalog.Service: it
// reads properties, fills in the service's defaults, resolves references, adds
// what the settings supply, reads API definitions, and reports what does not
// fit. It is the one place that knows what the properties of each kind mean.
//
// The package imports catalog, catalog/node, catalog/spec, load/override,
// load/tree and diag. Start reading at Build.
package build
