// Package serial is the work of Newtonsoft's JsonSerializer for the objects that
// expressions can hold: objects become JSON text (Append) or tokens (ToToken),
// tokens become objects of a type (Read), and objects become content of tokens
// (Content). Packages json and linq declare the members that use it.
//
// Lists, dictionaries and sequences are recognised by the Go interfaces of package
// generic and by rt.Enumerate, everything else by the properties that its C# type
// declares. Memory is counted with the frame; nesting is bounded by rt.Frame.Nest.
//
// It imports bcl/host, bcl/system/collections/generic, clr, expr/rt, expr/types
// text/jsontree and text/xmltree. Start reading at walker.
package serial
