package wsdl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog/spec/wsdl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// calculator is a definition with ports for SOAP 1.1, SOAP 1.2 and plain HTTP.
const calculator = `<?xml version="1.0" encoding="utf-8"?>
<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/"
    xmlns:h="http://schemas.xmlsoap.org/wsdl/http/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:calc" targetNamespace="urn:calc">
  <w:types>
    <xs:schema targetNamespace="urn:calc"><xs:element name="Add" type="t:Pair"/><xs:complexType name="Pair"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:complexType></xs:schema>
    <xs:schema targetNamespace="urn:other"/>
  </w:types>
  <w:message name="AddIn"><w:part name="p" element="t:Add"/></w:message>
  <w:message name="AddOut"><w:part name="p" element="t:Add"/></w:message>
  <w:portType name="Calc">
    <w:operation name="Add"><w:documentation> Adds. </w:documentation><w:input message="t:AddIn"/><w:output message="t:AddOut"/></w:operation>
    <w:operation name="Sub"><w:input message="t:AddIn"/></w:operation>
  </w:portType>
  <w:binding name="Plain" type="t:Calc"><h:binding verb="GET"/></w:binding>
  <w:binding name="Soap" type="t:Calc">
    <s:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>
    <w:operation name="Add"><s:operation soapAction="http://tempuri.org/Add?a={x}&amp;b=1"/><w:input><s:body use="literal"/></w:input><w:output><s:body use="literal"/></w:output></w:operation>
    <w:operation name="Sub"><s:operation soapAction="urn:sub"/><w:input><s:body use="literal"/></w:input></w:operation>
  </w:binding>
  <w:binding name="Soap12" type="t:Calc">
    <s12:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <w:operation name="Sub"><s12:operation soapAction="urn:sub12"/></w:operation>
  </w:binding>
  <w:service name="Calc">
    <w:port name="Http" binding="t:Plain"/>
    <w:port name="Soap" binding="t:Soap"><s:address location="http://calc.example/soap"/></w:port>
    <w:port name="Soap12" binding="t:Soap12"><s12:address location="http://calc.example/soap12"/></w:port>
  </w:service>
</w:definitions>
`

// show writes a definition and what was found, one a line.
func show(def *wsdl.Definition, l *diag.List) []string {
	var out []string
	if def != nil {
		out = append(out, fmt.Sprintf("%s/%s %s", def.Service, def.Endpoint, def.ServiceURL))
		for _, op := range def.Operations {
			out = append(out, fmt.Sprintf("%s %q %s %s = %s", op.Name, op.Description, op.Method, op.URLTemplate, op.Template.Query[0].Value))
		}
		for _, s := range def.Schemas {
			out = append(out, s.Name+" "+s.Document)
		}
	}
	for _, d := range l.All() {
		pos := d.Source.Position(d.Span.Start)
		out = append(out, fmt.Sprintf("%d:%d: %s: %s: %s", pos.Line, pos.Column, d.Severity, d.Code, d.Message))
	}
	return out
}

