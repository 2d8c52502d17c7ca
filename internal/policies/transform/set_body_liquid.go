package transform

import (
	"errors"
	"mime"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/liquid"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

// The cultures of templates: numbers and dates are written the invariant way
// (set-body.md, Liquid 6 and 8), floats as expressions write them.
var (
	shortestCulture = netfmt.Invariant()
	fixedCulture    = netfmt.Invariant().WithFloats(netfmt.Fixed15)
)

// render makes the text of the template. It has the budget of an expression.
func (p *setBody) render(x *policy.Exec) (string, error) {
	services := x.Host.Services
	culture := shortestCulture
	if services.Culture.Floats() == netfmt.Fixed15 {
		culture = fixedCulture
	}
	b := &binding{x: x, f: x.Frame(), dates: p.ParseDate, nilNull: p.XsiNil == "null"}
	text, err := p.template.Render(b, liquid.Options{
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
	kind := bodyKind(header.Value("Content-Type"))
	if kind == otherBody {
		return nil, nil
	}
	text, err := readText(b.f, b.x.Host.Limits.Body.BodyBuffer, body, header)
	if err != nil || strings.TrimSpace(text) == "" {
		return nil, err
	}
	if kind == jsonBodyKind {
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

// contentKind says what a body is bound as.
type contentKind uint8

const (
	otherBody contentKind = iota
	jsonBodyKind
	xmlBodyKind
)

func bodyKind(contentType string) contentKind {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		// What stands before bad parameters still counts.
		t, _, _ = strings.Cut(contentType, ";")
		t = strings.ToLower(strings.TrimSpace(t))
	}
	switch {
	case t == "application/json", t == "text/json", strings.HasSuffix(t, "+json"):
		return jsonBodyKind
	case t == "application/xml", t == "text/xml", strings.HasSuffix(t, "+xml"):
		return xmlBodyKind
	}
	return otherBody
}
