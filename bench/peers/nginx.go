package main

import (
	"fmt"
	"path/filepath"
	"strings"
)

// nginx has two workers; tokens and JSON are njs.
func (b *bed) nginx(s scenario, address string) (*process, error) {
	return b.startNginx(s, address, "nginx", `load_module /usr/lib/nginx/modules/ngx_http_js_module.so;`, `
	js_import peers from peers.js;
	proxy_cache_path cache keys_zone=answers:10m;
`, `
		location = /check { internal; js_content peers.check; }
		location = /jwt { auth_request /check; proxy_pass http://upstream; }
		location = /json { js_content peers.add; }
		location = /pass { internal; proxy_pass http://upstream; }
		location = /cache { proxy_cache answers; proxy_cache_valid 200 10m; proxy_ignore_headers Cache-Control Expires; proxy_pass http://upstream; }
`)
}

// nginxLua is nginx with scripts in Lua.
func (b *bed) nginxLua(s scenario, address string) (*process, error) {
	return b.startNginx(s, address, "nginx-lua", `load_module /usr/lib/nginx/modules/ndk_http_module.so; load_module /usr/lib/nginx/modules/ngx_http_lua_module.so;`, `
	lua_load_resty_core off;
	lua_package_path "/usr/share/lua/5.1/?.lua;;";
	lua_package_cpath "/usr/lib/x86_64-linux-gnu/lua/5.1/?.so;/usr/lib/aarch64-linux-gnu/lua/5.1/?.so;;";
	init_by_lua_block { cjson = require "cjson" }
`, `
		location = /json {
			rewrite_by_lua_block {
				ngx.req.read_body()
				local body = cjson.decode(ngx.req.get_body_data())
				body.seen = true
				ngx.req.set_body_data(cjson.encode(body))
			}
			proxy_pass http://upstream;
		}
`)
}

func (b *bed) startNginx(s scenario, address, name, modules, global, locations string) (*process, error) {
	var many strings.Builder
	for i := range s.apis {
		fmt.Fprintf(&many, "\t\tlocation /api-%d/ { proxy_pass http://upstream; }\n", i)
	}
	headers := `proxy_set_header X-Gateway nginx; proxy_set_header X-Kind benchmark; add_header X-Answer yes; proxy_hide_header ETag;`
	own := `default_type application/json; return 200 '{"answer":42}';`
	if name == "nginx-lua" {
		headers = `rewrite_by_lua_block { ngx.req.set_header("X-Gateway", "nginx") ngx.req.set_header("X-Kind", "benchmark") }
			header_filter_by_lua_block { ngx.header["X-Answer"] = "yes" ngx.header["ETag"] = nil }`
		own = `default_type application/json; content_by_lua_block { ngx.print('{"answer":42}') }`
	}
	dir, err := b.folder(name+"-"+s.name, map[string]string{
		"peers.js": `
const spki = Buffer.from('` + strings.Join(strings.Fields(strings.NewReplacer("-----BEGIN PUBLIC KEY-----", "", "-----END PUBLIC KEY-----", "").Replace(b.tokens.pem())), "") + `', 'base64');
async function check(r) {
	try {
		const parts = r.variables.http_authorization.slice(7).split('.');
		const key = await crypto.subtle.importKey('spki', spki, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['verify']);
		const good = await crypto.subtle.verify({ name: 'RSASSA-PKCS1-v1_5' }, key, Buffer.from(parts[2], 'base64url'), parts[0] + '.' + parts[1]);
		const claims = JSON.parse(Buffer.from(parts[1], 'base64url').toString());
		r.return(good && claims.aud === 'peers' && claims.iss === 'https://issuer.test/' && claims.exp > Date.now() / 1000 ? 204 : 401);
	} catch (e) { r.error(String(e)); r.return(401); }
}
async function add(r) {
	const body = JSON.parse(r.requestText);
	body.seen = true;
	const answer = await r.subrequest('/pass', { method: 'POST', body: JSON.stringify(body) });
	for (const h in answer.headersOut) { if (h.toLowerCase() !== 'content-length') { r.headersOut[h] = answer.headersOut[h]; } }
	r.return(answer.status, answer.responseText);
}
export default { check, add };
`,
		"nginx.conf": modules + `
worker_processes 2; daemon off; pid nginx.pid; error_log error.log;
events { worker_connections 4096; }
http {
	access_log off; keepalive_requests 100000000; keepalive_timeout 600s; client_max_body_size 10m; client_body_buffer_size 64k;
	proxy_http_version 1.1; proxy_set_header Connection "";
	limit_req_zone $http_ocp_apim_subscription_key zone=callers:10m rate=1000000r/s;` + global + `
	upstream upstream { server ` + b.upstream + `; keepalive 256; keepalive_requests 100000000; }
	server {
		listen ` + address + ` backlog=4096;
		location = /proxy { proxy_pass http://upstream; }
		location = /headers { ` + headers + ` proxy_set_header Connection ""; proxy_pass http://upstream; }
		location = /limit { limit_req zone=callers burst=1000000 nodelay; proxy_pass http://upstream; }
		location = /own { ` + own + ` }
		location = /big { proxy_request_buffering off; proxy_pass http://upstream; }` + locations + many.String() + `
	}
}
`,
	})
	if err != nil {
		return nil, err
	}
	return b.start(dir, b.tools.path["nginx"], "-p", dir, "-c", filepath.Join(dir, "nginx.conf"))
}
