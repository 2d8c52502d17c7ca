// Package lint holds no code, only tests that keep the house rules: which package
// may import which (imports_test.go), where a third-party library may be used
// (libraries_test.go), how source files look (source_test.go), and that every
// policy has its file, its test data and its page (policies_test.go).
package lint
