package main

import "path/filepath"

func (b *bed) caddy(s scenario, address string) (*process, error) {
	dir, err := b.folder("caddy-"+s.name, map[string]string{
		"Caddyfile": `{
	admin off
	auto_https off
	persist_config off
}
http://` + address + ` {
	handle /own {
		header Content-Type application/json
		respond ` + "`{\"answer\":42}`" + ` 200
	}
	handle /headers {
		reverse_proxy ` + b.upstream + ` {
			header_up X-Gateway caddy
			header_up X-Kind benchmark
			header_down X-Answer yes
			header_down -ETag
			transport http {
				keepalive_idle_conns_per_host 512
			}
		}
	}
	handle {
		reverse_proxy ` + b.upstream + ` {
			transport http {
				keepalive_idle_conns_per_host 512
			}
		}
	}
}
`,
	})
	if err != nil {
		return nil, err
	}
	return b.start(dir, b.tools.path["caddy"], "run", "--config", filepath.Join(dir, "Caddyfile"), "--adapter", "caddyfile")
}
