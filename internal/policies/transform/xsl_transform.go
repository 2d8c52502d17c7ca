package transform

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
	"github.com/gatehouse-project/gatehouse/internal/text/xslt"
)

func xslTransformDefinition() policy.Definition {
	return policy.Definition{
		Element: "xsl-transform", Summary: "Applies an XSLT 1.0 stylesheet to an XML body.",
		Sections: policy.Inbound | policy.Outbound, Scopes: policy.AllScopes, OncePerSection: true, NoHandshake: true,
		New: func() policy.Policy { return &xslTransform{} },
	}
}

// xslTransform replaces the body of the request (inbound) or response (outbound) by
// what an XSLT 1.0 stylesheet makes of it, written as its xsl:output says. The
// Content-Type stays as it is (unverified). Stylesheets read nothing but the body:
// document(), xsl:import, xsl:include and scripts are refused when the document is
// loaded.
type xslTransform struct {
	// Values of the stylesheet's parameters.
	Parameters []xslParameter `elem:"parameter"`
	// The stylesheet.
	Stylesheet *policy.XML `elem:"xsl:stylesheet"`
	// Another name of xsl:stylesheet (unverified).
	Transform *policy.XML `elem:"xsl:transform"`

	sheet *xslt.Stylesheet
}

// xslParameter is the value of an xsl:param.
type xslParameter struct {
	// The name of the parameter, as the documented syntax has it.
	ParameterName string `attr:"parameter-name"`
	// The name of the parameter, as the documented example has it.
	Name string `attr:"name"`
	// The value, always a text.
	Value expr.Value[string] `text:""`
}

func (p *xslParameter) name() string {
	if p.ParameterName != "" {
		return p.ParameterName
	}
	return p.Name
}

// Check compiles the stylesheet and reports what is wrong with it at its place.
func (p *xslTransform) Check(c *policy.Check) {
	seen := map[string]bool{}
	for i := range p.Parameters {
		name := p.Parameters[i].name()
		switch {
		case name == "":
			c.ChildErrorf(diag.MissingAttribute, "parameter", i, "", "parameter needs an attribute parameter-name, or name")
		case seen[name]:
			c.ChildErrorf(diag.DuplicateElement, "parameter", i, "name", "there are two parameters %s; remove one", name)
		}
		seen[name] = true
	}
	sheet := p.Stylesheet
	switch {
	case sheet == nil && p.Transform == nil:
		c.Errorf(diag.MissingElement, "", "xsl-transform needs an element xsl:stylesheet")
		return
	case sheet != nil && p.Transform != nil:
		c.ChildErrorf(diag.DuplicateElement, "xsl:transform", 0, "", "xsl-transform takes one stylesheet; remove one")
		return
	case sheet == nil:
		sheet = p.Transform
	}
	if sheet.Unresolved {
		return // which has been reported
	}
	compiled, problems := xslt.Compile(sheet.Source.Text, sheet.Namespaces)
	for _, problem := range problems {
		c.ReportIn(diag.Diagnostic{
			Severity: diag.Error, Code: diag.StylesheetSyntax, Source: sheet.Source,
			Span: diag.Span{Start: problem.At, End: problem.End}, Message: "the stylesheet: " + problem.Message,
		})
	}
	p.sheet = compiled
}

// charset corrects the charset of a Content-Type that names one.
func (p *xslTransform) charset(x *policy.Exec) {
	name := p.sheet.Output().Encoding
	if name == "" {
		name = "utf-8"
	}
	setCharset(x.Header(), name)
}

// maxXSLSteps is how many nodes and instructions one transformation may look at; the
// time of an expression bounds it as well.
const maxXSLSteps = 50_000_000

// Run transforms.
func (p *xslTransform) Run(x *policy.Exec) (policy.Flow, error) {
	parameters := map[string]string{}
	for i := range p.Parameters {
		v, err := p.Parameters[i].Value.Eval(x.Frame())
		if err != nil {
			return policy.End, err
		}
		parameters[p.Parameters[i].name()] = v
	}
	f := x.Frame()
	text := ""
	if body := *x.Body(); body != nil {
		var err error
		if text, err = template.ReadText(f, x.Host.Limits.Body.BodyBuffer, body, x.Header()); err != nil {
			return policy.End, err
		}
	}
	out, err := p.sheet.Transform(text, xslt.Options{Parameters: parameters, Step: stepper(f), Charge: f.Alloc})
	if err != nil {
		return policy.End, converted(err)
	}
	data := p.sheet.Output().Encode(out)
	if err := f.Alloc(len(data)); err != nil {
		return policy.End, err
	}
	replaceBody(x, message.BytesBody(data))
	p.charset(x)
	return policy.Next, nil
}

// stepper counts steps of work and looks at the clock now and then.
func stepper(f *rt.Frame) func(n int) error {
	left, sinceClock := maxXSLSteps, 0
	return func(n int) error {
		if left -= n; left < 0 {
			return clr.Throw("System.Xml.Xsl.XsltException", "The transformation takes too many steps.")
		}
		if sinceClock += n; sinceClock >= 4096 {
			sinceClock = 0
			return f.CheckTime()
		}
		return nil
	}
}
