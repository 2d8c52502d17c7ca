// Package policydocs writes the reference pages of docs/policies from the
// definitions of the policies, the comments of their fields, and the archives of
// their tests. Nothing is written twice: `make generate` runs it, and a test fails
// when the pages are not what it would write. docs/expressions.md comes from the
// tables of the class library in the same way, its examples from running them.
//
// Start reading at Pages and Expressions.
package policydocs
