// Package tree holds the resources of a service as every artefact format
// spells them: a tree of kinds, names and JSON properties, before anything is
// understood. The format readers make it (load/apiops and its siblings),
// override files and tokens change it (load/override), load/build turns it into
// a catalog.Service.
//
// The package imports catalog, catalog/node and diag. Start reading at Resource;
// the kinds are in kinds.go.
package tree
