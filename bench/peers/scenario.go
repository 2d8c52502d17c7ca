package main

import (
	"fmt"
	"strings"
	"time"
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
	bars   []bar
	// user is the bar for Gatehouse's own code: user time of a request, 0 without one.
	user time.Duration
	// gateways are those that can do it.
	gateways []string
	// apis is how many other APIs are configured.
	apis int
	note string
}

// bar is how much of another gateway's processor time Gatehouse may need.
type bar struct {
	against string
	must    float64
	// aim is what we would like, 0 for no more.
	aim float64
}

// plain is Gatehouse itself, without the policy of the scenario.
const plain = "gatehouse-plain"

// Key is what callers of Gatehouse send; others count it for the rate limit.
const key = "peers-benchmark-key"

// everyone can pass requests on and change headers.
var everyone = []string{"gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "caddy", "traefik", "traefik-fast"}

// oneKilobyte is the body of requests with JSON.
var oneKilobyte = `{"id":7,"text":"` + strings.Repeat("x", 1000) + `"}`

func scenarios(k *tokens) []scenario {
	get := func(name, title string, connections int, gateways ...string) scenario {
		return scenario{name: name, title: title, path: "/" + name, method: "GET", connections: connections, gateways: gateways}
	}
	// passing are the bars of what passes requests on, with a small change or none.
	passing := []bar{{"nginx", 1.35, 1.15}, {"httputil", 0.4, 0.33}, {"traefik-fast", 0.5, 0}, {"caddy", 0.3, 0}}
	const user = 10 * time.Microsecond
	var out []scenario
	for _, n := range []int{64, 16, 256} {
		s := get("proxy", fmt.Sprintf("Proxy, %d connections", n), n, everyone...)
		s.bars = passing
		if s.path = "/proxy"; n == 64 {
			s.user = user
		} else {
			s.name = fmt.Sprintf("proxy-%d", n)
			s.gateways = []string{"gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik-fast", "caddy"}
		}
		out = append(out, s)
	}
	many := get("proxy-1000-apis", "Proxy, 1,000 APIs configured", 64, "gatehouse", "nginx")
	many.path, many.apis, many.bars = "/proxy", 1000, passing
	headers := get("headers", "Headers: set two on the request and one on the response, delete one", 64, everyone...)
	headers.bars, headers.user = passing, user
	limit := get("limit", "Rate limit by key", 64, "gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "traefik", "traefik-fast")
	limit.bars, limit.user = passing, user
	known := get("jwt", "RS256 token, the same in all requests", 64, "gatehouse", plain, "nginx", "haproxy")
	known.bars = []bar{{"nginx", 1, 0.5}, {plain, 1.15, 1.03}}
	known.headers = []string{"Authorization: Bearer " + k.one()}
	known.note = "nginx verifies in njs, HAProxy in C, both every time; Gatehouse once."
	fresh := get("jwt-new", "RS256 token, a new one in each request", 64, "gatehouse", "nginx", "haproxy")
	fresh.path, fresh.script, fresh.bars = "/jwt", script(k.list), []bar{{"haproxy", 1.2, 1}}
	shared := get("jwt-hs", "HS256 token, a new one in each request", 64, "gatehouse", "haproxy")
	shared.script, shared.bars = script(k.shared), []bar{{"haproxy", 1.1, 0.9}}
	own := get("own", "Answer without a backend", 64, "gatehouse", "nginx", "nginx-lua", "haproxy", "httputil", "fasthttp", "caddy")
	own.bars = []bar{{"nginx", 1.3, 1}}
	json := get("json", "JSON: a field is added to a request of a kilobyte", 64, "gatehouse", "nginx", "nginx-lua", "httputil", "fasthttp")
	json.bars = []bar{{"nginx", 0.75, 0.6}}
	json.method, json.body = "POST", oneKilobyte
	json.headers = []string{"Content-Type: application/json"}
	json.note = "nginx in njs, nginx-lua in Lua with cjson, httputil and fasthttp with encoding/json."
	cache := get("cache", "Cache hit, a kilobyte", 64, "gatehouse", "nginx", "haproxy")
	cache.bars = []bar{{"nginx", 0.6, 0.5}, {"haproxy", 1, 0}}
	big := get("big", "POST of 1 MiB", 16, "gatehouse", "nginx", "haproxy", "httputil", "fasthttp", "traefik-fast", "caddy")
	big.bars = []bar{{"nginx", 1, 0.85}}
	big.method, big.body = "POST", strings.Repeat("x", 1<<20)
	return append(out, many, headers, limit, known, fresh, shared, own, json, cache, big)
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
