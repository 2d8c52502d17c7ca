// Package xsd checks XML documents against schemas of XML Schema 1.0, with the
// messages of .NET's XmlSchemaSet. It is an engine: it knows nothing of policies.
//
// [Compile] reads schema documents, which may include and import each other by what
// the caller resolves; nothing else is read. [Set.Validate] checks a document. A
// compiled set is immutable and may be used by any number of goroutines.
//
// All of structures and datatypes is there but xs:redefine, which is refused, and
// what makes schemas ambiguous or derivations wrong, which is not looked for.
//
// Start reading at schema.go, then compile.go and validate.go.
package xsd
