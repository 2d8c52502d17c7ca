package main

import "path/filepath"

// haproxy has two threads.
func (b *bed) haproxy(s scenario, address string) (*process, error) {
	dir, err := b.folder("haproxy-"+s.name, map[string]string{
		"key.pem": b.tokens.pem(),
		"haproxy.cfg": `global
	nbthread 2
	maxconn 4096
	tune.maxpollevents 200
defaults
	mode http
	timeout connect 5s
	timeout client 600s
	timeout server 600s
	http-reuse always
cache answers
	total-max-size 16
	max-age 600
backend callers
	stick-table type string len 64 size 100k expire 60s store http_req_rate(60s)
frontend main
	bind ` + address + `
	http-request return status 200 content-type application/json string '{"answer":42}' if { path /own }
	http-request track-sc0 hdr(Ocp-Apim-Subscription-Key) table callers if { path /limit }
	http-request deny deny_status 429 if { path /limit } { sc_http_req_rate(0) gt 1000000000 }
	http-request set-var(txn.bearer) http_auth_bearer if { path /jwt /jwt-hs }
	http-request set-var(txn.alg) http_auth_bearer,jwt_header_query('$.alg') if { path /jwt /jwt-hs }
	http-request set-var(txn.iss) http_auth_bearer,jwt_payload_query('$.iss') if { path /jwt /jwt-hs }
	http-request set-var(txn.aud) http_auth_bearer,jwt_payload_query('$.aud') if { path /jwt /jwt-hs }
	http-request set-var(txn.exp) http_auth_bearer,jwt_payload_query('$.exp','int') if { path /jwt /jwt-hs }
	http-request set-var(txn.now) date() if { path /jwt /jwt-hs }
	http-request deny deny_status 401 if { path /jwt } !{ var(txn.alg) -m str RS256 }
	http-request deny deny_status 401 if { path /jwt-hs } !{ var(txn.alg) -m str HS256 }
	http-request deny deny_status 401 if { path /jwt /jwt-hs } !{ var(txn.iss) -m str https://issuer.test/ }
	http-request deny deny_status 401 if { path /jwt /jwt-hs } !{ var(txn.aud) -m str peers }
	http-request deny deny_status 401 if { path /jwt /jwt-hs } { var(txn.exp),sub(txn.now) -m int lt 0 }
	http-request deny deny_status 401 if { path /jwt } !{ var(txn.bearer),jwt_verify(txn.alg,"key.pem") -m int 1 }
	http-request deny deny_status 401 if { path /jwt-hs } !{ var(txn.bearer),jwt_verify(txn.alg,"` + b.tokens.secret + `") -m int 1 }
	default_backend upstream
backend upstream
	http-request set-header X-Gateway haproxy if { path /headers }
	http-request set-header X-Kind benchmark if { path /headers }
	http-response set-header X-Answer yes if { capture.req.uri -m beg /headers }
	http-response del-header ETag if { capture.req.uri -m beg /headers }
	http-request cache-use answers if { path /cache }
	http-response cache-store answers if { capture.req.uri -m beg /cache }
	server one ` + b.upstream + ` pool-max-conn 512
`,
	})
	if err != nil {
		return nil, err
	}
	return b.start(dir, b.tools.path["haproxy"], "-db", "-f", filepath.Join(dir, "haproxy.cfg"))
}
