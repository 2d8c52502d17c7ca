package server_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestCompressedBodies: policies read what a backend or a client has compressed with
// gzip, and what they make goes out as the header says; where a policy adds
// Content-Encoding: gzip the gateway compresses. Other codings are passed through.
func TestCompressedBodies(t *testing.T) {
	compress := func(coding, text string) string {
		var b bytes.Buffer
		var w io.WriteCloser = gzip.NewWriter(&b)
		if coding == "br" {
			w = brotli.NewWriter(&b)
		}
		_, _ = io.WriteString(w, text)
		_ = w.Close()
		return b.String()
	}
	decompress := func(coding, text string) string {
		switch coding {
		case "":
			return text
		case "br":
			data, err := io.ReadAll(brotli.NewReader(strings.NewReader(text)))
			if err != nil {
				return err.Error()
			}
			return string(data)
		}
		r, err := gzip.NewReader(strings.NewReader(text))
		if err != nil {
			return err.Error()
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return err.Error()
		}
		return string(data)
	}
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Request", decompress(req.Header.Get("Content-Encoding"), string(body)))
		text, kind := `{"r":{"a":"1"}}`, "application/json"
		if strings.Contains(req.URL.Path, "xml") {
			text, kind = "<r><a>1</a></r>", "application/xml"
		}
		w.Header().Set("Content-Type", kind)
		if coding := req.Header.Get("X-Coding"); coding != "" {
			w.Header().Set("Content-Encoding", coding)
			text = compress(coding, text)
		}
		_, _ = io.WriteString(w, text)
	}))
	t.Cleanup(backend.Close)
	for name, netHTTP := range map[string]bool{"own": false, "net/http": true} {
		t.Run(name, func(t *testing.T) {
			// A case is chosen by the path.
			when := func(path, policies string) string {
				return `<when condition="@(context.Request.OriginalUrl.Path.StartsWith("/` + path + `"))">` + policies + `</when>`
			}
			s := serveOn(t, netHTTP, `<policies><inbound><choose>`+
				when("request", `<set-body>@(context.Request.Body.As<string>() + "!")</set-body>`)+
				when("zip-request", `<set-header name="Content-Encoding"><value>gzip</value></set-header>`)+
				when("return", `<return-response><set-header name="Content-Encoding"><value>gzip</value></set-header><set-body>returned</set-body></return-response>`)+`
				</choose></inbound><outbound><choose>`+
				when("as", `<set-body>@((string)context.Response.Body.As<JObject>()["r"]["a"])</set-body>`)+
				when("bytes", `<set-body>@(context.Response.Body.As<byte[]>())</set-body>`)+
				when("liquid", `<set-body template="liquid">{{body.r.a}}</set-body>`)+
				when("replace", `<find-and-replace from="1" to="2" />`)+
				when("xml", `<xml-to-json kind="direct" apply="always" consider-accept-header="false" />`)+
				when("json", `<json-to-xml apply="always" consider-accept-header="false" />`)+
				when("deleted-before", `<set-header name="Content-Encoding" exists-action="delete" /><set-body>@((string)context.Response.Body.As<JObject>()["r"]["a"])</set-body>`)+
				when("deleted-after", `<set-body>made</set-body><set-header name="Content-Encoding" exists-action="delete" />`)+
				when("compress", `<set-header name="Content-Encoding"><value>gzip</value></set-header>`)+
				when("peek", `<set-header name="X-Length"><value>@(context.Response.Body.As<string>(preserveContent: true).Length.ToString())</value></set-header>`)+`
				</choose></outbound></policies>`, backend.URL)
			tests := []struct{ path, coding, wantCoding, want, wantRequest string }{
				{"passed", "gzip", "gzip", `{"r":{"a":"1"}}`, ""},
				{"passed", "br", "br", `{"r":{"a":"1"}}`, ""},
				{"as", "gzip", "gzip", "1", ""},
				{"as", "", "", "1", ""},
				{"bytes", "gzip", "gzip", `{"r":{"a":"1"}}`, ""},
				{"liquid", "gzip", "gzip", "1", ""},
				{"replace", "gzip", "gzip", `{"r":{"a":"2"}}`, ""},
				{"replace", "br", "br", `{"r":{"a":"1"}}`, ""},
				{"xml", "gzip", "gzip", `{"r":{"a":"1"}}`, ""},
				{"json", "gzip", "gzip", "<r><a>1</a></r>", ""},
				{"deleted-before", "gzip", "", "1", ""},
				{"deleted-after", "gzip", "", "made", ""},
				{"compress", "", "gzip", `{"r":{"a":"1"}}`, ""},
				{"compress", "gzip", "gzip", `{"r":{"a":"1"}}`, ""},
				{"peek", "gzip", "gzip", `{"r":{"a":"1"}}`, ""},
				{"return", "", "gzip", "returned", ""},
				{"request", "", "", `{"r":{"a":"1"}}`, "sent!"},
				{"zip-request", "", "", `{"r":{"a":"1"}}`, "sent"},
			}
			for _, test := range tests {
				method, body := "GET", ""
				if strings.HasSuffix(test.path, "request") {
					method, body = "POST", "sent"
				}
				req, err := http.NewRequestWithContext(t.Context(), method, s+"/"+test.path, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				if test.path == "request" {
					req, _ = http.NewRequestWithContext(t.Context(), method, s+"/"+test.path, strings.NewReader(compress("gzip", body)))
					req.Header.Set("Content-Encoding", "gzip")
				}
				req.Header.Set("X-Coding", test.coding)
				req.Header.Set("Accept-Encoding", "gzip, br")
				resp, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				data, err := io.ReadAll(resp.Body)
				_ = resp.Body.Close()
				coding := resp.Header.Get("Content-Encoding")
				if got := decompress(coding, string(data)); err != nil || resp.StatusCode != 200 || coding != test.wantCoding || got != test.want {
					t.Errorf("%s of %q: %d %q %q %v", test.path, test.coding, resp.StatusCode, coding, got, err)
				}
				if got := resp.Header.Get("X-Request"); got != test.wantRequest {
					t.Errorf("%s: the backend got %q", test.path, got)
				}
				if test.path == "peek" && resp.Header.Get("X-Length") != "15" {
					t.Errorf("a policy saw %s characters", resp.Header.Get("X-Length"))
				}
			}
		})
	}
}

// serveOn serves a document with one of the adapters and returns the address.
func serveOn(t *testing.T, netHTTP bool, document, backend string) string {
	t.Helper()
	return serveTree(t, map[string]string{
		"apis/a/apiInformation.json": information("", backend, `"subscriptionRequired": false, "protocols": ["http"]`),
		"apis/a/specification.json":  anyPath,
		"apis/a/policy.xml":          document,
	}, options{netHTTP: netHTTP}).Addresses()[0]
}

// anyPath is a specification of every path, for GET and POST.
const anyPath = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/*": {
	"get": {"operationId": "get", "responses": {"200": {"description": "ok"}}}, "post": {"operationId": "post", "responses": {"200": {"description": "ok"}}}}}}`
