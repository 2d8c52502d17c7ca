package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Versions of what the Go module proxy has. Newer versions of Traefik need modules that
// it does not give out.
const (
	caddyVersion   = "v2.11.9"
	traefikVersion = "v3.6.12"
)

// tools are the programs that are measured and what measures them, by name; a
// gateway that could not be had is absent.
type tools struct {
	path, version map[string]string
	// missing says why something is absent.
	missing map[string]string
}

// install gets everything that the listed gateways need. Gateways that cannot be built are left out and named in
// the report.
func install(ctx context.Context, gateways []string) (*tools, error) {
	t := &tools{path: map[string]string{}, version: map[string]string{}, missing: map[string]string{}}
	if err := debian(ctx); err != nil {
		return nil, err
	}
	for _, name := range []string{"nginx", "haproxy", "wrk"} {
		p, err := exec.LookPath(name)
		if err != nil {
			if p = "/usr/sbin/" + name; !exists(p) {
				return nil, fmt.Errorf("%s is not installed", name)
			}
		}
		t.path[name] = p
	}
	t.version["nginx"] = firstLine(ctx, t.path["nginx"], "-v")
	t.version["haproxy"] = firstLine(ctx, t.path["haproxy"], "-v")
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	bin := filepath.Join(cache, "gatehouse-peers")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		return nil, err
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return nil, err
	}
	// The program as it is released.
	t.path["gatehouse"] = filepath.Join(bin, "gatehouse")
	if err := command(ctx, root, []string{"CGO_ENABLED=0"}, "go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", t.path["gatehouse"], "./cmd/gatehouse"); err != nil {
		return nil, err
	}
	t.version["gatehouse"] = firstLine(ctx, "git", "-C", root, "describe", "--always", "--dirty")
	for _, name := range []string{"httputil", "fasthttp"} {
		t.path[name] = filepath.Join(bin, name)
		if err := command(ctx, "", nil, "go", "build", "-o", t.path[name], "./peers/"+name); err != nil {
			return nil, err
		}
	}
	t.version["httputil"] = firstLine(ctx, "go", "env", "GOVERSION")
	t.version["fasthttp"] = firstLine(ctx, "go", "list", "-m", "github.com/valyala/fasthttp")
	if listed(gateways, "caddy") {
		t.build(ctx, bin, "caddy", "github.com/caddyserver/caddy/v2/cmd/caddy", caddyVersion)
	}
	if listed(gateways, "traefik") || listed(gateways, "traefik-fast") {
		t.traefik(ctx, bin)
	}
	for name, why := range t.missing {
		fmt.Fprintf(os.Stderr, "peers: %s is left out: %s\n", name, why)
	}
	return t, nil
}

// debian installs Debian's packages that are not there.
func debian(ctx context.Context) error {
	var need []string
	for file, pkg := range map[string]string{
		"/usr/sbin/nginx": "nginx", "/usr/sbin/haproxy": "haproxy", "/usr/bin/wrk": "wrk",
		"/usr/lib/nginx/modules/ngx_http_js_module.so":  "libnginx-mod-http-js",
		"/usr/lib/nginx/modules/ngx_http_lua_module.so": "libnginx-mod-http-lua",
		"/usr/share/doc/lua-cjson":                      "lua-cjson",
	} {
		if !exists(file) {
			need = append(need, pkg)
		}
	}
	if len(need) == 0 {
		return nil
	}
	args := append([]string{"install", "-q", "-y", "--no-install-recommends"}, need...)
	env := []string{"DEBIAN_FRONTEND=noninteractive"}
	if err := command(ctx, "", env, "apt-get", "update", "-q"); err != nil {
		return err
	}
	return command(ctx, "", env, "apt-get", args...)
}

func (t *tools) build(ctx context.Context, bin, name, pkg, version string) {
	path := filepath.Join(bin, name+"-"+version)
	if !exists(path) {
		fmt.Fprintf(os.Stderr, "peers: building %s, which takes minutes\n", name)
		if err := command(ctx, bin, []string{"GOBIN=" + bin, "GOFLAGS="}, "go", "install", pkg+"@"+version); err != nil {
			t.missing[name] = err.Error()
			return
		}
		if err := os.Rename(filepath.Join(bin, name), path); err != nil {
			t.missing[name] = err.Error()
			return
		}
	}
	t.path[name], t.version[name] = path, version
}

// traefik builds Traefik. Its module has replacements, so it cannot be installed; it
// is built inside of a copy of the module, whose web interface gets an empty page.
func (t *tools) traefik(ctx context.Context, bin string) {
	path := filepath.Join(bin, "traefik-"+traefikVersion)
	if !exists(path) {
		fmt.Fprintln(os.Stderr, "peers: building traefik, which takes minutes")
		if err := buildTraefik(ctx, bin, path); err != nil {
			t.missing["traefik"] = err.Error()
			return
		}
	}
	t.path["traefik"], t.version["traefik"] = path, traefikVersion
	t.path["traefik-fast"], t.version["traefik-fast"] = path, traefikVersion+", experimental fastProxy"
}

func buildTraefik(ctx context.Context, bin, path string) error {
	const module = "github.com/traefik/traefik/v3"
	dir, err := os.MkdirTemp(bin, "traefik")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	out, err := exec.CommandContext(ctx, "go", "mod", "download", "-json", module+"@"+traefikVersion).Output()
	if err != nil {
		return err
	}
	var source string
	for line := range strings.Lines(string(out)) {
		if _, rest, ok := strings.Cut(line, `"Dir": "`); ok {
			source, _, _ = strings.Cut(rest, `"`)
		}
	}
	if source == "" {
		return fmt.Errorf("the module was not downloaded")
	}
	if err := os.CopyFS(filepath.Join(dir, "src"), os.DirFS(source)); err != nil {
		return err
	}
	static := filepath.Join(dir, "src", "webui", "static")
	if err := os.MkdirAll(static, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(static, "index.html"), nil, 0o644); err != nil {
		return err
	}
	return command(ctx, filepath.Join(dir, "src"), []string{"CGO_ENABLED=0", "GOFLAGS=-mod=mod"}, "go", "build", "-o", path, "./cmd/traefik")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// command runs a program; its output is in the error.
func command(ctx context.Context, dir string, env []string, name string, args ...string) error {
	c := exec.CommandContext(ctx, name, args...)
	c.Dir = dir
	c.Env = append(os.Environ(), env...)
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, out)
	}
	return nil
}

// firstLine is the first line that a program prints, wherever.
func firstLine(ctx context.Context, name string, args ...string) string {
	out, _ := exec.CommandContext(ctx, name, args...).CombinedOutput()
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(line)
}
