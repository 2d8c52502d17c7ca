package policytest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/authorization"
	"github.com/gatehouse-project/gatehouse/internal/backend"
	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/apim"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
	"github.com/gatehouse-project/gatehouse/internal/gateway"
	"github.com/gatehouse-project/gatehouse/internal/gatewaylog"
	"github.com/gatehouse-project/gatehouse/internal/jwt"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/metric"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/server"
	"github.com/gatehouse-project/gatehouse/internal/state/memory"
)

var update = flag.Bool("update", false, "write what a test compares with anew: of archives the files below want")

// Updating reports whether the tests were started with -update.
func Updating() bool { return *update }

// Dir runs every archive below a folder as a subtest.
func Dir(t *testing.T, dir string) {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".txtar" {
			return err
		}
		n++
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		t.Run(strings.TrimSuffix(filepath.ToSlash(name), ".txtar"), func(t *testing.T) { Run(t, path) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Errorf("there are no archives below %s", dir)
	}
}

// Run runs one archive.
func Run(t *testing.T, path string) {
	t.Helper()
	a, got := play(t, path)
	if *update {
		rewrite(t, path, a, got)
		return
	}
	compare(t, a, got)
}

// Check runs one archive and never writes it.
func Check(t *testing.T, path string) {
	t.Helper()
	a, got := play(t, path)
	compare(t, a, got)
}

// play runs an archive and returns it with the files that came out of those it
// wants to know.
func play(t *testing.T, path string) (a *txtar.Archive, got map[string]string) {
	t.Helper()
	a, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(string(a.Comment)) == "" {
		t.Errorf("%s does not say what it shows", path)
	}
	regexClock(t)
	// The library and the registry are made outside: they outlive the bubble.
	library, registry := bcl.Default(), policies.Builtin()
	synctest.Test(t, func(t *testing.T) {
		c := newCase(t, a, library, registry)
		c.run()
		got = c.got
	})
	if !has(a, "want/log.txt") {
		delete(got, "want/log.txt")
	}
	return a, got
}

// requestLogFile is the log of requests.
const requestLogFile = "want/requests.jsonl"

func has(a *txtar.Archive, name string) bool {
	return slices.ContainsFunc(a.Files, func(f txtar.File) bool { return f.Name == name })
}

// testCase is one archive while it runs.
type testCase struct {
	t       *testing.T
	archive *txtar.Archive
	net     *network
	gateway *gateway.Gateway
	log     *lockedBuffer
	samples *metric.Samples
	// requests is the log of requests, nil when the archive does not look at it.
	requests   *gatewaylog.Log
	requestLog bytes.Buffer
	// endpoint gives tokens; values and responses are kept in the caches.
	endpoint          *identityEndpoint
	values, responses *switchable
	// running are the background calls of policies.
	running sync.WaitGroup
	// path is what is loaded; texts show what is below it or beside it only.
	path string
	// got are the files that want describes.
	got map[string]string
}

func newCase(t *testing.T, a *txtar.Archive, library *bcl.Library, registry *policy.Registry) *testCase {
	t.Helper()
	c := &testCase{t: t, archive: a, net: &network{answers: map[string][]part{}, next: map[string]int{}}, log: &lockedBuffer{}, got: map[string]string{}}
	var l diag.List
	path := writeTree(t, a)
	c.path = path
	read, err := server.Read(server.Source{
		Path: path, Backend: backendURL, Env: func(string) (string, bool) { return "", false }, CacheFolder: t.TempDir(),
	}, &l)
	if err != nil {
		t.Fatal(err)
	}
	ids := c.identity(path, read.Settings)
	logger := slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{ReplaceAttr: withoutTime}))
	authorities, err := server.ClientAuthorities(read.Settings)
	if err != nil {
		t.Fatal(err)
	}
	keys := jwt.NewDirectory(jwt.Options{Transport: discovery{c.net}, Log: logger})
	t.Cleanup(keys.Close)
	store := memory.New(memory.Settings{})
	t.Cleanup(store.Close)
	stores := store.Stores()
	c.values, c.responses = &switchable{Cache: stores.Values}, &switchable{Cache: stores.Responses}
	stores.Values, stores.Responses = c.values, c.responses
	stores = c.profile().Stores(stores)
	// Keys are fetched as soon as policies are there.
	c.answers()
	snapshot := gateway.Build(read.Service, gateway.BuildOptions{
		Library: library, Registry: registry, Identity: ids, Keys: keys, Backends: backend.NewRuntime(stores.Breaker, logger), Profile: c.profile(), Deployment: apim.Deployment{
			Gateway: &apim.Gateway{ID: "managed", InstanceID: "managed", IsManaged: true}, GatewayID: "managed",
			Region: read.Settings.Service.Region, ServiceID: read.Settings.Service.Name, ServiceName: read.Settings.Service.Name,
		},
	}, &l)
	if l.Len() > 0 {
		c.got["want/diagnostics.txt"] = c.diagnostics(&l)
	}
	if l.HasErrors() {
		return c
	}
	h := &policy.Host{
		ClientAuthorities: authorities, QuotedJSONP: read.Settings.Compatibility["quotedJSONP"],
		Send: c.net.send, Identity: ids, State: stores, Services: host.Default(), Limits: limits(read.Settings.Limits),
		TypeOf: library.TypeOf, Type: library.Type, Spelling: library.Spelling, Background: t.Context(), Go: func(f func()) { c.running.Go(f) },
		Log: slog.New(slog.NewTextHandler(c.log, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTime})),
	}
	if has(a, requestLogFile) {
		c.requests = gatewaylog.New(&c.requestLog, logger)
		h.GatewayLog = c.requests
	}
	h.CheckCertificates()
	c.samples = metric.New()
	h.Events, h.Metrics = policy.NewEvents(h), c.samples
	h.Insights = policy.NewInsights(h)
	h.Authorizations = authorization.New(authorization.Options{Connections: server.Connections(read.Settings), Transport: discovery{c.net}})
	c.gateway = gateway.New(h)
	c.gateway.Swap(snapshot)
	return c
}

