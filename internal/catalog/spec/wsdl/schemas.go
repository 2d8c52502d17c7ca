package wsdl

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
)

// SchemaName is the name of the schema that a definition holds; further ones are
// called wsdl-2, wsdl-3 and so on.
const SchemaName = "wsdl"

// schemas takes the schemas out of the definition and warns of what the service's
// import refuses in them.
func (r *reader) schemas(def *Definition) {
	types := map[xml.Name]*element{}
	var all []*element
	for _, t := range r.root.of(wsdlSpace, "types") {
		for _, s := range t.of(xsdSpace, "schema") {
			name := SchemaName
			if n := len(def.Schemas); n > 0 {
				name += "-" + strconv.Itoa(n+1)
			}
			def.Schemas = append(def.Schemas, &catalog.Schema{
				Name: name, ContentType: catalog.XSDSchema, Document: r.standalone(s), Origin: catalog.Origin{Source: r.src, Span: s.tag()},
			})
			all = append(all, s)
			for _, c := range s.children {
				if c.is(xsdSpace, "complexType") || c.is(xsdSpace, "group") {
					types[xml.Name{Space: s.attr("targetNamespace"), Local: c.attr("name")}] = c
				}
			}
			r.references(s)
		}
	}
	r.recursion(all, types)
}

// references warns of schemas in other files, which are not read.
func (r *reader) references(schema *element) {
	for _, c := range schema.children {
		if (c.is(xsdSpace, "import") || c.is(xsdSpace, "include") || c.is(xsdSpace, "redefine")) && c.attr("schemaLocation") != "" {
			r.warnf(c, "the schema %s is not read; merge it into the definition, which the service demands too", c.attr("schemaLocation"))
		}
	}
}

// standalone returns the text of a schema as a document: with the namespaces that
// are declared around it.
func (r *reader) standalone(s *element) string {
	text := r.src.Text[s.start:s.end]
	declared := map[string]bool{}
	for _, a := range s.attrs {
		if a.Name.Space == "xmlns" {
			declared[a.Name.Local] = true
		} else if a.Name.Space == "" && a.Name.Local == "xmlns" {
			declared[""] = true
		}
	}
	var b strings.Builder
	for e := s.parent; e != nil; e = e.parent {
		for _, a := range e.attrs {
			prefix, name := a.Name.Local, "xmlns:"+a.Name.Local
			switch {
			case a.Name.Space == "" && prefix == "xmlns":
				prefix, name = "", "xmlns"
			case a.Name.Space != "xmlns":
				continue
			}
			if declared[prefix] {
				continue
			}
			declared[prefix] = true
			b.WriteString(" " + name + `="`)
			_ = xml.EscapeText(&b, []byte(a.Value)) // a Builder takes everything
			b.WriteByte('"')
		}
	}
	// Behind the name of the element, where attributes may stand.
	at := 1
	for at < len(text) && !isBlank(text[at]) && text[at] != '>' && text[at] != '/' {
		at++
	}
	return text[:at] + b.String() + text[at:]
}

// recursion warns of types that contain themselves, which the service does not
// import.
func (r *reader) recursion(schemas []*element, types map[xml.Name]*element) {
	state := map[*element]int{} // 1: being looked into, 2: done
	var look func(e *element) bool
	var inside func(e *element) bool
	look = func(t *element) bool {
		switch state[t] {
		case 1:
			return true
		case 2:
			return false
		}
		state[t] = 1
		found := inside(t)
		state[t] = 2
		return found
	}
	depth := 0
	inside = func(e *element) bool {
		if depth >= maxReferences {
			return false
		}
		depth++
		defer func() { depth-- }()
		for _, c := range e.children {
			for _, attribute := range []string{"type", "ref", "base"} {
				if c.attr(attribute) == "" || attribute == "ref" && !c.is(xsdSpace, "group") {
					continue
				}
				if t := types[c.qname(attribute)]; t != nil && look(t) {
					return true
				}
			}
			if inside(c) {
				return true
			}
		}
		return false
	}
	for _, s := range schemas {
		for _, c := range s.children {
			if (c.is(xsdSpace, "complexType") || c.is(xsdSpace, "group")) && look(c) {
				r.warnf(c, "the type %q contains itself, which the service does not import; requests are passed through all the same", c.attr("name"))
				return
			}
		}
	}
}

// maxReferences bounds how deep types are followed.
const maxReferences = 1000

// documentation returns the text that describes an element: what stands between
// the tags of its documentation.
func documentation(e *element) string {
	d := e.first(wsdlSpace, "documentation")
	if d == nil || len(d.children) > 0 {
		return ""
	}
	return strings.TrimSpace(d.text)
}
