// Package xslt runs XSLT 1.0 stylesheets as .NET's XslCompiledTransform does, on
// the trees of package xmltree and the expressions of package xpath. It is an
// engine: it knows nothing of policies.
//
// [Compile] reads a stylesheet and reports what is wrong with it, each problem at
// its place in the text. [Stylesheet.Transform] applies it to a document. A
// compiled stylesheet is immutable and may be used by any number of goroutines.
//
// A transformation reads nothing but its input: xsl:import, xsl:include and
// document() are refused, and so are scripts (xsl-transform.md, semantics 5).
// What hostile input can grow is bounded by [Options]: steps, memory and the depth
// of templates that apply each other.
//
// Start reading at compile.go, then run.go; output is written by write_xml.go,
// write_html.go and write_text.go.
package xslt
