package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bed is where gateways are measured: a folder, the upstream, and what runs.
type bed struct {
	dir    string
	tools  *tools
	tokens *tokens
	// upstream is host:port of the backend.
	upstream string
	running  []*process
}

// process is a program that was started.
type process struct {
	cmd *exec.Cmd
	log *os.File
}

// start starts a program in a folder; its output goes to a file there.
func (b *bed) start(dir, name string, args ...string) (*process, error) {
	log, err := os.Create(filepath.Join(dir, "output"))
	if err != nil {
		return nil, err
	}
	c := exec.Command(name, args...)
	c.Dir, c.Stdout, c.Stderr = dir, log, log
	if err := c.Start(); err != nil {
		log.Close()
		return nil, err
	}
	p := &process{c, log}
	b.running = append(b.running, p)
	return p, nil
}

// text is what it printed.
func (p *process) text() string {
	text, _ := os.ReadFile(p.log.Name())
	return string(text)
}

// stop ends a program that was started.
func (p *process) stop() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Signal(os.Interrupt)
		done := make(chan struct{})
		go func() { _ = p.cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = p.cmd.Process.Kill()
			<-done
		}
	}
	p.log.Close()
}

func (b *bed) close() {
	for i := len(b.running) - 1; i >= 0; i-- {
		b.running[i].stop()
	}
	b.running = nil
}

// freePort returns an address that nobody listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// folder makes a folder with files.
func (b *bed) folder(name string, files map[string]string) (string, error) {
	dir := filepath.Join(b.dir, name)
	for path, text := range files {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// startUpstream starts the backend of all gateways, an nginx with one worker that
// answers with a kilobyte of JSON.
func (b *bed) startUpstream() error {
	address, err := freePort()
	if err != nil {
		return err
	}
	dir, err := b.folder("upstream", map[string]string{
		"answer.json": oneKilobyte,
		// A script has the whole body before it answers.
		"upstream.js": "export default { take(r) { r.headersOut['Content-Type'] = 'application/json'; r.return(200, '{\"done\":true}'); } };\n",
		"nginx.conf": `load_module /usr/lib/nginx/modules/ngx_http_js_module.so;
worker_processes 1; daemon off; pid nginx.pid; error_log error.log;
events { worker_connections 4096; }
http {
	access_log off; keepalive_requests 100000000; keepalive_timeout 600s; client_max_body_size 10m; client_body_buffer_size 2m;
	default_type application/json; js_import upstream from upstream.js;
	server {
		listen ` + address + ` backlog=4096;
		location = /json { js_content upstream.take; }
		location = /pass { js_content upstream.take; }
		location = /big { js_content upstream.take; }
		location / { root .; try_files /answer.json =404; open_file_cache max=10; add_header Cache-Control max-age=600; }
	}
}
`,
	})
	if err != nil {
		return err
	}
	if _, err := b.start(dir, b.tools.path["nginx"], "-p", dir, "-c", filepath.Join(dir, "nginx.conf")); err != nil {
		return err
	}
	b.upstream = address
	return await(address, "/", 100*time.Millisecond)
}

// maxStart is how long a server may take until it gives a good answer.
const maxStart = 30 * time.Second

// await waits until a server gives a good answer, asking again after a pause.
func await(address, path string, pause time.Duration) error {
	for from := time.Now(); ; time.Sleep(pause) {
		req, err := http.NewRequest(http.MethodGet, "http://"+address+path, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Ocp-Apim-Subscription-Key", key)
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
			err = errors.New(resp.Status)
		}
		if time.Since(from) > maxStart {
			return fmt.Errorf("%s does not answer: %w", address, err)
		}
	}
}

// gateway is one that runs.
type gateway struct {
	name, address string
	*process
}

// starters start gateways for a scenario.
var starters = map[string]func(b *bed, s scenario, address string) (*process, error){
	"gatehouse": (*bed).gatehouse, plain: (*bed).gatehousePlain, "nginx": (*bed).nginx, "nginx-lua": (*bed).nginxLua, "haproxy": (*bed).haproxy,
	"httputil": goProxy("httputil"), "fasthttp": goProxy("fasthttp"),
	"caddy": (*bed).caddy, "traefik": (*bed).traefik, "traefik-fast": (*bed).traefikFast,
}

// startGateways starts those that can do a scenario, and checks that they do. stop,
// never nil, ends them.
func (b *bed) startGateways(ctx context.Context, s scenario, o options) (out []*gateway, stop func(), err error) {
	stop = func() {
		for _, g := range out {
			g.stop()
		}
	}
	for _, name := range s.gateways {
		if !listed(o.gateways, name) || b.tools.missing[strings.TrimSuffix(name, "-fast")] != "" {
			continue
		}
		address, err := freePort()
		if err != nil {
			return out, stop, err
		}
		p, err := starters[name](b, s, address)
		if err != nil {
			return out, stop, fmt.Errorf("%s: %w", name, err)
		}
		g := &gateway{name, address, p}
		out = append(out, g)
		if err := await(address, "/proxy", 100*time.Millisecond); err != nil {
			return out, stop, fmt.Errorf("%s: %w\n%s", name, err, p.text())
		}
		if ctx.Err() != nil {
			return out, stop, ctx.Err()
		}
	}
	return out, stop, nil
}
