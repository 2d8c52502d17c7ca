// Command fasthttp is the gateway that github.com/valyala/fasthttp makes. Its
// arguments are the address to listen on and that of the backend.
package main

import (
	"encoding/json"
	"log"
	"os"
	"sync"
	"time"

	"github.com/valyala/fasthttp"
)

func main() {
	client := &fasthttp.HostClient{Addr: os.Args[2], MaxConns: 1024, NoDefaultUserAgentHeader: true, DisableHeaderNamesNormalizing: true}
	pass := func(c *fasthttp.RequestCtx) {
		c.Request.Header.Del("Connection")
		if err := client.Do(&c.Request, &c.Response); err != nil {
			c.Error(err.Error(), fasthttp.StatusBadGateway)
			return
		}
		c.Response.Header.Del("Connection")
	}
	var calls limiter
	handler := func(c *fasthttp.RequestCtx) {
		switch string(c.Path()) {
		case "/headers":
			c.Request.Header.Set("X-Gateway", "fasthttp")
			c.Request.Header.Set("X-Kind", "benchmark")
			pass(c)
			c.Response.Header.Set("X-Answer", "yes")
			c.Response.Header.Del("ETag")
		case "/limit":
			if !calls.allow(c.Request.Header.Peek("Ocp-Apim-Subscription-Key")) {
				c.SetStatusCode(fasthttp.StatusTooManyRequests)
				return
			}
			pass(c)
		case "/own":
			c.SetContentType("application/json")
			c.SetBodyString(`{"answer":42}`)
		case "/json":
			var body map[string]any
			if err := json.Unmarshal(c.PostBody(), &body); err != nil {
				c.Error(err.Error(), fasthttp.StatusBadRequest)
				return
			}
			body["seen"] = true
			text, err := json.Marshal(body)
			if err != nil {
				c.Error(err.Error(), fasthttp.StatusInternalServerError)
				return
			}
			c.Request.SetBodyRaw(text)
			pass(c)
		default:
			pass(c)
		}
	}
	server := &fasthttp.Server{Handler: handler, NoDefaultServerHeader: true, DisableHeaderNamesNormalizing: true}
	log.Fatal(server.ListenAndServe(os.Args[1]))
}

// limiter counts calls of a minute by key.
type limiter struct {
	mu     sync.Mutex
	minute int64
	calls  map[string]*int
}

func (l *limiter) allow(key []byte) bool {
	minute := time.Now().Unix() / 60
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.calls == nil || l.minute != minute {
		l.minute, l.calls = minute, map[string]*int{}
	}
	n := l.calls[string(key)]
	if n == nil {
		n = new(int)
		l.calls[string(key)] = n
	}
	*n++
	return *n <= 1_000_000_000
}