// profile reads profile.txt.
func (c *testCase) profile() policy.Gateways {
	for _, f := range c.archive.Files {
		if f.Name != "profile.txt" {
			continue
		}
		g, ok := policy.GatewaysNamed(strings.TrimSpace(string(f.Data)))
		if !ok {
			c.t.Errorf("there is no gateway %q", f.Data)
		}
		return g
	}
	return 0
}

func limits(l config.Limits) policy.Limits {
	return policy.Limits{
		Body: apim.Limits{BodyBuffer: l.BodyBuffer},
		Expression: rt.Budget{
			Steps: l.Expression.Steps, Memory: l.Expression.Memory, Time: l.Expression.Time, MaxDepth: 1000,
		},
	}
}

func withoutTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

// diagnostics lists findings one a line, with paths inside the archive.
func (c *testCase) diagnostics(l *diag.List) string {
	var b bytes.Buffer
	if err := diag.WriteLines(&b, l.All()); err != nil {
		c.t.Fatal(err)
	}
	return c.relative(b.String())
}

// relative makes paths in a text those inside the archive.
func (c *testCase) relative(text string) string {
	// What is loaded is a folder, or one file in it.
	for _, dir := range []string{c.path, filepath.Dir(c.path)} {
		text = strings.ReplaceAll(text, dir+string(filepath.Separator), "")
	}
	return text
}

// answers reads what other hosts answer.
func (c *testCase) answers() {
	for _, f := range c.archive.Files {
		name, ok := strings.CutPrefix(f.Name, "hosts/")
		if !ok && f.Name != "backend.http" {
			continue
		}
		list, err := parseMessages(f.Data)
		if err != nil {
			c.t.Fatalf("%s: %v", f.Name, err)
		}
		if !ok {
			c.net.answers[""] = list
			continue
		}
		c.net.answers[strings.TrimSuffix(name, ".http")] = list
	}
}

