package gateway

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestQueryTemplates: operations of templates with query parameters, the more of
// them the earlier, and SOAP actions, which clients send in headers
// (platform/operation-matching.md, platform/soap-apis.md).
func TestQueryTemplates(t *testing.T) {
	api := func(path string, kind catalog.APIType, templates ...string) *catalog.API {
		a := &catalog.API{Path: path, Type: kind, IsCurrent: true, IsOnline: true, Revision: "1"}
		for _, text := range templates {
			method := "GET"
			if kind == catalog.SOAP {
				method = "POST"
			}
			template, errs := catalog.ParseTemplate(text)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			a.Operations = append(a.Operations, &catalog.Operation{Name: text, Method: method, Template: template})
		}
		return a
	}
	r := newRouter(served(
		api("get", catalog.HTTP, "/", "/?a={b}", "/?a=1", "/?a={b}&c={d}", "/?flag"),
		api("calc", catalog.SOAP, "/?soapAction=http://tempuri.org/Add", "/?soapAction=urn:sub"),
		api("any", catalog.SOAP, "/?soapAction={any}", "/?soapAction=urn:sub"),
	), false)
	tests := []struct {
		name, method, url, header, value string
		want, parameter                  string
	}{
		{name: "none", url: "/get", want: "/"},
		{name: "another", url: "/get?x=1", want: "/"},
		{name: "one", url: "/get?a=2", want: "/?a={b}", parameter: "b=2"},
		{name: "fixed", url: "/get?a=1", want: "/?a=1"},
		{name: "two", url: "/get?c=3&a=2", want: "/?a={b}&c={d}", parameter: "d=3"},
		{name: "presence", url: "/get?flag=x", want: "/?flag"},
		{name: "SOAP 1.1", method: "POST", url: "/calc", header: "SOAPAction", value: `"http://tempuri.org/Add"`, want: "/?soapAction=http://tempuri.org/Add"},
		{name: "SOAP 1.1, another", method: "POST", url: "/calc/", header: "SoapAction", value: "urn:sub", want: "/?soapAction=urn:sub"},
		{name: "SOAP 1.2", method: "POST", url: "/calc?x=1", header: "Content-Type", value: `application/soap+xml; charset=utf-8; action="urn:sub"`, want: "/?soapAction=urn:sub"},
		{name: "SOAP, in the query", method: "POST", url: "/calc?soapAction=urn:sub", want: "/?soapAction=urn:sub"},
		{name: "SOAP, in the query, header empty", method: "POST", url: "/calc?soapAction=urn:sub", header: "SOAPAction", value: `""`, want: "/?soapAction=urn:sub"},
		{name: "SOAP, another in the query", method: "POST", url: "/calc?a=1&SoapAction=urn:sub", header: "SOAPAction", value: "http://tempuri.org/Add", want: "/?soapAction=http://tempuri.org/Add"},
		{name: "SOAP 1.2, another in the query", method: "POST", url: "/calc?soapAction=urn:sub", header: "Content-Type", value: `application/soap+xml;action="http://tempuri.org/Add"`, want: "/?soapAction=http://tempuri.org/Add"},
		{name: "SOAP, unknown", method: "POST", url: "/calc", header: "SOAPAction", value: "urn:none"},
		{name: "SOAP, no action", method: "POST", url: "/calc"},
		{name: "SOAP, known beside any", method: "POST", url: "/any", header: "SOAPAction", value: "urn:sub", want: "/?soapAction=urn:sub"},
		{name: "SOAP 1.2, semicolon in quotes", method: "POST", url: "/any", header: "Content-Type", value: `application/soap+xml; a="x;action=no"; Action = "urn:a;b" ; charset=utf-8`, want: "/?soapAction={any}", parameter: "any=urn:a;b"},
		{name: "SOAP 1.2, not quoted", method: "POST", url: "/calc", header: "Content-Type", value: `application/soap+xml;action=urn:sub;charset=utf-8`, want: "/?soapAction=urn:sub"},
		{name: "SOAP, no action, any", method: "POST", url: "/any", want: "/?soapAction={any}"},
		{name: "SOAP, empty action, any", method: "POST", url: "/any", header: "SOAPAction", value: `""`, want: "/?soapAction={any}"},
		{name: "SOAP, GET", method: "GET", url: "/any", header: "SOAPAction", value: "urn:sub"},
		{name: "SOAP, any", method: "POST", url: "/any", header: "SOAPAction", value: "urn:a&b=c", want: "/?soapAction={any}", parameter: "any=urn:a&b=c"},
		{name: "SOAP action of an API that is none", url: "/get", header: "SOAPAction", value: "urn:sub", want: "/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u, ok := message.ParseURL("http://gateway.test" + test.url)
			if !ok {
				t.Fatal("no URL")
			}
			req := &message.Request{Method: "GET", URL: u}
			if test.method != "" {
				req.Method = test.method
			}
			if test.header != "" {
				req.Header.Add(test.header, test.value)
			}
			rt, _ := r.find(req, req.Method, new(apim.Texts))
			got, value := "", ""
			name, want, _ := strings.Cut(test.parameter, "=")
			if rt.operation != nil {
				got = rt.operation.Name
				value, _ = rt.matched.Get(name)
			}
			if got != test.want || value != want {
				t.Errorf("got %q with %q; want %q with %q", got, value, test.want, want)
			}
		})
	}
}

