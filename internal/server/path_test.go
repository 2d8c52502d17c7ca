package server_test

import (
	"bytes"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// paths are requests that go all the way: from a client's connection through
// routing, the check of the subscription key, documents of three scopes and a
// backend's connection, and back. The budget is of allocations; raising one needs a
// reason.
var paths = []struct {
	name              string
	inbound, outbound string // of the operation's document
	body              string
	budget            float64
}{
	{name: "pass-through", budget: 3},
	{
		name: "headers", budget: 3,
		inbound:  `<set-header name="X-Gateway"><value>gatehouse</value></set-header><set-header name="X-Kind"><value>benchmark</value></set-header>`,
		outbound: `<set-header name="X-Answer"><value>yes</value></set-header><set-header name="Server" exists-action="delete" />`,
	},
	{
		name: "expression", budget: 4,
		inbound: `<set-header name="X-Caller"><value>@(context.Request.Method + " " + context.Subscription.Id)</value></set-header>`,
	},
	{
		name: "rate limit", budget: 5,
		inbound: `<rate-limit-by-key calls="1000000000" renewal-period="300" counter-key="@(context.Subscription.Id)" />`,
	},
	{
		name: "own answer", budget: 5,
		inbound: `<return-response><set-status code="200" reason="OK" /><set-header name="Content-Type"><value>application/json</value></set-header><set-body>{"answer":42}</set-body></return-response>`,
	},
	{
		name: "cache hit", budget: 6,
		inbound:  `<cache-lookup vary-by-developer="false" vary-by-developer-groups="false" />`,
		outbound: `<cache-store duration="3600" />`,
	},
	{
		name: "JSON", budget: 21, body: `{"id":7,"text":"` + strings.Repeat("x", 1000) + `"}`,
		inbound: `<set-body>@{ var body = context.Request.Body.As<JObject>(); body["seen"] = true; return body.ToString(Newtonsoft.Json.Formatting.None); }</set-body>`,
	},
}

// TestPathAllocations holds the budgets.
func TestPathAllocations(t *testing.T) {
	for _, p := range paths {
		t.Run(p.name, func(t *testing.T) {
			run := walk(t, p.inbound, p.outbound, p.body)
			got := testing.AllocsPerRun(500, run)
			t.Logf("%v allocations", got)
			if got > p.budget+pooled {
				t.Errorf("a request allocates %v times, the budget is %v", got, p.budget)
			}
		})
	}
}

// BenchmarkPath measures one connection, client and backend included, which are as
// plain as can be.
func BenchmarkPath(b *testing.B) {
	for _, p := range paths {
		b.Run(p.name, func(b *testing.B) {
			run := walk(b, p.inbound, p.outbound, p.body)
			b.ReportAllocs()
			for b.Loop() {
				run()
			}
		})
	}
}

// walk starts a gateway with the policies and returns a function that sends it one
// request.
func walk(tb testing.TB, inbound, outbound, body string) func() {
	tb.Helper()
	backend := constantBackend(tb, "HTTP/1.1 200 OK\r\nServer: constant\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\nContent-Type: application/json\r\nContent-Length: 1022\r\nETag: \"1\"\r\n\r\n"+`{"a":"`+strings.Repeat("x", 1014)+`"}`)
	tree := map[string]string{
		"policy.xml":           `<policies><inbound /><backend><forward-request /></backend><outbound /><on-error /></policies>`,
		"apis/shop/policy.xml": `<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`,
		"apis/shop/specification.json": `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/items/{id}": {
			"get": {"operationId": "get", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}},
			"post": {"operationId": "post", "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}}}}}`,
		"apis/shop/apiInformation.json":                     `{"properties": {"path": "shop", "displayName": "Shop", "apiRevision": "1", "isCurrent": true, "protocols": ["http"], "serviceUrl": "` + backend + `", "subscriptionRequired": true}}`,
		"apis/shop/operations/get/policy.xml":               document(inbound, outbound),
		"apis/shop/operations/post/policy.xml":              document(inbound, outbound),
		"subscriptions/caller/subscriptionInformation.json": `{"properties": {"displayName": "Caller", "scope": "/apis/shop", "state": "active"}}`,
	}
	s, _ := serveAt(tb, writeTree(tb, tree), options{own: true, adjust: func(c *config.Settings) {
		c.Subscriptions = []config.Subscription{{Name: "caller", PrimaryKey: "key"}}
	}})
	c, err := net.Dial("tcp", strings.TrimPrefix(s.Addresses()[0], "http://"))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	method := "GET"
	if body != "" {
		method = "POST"
	}
	request := []byte(method + " /shop/items/7?full=true HTTP/1.1\r\nHost: gateway.test\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\nOcp-Apim-Subscription-Key: key\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
	room := make([]byte, 8<<10)
	run := func() {
		if _, err := c.Write(request); err != nil {
			tb.Fatal(err)
		}
		for got := 0; ; {
			n, err := c.Read(room[got:])
			if err != nil {
				tb.Fatal(err)
			}
			if got += n; answered(room[:got]) {
				break
			}
		}
		if !bytes.HasPrefix(room, []byte("HTTP/1.1 200 ")) {
			tb.Fatalf("the answer is %s", room)
		}
	}
	// Connections, caches and pools get filled.
	for range 20 {
		run()
	}
	return run
}

func document(inbound, outbound string) string {
	return "<policies><inbound><base />" + inbound + "</inbound><backend><base /></backend><outbound><base />" + outbound + "</outbound><on-error><base /></on-error></policies>"
}

// answered reports whether a message with a Content-Length is complete.
func answered(b []byte) bool {
	end := bytes.Index(b, []byte("\r\n\r\n"))
	if end < 0 {
		return false
	}
	const field = "Content-Length: "
	at := bytes.Index(b[:end], []byte(field))
	if at < 0 {
		return true
	}
	length := 0
	for _, c := range b[at+len(field) : end] {
		if c < '0' || c > '9' {
			break
		}
		length = 10*length + int(c-'0')
	}
	return len(b) >= end+4+length
}

// constantBackend answers every request with the same bytes.
func constantBackend(tb testing.TB, answer string) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { l.Close() })
	text := []byte(answer)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				room := make([]byte, 8<<10)
				for got := 0; ; {
					n, err := c.Read(room[got:])
					if err != nil {
						return
					}
					if got += n; !answered(room[:got]) {
						continue
					}
					got = 0
					if _, err := c.Write(text); err != nil {
						return
					}
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}
