// Package apiops reads the folder tree of Azure APIOps, versions 6 and 7
// (artifacts.md section 4). Where older trees and those of apiops-cli differ
// only in the spelling of a folder or file, or keep associations in a list,
// those spellings are read too.
//
// The package imports catalog, catalog/node, load/files, load/tree and diag.
// Start reading at Read.
package apiops