// run sends the requests.
func (c *testCase) run() {
	var responses bytes.Buffer
	for _, f := range c.archive.Files {
		if f.Name != "requests.http" {
			continue
		}
		list, err := parseMessages(f.Data)
		if err != nil {
			c.t.Fatalf("%s: %v", f.Name, err)
		}
		if c.gateway == nil {
			break
		}
		for _, p := range list {
			c.values.set(p.cache)
			c.responses.set(p.cache)
			for _, text := range c.exchange(p) {
				if responses.Len() > 0 {
					responses.WriteString(separator + "\n")
				}
				responses.WriteString(text)
			}
		}
	}
	synctest.Wait()
	c.running.Wait()
	if c.gateway == nil {
		return
	}
	c.got["want/responses.http"] = redact(responses.String())
	if text := c.net.text(); text != "" {
		c.got["want/sent.http"] = redact(text)
	}
	if text := c.metrics(); text != "" {
		c.got["want/metrics.txt"] = text
	}
	c.endpoint.leaks(c.t, c.log.String())
	c.got["want/log.txt"] = redact(c.relative(c.log.String()))
	if c.requests != nil {
		c.requests.Close()
		c.got[requestLogFile] = redact(c.requestLog.String())
	}
}

// metrics lists what emit-metric added, a series a line.
func (c *testCase) metrics() string {
	var lines []string
	for s := range c.samples.All() {
		text := fmt.Sprintf("%s/%s", s.Namespace, s.Name)
		for _, d := range s.Dimensions {
			text += fmt.Sprintf(" %s=%q", d.Name, d.Value)
		}
		lines = append(lines, fmt.Sprintf("%s: %d samples, sum %v\n", text, s.Count, s.Sum))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// exchange sends one request as often as it says.
func (c *testCase) exchange(p part) []string {
	time.Sleep(p.wait)
	if p.together == 0 {
		var out []string
		for range p.times {
			out = append(out, c.send(p))
			// Calls in the background start before the next request does.
			synctest.Wait()
		}
		return out
	}
	out := make([]string, p.together)
	var wg sync.WaitGroup
	for i := range out {
		wg.Go(func() { out[i] = c.send(p) })
	}
	wg.Wait()
	// Who is first is nobody's promise.
	slices.Sort(out)
	return out
}

// send sends one request and returns the response as text.
func (c *testCase) send(p part) string {
	req, err := p.request()
	if err != nil {
		c.t.Error(err)
		return ""
	}
	if p.certificate != "" {
		c.certify(req, p.certificate)
	}
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	if p.slow > 0 {
		req.Body = message.NewBody(&slowBody{ctx, p.slow, bytes.NewReader(p.body)}, req.Body.Length())
	}
	e := c.gateway.Handle(ctx, req)
	// A body that a policy has used up is sent as an empty one.
	body, err := io.ReadAll(e.Response.Body.Reader())
	text := string(body)
	if err != nil {
		text += fmt.Sprintf("\n(%v)", err)
	}
	e.Response.Body.Close()
	var b bytes.Buffer
	dump(&b, fmt.Sprintf("HTTP/1.1 %d %s", e.Response.Status, e.Response.Reason), &e.Response.Header, []byte(text))
	e.Done(int64(len(body)) + int64(len(p.body)))
	return b.String()
}

// random is a GUID made at random (version 4).
var random = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// redact replaces what differs from run to run.
func redact(text string) string {
	return random.ReplaceAllString(text, "{random id}")
}

// compare holds the files that came out against those of the archive.
func compare(t *testing.T, a *txtar.Archive, got map[string]string) {
	t.Helper()
	want := map[string]string{}
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want[f.Name] = string(f.Data)
		}
	}
	for name, text := range got {
		if diff := cmp.Diff(want[name], text); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", name, diff)
		}
	}
	for name := range want {
		if _, ok := got[name]; !ok {
			t.Errorf("%s: nothing of the kind came out", name)
		}
	}
}

// rewrite writes the archive with the files that came out.
func rewrite(t *testing.T, path string, a *txtar.Archive, got map[string]string) {
	t.Helper()
	out := &txtar.Archive{Comment: a.Comment}
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			out.Files = append(out.Files, f)
		}
	}
	for _, name := range []string{"want/diagnostics.txt", "want/responses.http", "want/sent.http", "want/metrics.txt", "want/log.txt", requestLogFile} {
		if text, ok := got[name]; ok {
			out.Files = append(out.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	if err := os.WriteFile(path, txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}
