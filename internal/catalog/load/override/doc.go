// Package override changes a resource tree before it is understood: the APIOps
// override file of an environment, laid over the artefacts (artifacts.md
// section 7), and the tokens that pipelines replace.
//
// The package imports catalog, catalog/node, load/tree and diag. Start reading
// at Apply.
package override
