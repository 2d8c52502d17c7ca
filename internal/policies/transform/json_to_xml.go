package transform

import (
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/jsonxml"
)

func jsonToXMLDefinition() policy.Definition {
	return policy.Definition{
		Element: "json-to-xml", Summary: "Converts a body from JSON to XML.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError, Scopes: policy.AllScopes, NoHandshake: true,
		New: func() policy.Policy { return &jsonToXML{} },
	}
}

// jsonToXML converts the body of the request (inbound) or response (outbound,
// on-error) from JSON to XML. An object with one property is that element, anything
// else stands in an element Document; arrays are repeated elements.
type jsonToXML struct {
	// always, or only a body whose Content-Type is JSON.
	Apply expr.Value[applyJSON] `attr:"apply,required"`
	// Whether only clients are served that ask for XML in their Accept header.
	ConsiderAccept expr.Value[bool] `attr:"consider-accept-header" default:"true"`
	// Whether texts that are dates are read as dates; they are written in ISO 8601
	// (unverified).
	ParseDate bool `attr:"parse-date" default:"true"`
	// The character that divides a property's name into prefix and local name, where
	// the prefix is declared.
	Separator expr.Value[string] `attr:"namespace-separator,free" default:"_"`
	// What the names of properties that declare namespaces start with, usually xmlns.
	NamespacePrefix expr.Value[string] `attr:"namespace-prefix,free"`
	// The object whose members are attributes of the element around it.
	AttributeBlock expr.Value[string] `attr:"attribute-block-name,free"`
	// What the names of properties that are attributes start with. In the service's
	// schema only; the meaning is unverified.
	AttributePrefix string `attr:"attribute-prefix,free"`
	// The object whose members declare prefixes. In the service's schema only; the
	// meaning is unverified.
	NamespaceBlock string `attr:"namespace-block-name,free"`
	// What takes the place of characters that XML does not take. In the service's
	// schema only; the meaning is unverified.
	Replacement string `attr:"invalid-character-replacement,free"`
	// In the service's schema only, without a documented meaning: accepted, without an
	// effect (unverified). Nulls are elements with xsi:nil.
	NullValues string `attr:"null-values,free"`
	// Whether the white space around texts is taken away. In the service's schema only.
	Trim bool `attr:"trim-values" default:"false"`
	// Whether empty texts stay or are null. In the service's schema only.
	Empty expr.Value[emptyValues] `attr:"empty-values" default:"preserve"`
}

// applyJSON says which bodies are converted.
type applyJSON string

// Values lists the choices.
func (applyJSON) Values() []string { return []string{"always", "content-type-json"} }

// Check refuses separators that are no character.
func (p *jsonToXML) Check(c *policy.Check) {
	if c.Has("null-values") {
		c.Warnf(diag.NotSupported, "null-values", "the meaning of null-values is not documented: it has no effect here")
	}
	if s, ok := p.Separator.Constant(); ok && utf8.RuneCountInString(s) != 1 {
		c.Errorf(diag.InvalidValue, "namespace-separator", "the attribute namespace-separator: expected one character, not %q", s)
	}
}

// Run converts.
func (p *jsonToXML) Run(x *policy.Exec) (policy.Flow, error) {
	v := conversion{template.JSON, template.XML, "application/xml"}
	apply, err := p.Apply.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	text, ok, err := v.due(x, apply == "always", &p.ConsiderAccept)
	if err != nil || !ok {
		return policy.Next, err
	}
	opts, err := p.options(x)
	if err != nil {
		return policy.End, err
	}
	f := x.Frame()
	opts.Charge = f.Alloc
	parsing := jsontree.Options{SkipBOM: true, Charge: f.Alloc}
	if !p.ParseDate {
		parsing.Dates = jsontree.DatesAsText
	}
	t, err := jsontree.ParseToken(text, parsing)
	if err != nil {
		return policy.End, converted(err)
	}
	out, err := jsonxml.ToXML(t, opts)
	if err != nil {
		return policy.End, converted(err)
	}
	v.replace(x, out)
	return policy.Next, nil
}

func (p *jsonToXML) options(x *policy.Exec) (o jsonxml.XMLOptions, err error) {
	separator, err := p.Separator.Eval(x.Frame())
	if err != nil {
		return o, err
	}
	var n int
	if o.Separator, n = utf8.DecodeRuneInString(separator); n == 0 || n != len(separator) {
		return o, policy.Internal(policy.ReasonExpression, "Expression value is invalid. The namespace separator is one character.", nil)
	}
	if o.NamespacePrefix, err = p.NamespacePrefix.Eval(x.Frame()); err != nil {
		return o, err
	}
	if o.AttributeBlock, err = p.AttributeBlock.Eval(x.Frame()); err != nil {
		return o, err
	}
	empty, err := p.Empty.Eval(x.Frame())
	o.AttributePrefix, o.NamespaceBlock, o.Replacement = p.AttributePrefix, p.NamespaceBlock, p.Replacement
	o.Trim, o.EmptyAsNull = p.Trim, empty.null()
	return o, err
}
