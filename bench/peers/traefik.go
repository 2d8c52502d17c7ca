package main

import "path/filepath"

func (b *bed) traefik(s scenario, address string) (*process, error) {
	return b.startTraefik(s, address, "traefik", "")
}

// traefikFast is Traefik with its own client for backends.
func (b *bed) traefikFast(s scenario, address string) (*process, error) {
	return b.startTraefik(s, address, "traefik-fast", "experimental:\n  fastProxy: {}\n")
}

func (b *bed) startTraefik(s scenario, address, name, more string) (*process, error) {
	dir, err := b.folder(name+"-"+s.name, map[string]string{
		"traefik.yaml": `global: { checkNewVersion: false, sendAnonymousUsage: false }
log: { level: ERROR }
entryPoints: { main: { address: "` + address + `" } }
providers: { file: { filename: dynamic.yaml, watch: false } }
` + more,
		"dynamic.yaml": `http:
  routers:
    headers: { entryPoints: [main], rule: "Path(` + "`/headers`" + `)", middlewares: [headers], service: upstream }
    limit: { entryPoints: [main], rule: "Path(` + "`/limit`" + `)", middlewares: [limit], service: upstream }
    all: { entryPoints: [main], rule: "PathPrefix(` + "`/`" + `)", service: upstream }
  middlewares:
    headers: { headers: { customRequestHeaders: { X-Gateway: traefik, X-Kind: benchmark }, customResponseHeaders: { X-Answer: "yes", ETag: "" } } }
    limit: { rateLimit: { average: 1000000, burst: 1000000, sourceCriterion: { requestHeaderName: Ocp-Apim-Subscription-Key } } }
  services:
    upstream: { loadBalancer: { servers: [{ url: "http://` + b.upstream + `" }], serversTransport: upstream } }
  serversTransports:
    upstream: { maxIdleConnsPerHost: 512 }
`,
	})
	if err != nil {
		return nil, err
	}
	return b.start(dir, b.tools.path["traefik"], "--configFile="+filepath.Join(dir, "traefik.yaml"))
}
