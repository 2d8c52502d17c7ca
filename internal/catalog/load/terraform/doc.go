// Package terraform reads what `terraform show -json` (or `tofu show -json`)
// prints of a state or a plan, and raw state files: the resources
// azurerm_api_management_* and those of azapi whose type is one of API Management
// (artifacts.md section 9).
//
// Read walks the modules, translates attributes to the properties of the
// management API, and leaves the rest to load/flat. What a plan does not know yet
// is missing in it; where that matters it is reported.
//
// The package imports catalog, catalog/node, load/files, load/flat, load/tree
// and diag. Start reading at Read; the resource types are in resources.go.
package terraform