// change replaces texts in pairs; each must be there.
func change(t *testing.T, text string, pairs []string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("nothing to replace: %s", pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	return text
}

func TestRead(t *testing.T) {
	const space = ` xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:h="http://schemas.xmlsoap.org/wsdl/http/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:calc"`
	var l diag.List
	got := show(wsdl.Read(diag.NewSource("a.wsdl", "\ufeff"+calculator), wsdl.Options{}, &l), &l)
	want := []string{
		"Calc/Soap http://calc.example/soap",
		`Add "Adds." POST /?soapAction=http://tempuri.org/Add?a={x}&b=1 = http://tempuri.org/Add?a={x}&b=1`,
		`Sub "" POST /?soapAction=urn:sub = urn:sub`,
		`wsdl <xs:schema` + space + ` targetNamespace="urn:calc"><xs:element name="Add" type="t:Pair"/><xs:complexType name="Pair"><xs:sequence><xs:element name="a" type="xs:int"/></xs:sequence></xs:complexType></xs:schema>`,
		`wsdl-2 <xs:schema` + space + ` targetNamespace="urn:other"/>`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFindings changes one thing of a good definition.
func TestFindings(t *testing.T) {
	const head, add, sub = "Calc/Soap http://calc.example/soap", `Add "Adds." POST /?soapAction=http://tempuri.org/Add?a={x}&b=1 = http://tempuri.org/Add?a={x}&b=1`, `Sub "" POST /?soapAction=urn:sub = urn:sub`
	tests := []struct {
		name   string
		change []string
		opt    wsdl.Options
		want   []string
	}{
		{"selected port", nil, wsdl.Options{Service: "Calc", Endpoint: "Soap12"}, []string{"Calc/Soap12 http://calc.example/soap12", `Sub "" POST /?soapAction=urn:sub12 = urn:sub12`}},
		{"selected port that is none of SOAP", nil, wsdl.Options{Endpoint: "Http"}, []string{`25:5: error: specification-syntax: the port "Http" has no binding to SOAP 1.1 or 1.2`}},
		{"unknown port", nil, wsdl.Options{Endpoint: "Sopa"}, []string{`24:3: error: specification-syntax: there is no port "Sopa", which wsdlSelector names; did you mean "Soap"?`}},
		{"unknown service", nil, wsdl.Options{Service: "Nothing"}, []string{`24:3: error: specification-syntax: there is no service "Nothing", which wsdlSelector names; there is Calc`}},
		{"unknown binding", []string{`binding="t:Plain"`, `binding="t:Plane"`, `binding="t:Soap"`, `binding="u:Soap"`, `binding="t:Soap12"`, `binding="t:Soap13"`}, wsdl.Options{Endpoint: "Soap"},
			[]string{`26:34: error: specification-syntax: there is no binding "Soap" in the namespace "u", which the port "Soap" names`}},
		{"several services", []string{`</w:definitions>`, `<w:service name="Other"><w:port name="Soap" binding="t:Soap"/></w:service></w:definitions>`}, wsdl.Options{},
			[]string{head, add, sub, `26:5: warning: specification-syntax: the port "Soap" of the service "Calc" is imported, the first of several; wsdlSelector chooses another`}},
		{"no service", []string{`<w:service name="Calc">`, `<w:nothing>`, `</w:service>`, `</w:nothing>`}, wsdl.Options{},
			[]string{"/ ", add, sub, `15:3: warning: specification-syntax: the definition has no service; the binding "Soap" is imported, and the backend is the API's serviceUrl`}},
		{"no action", []string{`soapAction="urn:sub"`, `soapAction=""`}, wsdl.Options{},
			[]string{head, add, `Sub "" POST /?soapAction=Sub = Sub`, `18:5: warning: specification-syntax: the operation "Sub" has no SOAP action; requests find it under its name: SOAPAction: "Sub"`}},
		{"same action", []string{`"http://tempuri.org/Add?a={x}&amp;b=1"`, `"urn:sub"`}, wsdl.Options{},
			[]string{head, `Add "Adds." POST /?soapAction=urn:sub = urn:sub`, `18:5: warning: specification-syntax: the operations "Add" and "Sub" have the same SOAP action; only the first is ever reached`}},
		{"rpc", []string{`style="document"`, `style="rpc"`, `<s:operation soapAction="urn:sub"`, `<s:operation style="document" soapAction="urn:sub"`}, wsdl.Options{},
			[]string{head, add, sub, `17:5: warning: specification-syntax: the operation "Add" is of style rpc, which the service does not import; requests are passed through all the same`}},
		{"encoded", []string{`use="literal"`, `use="encoded"`}, wsdl.Options{},
			[]string{head, add, sub, `17:102: warning: specification-syntax: a message of the operation "Add" is encoded, which the service does not import; requests are passed through all the same`}},
		{"several parts", []string{`<w:message name="AddOut">`, `<w:message name="AddOut"><w:part name="q" element="t:Add"/>`}, wsdl.Options{},
			[]string{head, add, sub, `9:3: warning: specification-syntax: the message "AddOut" has 2 parts, which the service does not import; requests are passed through all the same`}},
		{"a part in a header", []string{`<w:message name="AddOut">`, `<w:message name="AddOut"><w:part name="q" element="t:Add"/>`, `<w:output><s:body use="literal"/>`, `<w:output><s:header message="t:AddOut" part="q" use="literal"/><s:body use="literal"/>`}, wsdl.Options{}, []string{head, add, sub}},
		{"other transport", []string{`"http://schemas.xmlsoap.org/soap/http" style`, `"urn:jms" style`}, wsdl.Options{},
			[]string{head, add, sub, `16:5: warning: specification-syntax: the binding "Soap" is for the transport urn:jms; requests come over HTTP`}},
		{"missing message", []string{`<w:message name="AddOut">`, `<w:message name="Gone">`}, wsdl.Options{},
			[]string{head, add, sub, `11:118: error: specification-syntax: there is no message "AddOut" in the namespace "urn:calc"`}},
		{"missing port type", []string{`<w:portType name="Calc">`, `<w:portType name="Calk">`}, wsdl.Options{},
			[]string{head, `15:32: error: specification-syntax: there is no portType "Calc" in the namespace "urn:calc", which the binding "Soap" names`}},
		{"operation without description", []string{`<w:operation name="Sub"><w:input message`, `<w:operation name="Suv"><w:input message`}, wsdl.Options{},
			[]string{head, add, `18:24: error: specification-syntax: the portType "Calc" has no operation "Sub"`}},
		{"no operations", []string{`soapAction="urn:sub12"/></w:operation>`, `soapAction="urn:sub12"/></w:operation>-->`, `<w:operation name="Sub"><s12`, `<!--<w:operation name="Sub"><s12`}, wsdl.Options{Endpoint: "Soap12"},
			[]string{"Calc/Soap12 http://calc.example/soap12", `20:3: warning: specification-syntax: the binding "Soap12" has no operations, so no request matches the API`}},
		{"import", []string{`  <w:types>`, `<w:import namespace="urn:x" location="x.wsdl"/><w:types>`}, wsdl.Options{},
			[]string{head, add, sub, `4:1: warning: specification-syntax: wsdl:import is not followed; merge the definitions into one file, which the service demands too`}},
		{"schema elsewhere", []string{`<xs:schema targetNamespace="urn:other"/>`, `<xs:schema><xs:import namespace="urn:a"/><xs:include schemaLocation="a.xsd"/></xs:schema>`}, wsdl.Options{},
			[]string{head, add, sub, `6:46: warning: specification-syntax: the schema a.xsd is not read; merge it into the definition, which the service demands too`}},
		{"recursive type", []string{`name="a" type="xs:int"`, `name="a" type="t:Pair"`}, wsdl.Options{},
			[]string{head, add, sub, `5:81: warning: specification-syntax: the type "Pair" contains itself, which the service does not import; requests are passed through all the same`}},
		{"document type", []string{`<w:definitions`, `<!DOCTYPE x [<!ENTITY a "b">]><w:definitions`}, wsdl.Options{},
			[]string{`2:1: error: specification-syntax: a document type and its entities are not read; take the declaration out`}},
		{"unknown entity", []string{`> Adds. <`, `>&lol;<`}, wsdl.Options{}, []string{`11:46: error: specification-syntax: the document is no well-formed XML: invalid character entity &lol;`}},
		{"not closed", []string{`</w:definitions>`, ``}, wsdl.Options{}, []string{`30:1: error: specification-syntax: the document is no well-formed XML: unexpected EOF`}},
		{"two roots", []string{`</w:definitions>`, `</w:definitions><x/>`}, wsdl.Options{}, []string{`29:17: error: specification-syntax: an XML document has one root element`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			def := wsdl.Read(diag.NewSource("a.wsdl", change(t, calculator, tt.change)), tt.opt, &l)
			if def != nil {
				def.Schemas = nil
			}
			if diff := cmp.Diff(tt.want, show(def, &l)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestRefused reads what is no definition, or one that is too much.
func TestRefused(t *testing.T) {
	const open = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">`
	tests := []struct{ name, text, want string }{
		{"empty", "", "1:1: error: specification-syntax: the file is empty; an XML document is needed"},
		{"text", "openapi: 3.0.1", "1:1: error: specification-syntax: the file is empty; an XML document is needed"},
		{"other root", "<a/>", `1:1: error: specification-syntax: this is no WSDL 1.1: its root is <a> of the namespace "" and not <definitions> of http://schemas.xmlsoap.org/wsdl/`},
		{"WSDL 2.0", `<description xmlns="http://www.w3.org/ns/wsdl"/>`, "1:1: error: not-supported: WSDL 2.0 is not supported; the service imports WSDL 1.1"},
		{"nothing in it", open + "</definitions>", "1:1: error: specification-syntax: the definition has no service with a port for SOAP"},
		{"no port", open + `<service name="s"/></definitions>`, `1:55: error: specification-syntax: the service "s" has no port`},
		{"too deep", open + strings.Repeat("<a>", 64), "1:244: error: specification-syntax: elements are nested deeper than 64"},
		{"too many elements", open + strings.Repeat("<a/>", 200_000), "1:800051: error: specification-syntax: the document has more than 200000 elements"},
		{"too many attributes", "<a " + strings.Repeat("b='' ", 129) + "/>", "1:1: error: specification-syntax: the element has more than 128 attributes"},
		{"too large", strings.Repeat(" ", 16<<20+1), "1:1: error: specification-syntax: the document has 16777217 bytes; at most 16777216 are read"},
		{"another encoding", "<?xml version='1.0' encoding='iso-8859-1'?><a b='\xe9'/>", "1:44: error: specification-syntax: the document is no well-formed XML: invalid UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var l diag.List
			if diff := cmp.Diff([]string{tt.want}, show(wsdl.Read(diag.NewSource("a.wsdl", tt.text), wsdl.Options{}, &l), &l)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(calculator)
	f.Add(`<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/"><portType/><binding><s:binding/><operation/></binding></definitions>`)
	f.Fuzz(func(t *testing.T, text string) {
		src := diag.NewSource("a.wsdl", text)
		var l diag.List
		def := wsdl.Read(src, wsdl.Options{}, &l)
		if def == nil && !l.HasErrors() {
			t.Fatalf("%q: neither a definition nor an error", text)
		}
		for _, d := range l.All() {
			if d.Span.Start < 0 || d.Span.Start > d.Span.End || d.Span.End > len(text) {
				t.Fatalf("%q: %s stands at %v", text, d.Message, d.Span)
			}
		}
		if def == nil {
			return
		}
		for _, op := range def.Operations {
			if op.Name == "" || op.Method != "POST" || op.Template.Query[0].Value == "" && op.DisplayName != "" {
				t.Fatalf("%q: operation %+v", text, op)
			}
		}
	})
}
