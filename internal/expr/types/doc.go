// Package types is the closed world of C# types that expressions may use: types,
// members, operators, conversions and generic signatures. It knows no values and
// uses no reflection; what a type or member is at run time is an opaque field
// that the class library (bcl) fills and package gen reads.
//
// A Universe is built once from declarations (Decl), whose members are written
// as C# signatures. It is immutable for its users; constructed types (arrays,
// nullables, generic instances) are made on demand and shared, so that types
// compare by pointer.
//
// Start reading at Type, Universe and Decl.
package types
