package example

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// folder is the example, from here.
const folder = "../../examples/call-azure"

// key is the subscription key of the tests.
const key = "key-of-the-tests"

// azureFolder holds the authority of local Azure for all tests: keys take their
// time to make.
var azureFolder string

func TestMain(m *testing.M) {
	status := func() int {
		dir, err := os.MkdirTemp("", "gatehouse-example-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		azureFolder = dir
		status := m.Run()
		if err := goleak.Find(); err != nil && status == 0 {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return status
	}()
	os.Exit(status)
}

// variant says how a test runs the example other than as it is.
type variant struct {
	// rewrite changes documents; name is the name of the operation, or of the
	// fragment. Nil leaves all as they are.
	rewrite func(name, text string) string
	// dead are the Azure hosts, and "backend", that cannot be reached.
	dead []string
	// hosts are more lines for `hosts` in gatehouse.yaml; a host that is named
	// there is not recorded.
	hosts map[string]string
	// namedValues are values other than the example's.
	namedValues map[string]string
}

// running is the example, served.
type running struct {
	*recorder
	server *server.Server
	base   string
	client *http.Client
}

// start serves a copy of the example with every port chosen by the kernel, and the
// recorder between the gateway and all that it calls.
func start(t *testing.T, v variant) *running {
	t.Helper()
	rec := newRecorder(t)
	dir := t.TempDir()
	copyExample(t, dir, v.rewrite)
	values := map[string]string{"backend-url": rec.backend + "/own-backend"}
	var hosts strings.Builder
	for _, h := range azureHosts {
		if line, ok := v.hosts[h]; ok {
			fmt.Fprintf(&hosts, "  %q: %s\n", h, line)
			continue
		}
		fmt.Fprintf(&hosts, "  %q: { address: %q, ca: %q }\n", h, rec.azure, rec.ca)
	}
	text := hosts.String()
	for _, h := range v.dead {
		if h == "backend" {
			values["backend-url"] = "http://" + deadAddress(t) + "/own-backend"
			continue
		}
		before := text
		text = strings.Replace(text, fmt.Sprintf("%q: { address: %q,", h, rec.azure), fmt.Sprintf("%q: { address: %q,", h, deadAddress(t)), 1)
		if text == before {
			t.Fatalf("there is no host %s", h)
		}
	}
	for name, value := range v.namedValues {
		values[name] = value
	}
	writeSettings(t, dir, text, values)

	var l diag.List
	s, err := server.Start(server.Options{
		Source: server.Source{Path: dir, CacheFolder: t.TempDir()}, AzureFolder: azureFolder, Log: slog.New(slog.DiscardHandler),
	}, &l)
	for _, d := range l.All() {
		t.Errorf("%s: %s: %s", d.Source.Name, d.Code, d.Message)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := &running{recorder: rec, server: s, base: s.Addresses()[0], client: &http.Client{Transport: &http.Transport{}}}
	closeIdle := rec.connect(s.Azure().HTTPSAddress(), s.Azure().CA(), r.base)
	t.Cleanup(func() {
		r.client.CloseIdleConnections()
		closeIdle()
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return r
}

// copyExample copies the example's files and rewrites its documents.
func copyExample(t *testing.T, dir string, rewrite func(name, text string) string) {
	t.Helper()
	if err := os.CopyFS(dir, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if rewrite == nil {
		return
	}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.Name() != "policy.xml" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(rewrite(filepath.Base(filepath.Dir(path)), string(text))), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// writeSettings adds to the example's own settings what the tests need.
func writeSettings(t *testing.T, dir, hosts string, values map[string]string) {
	t.Helper()
	file := filepath.Join(dir, "gatehouse.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text, found := strings.CutSuffix(string(data), "localAzure: true\n")
	if !found {
		t.Fatal("the settings of the example do not end with local Azure")
	}
	text += "localAzure: { identity: \"127.0.0.1:0\", https: \"127.0.0.1:0\" }\n" +
		"listen: { gateway: \"127.0.0.1:0\", admin: \"127.0.0.1:0\" }\n" +
		"subscriptions: { master: { primaryKey: " + key + " } }\n" +
		"hosts:\n" + hosts + "namedValues:\n"
	for name, value := range values {
		text += fmt.Sprintf("  %q: %q\n", name, value)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// answer is what a caller gets.
type answer struct {
	status int
	header http.Header
	body   string
}

// call calls an operation as a client would.
func (r *running) call(t *testing.T, op operation) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), op.method, r.base+op.path, strings.NewReader(op.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Ocp-Apim-Subscription-Key", key)
	req.Header.Set("Authorization", "Bearer what-the-caller-sent")
	if op.contentType != "" {
		req.Header.Set("Content-Type", op.contentType)
	}
	return exchange(t, r.client, req)
}

// exchange sends a request and reads its answer.
func exchange(t *testing.T, client *http.Client, req *http.Request) answer {
	t.Helper()
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

// azureGet reads from a stand-in past gateway and recorder.
func (r *running) azureGet(t *testing.T, url, authorization string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", authorization)
	req.Header.Set("x-ms-version", "2023-11-03")
	req.Header.Set("Accept-Encoding", "identity")
	r.mu.Lock()
	way := r.direct
	r.mu.Unlock()
	return exchange(t, &http.Client{Transport: way}, req)
}
