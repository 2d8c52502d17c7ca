package server_test

import (
	"context"
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// netHTTP makes net/http serve and send everything in all tests of this package.
// make test runs them a second time with it: the adapters behave alike.
var netHTTP = flag.Bool("nethttp", false, "let net/http serve and send HTTP/1.1 in all tests")

// bothAdapters runs a test over each of the adapters that serve HTTP/1.1: nobody can
// tell from outside which one it is, but that our own is stricter.
func bothAdapters(t *testing.T, test func(t *testing.T, netHTTP bool)) {
	if !*netHTTP {
		t.Run("h1", func(t *testing.T) { test(t, false) })
	}
	t.Run("nethttp", func(t *testing.T) { test(t, true) })
}

// options are what tests change of a server.
type options struct {
	netHTTP bool
	// own is the adapter of our own even with -nethttp.
	own bool
	// backend serves a single document.
	backend   string
	keepGoing bool
	log       *slog.Logger
	adjust    func(*config.Settings)
}

// writeTree writes files, text by path, and returns their folder.
func writeTree(tb testing.TB, tree map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for path, text := range tree {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}

// tryStart starts a server of what is at a path, on any port and without an admin
// listener.
func tryStart(tb testing.TB, path string, o options) (*server.Server, *diag.List, error) {
	tb.Helper()
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	var l diag.List
	s, err := server.Start(server.Options{
		Source: server.Source{
			Path: path, Backend: o.backend, CacheFolder: tb.TempDir(), Env: func(string) (string, bool) { return "", false },
			Adjust: func(c *config.Settings) {
				c.Listen.Gateway = []config.Listener{{Address: "127.0.0.1:0"}}
				c.Listen.Admin = config.Listener{}
				if o.adjust != nil {
					o.adjust(c)
				}
			},
		},
		KeepGoing: o.keepGoing, AzureFolder: tb.TempDir(), NetHTTP: !o.own && (o.netHTTP || *netHTTP), Log: o.log,
	}, &l)
	return s, &l, err
}

// startAt is tryStart for what must be sound. Tests close the server themselves.
func startAt(tb testing.TB, path string, o options) (*server.Server, *diag.List) {
	tb.Helper()
	s, l, err := tryStart(tb, path, o)
	if err != nil {
		tb.Fatal(err, l.All())
	}
	return s, l
}

// serveAt is startAt with a server that is closed when the test ends.
func serveAt(tb testing.TB, path string, o options) (*server.Server, *diag.List) {
	tb.Helper()
	s, l := startAt(tb, path, o)
	tb.Cleanup(func() { closeServer(tb, s) })
	return s, l
}

// closeServer ends a server, and waits for that.
func closeServer(tb testing.TB, s *server.Server) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		tb.Error(err)
	}
}

// serveTree serves an APIOps tree, text by path, and returns the server.
func serveTree(t *testing.T, tree map[string]string, o options) *server.Server {
	t.Helper()
	s, _ := serveAt(t, writeTree(t, tree), o)
	return s
}

// startTree is serveTree for tests that close the server themselves.
func startTree(t *testing.T, tree map[string]string, o options) *server.Server {
	t.Helper()
	s, _ := startAt(t, writeTree(t, tree), o)
	return s
}

// serveDocument serves one policy document before a backend and returns the server.
func serveDocument(t *testing.T, netHTTP bool, document, backend string, adjust func(*config.Settings)) *server.Server {
	t.Helper()
	path := filepath.Join(writeTree(t, map[string]string{"policy.xml": document}), "policy.xml")
	s, _ := serveAt(t, path, options{netHTTP: netHTTP, backend: backend, adjust: adjust})
	return s
}

// serveWith is serveDocument for tests that need one adapter.
func serveWith(t *testing.T, document, backend string, adjust func(*config.Settings)) *server.Server {
	t.Helper()
	return serveDocument(t, false, document, backend, adjust)
}
