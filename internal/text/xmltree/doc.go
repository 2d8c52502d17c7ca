// Package xmltree is the model of System.Xml.Linq: XDocument, XElement,
// XAttribute and their relatives as C# expressions see them, with the reader and
// the writer of System.Xml underneath. It is an engine: it knows nothing of
// policies or of the types of expressions.
//
// The names lose their X: [Element] is XElement, [Text] is XText and XCData,
// [Instruction] is XProcessingInstruction. What .NET reports with an exception
// is reported with a [clr.Exception] of the same type and text as error.
//
// A tree belongs to one goroutine at a time; any number may read it while none
// changes it. Enumerations are live, as in .NET: they walk the tree while it is
// walked over, and end early when the node they stand on is taken away.
//
// Whatever can grow with hostile input is bounded: the reader by [Options], and
// operations that copy nodes or build long texts by a [Charge]. No external
// entity is ever read and no entity that a document declares is expanded.
//
// Start reading at [Node], [Element] and [Parse].
package xmltree
