package wsdl

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// httpTransports are the transports over HTTP of SOAP 1.1 and 1.2.
var httpTransports = map[string]bool{
	"": true, "http://schemas.xmlsoap.org/soap/http": true, "http://www.w3.org/2003/05/soap/bindings/HTTP/": true,
}

// binding reads the operations of a binding.
func (r *reader) binding(b *element, def *Definition) {
	soap := soapChild(b, "binding")
	if !httpTransports[soap.attr("transport")] {
		r.warnf(soap, "the binding %q is for the transport %s; requests come over HTTP", b.attr("name"), soap.attr("transport"))
	}
	style := soap.attr("style")
	portType := r.find("portType", b.qname("type"))
	if portType == nil {
		r.errorAt(r.place(b, "type"), "there is no portType %q in the namespace %q, which the binding %q names",
			b.qname("type").Local, b.qname("type").Space, b.attr("name"))
		return
	}
	abstract := map[string]*element{}
	for _, e := range portType.of(wsdlSpace, "operation") {
		if name := e.attr("name"); abstract[name] == nil {
			abstract[name] = e
		}
	}
	byAction := map[string]*catalog.Operation{}
	for _, e := range b.of(wsdlSpace, "operation") {
		name := e.attr("name")
		if abstract[name] == nil {
			r.errorAt(r.place(e, "name"), "the portType %q has no operation %q", portType.attr("name"), name)
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
		r.warnf(b, "the binding %q has no operations, so no request matches the API", b.attr("name"))
	}
}

// operation reads one operation of a binding, whose port type describes it.
func (r *reader) operation(e, abstract *element, style string) *catalog.Operation {
	name := e.attr("name")
	action := ""
	if soap := soapChild(e, "operation"); soap != nil {
		action = soap.attr("soapAction")
		if s := soap.attr("style"); s != "" {
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
		Origin:   catalog.Origin{Source: r.src, Span: r.place(e, "name")},
	}
	for _, direction := range []string{"input", "output"} {
		r.message(e.first(wsdlSpace, direction), abstract.first(wsdlSpace, direction), name)
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
func (r *reader) message(bound, abstract *element, operation string) {
	if abstract == nil {
		return
	}
	name := abstract.qname("message")
	m := r.find("message", name)
	if m == nil {
		if !r.imports {
			r.errorAt(r.place(abstract, "message"), "there is no message %q in the namespace %q", name.Local, name.Space)
		}
		return
	}
	parts := m.of(wsdlSpace, "part")
	var body *element
	if bound != nil {
		body = soapChild(bound, "body")
	}
	if body == nil {
		return
	}
	if body.attr("use") == "encoded" {
		r.warnf(body, "a message of the operation %q is encoded, which the service does not import; requests are passed through all the same", operation)
		return
	}
	inBody := len(parts)
	if named := strings.Fields(body.attr("parts")); len(named) > 0 {
		inBody = len(named)
	} else {
		inBody -= headerParts(bound, m.attr("name"))
	}
	if inBody > 1 {
		r.warnf(m, "the message %q has %d parts, which the service does not import; requests are passed through all the same", m.attr("name"), inBody)
	}
}

// headerParts counts the parts of a message that stand in headers.
func headerParts(bound *element, message string) int {
	n := 0
	for _, c := range bound.children {
		if (c.is(soap11Space, "header") || c.is(soap12Space, "header")) && c.qname("message").Local == message {
			n++
		}
	}
	return n
}
