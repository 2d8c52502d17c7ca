package server_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// bodyGateway is a gateway with an API for each policy that reads bodies, in either
// direction, and a backend that answers with the body it is asked for.
type bodyGateway struct {
	address, backend string
	client           *http.Client
	stop             func()            // ends the gateway and the backend
	data             map[string][]byte // bodies by name
	// fetched counts requests that no policy makes.
	fetched atomic.Int64

	goroutines int
	heap       uint64
}

const bodySpecification = `openapi: 3.0.1
info: { title: A, version: "1" }
paths:
  /:
    post: { operationId: post, responses: { "200": { description: Done } } }
`

func newBodyGateway(t *testing.T) *bodyGateway {
	t.Helper()
	g := &bodyGateway{data: map[string][]byte{}, client: clientOf(t, "1"), goroutines: runtime.NumGoroutine()}
	g.client.Transport.(*http.Transport).DisableCompression = true
	byName := map[string]*hostileBody{}
	for i := range hostileBodies {
		b := &hostileBodies[i]
		byName[b.name] = b
		if b.data != nil {
			g.data[b.name] = b.data()
		}
	}
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			g.fetched.Add(1)
		}
		n, err := io.Copy(io.Discard, r.Body)
		b := byName[r.Header.Get("X-Answer")]
		if b == nil {
			if err == nil && n == large {
				w.Header().Set("X-Large", "yes")
			}
			io.WriteString(w, "ok")
			return
		}
		w.Header().Set("Content-Type", b.contentType)
		if b.encoding != "" {
			w.Header().Set("Content-Encoding", b.encoding)
		}
		io.Copy(w, g.reader(b))
	}))
	g.backend = backend.URL
	for name, data := range g.data {
		g.data[name] = bytes.ReplaceAll(data, []byte("$B"), []byte(g.backend))
	}
	tree := map[string]string{
		"schemas/any/schemaInformation.json": `{"properties": {"schemaType": "json", "value": "{\"type\":[\"object\",\"array\"]}"}}`,
		"schemas/a/schemaInformation.json": `{"properties": {"schemaType": "xml", "value": "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"><xs:element name=\"a\"><xs:complexType mixed=\"true\"><xs:sequence>` +
			`<xs:any processContents=\"skip\" minOccurs=\"0\" maxOccurs=\"unbounded\"/></xs:sequence><xs:anyAttribute processContents=\"skip\"/></xs:complexType></xs:element></xs:schema>"}}`,
		"loggers/events/loggerInformation.json": `{"properties": {"loggerType": "azureEventHub", "isBuffered": false, "credentials": {"name": "calls", "connectionString": "Endpoint=sb://contoso.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=YQ=="}}}`,
	}
	for i := range bodyReaders {
		r := &bodyReaders[i]
		for _, part := range r.parts() {
			sections := map[string]string{part: strings.ReplaceAll(r.policy, "$M", part)}
			if r.name == "cache-store" {
				sections["Request"] = `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false"><vary-by-header>X-Answer</vary-by-header></cache-lookup>`
			}
			folder := "apis/" + g.path(r, part) + "/"
			tree[folder+"apiInformation.json"] = information(g.path(r, part), g.backend, `"subscriptionRequired": false`)
			tree[folder+"specification.yaml"] = bodySpecification
			tree[folder+"policy.xml"] = `<policies><inbound><base />` + sections["Request"] + `</inbound><backend><forward-request /></backend><outbound><base />` + sections["Response"] + `</outbound><on-error><base />
<set-header name="X-Error"><value>@(context.LastError.Source + " " + context.LastError.Reason + " " + Uri.EscapeDataString(context.LastError.Message.Substring(0, Math.Min(300, context.LastError.Message.Length))))</value></set-header></on-error></policies>`
		}
	}
	s := startTree(t, tree, options{adjust: func(c *config.Settings) {
		c.Hosts = append(c.Hosts, config.Host{Pattern: "*.servicebus.windows.net", Address: closedAddress(t)})
	}})
	g.address = s.Addresses()[0]
	g.stop = func() {
		// Events for a hub that is away are not waited for.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
		backend.Close()
	}
	g.heap = heap()
	return g
}

func (*bodyGateway) path(r *bodyReader, part string) string {
	return strings.ToLower(part + "-" + strings.ReplaceAll(r.name, " ", "-"))
}

func (g *bodyGateway) reader(b *hostileBody) io.Reader {
	if b.stream != nil {
		return b.stream()
	}
	return bytes.NewReader(g.data[b.name])
}

// send sends a body, or asks for it, and returns the status and what on-error knew.
func (g *bodyGateway) send(t *testing.T, r *bodyReader, b *hostileBody, part string) (status int, why string) {
	t.Helper()
	body := io.Reader(strings.NewReader("{}"))
	if part == "Request" {
		body = g.reader(b)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", g.address+"/"+g.path(r, part)+"/?cb=f", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", b.contentType)
	if part == "Response" {
		req.Header.Set("X-Answer", b.name)
	} else if b.encoding != "" {
		req.Header.Set("Content-Encoding", b.encoding)
	}
	resp, err := g.client.Do(req)
	if err != nil {
		t.Errorf("%s, %s: %v", part, b.name, err)
		return 0, ""
	}
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil {
		t.Errorf("%s, %s: %v", part, b.name, err)
	}
	if r.streams && b.stream != nil && (part == "Response" && n != large || part == "Request" && resp.Header.Get("X-Large") == "") {
		t.Errorf("%s, %s: not all of it came through, but %d bytes", part, b.name, n)
	}
	why, _ = url.PathUnescape(resp.Header.Get("X-Error"))
	return resp.StatusCode, why
}

// serves checks that others are served.
func (g *bodyGateway) serves(t *testing.T) {
	t.Helper()
	resp, err := g.client.Post(g.address+"/request-nothing/", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); resp.StatusCode != 200 || string(body) != "ok" || err != nil {
		t.Errorf("others get %s with %q, %v", resp.Status, body, err)
	}
}

// rests checks that nothing is left of all that: no goroutine, no request of what a
// body names, and no memory beyond what the budgets of single requests explain.
func (g *bodyGateway) rests(t *testing.T) {
	t.Helper()
	if n := g.fetched.Load(); n > 0 {
		t.Errorf("%d times something was fetched that a body names", n)
	}
	g.client.CloseIdleConnections()
	g.stop()
	// Connections end a moment after they are closed.
	n := runtime.NumGoroutine()
	for end := time.Now().Add(patience); n > g.goroutines && time.Now().Before(end); n = runtime.NumGoroutine() {
		<-time.After(time.Millisecond)
	}
	if n > g.goroutines {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines, at first %d:\n%s", n, g.goroutines, stacks[:runtime.Stack(stacks, true)])
	}
	// One bomb of 1 GiB alone, unpacked, would be more.
	const most = 640 << 20
	if grown := heap() - g.heap; grown > most {
		t.Errorf("the heap took %d MiB more at its largest", grown>>20)
	}
}

// heap is the most that the heap has had, in bytes.
func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapSys
}
