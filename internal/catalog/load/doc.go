// Package load reads configuration in any format Gatehouse knows into a
// catalog.Service.
//
// Path finds out the format and reads it; Documents lists loose policy
// documents. A new format is one entry in formats (formats.go): a name, how to
// recognise it, and a reader that makes a resource tree. What comes after the
// tree is the same for all: overrides and tokens (load/override), then the model
// (load/build).
//
// The package imports catalog, its loaders, and diag.
package load
