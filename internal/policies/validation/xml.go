package validation

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/text/xmltree"
	"github.com/gatehouse-project/gatehouse/internal/text/xsd"
)

// xmlSchema is what XML bodies are compared with; rules is nil when it is of no use.
type xmlSchema struct {
	name  string
	rules *xsd.Set
}

// xmlKey is under which compiled XML schemas are kept while documents are loaded.
type xmlKey struct {
	api *catalog.API
	id  string
}

// prepareXML compiles the XML schemas for a content element: the one it names, or all
// of the API.
func (p *validateContent) prepareXML(c *policy.Check, api *catalog.API, op *catalog.Operation, i int) {
	id := p.Contents[i].SchemaID
	s := c.Once(xmlKey{api, id}, func() any { return compileXML(c, api, id, i) }).(*xmlSchema)
	if s.name == "" {
		c.ChildWarnf(diag.UnresolvedSchema, "content", i, "validate-as", "the API %q has no XML schema: XML is checked to be well-formed, and against no schema", api.Name)
		return
	}
	if p.xml[op] == nil {
		p.xml[op] = make([]*xmlSchema, len(p.Contents))
	}
	p.xml[op][i] = s
}

func (p *validateContent) xmlFor(op *catalog.Operation, i int) *xmlSchema {
	if list := p.xml[op]; list != nil {
		return list[i]
	}
	return nil
}

// compileXML compiles the schema id, or all XML schemas of the API when it is empty.
func compileXML(c *policy.Check, api *catalog.API, id string, content int) *xmlSchema {
	var from []*catalog.Schema
	attribute := "validate-as"
	if id != "" {
		attribute = "schema-id"
		if s := c.Schema(api, id); s != nil {
			from = append(from, s)
		}
	} else {
		for _, s := range api.Schemas {
			if s.ContentType == catalog.XSDSchema {
				from = append(from, s)
			}
		}
	}
	out := &xmlSchema{}
	var docs []xsd.Document
	for _, s := range from {
		if len(s.Document) > maxSchema {
			c.ChildErrorf(diag.UnresolvedSchema, "content", content, attribute, "the schema %q has more than %d bytes", s.Name, maxSchema)
			return out
		}
		docs = append(docs, xsd.Document{Name: s.Name, Text: s.Document})
		if out.name != "" {
			out.name += ", "
		}
		out.name += s.Name
	}
	if len(docs) == 0 {
		return out
	}
	loaded := docs
	set, problems := xsd.Compile(docs, func(location string) (xsd.Document, bool) {
		s := c.Schema(api, lastName(location))
		if s == nil || len(s.Document) > maxSchema {
			return xsd.Document{}, false
		}
		d := xsd.Document{Name: s.Name, Text: s.Document}
		loaded = append(loaded, d)
		return d, true
	})
	for _, problem := range problems {
		name, at := out.name, ""
		if problem.Document < len(loaded) {
			d := loaded[problem.Document]
			name = d.Name
			at = " (line " + strconv.Itoa(strings.Count(d.Text[:min(problem.At, len(d.Text))], "\n")+1) + ")"
		}
		c.ChildErrorf(diag.UnresolvedSchema, "content", content, attribute, "the schema %q of the API %q cannot be used: %s%s", name, api.Name, problem.Message, at)
	}
	out.rules = set
	return out
}

// soapNamespaces are those of the envelopes of SOAP 1.1 and 1.2.
var soapNamespaces = [...]string{"http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"}

var (
	errDTD      = errors.New("A document type declaration is not allowed.")
	errEnvelope = errors.New("The message is no SOAP envelope with a body.")
)

// checkXML demands well-formed XML without declarations of entities, for SOAP an
// envelope with a body, and compares it with a schema; nil compares nothing.
func (b *reading) checkXML(soap bool, s *xmlSchema) ([]failure, error) {
	text, err := b.text()
	if err != nil {
		return b.exceptional(err)
	}
	f := b.x.Frame()
	in, err := xsd.Read(strings.TrimPrefix(text, "\ufeff"), f.Alloc)
	if err != nil {
		return b.exceptional(err)
	}
	doc := in.Document()
	if doc.DocumentType() != nil {
		return []failure{b.exception(errDTD)}, nil
	}
	payload := []*xmltree.Element{doc.Root()}
	if soap {
		var ok bool
		if payload, ok = soapPayload(doc.Root()); !ok {
			return []failure{b.exception(errEnvelope)}, nil
		}
	}
	if s == nil || s.rules == nil {
		return nil, nil
	}
	var out []failure
	for _, root := range payload {
		found, err := s.rules.Validate(in, root, xsd.Options{Step: stepper(f), Charge: f.Alloc, Most: maxFailures})
		if err != nil {
			return b.exceptional(err)
		}
		for _, v := range found {
			out = append(out, b.failure(ruleMessage, b.mime, "Body of the "+b.kind()+" does not conform to the definition "+s.name+
				", which is associated with the content type "+b.mime+". "+v.Message+" Line: "+strconv.Itoa(v.Line)+", Position: "+strconv.Itoa(v.Position), ""))
		}
	}
	return out, nil
}

// soapPayload returns what is in the body of an envelope. A fault is none of the
// schemas' (unverified).
func soapPayload(root *xmltree.Element) (payload []*xmltree.Element, ok bool) {
	for _, ns := range soapNamespaces {
		if string(root.Name().Space) != ns || root.Name().Local != "Envelope" {
			continue
		}
		for e := range xmltree.Elements(root) {
			if e.Name().Local != "Body" || string(e.Name().Space) != ns {
				continue
			}
			for child := range xmltree.Elements(e) {
				if string(child.Name().Space) != ns {
					payload = append(payload, child)
				}
			}
			return payload, true
		}
	}
	return nil, false
}

// maxXMLSteps is how many nodes a validation may look at; the time of an expression
// bounds it as well.
const maxXMLSteps = 50_000_000

// stepper counts steps of work and looks at the clock now and then.
func stepper(f *rt.Frame) func(n int) error {
	left, sinceClock := maxXMLSteps, 0
	return func(n int) error {
		if left -= n; left < 0 {
			return clr.Throw("System.Xml.Schema.XmlSchemaValidationException", "The validation takes too many steps.")
		}
		if sinceClock += n; sinceClock >= 4096 {
			sinceClock = 0
			return f.CheckTime()
		}
		return nil
	}
}
