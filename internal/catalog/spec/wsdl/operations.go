package wsdl

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// httpTransports are the transports over HTTP of SOAP 1.1 and 1.2.
var httpTransports = map[string]bool{
	"": true, "http://schemas.xmlsoap.org/soap/http": true, "http://www.w3.org/2003/05/soap/bindings/HTTP/": true,
}

// binding reads the operations of a binding.
func (r *reader) binding(b *node.Element, def *Definition) {
	soap := soapChild(b, "binding")
	if !httpTransports[soap.Attr("transport")] {
		r.warnf(soap, "the binding %q is for the transport %s; requests come over HTTP", b.Attr("name"), soap.Attr("transport"))
	}
	style := soap.Attr("style")
	portType := r.find("portType", b.QName("type"))
	if portType == nil {
		r.errorAt(b.Place("type"), "there is no portType %q in the namespace %q, which the binding %q names",
			b.QName("type").Local, b.QName("type").Space, b.Attr("name"))
		return
	}
	abstract := map[string]*node.Element{}
	for _, e := range portType.Of(wsdlSpace, "operation") {
		if name := e.Attr("name"); abstract[name] == nil {
			abstract[name] = e
		}
	}
	byAction := map[string]*catalog.Operation{}
	for _, e := range b.Of(wsdlSpace, "operation") {
		name := e.Attr("name")
		if abstract[name] == nil {
			r.errorAt(e.Place("name"), "the portType %q has no operation %q", portType.Attr("name"), name)
			continue
		}
		op := r.operation(e, abstract[name], style)
		action := op.Template.Query[0].Value
		if other, ok := byAction[action]; ok {
			r.warnf(e, "the operations %q and %q have the same SOAP action; only the first is ever reached", other.DisplayName, op.DisplayName)
			continue
		}
		byAction[action] = op
		def.Operations = append(def.Operations, op)
	}
	if len(def.Operations) == 0 && r.list.Count(diag.Error) == 0 {
		r.warnf(b, "the binding %q has no operations, so no request matches the API", b.Attr("name"))
	}
}

// operation reads one operation of a binding, whose port type describes it.
func (r *reader) operation(e, abstract *node.Element, style string) *catalog.Operation {
	name := e.Attr("name")
	action := ""
	if soap := soapChild(e, "operation"); soap != nil {
		action = soap.Attr("soapAction")
		if s := soap.Attr("style"); s != "" {
			style = s
		}
	}
	if action == "" {
		// Exports of definitions without actions have the names in their place.
		// unverified: that the template has them too.
		action = name
		r.warnf(e, "the operation %q has no SOAP action; requests find it under its name: SOAPAction: %q", name, name)
	}
	if style == "rpc" {
		r.warnf(e, "the operation %q is of style rpc, which the service does not import; requests are passed through all the same", name)
	}
	op := &catalog.Operation{
		// unverified: the service makes resource names of its own up; a folder of a
		// policy is found by the name of the definition.
		Name: r.resourceName(name), DisplayName: name, Description: documentation(abstract), Method: "POST",
		URLTemplate: "/?soapAction=" + action,
		// The action is a text: it may hold braces and ampersands.
		Template: catalog.Template{Query: []catalog.QueryParameter{{Name: "soapAction", Value: action}}},
		Origin:   catalog.Origin{Source: r.src, Span: e.Place("name")},
	}
	for _, direction := range []string{"input", "output"} {
		r.message(e.First(wsdlSpace, direction), abstract.First(wsdlSpace, direction), name)
	}
	return op
}

func (r *reader) resourceName(name string) string {
	if !catalog.IsOperationName(name) {
		if name = catalog.OperationName(name); name == "" {
			name = "operation"
		}
	}
	return r.names.Take(name)
}

// message warns of what the service's import refuses of a message.
func (r *reader) message(bound, abstract *node.Element, operation string) {
	if abstract == nil {
		return
	}
	name := abstract.QName("message")
	m := r.find("message", name)
	if m == nil {
		if !r.imports {
			r.errorAt(abstract.Place("message"), "there is no message %q in the namespace %q", name.Local, name.Space)
		}
		return
	}
	parts := m.Of(wsdlSpace, "part")
	var body *node.Element
	if bound != nil {
		body = soapChild(bound, "body")
	}
	if body == nil {
		return
	}
	if body.Attr("use") == "encoded" {
		r.warnf(body, "a message of the operation %q is encoded, which the service does not import; requests are passed through all the same", operation)
		return
	}
	inBody := len(parts)
	if named := strings.Fields(body.Attr("parts")); len(named) > 0 {
		inBody = len(named)
	} else {
		inBody -= headerParts(bound, m.Attr("name"))
	}
	if inBody > 1 {
		r.warnf(m, "the message %q has %d parts, which the service does not import; requests are passed through all the same", m.Attr("name"), inBody)
	}
}

// headerParts counts the parts of a message that stand in headers.
func headerParts(bound *node.Element, message string) int {
	n := 0
	for _, c := range bound.Children {
		if (c.Is(soap11Space, "header") || c.Is(soap12Space, "header")) && c.QName("message").Local == message {
			n++
		}
	}
	return n
}
