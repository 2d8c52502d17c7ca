// Package config reads gatehouse.yaml: how a configuration is run here
// (design.md section 3). What is served comes from elsewhere (catalog/load).
//
// Load reads the file strictly: an unknown key, a wrong type or a secret that is
// not there is a diagnostic with file, line and column, all of them in one run.
// The caller may then change the Settings by command-line flags; Settings.Check
// looks at the result as a whole, and Settings.Supply hands to the loaders what
// artefacts do not hold.
//
// Secrets are of type Secret, which prints itself as [redacted]; literal ones are
// masked in the text that diagnostics quote.
//
// The package imports catalog, catalog/node, catalog/load/files and diag. Start
// reading at Settings.
package config
