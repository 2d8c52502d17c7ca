// Package xpath declares the namespace System.Xml.XPath: the extension methods of
// XNode over package text/xpath. The allow-list of the service does not name them;
// they are here because documents that work on XML are hard to write without.
//
// The package imports bcl/system/xml, bcl/system/xml/linq, clr, expr/rt,
// expr/types, text/xpath and text/xmltree. Start reading at Types.
package xpath
