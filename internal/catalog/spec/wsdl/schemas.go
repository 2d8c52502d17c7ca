package wsdl

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
)

// SchemaName is the name of the schema that a definition holds; further ones are
// called wsdl-2, wsdl-3 and so on.
const SchemaName = "wsdl"

// schemas takes the schemas out of the definition and warns of what the service's
// import refuses in them.
func (r *reader) schemas(def *Definition) {
	types := map[xml.Name]*node.Element{}
	var all []*node.Element
	for _, t := range r.root.Of(wsdlSpace, "types") {
		for _, s := range t.Of(xsdSpace, "schema") {
			name := SchemaName
			if n := len(def.Schemas); n > 0 {
				name += "-" + strconv.Itoa(n+1)
			}
			def.Schemas = append(def.Schemas, &catalog.Schema{
				Name: name, ContentType: catalog.XSDSchema, Document: r.standalone(s), Origin: catalog.Origin{Source: r.src, Span: s.Tag()},
			})
			all = append(all, s)
			for _, c := range s.Children {
				if c.Is(xsdSpace, "complexType") || c.Is(xsdSpace, "group") {
					types[xml.Name{Space: s.Attr("targetNamespace"), Local: c.Attr("name")}] = c
				}
			}
			r.references(s)
		}
	}
	r.recursion(all, types)
}

// references warns of schemas in other files, which are not read.
func (r *reader) references(schema *node.Element) {
	for _, c := range schema.Children {
		if (c.Is(xsdSpace, "import") || c.Is(xsdSpace, "include") || c.Is(xsdSpace, "redefine")) && c.Attr("schemaLocation") != "" {
			r.warnf(c, "the schema %s is not read; merge it into the definition, which the service demands too", c.Attr("schemaLocation"))
		}
	}
}

// standalone returns the text of a schema as a document: with the namespaces that
// are declared around it.
func (r *reader) standalone(s *node.Element) string {
	text := r.src.Text[s.Start:s.End]
	declared := map[string]bool{}
	for _, a := range s.Attrs {
		if a.Name.Space == "xmlns" {
			declared[a.Name.Local] = true
		} else if a.Name.Space == "" && a.Name.Local == "xmlns" {
			declared[""] = true
		}
	}
	var b strings.Builder
	for e := s.Parent; e != nil; e = e.Parent {
		for _, a := range e.Attrs {
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
	for at < len(text) && !strings.ContainsRune(" \t\r\n>/", rune(text[at])) {
		at++
	}
	return text[:at] + b.String() + text[at:]
}

// recursion warns of types that contain themselves, which the service does not
// import.
func (r *reader) recursion(schemas []*node.Element, types map[xml.Name]*node.Element) {
	state := map[*node.Element]int{} // 1: being looked into, 2: done
	var look func(e *node.Element) bool
	var inside func(e *node.Element) bool
	look = func(t *node.Element) bool {
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
	inside = func(e *node.Element) bool {
		if depth >= maxReferences {
			return false
		}
		depth++
		defer func() { depth-- }()
		for _, c := range e.Children {
			for _, attribute := range []string{"type", "ref", "base"} {
				if c.Attr(attribute) == "" || attribute == "ref" && !c.Is(xsdSpace, "group") {
					continue
				}
				if t := types[c.QName(attribute)]; t != nil && look(t) {
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
		for _, c := range s.Children {
			if (c.Is(xsdSpace, "complexType") || c.Is(xsdSpace, "group")) && look(c) {
				r.warnf(c, "the type %q contains itself, which the service does not import; requests are passed through all the same", c.Attr("name"))
				return
			}
		}
	}
}

// maxReferences bounds how deep types are followed.
const maxReferences = 1000

// documentation returns the text that describes an element: what stands between
// the tags of its documentation.
func documentation(e *node.Element) string {
	d := e.First(wsdlSpace, "documentation")
	if d == nil || len(d.Children) > 0 {
		return ""
	}
	return d.Text()
}
