package template

import (
	"errors"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// Template is a template in a policy document. It is immutable and may be rendered
// for any number of requests at a time.
type Template struct {
	liquid *liquid.Template
	opts   Options
}

// Options say how a template sees bodies.
type Options struct {
	// Dates makes dates of texts that look like dates.
	Dates bool
	// NilNull makes null of XML elements that are nil, else they are empty texts.
	NilNull bool
}

// Parse reads the template that an element holds. What is wrong with it is
// reported to c, at its place in the document, and the template is nil then.
func Parse(c *policy.Check, m *policy.Markup, opts Options) *Template {
	text, _ := m.Value.Constant()
	s, _ := text.(string)
	t, err := liquid.Parse(s)
	if err != nil {
		c.ReportIn(diag.Diagnostic{
			Severity: diag.Error, Code: diag.TemplateSyntax, Source: m.Source,
			Span:    diag.Span{Start: err.Offset, End: min(err.Offset+err.Length, len(s))},
			Message: err.Message,
		})
		return nil
	}
	return &Template{t, opts}
}

// The cultures of templates: numbers and dates are written the invariant way
// (set-body.md, Liquid 6 and 8), floats as expressions write them.
var (
	shortestCulture = netfmt.Invariant()
	fixedCulture    = netfmt.Invariant().WithFloats(netfmt.Fixed15)
)

// Render makes the text of the template for a request. It has the budget of an
// expression. Text that is not valid UTF-8 does not come out of it.
func (t *Template) Render(x *policy.Exec) (string, error) {
	services := x.Host.Services
	culture := shortestCulture
	if services.Culture.Floats() == netfmt.Fixed15 {
		culture = fixedCulture
	}
	b := &binding{x: x, f: x.Frame(), dates: t.opts.Dates, nilNull: t.opts.NilNull}
	text, err := t.liquid.Render(b, liquid.Options{
		Culture: culture, Charge: b.f.Alloc, Step: b.f.Step, CheckTime: b.f.CheckTime, Now: services.Now,
		NewLine: services.NewLine, RegexTimeout: services.RegexTimeout,
	})
	if b.err != nil {
		return "", b.err
	}
	return text, err
}

// binding is what a template sees of a request: the roots body and context.
type binding struct {
	x *policy.Exec
	f *rt.Frame
	// dates makes dates of texts that look like dates; nilNull makes null of XML
	// elements that are nil, else they are empty texts.
	dates, nilNull bool

	context liquid.Object
	body    liquid.Value
	read    bool
	// elements are the XML elements that the template has come across.
	elements map[xmltree.Container]*xmlElement
	// err is what went wrong in a member, which cannot say so itself.
	err error
}

// Lookup returns a root.
func (b *binding) Lookup(name string) (liquid.Value, bool, error) {
	switch name {
	case "context":
		if b.context == nil {
			b.context = b.contextObject()
		}
		return b.context, true, nil
	case "body":
		if !b.read {
			v, err := b.readBody()
			if err != nil {
				return nil, false, err
			}
			b.body, b.read = v, true
		}
		return b.body, true, nil
	}
	return nil, false, nil
}

// failed keeps the first error for render.
func (b *binding) failed(err error) bool {
	if err != nil && b.err == nil {
		b.err = err
	}
	return err != nil
}

// source is the message whose body a template reads, nil for none.
//
// In return-response the bodies of the pipeline are gone (set-body.md, Liquid
// 10). In the other containers, send-request and its kin, it is the pipeline's:
// that of the message being built is what the template is about to make, and with
// mode="copy" it is the same until then.
func (b *binding) source() (*message.Body, *message.Header) {
	x := b.x
	switch {
	case x.Building != nil && x.Building.Response != nil:
		return nil, nil
	case !x.OnResponse():
		return x.Request().Body, &x.Request().Header
	case x.Response() != nil:
		return x.Response().Body, &x.Response().Header
	}
	return nil, nil
}

// readBody reads and parses the body, as its Content-Type says. It stays readable
// for later policies. Other types than JSON and XML, and empty bodies, are null.
func (b *binding) readBody() (liquid.Value, error) {
	body, header := b.source()
	if body == nil {
		return nil, nil
	}
	kind := KindOf(header.Value("Content-Type"))
	if kind == Other {
		return nil, nil
	}
	text, err := ReadText(b.f, b.x.Host.Limits.Body.BodyBuffer, body, header)
	if err != nil || strings.TrimSpace(text) == "" {
		return nil, err
	}
	// unverified: a body that is clearly of the other kind is read as such. The
	// documents that the service makes for SOAP to REST name the type of the answer
	// before a template reads the envelope (platform/soap-apis.md).
	switch start := strings.TrimLeft(text, "\ufeff \t\r\n"); {
	case strings.HasPrefix(start, "<"):
		kind = XML
	case strings.HasPrefix(start, "{"), strings.HasPrefix(start, "["):
		kind = JSON
	}
	if kind == JSON {
		return b.parseJSON(text)
	}
	d, err := xmltree.Parse(text, xmltree.Options{Charge: b.f.Alloc})
	if err != nil {
		return nil, err
	}
	return b.xmlContainer(d), nil
}

func (b *binding) parseJSON(text string) (liquid.Value, error) {
	opts := jsontree.Options{SkipBOM: true, Charge: b.f.Alloc}
	if !b.dates {
		opts.Dates = jsontree.DatesAsText
	}
	t, err := jsontree.ParseToken(text, opts)
	var ex *clr.Exception
	if errors.As(err, &ex) {
		// unverified: the service's text, which is that of reading the body in an
		// expression here.
		return nil, clr.InvalidOperation("The message body is not a valid JSON. %s", ex.Message)
	}
	if err != nil {
		return nil, err
	}
	return b.jsonValue(t, b.dates), nil
}
