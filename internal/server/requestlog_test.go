package server_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/config"
)

// TestRequestLog shows that requests over both adapters are in the file when the
// server has ended, with the sizes of their bodies, and that the file is appended to.
func TestRequestLog(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		fmt.Fprint(w, "answered")
	}))
	defer backend.Close()
	file := filepath.Join(t.TempDir(), "requests.jsonl")
	if err := os.WriteFile(file, []byte("{}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const specification = `{"openapi": "3.0.1", "info": {"title": "t", "version": "1"}, "paths": {"/": {"post": {"operationId": "send", "responses": {"200": {"description": "ok"}}}}}}`
	for _, netHTTP := range []bool{false, true} {
		s := startTree(t, map[string]string{
			"apis/shop/apiInformation.json": information("shop", backend.URL, `"protocols": ["http"], "subscriptionRequired": false`),
			"apis/shop/specification.json":  specification,
		}, options{netHTTP: netHTTP, adjust: func(c *config.Settings) { c.Logs.Gateway = file }})
		resp, err := http.Post(s.Addresses()[0]+"/shop?key=secret", "text/plain", strings.NewReader("hello"))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "answered" {
			t.Errorf("%q, %v", body, err)
		}
		resp.Body.Close()
		closeServer(t, s)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 3 || lines[0] != "{}" || strings.Contains(string(text), "secret") {
		t.Fatalf("the file is\n%s", text)
	}
	for _, line := range lines[1:] {
		var r struct {
			Properties struct {
				Method, APIID, OperationID string
				BackendResponseCode        int
				RequestSize, ResponseSize  int
			}
		}
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		p := r.Properties
		if p.Method != "POST" || p.APIID != "shop" || p.OperationID != "send" || p.BackendResponseCode != 200 || p.RequestSize != 5 || p.ResponseSize != 8 {
			t.Errorf("a line says %+v", p)
		}
	}
}
