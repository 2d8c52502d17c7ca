// Package folder reads policy documents that belong to no tree: a single one,
// which is served under a catch-all API, and a folder of loose ones, which are
// only validated.
//
// The package imports catalog, load/files, load/tree and diag. Start reading at
// Single and Documents.
package folder
