// Package xpath is XPath 1.0 over the trees of package xmltree, as the extension
// methods XPathEvaluate and XPathSelectElement of System.Xml.XPath give it to C#
// expressions, with .NET's texts of errors.
//
// An [Expr] is compiled once and immutable; [Expr.Evaluate] runs it against a node
// with an [Environment], which supplies prefixes, variables, further functions and
// the budget.
//
// Where .NET departs from the recommendation, so does this package: numbers are
// written with exponents, Infinity is read, positions in strings count UTF-16
// units, and in a tree without document the topmost element is the root, so that
// /a finds its children.
//
// Start reading at [Compile] and [Node].
package xpath
