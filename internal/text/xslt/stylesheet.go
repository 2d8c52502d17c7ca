package xslt

import (
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xpath"
)

// Namespaces that mean something in stylesheets.
const (
	xslNamespace   xmltree.Namespace = "http://www.w3.org/1999/XSL/Transform"
	msxslNamespace xmltree.Namespace = "urn:schemas-microsoft-com:xslt"
	exslNamespace  xmltree.Namespace = "http://exslt.org/common"
)

// Stylesheet is a compiled stylesheet. It is immutable.
type Stylesheet struct {
	rules     map[xmltree.Name][]rule // by mode, the one to prefer first
	named     map[xmltree.Name]*template
	globals   []*variable
	global    map[xmltree.Name]int
	keys      map[xmltree.Name][]key
	sets      map[xmltree.Name][]*attributeSet
	formats   map[xmltree.Name]*decimalFormat
	strip     []spaceRule
	output    Output
	resultFor map[string]alias // namespace-alias, by namespace
}

type alias struct {
	prefix string
	space  xmltree.Namespace
}

// rule is a template for one alternative of its pattern.
type rule struct {
	pattern  *xpath.BoundPattern
	priority float64
	template *template
}

type template struct {
	name  xmltree.Name
	body  []instruction
	slots int
}

// variable is an xsl:variable or xsl:param, at the top or in a template.
type variable struct {
	name  xmltree.Name
	slot  int
	param bool
	value value
	slots int // of a global variable's content
}

// value is what a variable, a parameter or a with-param is given: an expression,
// or content.
type value struct {
	expr *xpath.Bound
	body []instruction
}

type key struct {
	match *xpath.BoundPattern
	use   *xpath.Bound
}

type attributeSet struct {
	uses  []xmltree.Name
	body  []instruction
	slots int
}

// spaceRule is a name test of strip-space or preserve-space.
type spaceRule struct {
	space    xmltree.Namespace
	local    string // empty for any
	anySpace bool
	strip    bool
	priority int
}

// Output is what xsl:output says.
type Output struct {
	// Method is xml, html, text, or empty when the result decides.
	Method string
	// Encoding is the name of the encoding, as written; empty for utf-8.
	Encoding string
	// OmitDeclaration leaves out the line <?xml ... ?>.
	OmitDeclaration bool
	// Standalone is yes, no or empty.
	Standalone string
	// DoctypePublic and DoctypeSystem are the identifiers of a document type
	// declaration; nil for none.
	DoctypePublic, DoctypeSystem *string
	// Indent is nil when it is not said: html is indented then, xml is not.
	Indent *bool
	// MediaType is what the stylesheet calls its result.
	MediaType string

	cdata map[xmltree.Name]bool
}

// Output returns what the stylesheet says about its result.
func (s *Stylesheet) Output() Output { return s.output }

// Problem is something wrong with a stylesheet, at the bytes [At, End) of its text.
type Problem struct {
	At, End int
	Message string
}

// Error returns the message.
func (p Problem) Error() string { return p.Message }
