package openapi

import (
	"strings"
	"unicode"

	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func isXML(contentType string) bool {
	mime, _, _ := strings.Cut(strings.ToLower(contentType), ";")
	mime = strings.TrimSpace(mime)
	return mime == "application/xml" || mime == "text/xml" || strings.HasSuffix(mime, "+xml")
}

// sampleXML generates an XML body for a schema: its JSON sample, with the names that
// OpenAPI's objects `xml` give, else those of properties and definitions.
//
// unverified: the service's form; this is how OpenAPI says that a schema describes XML.
func (r *reader) sampleXML(schema *node.Value) string {
	name := definitionName(schema, "root")
	s := sampler{reader: r, left: maxSampleValues}
	w := xmlSample{sampler: &s}
	value := s.value(schema, 0)
	info := w.info(schema)
	if value.Kind == node.Array {
		// A document has one root, which stands for the list.
		info.wrapped = true
	}
	w.field(info.named(name), schema, value, info, 0)
	if w.b.Len() > maxSampleBytes {
		return ""
	}
	return w.b.String()
}

// definitionName is the name of the definition that a schema refers to.
func definitionName(schema *node.Value, otherwise string) string {
	if ref, ok := reference(schema); ok {
		return ref.Text[strings.LastIndexByte(ref.Text, '/')+1:]
	}
	return otherwise
}

// xmlSample writes a sample as XML.
type xmlSample struct {
	*sampler
	b strings.Builder
}

// xmlInfo is the object `xml` of a schema.
type xmlInfo struct {
	name, namespace, prefix string
	attribute, wrapped      bool
}

func (i xmlInfo) named(name string) string {
	if i.name != "" {
		name = i.name
	}
	name = xmlName(name)
	if i.prefix != "" {
		name = xmlName(i.prefix) + ":" + name
	}
	return name
}

// xmlName is a name with underscores for what no name in XML has.
func xmlName(name string) string {
	out := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || r == '-' || r == '.' {
			return r
		}
		return '_'
	}, name)
	if out == "" || !unicode.IsLetter([]rune(out)[0]) && out[0] != '_' {
		return "_" + out
	}
	return out
}

// declaration is the attribute that declares the namespace, empty without one.
func (i xmlInfo) declaration() string {
	switch {
	case i.namespace == "":
		return ""
	case i.prefix == "":
		return ` xmlns="` + escapeXML.Replace(i.namespace) + `"`
	}
	return " xmlns:" + xmlName(i.prefix) + `="` + escapeXML.Replace(i.namespace) + `"`
}

var escapeXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (w *xmlSample) info(schema *node.Value) xmlInfo {
	x := w.deref(schema, diag.Warning).Get("xml")
	if x == nil {
		return xmlInfo{}
	}
	return xmlInfo{
		name: text(x.Get("name")), namespace: text(x.Get("namespace")), prefix: text(x.Get("prefix")),
		attribute: isTrue(x.Get("attribute")), wrapped: isTrue(x.Get("wrapped")),
	}
}

// field writes a value as an element of a name, a list as one element each.
func (w *xmlSample) field(name string, schema, value *node.Value, info xmlInfo, depth int) {
	if depth > maxSampleDepth || w.b.Len() > maxSampleBytes {
		return
	}
	if value.Kind != node.Array {
		w.element(name, schema, value, info, depth)
		return
	}
	items := w.deref(schema, diag.Warning).Get("items")
	of := w.info(items)
	item := of.named(name)
	if depth == 0 {
		item = of.named(definitionName(items, name))
	}
	if info.wrapped {
		w.b.WriteString("<" + name + info.declaration() + ">")
	}
	for _, v := range value.Items {
		w.field(item, items, v, of, depth+1)
	}
	if info.wrapped {
		w.b.WriteString("</" + name + ">")
	}
}

func (w *xmlSample) element(name string, schema, value *node.Value, info xmlInfo, depth int) {
	w.b.WriteString("<" + name + info.declaration())
	if value.Kind != node.Object {
		if body := escapeXML.Replace(value.Text); body == "" || value.IsNull() {
			w.b.WriteString(" />")
		} else {
			w.b.WriteString(">" + body + "</" + name + ">")
		}
		return
	}
	var inner []node.Member
	for _, m := range value.Members {
		if i := w.info(w.property(schema, m.Name, 0)); i.attribute && m.Value.Kind != node.Object && m.Value.Kind != node.Array {
			w.b.WriteString(" " + i.named(m.Name) + `="` + escapeXML.Replace(m.Value.Text) + `"`)
			continue
		}
		inner = append(inner, m)
	}
	if inner == nil {
		w.b.WriteString(" />")
		return
	}
	w.b.WriteString(">")
	for _, m := range inner {
		property := w.property(schema, m.Name, 0)
		i := w.info(property)
		w.field(i.named(m.Name), property, m.Value, i, depth+1)
	}
	w.b.WriteString("</" + name + ">")
}

// property is the schema of a property, nil when none is known.
func (w *xmlSample) property(schema *node.Value, name string, depth int) *node.Value {
	schema = w.deref(schema, diag.Warning)
	if schema == nil || depth > maxSampleDepth {
		return nil
	}
	if p := schema.Get("properties").Get(name); p != nil {
		return p
	}
	for _, combined := range []string{"allOf", "oneOf", "anyOf"} {
		list := schema.Get(combined)
		if list == nil || list.Kind != node.Array {
			continue
		}
		for _, part := range list.Items {
			if p := w.property(part, name, depth+1); p != nil {
				return p
			}
		}
	}
	return nil
}
