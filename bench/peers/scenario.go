package main

import (
	"fmt"
	"strings"
)

// scenario is something that gateways do with requests.
type scenario struct {
	name, title string
	// path is what is asked for, method and headers how; body is the body's length.
	path, method string
	headers      []string
	connections  int
	// script is the rest of wrk's script, for requests that differ.
	script string
	body   string
	// must is the bar against nginx, 0 without one; aim is what we would like.
	must, aim float64
	// gateways are those that can do it.
	gateways []string
	// apis is how many other APIs are configured.
	apis int
	note string
}

// Key is what callers of Gatehouse send; others count it for the rate limit.
const key = "peers-benchmark-key"

// everyone can pass requests on and change headers.
var everyone = []string{"gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "caddy", "traefik", "traefik-fast"}

// oneKilobyte is the body of requests with JSON.
var oneKilobyte = `{"id":7,"text":"` + strings.Repeat("x", 1000) + `"}`

func scenarios(k *tokens) []scenario {
	get := func(name, title string, connections int, must float64, gateways ...string) scenario {
		return scenario{name: name, title: title, path: "/" + name, method: "GET", connections: connections, must: must, gateways: gateways}
	}
	var out []scenario
	for _, n := range []int{64, 16, 256} {
		s := get("proxy", fmt.Sprintf("Proxy, %d connections", n), n, 1.35, everyone...)
		s.aim = 1.15
		if s.path = "/proxy"; n != 64 {
			s.name = fmt.Sprintf("proxy-%d", n)
			s.gateways = []string{"gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik-fast", "caddy"}
		}
		out = append(out, s)
	}
	many := get("proxy-1000-apis", "Proxy, 1,000 APIs configured", 64, 1.35, "gatehouse", "nginx")
	many.path, many.apis, many.aim = "/proxy", 1000, 1.15
	headers := get("headers", "Headers: set two on the request and one on the response, delete one", 64, 1.35, everyone...)
	headers.aim = 1.15
	limit := get("limit", "Rate limit by key", 64, 1.35, "gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "traefik", "traefik-fast")
	limit.aim = 1.15
	known := get("jwt", "RS256 token, the same in all requests", 64, 1.0, "gatehouse", "nginx", "haproxy")
	known.headers = []string{"Authorization: Bearer " + k.one()}
	known.note = "nginx verifies in njs, HAProxy in C, both every time; Gatehouse once."
	fresh := get("jwt-new", "RS256 token, a new one in each request", 64, 0, "gatehouse", "nginx", "haproxy")
	known.aim = 0.5
	fresh.path, fresh.script = "/jwt", k.script()
	own := get("own", "Answer without a backend", 64, 1.3, "gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "caddy")
	own.aim = 1.0
	json := get("json", "JSON: a field is added to a request of a kilobyte", 64, 0.75, "gatehouse", "nginx", "nginx-lua", "httputil", "fasthttp")
	json.aim = 0.6
	json.method, json.body = "POST", oneKilobyte
	json.headers = []string{"Content-Type: application/json"}
	json.note = "nginx in njs, nginx-lua in Lua with cjson, httputil and fasthttp with encoding/json."
	cache := get("cache", "Cache hit, a kilobyte", 64, 0.6, "gatehouse", "nginx", "haproxy")
	cache.aim = 0.5
	big := get("big", "POST of 1 MiB", 16, 1.0, "gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik-fast", "caddy")
	big.aim = 0.85
	big.method, big.body = "POST", strings.Repeat("x", 1<<20)
	return append(out, many, headers, limit, known, fresh, own, json, cache, big)
}

// wrkScript is the script that makes wrk send the scenario's requests.
func (s scenario) wrkScript() string {
	var b strings.Builder
	fmt.Fprintf(&b, "wrk.method = %q\n", s.method)
	fmt.Fprintf(&b, "wrk.headers[%q] = %q\n", "Ocp-Apim-Subscription-Key", key)
	for _, h := range s.headers {
		name, value, _ := strings.Cut(h, ": ")
		fmt.Fprintf(&b, "wrk.headers[%q] = %q\n", name, value)
	}
	if s.body != "" {
		if len(s.body) > 64<<10 {
			fmt.Fprintf(&b, "wrk.body = string.rep(\"x\", %d)\n", len(s.body))
		} else {
			fmt.Fprintf(&b, "wrk.body = [==[%s]==]\n", s.body)
		}
	}
	b.WriteString(s.script)
	return b.String()
}
