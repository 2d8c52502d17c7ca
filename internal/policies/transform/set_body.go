package transform

import (
	"mime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
)

func setBodyDefinition() policy.Definition {
	return policy.Definition{
		Element: "set-body", Summary: "Sets the body of a message.",
		Sections: policy.AllSections, Scopes: policy.AllScopes, Parts: policy.RequestPart | policy.ResponsePart, NoHandshake: true,
		New: func() policy.Policy { return &setBody{} },
	}
}

// setBody replaces the body of the request (inbound, backend), of the response
// (outbound, on-error), or of the message being built.
type setBody struct {
	// liquid makes the content a Liquid template.
	Template bodyTemplate `attr:"template" default:"none"`
	// How XML elements with xsi:nil="true" are bound in a template.
	XsiNil xsiNil `attr:"xsi-nil" default:"blank"`
	// Whether texts that look like dates are dates in a template.
	ParseDate bool `attr:"parse-date" default:"true"`
	// Whether an expression is HTML: its references, those that are left of it as XML,
	// are decoded before it is compiled. Literals and templates stay as they are.
	HTMLDecode bool `attr:"html-decode-expression" default:"false"`
	// A text, an expression, XML, or a template.
	Content policy.Markup `markup:""`

	template *template.Template
}

type bodyTemplate string

// Values lists the kinds of templates.
func (bodyTemplate) Values() []string { return []string{"none", "liquid"} }

type xsiNil string

// Values lists the bindings.
func (xsiNil) Values() []string { return []string{"blank", "null"} }

// Prepare reads the template.
func (p *setBody) Prepare(c *policy.Check) {
	if p.Template != "liquid" {
		return
	}
	p.template = template.Parse(c, &p.Content, template.Options{Dates: p.ParseDate, NilNull: p.XsiNil == "null"})
}

// Run sets the body.
func (p *setBody) Run(x *policy.Exec) (policy.Flow, error) {
	if p.template != nil {
		text, err := p.template.Render(x)
		if err != nil {
			return policy.End, err
		}
		setText(x, text)
		return policy.Next, nil
	}
	v, err := p.Content.Value.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	switch v := v.(type) {
	case nil:
		// unverified: null makes the body empty.
		replaceBody(x, message.BytesBody(nil))
	case string:
		setText(x, v)
	case *rt.Array[uint8]:
		replaceBody(x, message.BytesBody(slices.Clone(v.Items)))
	default:
		text, err := rt.ToString(x.Frame(), v)
		if err != nil {
			return policy.End, err
		}
		setText(x, text.Text)
	}
	return policy.Next, nil
}

// setText makes a text the body, as UTF-8.
func setText(x *policy.Exec, text string) {
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\ufffd")
	}
	replaceBody(x, message.TextBody(text))
	utf8Charset(x.Header())
}

// replaceBody puts another body in the place of the one there is. A length that the
// header tells of is that of the new body, which is in memory.
func replaceBody(x *policy.Exec, b *message.Body) {
	slot := x.Body()
	if old := *slot; old != nil {
		old.Close()
	}
	b.MarkPlain()
	*slot = b
	h := x.Header()
	h.Del("Transfer-Encoding")
	if h.Has("Content-Length") {
		h.Set("Content-Length", strconv.FormatInt(b.Length(), 10))
	}
}

// utf8Charset rewrites a charset of the Content-Type: text is written as UTF-8.
func utf8Charset(h *message.Header) { setCharset(h, "utf-8") }

// setCharset rewrites the charset of a Content-Type that has one.
func setCharset(h *message.Header, charset string) {
	ct, ok := h.Get("Content-Type")
	if !ok || !strings.Contains(strings.ToLower(ct), "charset") {
		return
	}
	t, params, err := mime.ParseMediaType(ct)
	if err != nil || params["charset"] == "" || strings.EqualFold(params["charset"], charset) {
		return
	}
	params["charset"] = charset
	h.Set("Content-Type", mime.FormatMediaType(t, params))
}
