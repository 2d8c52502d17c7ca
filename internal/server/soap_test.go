package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// calcWSDL defines two operations.
const calcWSDL = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:calc" targetNamespace="urn:calc">
  <types><xs:schema targetNamespace="urn:calc"><xs:element name="Add"><xs:complexType><xs:attribute name="a" type="xs:int" use="required"/></xs:complexType></xs:element></xs:schema></types>
  <message name="M"><part name="p" element="t:Add"/></message>
  <portType name="Calc"><operation name="Add"><input message="t:M"/></operation><operation name="Sub"><input message="t:M"/></operation></portType>
  <binding name="Calc" type="t:Calc">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Add"><soap:operation soapAction="http://tempuri.org/Add"/></operation>
    <operation name="Sub"><soap:operation soapAction="urn:sub?a={b}&amp;c"/></operation>
  </binding>
  <service name="Calc"><port name="Calc" binding="t:Calc"/></service>
</definitions>`

// TestSOAPPassThrough serves an API that is defined by a WSDL: its operations are
// chosen by the action, envelopes reach the backend as they are, and the schemas of
// the WSDL are there for validate-content.
func TestSOAPPassThrough(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Seen", req.Method+" "+req.RequestURI+" "+req.Header.Get("SOAPAction")+" "+req.Header.Get("Content-Type"))
		_, _ = w.Write(body)
	}))
	t.Cleanup(backend.Close)
	s := serveTree(t, map[string]string{
		"apis/calc/apiInformation.json": information("calc", backend.URL+"/calc.asmx", `"type": "soap", "protocols": ["http"], "subscriptionRequired": false`),
		"apis/calc/specification.wsdl":  calcWSDL,
		"apis/calc/operations/add/policy.xml": `<policies><inbound><base />
			<validate-content unspecified-content-type-action="ignore" max-size="1000" size-exceeded-action="prevent"><content type="text/xml" validate-as="soap" action="prevent" /></validate-content>
		</inbound><backend><base /></backend><outbound><base /><set-header name="X-Operation"><value>@(context.Operation.Name)</value></set-header></outbound><on-error><base /></on-error></policies>`,
	}, options{})
	envelope := func(space, content string) string {
		return "<?xml version=\"1.0\"?>\r\n<s:Envelope xmlns:s=\"" + space + "\" ><s:Body>" + content + "</s:Body></s:Envelope>\n"
	}
	const one, two = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
	good := envelope(one, `<Add xmlns='urn:calc' a="1"/>`)
	tests := []struct {
		name, url, action, contentType, body string
		status                               int
		operation, seen                      string
	}{
		{"SOAP 1.1", "/calc", `"http://tempuri.org/Add"`, "text/xml", good, 200, "Add", `POST /calc.asmx "http://tempuri.org/Add" text/xml`},
		{"query of the template", "/calc?soapAction=http://tempuri.org/Add&x=1", "", "text/xml", good, 200, "Add", "POST /calc.asmx?x=1  text/xml"},
		{"SOAP 1.2", "/calc", "", `application/soap+xml; action="http://tempuri.org/Add"`, envelope(two, "<x/>"), 200, "Add", `POST /calc.asmx  application/soap+xml; action="http://tempuri.org/Add"`},
		{"an action with characters of templates", "/calc", "urn:sub?a={b}&c", "text/xml", "no envelope", 200, "", "POST /calc.asmx urn:sub?a={b}&c text/xml"},
		{"against the schema", "/calc", "http://tempuri.org/Add", "text/xml", envelope(one, `<Add xmlns='urn:calc' a="x"/>`), 400, "", ""},
		{"unknown action", "/calc", "urn:mul", "text/xml", good, 404, "", ""},
		{"no action", "/calc", "", "text/xml", good, 404, "", ""},
	}
	client := clientOf(t, "1")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), "POST", s.Addresses()[0]+tt.url, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", tt.contentType)
			if tt.action != "" {
				req.Header.Set("SOAPAction", tt.action)
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.status || res.Header.Get("X-Operation") != tt.operation || res.Header.Get("X-Seen") != tt.seen {
				t.Errorf("%d, operation %q, backend saw %q: %s", res.StatusCode, res.Header.Get("X-Operation"), res.Header.Get("X-Seen"), body)
			}
			if tt.status == 200 {
				if diff := cmp.Diff(tt.body, string(body)); diff != "" {
					t.Errorf("envelope (-sent +backend):\n%s", diff)
				}
			}
		})
	}
}
