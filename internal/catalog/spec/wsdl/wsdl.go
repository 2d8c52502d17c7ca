package wsdl

import (
	"encoding/xml"
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/node"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// Options say how a definition is read.
type Options struct {
	// Service and Endpoint are the names of the service and the port that are
	// imported (wsdlSelector); where they are empty the first with a binding to
	// SOAP is.
	Service, Endpoint string
}

// Definition is what a definition says of the selected port.
type Definition struct {
	// Service and Endpoint name the port.
	Service, Endpoint string
	// ServiceURL is the address of the port, "" when there is none.
	ServiceURL string
	// Operations in the order of the binding. Their templates are parsed.
	Operations []*catalog.Operation
	// Schemas are the XML schemas in the definition, each a document of its own.
	Schemas []*catalog.Schema
}

// Namespaces.
const (
	wsdlSpace   = "http://schemas.xmlsoap.org/wsdl/"
	wsdl20Space = "http://www.w3.org/ns/wsdl"
	soap11Space = "http://schemas.xmlsoap.org/wsdl/soap/"
	soap12Space = "http://schemas.xmlsoap.org/wsdl/soap12/"
	xsdSpace    = "http://www.w3.org/2001/XMLSchema"
)

// Read reads a definition. Mistakes are reported with code
// diag.SpecificationSyntax, other versions of WSDL with diag.NotSupported; the
// result is nil after an error that leaves no operations.
func Read(src *diag.Source, opt Options, l *diag.List) *Definition {
	r := &reader{src: src, opt: opt, list: l}
	r.root = node.XML(src, diag.SpecificationSyntax, l)
	if r.root == nil {
		return nil
	}
	if !r.root.Is(wsdlSpace, "definitions") {
		if r.root.Name.Space == wsdl20Space {
			l.Errorf(diag.NotSupported, src, r.root.Tag(), "WSDL 2.0 is not supported; the service imports WSDL 1.1")
			return nil
		}
		r.errorf(r.root, "this is no WSDL 1.1: its root is <%s> of the namespace %q and not <definitions> of %s", r.root.Name.Local, r.root.Name.Space, wsdlSpace)
		return nil
	}
	r.target = r.root.Attr("targetNamespace")
	r.index()
	for _, i := range r.root.Of(wsdlSpace, "import") {
		r.imports = true
		r.warnf(i, "wsdl:import is not followed; merge the definitions into one file, which the service demands too")
	}
	p := r.selectPort()
	if p == nil {
		return nil
	}
	def := &Definition{Service: p.service, Endpoint: p.name, ServiceURL: p.address}
	r.binding(p.binding, def)
	r.schemas(def)
	return def
}

type reader struct {
	src     *diag.Source
	opt     Options
	list    *diag.List
	root    *node.Element
	target  string
	imports bool
	names   catalog.Names
	// defined are the definitions below the root, by kind and name; the first of a
	// name counts.
	defined map[definition]*node.Element
}

// port is a port of a service.
type port struct {
	service, name, address string
	element, binding       *node.Element
}

// selectPort returns the port that the options mean; nil when there is none, which
// is reported.
func (r *reader) selectPort() *port {
	services := r.root.Of(wsdlSpace, "service")
	if len(services) == 0 {
		return r.withoutService()
	}
	var all, soap []*port
	var names []string
	known := false
	for _, s := range services {
		service := s.Attr("name")
		names = append(names, service)
		if r.opt.Service != "" && service != r.opt.Service {
			continue
		}
		known = true
		for _, e := range s.Of(wsdlSpace, "port") {
			p := &port{service: service, name: e.Attr("name"), element: e}
			if a := soapChild(e, "address"); a != nil {
				p.address = a.Attr("location")
			}
			all = append(all, p)
		}
	}
	if !known {
		r.unknown(services[0], "service", r.opt.Service, names)
		return nil
	}
	names = names[:0]
	for _, p := range all {
		names = append(names, p.name)
		if r.opt.Endpoint != "" && p.name != r.opt.Endpoint {
			continue
		}
		// Ports of another kind, or whose binding is in a file that is not read, are
		// errors only when they are meant.
		if p.binding = r.find("binding", p.element.QName("binding")); p.binding != nil && soapChild(p.binding, "binding") != nil {
			soap = append(soap, p)
		}
	}
	if len(soap) > 0 {
		r.several(soap)
		return soap[0]
	}
	return r.noPort(services[0], all, names)
}

// several warns of a choice that nobody made: ports of different services, or with
// different operations.
func (r *reader) several(ports []*port) {
	if r.opt.Endpoint != "" {
		return
	}
	first := ports[0]
	for _, p := range ports[1:] {
		if p.service != first.service || p.binding.QName("type") != first.binding.QName("type") {
			r.warnf(first.element, "the port %q of the service %q is imported, the first of several; wsdlSelector chooses another", first.name, first.service)
			return
		}
	}
}

// noPort says why no port can be imported.
func (r *reader) noPort(service *node.Element, all []*port, names []string) *port {
	for _, p := range all {
		if r.opt.Endpoint != "" && p.name != r.opt.Endpoint {
			continue
		}
		if p.binding != nil {
			r.errorf(p.element, "the port %q has no binding to SOAP 1.1 or 1.2", p.name)
			return nil
		}
		message := "there is no binding %q in the namespace %q, which the port %q names"
		if r.imports {
			message += "; merge the imported definitions into this file"
		}
		binding := p.element.QName("binding")
		r.errorAt(p.element.Place("binding"), message, binding.Local, binding.Space, p.name)
		return nil
	}
	if r.opt.Endpoint != "" {
		r.unknown(service, "port", r.opt.Endpoint, names)
		return nil
	}
	r.errorf(service, "the service %q has no port", service.Attr("name"))
	return nil
}

// withoutService takes the first binding of a definition that has no services:
// whoever writes the API's serviceUrl can do without.
func (r *reader) withoutService() *port {
	for _, b := range r.root.Of(wsdlSpace, "binding") {
		if soapChild(b, "binding") != nil && r.opt.Service == "" && r.opt.Endpoint == "" {
			r.warnf(b, "the definition has no service; the binding %q is imported, and the backend is the API's serviceUrl", b.Attr("name"))
			return &port{element: b, binding: b}
		}
	}
	r.errorf(r.root, "the definition has no service with a port for SOAP")
	return nil
}

func (r *reader) unknown(at *node.Element, kind, name string, known []string) {
	message := "there is no " + kind + " " + quote(name) + ", which wsdlSelector names"
	if near, ok := diag.Suggest(name, known); ok {
		message += "; did you mean " + quote(near) + "?"
	} else if len(known) > 0 {
		message += "; there is " + strings.Join(known, ", ")
	}
	r.errorf(at, "%s", message)
}

// definition names a definition below the root: <binding name="Orders">.
type definition struct{ kind, name string }

// index finds the definitions below the root.
func (r *reader) index() {
	r.defined = map[definition]*node.Element{}
	for _, e := range r.root.Children {
		if e.Name.Space != wsdlSpace {
			continue
		}
		key := definition{e.Name.Local, e.Attr("name")}
		if r.defined[key] == nil {
			r.defined[key] = e
		}
	}
}

// find returns a definition of the document by name, or nil.
func (r *reader) find(kind string, name xml.Name) *node.Element {
	// Some tools write names of the target namespace without prefix.
	if name.Space != r.target && name.Space != wsdlSpace && name.Space != "" {
		return nil
	}
	return r.defined[definition{kind, name.Local}]
}

// soapChild returns the child of that name in a namespace of SOAP. Exports of the
// service mix both in one binding.
func soapChild(e *node.Element, local string) *node.Element {
	for _, c := range e.Children {
		if c.Is(soap11Space, local) || c.Is(soap12Space, local) {
			return c
		}
	}
	return nil
}

func (r *reader) errorAt(span diag.Span, format string, args ...any) {
	r.list.Errorf(diag.SpecificationSyntax, r.src, span, format, args...)
}

func (r *reader) errorf(e *node.Element, format string, args ...any) {
	r.errorAt(e.Tag(), format, args...)
}

func (r *reader) warnf(e *node.Element, format string, args ...any) {
	r.list.Warnf(diag.SpecificationSyntax, r.src, e.Tag(), format, args...)
}

func quote(s string) string { return `"` + s + `"` }
