// Package policydoc reads and prints policy documents without losing a byte.
//
// A policy document is XML whose attribute values and element texts may be C#
// expressions, @(...) or @{...}. Files come in two dialects: xml, where quotes,
// < and & in expressions are written as entities, and rawxml, where the C# is
// verbatim and the whole need not be well-formed XML. Nothing in a file says
// which it is, and documents mix both, so Parse reads either, expression by
// expression (expressions.md section 7).
//
// Parse always returns a tree of what it could read, and reports as many
// mistakes as it can find in one run. Every piece of the source stands in the
// tree as it was written, so that Document.Print gives the source back byte for
// byte, and only the edited pieces differ after an edit.
//
// The tree holds text as written. What a value means (entities decoded, named
// values {{name}} put in, literal or expression) is asked of an Attribute or
// Element and answered by a Value, whose text knows where each of its bytes came
// from.
//
// The package knows no policy: which elements, attributes and texts may stand
// where is for others to say. It imports diag and expr/scan only. Start reading
// at Parse, the nodes in node.go, and Value.
package policydoc
