// Package policy is the framework that policies are written in and the compiler
// of policy documents: definitions and their schema, documents and scopes
// flattened into programs, the state of one request (Exec), the pipeline that
// runs a program, and the errors that clients see.
//
// A policy is a struct whose fields are its attributes and child elements
// (definition.go, schema.go); the packages under policies hold one file for
// each. Compiler turns the documents of all scopes into one Program per
// (operation, product); Run carries a request through it.
//
// Nothing here knows net/http. Start reading at Definition, then Compiler and
// Run.
package policy
