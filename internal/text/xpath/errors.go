package xpath

import "github.com/gatehouse-project/gatehouse/internal/clr"

func exception(format string, args ...any) *clr.Exception {
	return clr.Throw("System.Xml.XPath.XPathException", format, args...)
}

func nodeSetExpected() error { return exception("Expression must evaluate to a node-set.") }

func tooComplex() error { return exception("The xpath query is too complex.") }