// TestSchemes: the protocols of APIs, and which of those at one path a handshake is for.
func TestSchemes(t *testing.T) {
	api := func(name string, kind catalog.APIType, protocols ...string) *catalog.API {
		return &catalog.API{
			Name: name, Path: name[:1], Type: kind, IsCurrent: true, IsOnline: true, Protocols: protocols,
			Operations: []*catalog.Operation{{Name: name, Method: "GET"}},
		}
	}
	apis := []*catalog.API{
		api("a http", catalog.HTTP, "https"), api("a socket", catalog.WebSocket, "wss"),
		api("b socket", catalog.WebSocket, "ws", "wss"),
		api("c http", catalog.HTTP, "http"), api("d http", catalog.HTTP, "http", "https"),
	}
	tests := []struct {
		url     string
		upgrade bool
		// any is the API where protocols do not count, own where they do.
		any, own string
	}{
		{"https://g/a", false, "a http", "a http"},
		{"http://g/a", false, "a http", ""},
		{"https://g/a", true, "a socket", "a socket"},
		{"http://g/a", true, "a socket", ""},
		{"http://g/b", true, "b socket", "b socket"},
		{"https://g/b", true, "b socket", "b socket"},
		{"https://g/b", false, "", ""},
		{"http://g/c", false, "c http", "c http"},
		{"https://g/c", false, "c http", ""},
		{"http://g/c", true, "c http", "c http"},
		{"http://g/d", false, "d http", "d http"},
		{"https://g/d", false, "d http", "d http"},
	}
	for _, count := range []bool{false, true} {
		r := newRouter(served(apis...), count)
		for _, tt := range tests {
			u, _ := message.ParseURL(tt.url)
			req := &message.Request{Method: "GET", URL: u}
			if tt.upgrade {
				req.Upgrade = message.WebSocket
			}
			want, got := tt.any, ""
			if count {
				want = tt.own
			}
			if rt, ok := r.find(req, "GET", &apim.Texts{}); ok {
				got = rt.operation.Name
			}
			if got != want {
				t.Errorf("%s, upgrade %v, protocols count %v: got %q, want %q", tt.url, tt.upgrade, count, got, want)
			}
		}
	}
}

func served(apis ...*catalog.API) []*servedAPI {
	var out []*servedAPI
	for _, a := range apis {
		out = append(out, newServedAPI(a))
	}
	return out
}
