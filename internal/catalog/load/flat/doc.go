// Package flat makes a resource tree of a list of resources that name their
// parents, as the formats of deployments hold them: ARM templates, and the
// resources of Terraform's azapi provider, to which those of azurerm are
// translated.
//
// It knows the spellings of types that old API versions used, where policy
// documents and API definitions stand in properties, and makes stand-ins for
// parents that the configuration does not hold.
//
// The package imports catalog, catalog/node, load/files, load/tree and diag.
// Start reading at Tree.
package flat
