package state

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is the path of the program, built as it is released.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "gatehouse-state-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		program = filepath.Join(dir, "gatehouse")
		build := exec.Command("go", "build", "-tags=grpcnotrace", "-trimpath", "-ldflags=-s -w", "-o", program, "../../cmd/gatehouse")
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// policy counts by the path's first part, the limit being the second, for the key
// in a header; it answers by itself.
const policy = `<policies>
  <inbound>
    <choose>
      <when condition="@(context.Request.OriginalUrl.Path.StartsWith("/rate/"))">
        <rate-limit-by-key calls="@(int.Parse(context.Request.OriginalUrl.Path.Substring(6)))" renewal-period="300" counter-key="@(context.Request.Headers.GetValueOrDefault("X-Key", ""))" />
      </when>
      <when condition="@(context.Request.OriginalUrl.Path == "/quota")">
        <quota-by-key calls="150" renewal-period="0" counter-key="@(context.Request.Headers.GetValueOrDefault("X-Key", ""))" />
      </when>
      <when condition="@(context.Request.OriginalUrl.Path == "/set")">
        <cache-store-value key="k" value="@(context.Request.Headers.GetValueOrDefault("X-Key", ""))" duration="300" />
      </when>
      <when condition="@(context.Request.OriginalUrl.Path == "/get")">
        <cache-lookup-value key="k" variable-name="value" default-value="none" />
      </when>
    </choose>
    <return-response>
      <set-status code="200" />
      <set-body>@(context.Variables.GetValueOrDefault<string>("value", ""))</set-body>
    </return-response>
  </inbound>
  <backend />
  <outbound />
  <on-error />
</policies>
`

// gateway is a running process.
type gateway struct {
	url, admin string
	log        *output
}

// output is what a process has written.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

var (
	gatewayLine = regexp.MustCompile(`(?m)^  gateway +(\S+)\n(?s:.*)\n\n`)
	adminLine   = regexp.MustCompile(`(?m)^  admin +(\S+)\n`)
)

// startGateways starts processes that keep state as the settings say.
func startGateways(t *testing.T, count int, state string) []*gateway {
	t.Helper()
	return start(t, count, map[string]string{"policy.xml": policy, "gatehouse.yaml": "state: " + state + "\n"}, "policy.xml", "--backend", "http://127.0.0.1:1")
}

// start starts processes that serve files as the arguments say.
func start(t *testing.T, count int, files map[string]string, args ...string) []*gateway {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out []*gateway
	for range count {
		cmd := exec.Command(program, append([]string{"run", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}, args...)...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"), "NO_COLOR=1")
		screen, log := &output{}, &output{}
		cmd.Stdout, cmd.Stderr = screen, log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() {
			_ = cmd.Wait()
			close(ended)
		}()
		t.Cleanup(func() {
			_ = cmd.Process.Signal(os.Interrupt)
			select {
			case <-ended:
			case <-time.After(patience):
				_ = cmd.Process.Kill()
				t.Error("a gateway did not end")
				<-ended
			}
			if t.Failed() {
				t.Logf("a gateway said:\n%s", log)
			}
		})
		await(t, "a gateway serves", func() bool {
			select {
			case <-ended:
				t.Fatalf("a gateway has ended:\n%s%s", screen, log)
			default:
			}
			return gatewayLine.MatchString(screen.String())
		})
		text := screen.String()
		out = append(out, &gateway{url: gatewayLine.FindStringSubmatch(text)[1], admin: adminLine.FindStringSubmatch(text)[1], log: log})
	}
	return out
}

// get asks for a path, with a key, and returns status and body.
func get(t *testing.T, url, key string) (int, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	req.Header.Set("X-Key", key)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(body)
}

// ready waits until a gateway's readiness says so; it is always 200.
func (g *gateway) ready(t *testing.T, status string) {
	t.Helper()
	await(t, g.admin+" says "+status, func() bool {
		code, body := get(t, g.admin+"/readyz", "")
		if code != http.StatusOK {
			t.Errorf("/readyz answers %d: %s", code, body)
		}
		return strings.TrimSpace(body) == `{"status":"`+status+`"}`
	})
}

const (
	sound    = "ok"
	degraded = "degraded: state store away"
)

// metric expects a line among the metrics.
func (g *gateway) metric(t *testing.T, line string) {
	t.Helper()
	if code, body := get(t, g.admin+"/metrics", ""); code != http.StatusOK || !strings.Contains(body, "\n"+line+"\n") {
		t.Errorf("/metrics answers %d without %s", code, line)
	}
}

// said expects the log to have a text so many times.
func (g *gateway) said(t *testing.T, text string, times int) {
	t.Helper()
	// The line may be written a moment after the state is seen elsewhere.
	await(t, "the log says "+strconv.Quote(text), func() bool { return strings.Count(g.log.String(), text) >= times })
	if n := strings.Count(g.log.String(), text); n != times {
		t.Errorf("the log says %q %d times, want %d", text, n, times)
	}
}

// passed sends calls to all gateways at once and returns how many were let
// through; the others must have got the status of a refusal.
func passed(t *testing.T, gateways []*gateway, path, key string, calls, refusal int) int {
	t.Helper()
	const workers = 4
	var mu sync.Mutex
	total := 0
	var group sync.WaitGroup
	for _, g := range gateways {
		for range workers {
			group.Go(func() {
				n := 0
				for range calls / workers / len(gateways) {
					switch status, body := get(t, g.url+path, key); status {
					case http.StatusOK:
						n++
					case refusal:
					default:
						t.Errorf("%d: %s", status, body)
					}
				}
				mu.Lock()
				total += n
				mu.Unlock()
			})
		}
	}
	group.Wait()
	return total
}
