package server_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/server"
)

// options are what tests change of a server that serves a tree.
type options struct {
	netHTTP bool
	log     *slog.Logger
	adjust  func(*config.Settings)
}

// serveTree serves an APIOps tree, text by path, and returns the server. It is closed
// when the test ends.
func serveTree(t *testing.T, tree map[string]string, o options) *server.Server {
	t.Helper()
	s := startTree(t, tree, o)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

// startTree is serveTree for tests that close the server themselves.
func startTree(t *testing.T, tree map[string]string, o options) *server.Server {
	t.Helper()
	dir := t.TempDir()
	for path, text := range tree {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	var l diag.List
	s, err := server.Start(server.Options{
		Source: server.Source{
			Path: dir, CacheFolder: t.TempDir(), Env: func(string) (string, bool) { return "", false },
			Adjust: func(c *config.Settings) {
				c.Listen.Gateway = []config.Listener{{Address: "127.0.0.1:0"}}
				c.Listen.Admin = config.Listener{}
				if o.adjust != nil {
					o.adjust(c)
				}
			},
		},
		AzureFolder: t.TempDir(), NetHTTP: o.netHTTP, Log: o.log,
	}, &l)
	if err != nil {
		t.Fatal(err, l.All())
	}
	return s
}

// information is the file of an API with further properties, as JSON members.
func information(path, service, more string) string {
	if more != "" {
		more = ", " + more
	}
	return fmt.Sprintf(`{"properties": {"path": %q, "displayName": %q, "apiRevision": "1", "isCurrent": true, "serviceUrl": %q%s}}`, path, path, service, more)
}

// oneGet is a specification with the operation GET / alone.
const oneGet = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/": {"get": {"operationId": "get", "responses": {"200": {"description": "ok"}}}}}}`
