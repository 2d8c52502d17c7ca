package xslt

import "github.com/gatehouse-project/gatehouse/internal/clr"

// failure is the exception of a transformation that fails.
func failure(format string, args ...any) error {
	return clr.Throw("System.Xml.Xsl.XsltException", format, args...)
}
