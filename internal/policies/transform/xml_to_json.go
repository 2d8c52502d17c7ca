package transform

import (
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/template"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/jsonxml"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
)

func xmlToJSONDefinition() policy.Definition {
	return policy.Definition{
		Element: "xml-to-json", Summary: "Converts a body from XML to JSON.",
		Sections: policy.Inbound | policy.Outbound | policy.OnError, Scopes: policy.AllScopes, NoHandshake: true,
		New: func() policy.Policy { return &xmlToJSON{} },
	}
}

// xmlToJSON converts the body of the request (inbound) or response (outbound,
// on-error) from XML to JSON. Elements are properties, repeated ones arrays, and all
// values texts.
type xmlToJSON struct {
	// direct keeps all that the document has: prefixes, before a dollar sign, and
	// attributes, marked by @. javascript-friendly has plain names (unverified: its
	// form).
	Kind expr.Value[jsonKind] `attr:"kind,required"`
	// always, or only a body whose Content-Type is XML.
	Apply expr.Value[applyXML] `attr:"apply,required"`
	// Whether only clients are served that ask for JSON in their Accept header.
	ConsiderAccept expr.Value[bool] `attr:"consider-accept-header" default:"true"`
	// Whether child elements are arrays even if there is one of a name only.
	Arrays expr.Value[bool] `attr:"always-array-child-elements" default:"false"`
	// Whether texts of white space between elements are kept. In the service's schema
	// only.
	Whitespace expr.Value[bool] `attr:"preserve-whitespace-nodes" default:"false"`
	// Whether the white space around texts is taken away. In the service's schema only.
	Trim expr.Value[bool] `attr:"trim-values" default:"false"`
	// Another name of trim-values.
	TrimToo expr.Value[bool] `attr:"trim" default:"false"`
	// Whether empty texts stay or are null. In the service's schema only.
	Empty expr.Value[emptyValues] `attr:"empty-values" default:"preserve"`
}

// jsonKind is a form of JSON.
type jsonKind string

// Values lists the forms.
func (jsonKind) Values() []string { return []string{"javascript-friendly", "direct"} }

// applyXML says which bodies are converted.
type applyXML string

// Values lists the choices.
func (applyXML) Values() []string { return []string{"always", "content-type-xml"} }

// Run converts.
func (p *xmlToJSON) Run(x *policy.Exec) (policy.Flow, error) {
	v := conversion{template.XML, template.JSON, "application/json"}
	apply, err := p.Apply.Eval(x.Frame())
	if err != nil {
		return policy.End, err
	}
	text, ok, err := v.due(x, apply == "always", &p.ConsiderAccept)
	if err != nil || !ok {
		return policy.Next, err
	}
	opts, whitespace, err := p.options(x)
	if err != nil {
		return policy.End, err
	}
	f := x.Frame()
	opts.Charge = f.Alloc
	d, err := xmltree.Parse(text, xmltree.Options{PreserveWhitespace: whitespace, Charge: f.Alloc})
	if err != nil {
		return policy.End, converted(err)
	}
	o, err := jsonxml.ToJSON(d, opts)
	if err != nil {
		return policy.End, converted(err)
	}
	out, err := jsontree.Append(nil, o, jsontree.Format{Charge: f.Alloc})
	if err != nil {
		return policy.End, converted(err)
	}
	v.replace(x, string(out))
	return policy.Next, nil
}

func (p *xmlToJSON) options(x *policy.Exec) (o jsonxml.JSONOptions, whitespace bool, err error) {
	kind, err := p.Kind.Eval(x.Frame())
	if err != nil {
		return o, false, err
	}
	o.Friendly = kind == "javascript-friendly"
	var trimToo bool
	for _, v := range []struct {
		from *expr.Value[bool]
		to   *bool
	}{{&p.Arrays, &o.Arrays}, {&p.Whitespace, &whitespace}, {&p.Trim, &o.Trim}, {&p.TrimToo, &trimToo}} {
		if *v.to, err = v.from.Eval(x.Frame()); err != nil {
			return o, false, err
		}
	}
	o.Trim = o.Trim || trimToo
	empty, err := p.Empty.Eval(x.Frame())
	o.EmptyAsNull = empty.null()
	return o, whitespace, err
}
