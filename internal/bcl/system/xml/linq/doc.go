// Package linq declares the namespace System.Xml.Linq over package text/xmltree:
// nodes and attributes are the objects of that package, XName is xmltree.Name,
// XNamespace is xmltree.Namespace.
//
// Sequences such as Descendants() are lazy and walk the living tree, as .NET's
// do. Every node that is looked at counts as a step, nodes that are made or
// copied and texts that are put together count as memory.
//
// The package imports bcl/host, bcl/system/collections/generic, clr, expr/rt,
// expr/types, text/netfmt and text/xmltree. Start reading at Types, then
// element.go.
package linq
