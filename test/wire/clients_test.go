package wire

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// program is the path of the program.
var program string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "gatehouse-wire-")
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

// gateway starts the program in front of a backend.
func gateway(t *testing.T, backend string) string {
	document := filepath.Join(t.TempDir(), "policy.xml")
	text := `<policies><inbound><set-header name="X-Gateway" exists-action="override"><value>@("g" + context.Request.Method)</value></set-header></inbound><backend><forward-request timeout="60" /></backend><outbound><set-header name="X-Passed" exists-action="override"><value>yes</value></set-header></outbound><on-error /></policies>`
	if err := os.WriteFile(document, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	address := freePort(t)
	c := exec.Command(program, "run", document, "--backend", backend, "--listen", address, "--admin", "off")
	var out bytes.Buffer
	c.Stdout, c.Stderr = &out, &out
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("the gateway: %v\n%s", err, out.String())
		}
	})
	await(t, address)
	return "http://" + address
}

// TestPeers puts every client in front of the gateway and every backend behind it.
func TestPeers(t *testing.T) {
	clients := []struct {
		name string
		run  func(t *testing.T, url string, echoes bool)
	}{
		{"curl", curl}, {"Go", goClient}, {"Node.js", nodeClient}, {"wrk", wrk},
	}
	for _, b := range backends {
		t.Run(b.name, func(t *testing.T) {
			url := gateway(t, b.start(t))
			for _, c := range clients {
				t.Run(c.name, func(t *testing.T) { c.run(t, url, b.echoes) })
			}
		})
	}
}

func curl(t *testing.T, url string, echoes bool) {
	run := func(stdin string, args ...string) string {
		t.Helper()
		c := exec.Command("curl", append([]string{"-sS", "--max-time", "60"}, args...)...)
		c.Stdin = strings.NewReader(stdin)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("curl %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	if got := run("", url+"/hello"); got != "hello" {
		t.Errorf("GET: %q", got)
	}
	if got := run("", "-0", url+"/hello"); got != "hello" {
		t.Errorf("HTTP/1.0: %q", got)
	}
	head := run("", "-I", url+"/hello")
	if !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") || !strings.Contains(head, "\r\nX-Passed: yes\r\n") || !strings.Contains(head, "Content-Length: 5\r\n") {
		t.Errorf("HEAD: %q", head)
	}
	if got := run("", "-o", os.DevNull, "-o", os.DevNull, "-w", "%{num_connects} %{size_download}\n", url+"/big", url+"/big"); got != fmt.Sprintf("1 %d\n0 %d\n", big, big) {
		t.Errorf("two on one connection: %q", got)
	}
	if !echoes {
		return
	}
	if got := run("", url+"/pieces"); got != "one two three" {
		t.Errorf("pieces: %q", got)
	}
	// So long a body waits for 100 Continue.
	long := strings.Repeat("0123456789abcdef", 128<<10)
	if got := run(long, "--data-binary", "@-", url+"/echo"); got != long {
		t.Errorf("2 MiB: %d bytes came back", len(got))
	}
	if got := run(long, "-H", "Transfer-Encoding: chunked", "--data-binary", "@-", url+"/echo"); got != long {
		t.Errorf("2 MiB in chunks: %d bytes came back", len(got))
	}
	if got := run("short", "-H", "Expect:", "-H", "Connection: close", "--data-binary", "@-", url+"/echo"); got != "short" {
		t.Errorf("POST: %q", got)
	}
}

func goClient(t *testing.T, url string, echoes bool) {
	transport := &http.Transport{MaxIdleConnsPerHost: 8, MaxConnsPerHost: 8, ExpectContinueTimeout: 10 * time.Second}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: time.Minute}
	fetch := func(method, path string, body io.Reader, expect bool) (string, error) {
		req, err := http.NewRequest(method, url+path, body)
		if err != nil {
			return "", err
		}
		if expect {
			req.Header.Set("Expect", "100-continue")
		}
		resp, err := client.Do(req)
		if err != nil {
			return "", err
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		if resp.StatusCode != 200 || resp.Header.Get("X-Passed") != "yes" {
			return "", fmt.Errorf("%s, %v", resp.Status, resp.Header)
		}
		return string(got), err
	}
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for n := range 20 {
				if got, err := fetch("GET", "/hello", nil, false); got != "hello" || err != nil {
					t.Errorf("GET: %q, %v", got, err)
				}
				if !echoes {
					continue
				}
				text := strings.Repeat("x", (i+1)*(n+1)*50)
				bodies := []io.Reader{strings.NewReader(text), io.MultiReader(strings.NewReader(text))}
				if got, err := fetch("POST", "/echo", bodies[n%2], n%3 == 0); got != text || err != nil {
					t.Errorf("POST of %d bytes: %d came back, %v", len(text), len(got), err)
				}
			}
		})
	}
	wg.Wait()
}

func nodeClient(t *testing.T, url string, echoes bool) {
	out, err := exec.Command("node", filepath.Join("testdata", "client.mjs"), url, fmt.Sprint(echoes)).CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "done" {
		t.Errorf("%v\n%s", err, out)
	}
}

var (
	wrkBad   = regexp.MustCompile(`Non-2xx.*|Socket errors.*`)
	wrkCount = regexp.MustCompile(`([1-9]\d*) requests in`)
)

func wrk(t *testing.T, url string, _ bool) {
	for _, path := range []string{"/hello", "/big"} {
		out, err := exec.Command("wrk", "-t1", "-c16", "-d1s", url+path).CombinedOutput()
		if bad := wrkBad.Find(out); err != nil || bad != nil || !wrkCount.Match(out) {
			t.Errorf("%s: %v %s\n%s", path, err, bad, out)
		}
	}
}
