package main

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/loadgen"
	"github.com/gatehouse-project/gatehouse/internal/validate"
)

// TestTree: the gateway takes the configuration that is measured.
func TestTree(t *testing.T) {
	targets, err := newTargets()
	if err != nil {
		t.Fatal(err)
	}
	defer targets.close()
	folder := t.TempDir()
	if err := writeTree(folder, targets, "127.0.0.1:0", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	found, err := validate.Path(folder, validate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	documents := 0
	for _, c := range found {
		for _, d := range c.Diagnostics {
			t.Errorf("%s: %s", c.Path, d.Message)
		}
		if strings.HasSuffix(c.Path, "policy.xml") {
			documents++
		}
	}
	if documents != len(operations) {
		t.Errorf("%d policy documents, want %d", documents, len(operations))
	}
	for _, s := range swept {
		if _, ok := operations[s.operation]; !ok {
			t.Errorf("there is no operation %s", s.operation)
		}
	}
}

// TestTargets: requests without a token, or with one that has expired, are refused.
func TestTargets(t *testing.T) {
	targets, err := newTargets()
	if err != nil {
		t.Fatal(err)
	}
	defer targets.close()
	tests := []struct {
		name, token string
		want        int
	}{
		{"none", "", http.StatusUnauthorized},
		{"no JWT", "Bearer x", http.StatusUnauthorized},
		{"expired", "Bearer e30.eyJleHAiOjF9.x", http.StatusUnauthorized},
		{"valid", "Bearer e30.eyJleHAiOjk5OTk5OTk5OTl9.x", http.StatusOK},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, targets.backendURL+"/identity", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", tt.token)
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != tt.want {
				t.Errorf("status %d, want %d", resp.StatusCode, tt.want)
			}
		})
	}
	if n := targets.refused.Load(); n != 3 {
		t.Errorf("%d refused", n)
	}
}

// TestPage: the figures take their place between the marks, and tables have rows of
// one length.
func TestPage(t *testing.T) {
	run := func(name string) *result {
		return &result{name: name, cpu: 20, report: &loadgen.Report{Requests: 10, Answers: 10, Rate: 5, RateAsked: 5, Duration: 2, Series: []loadgen.Second{{Second: 1, P99: 1}}}}
	}
	f := figures{machine: "a machine", slow: []*result{run("a"), run("b"), run("c"), run("d")}, refusing: []*result{run("x")}, identity: []*result{run("works, always")}}
	for range 2 {
		f.sweep = append(f.sweep, &sweepResult{name: "policy", most: run("most"), rates: []*result{run("half")}})
	}
	folder := t.TempDir()
	page := filepath.Join(folder, "page.md")
	if err := os.WriteFile(page, []byte("before\n"+beginMark+"old\n"+endMark+"after\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.write(page, filepath.Join(folder, "plots")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(text); !strings.HasPrefix(s, "before\n"+beginMark) || !strings.HasSuffix(s, endMark+"after\n") || strings.Contains(s, "old\n") {
		t.Errorf("the page is\n%s", s)
	}
	columns := 0
	for line := range strings.Lines(string(text)) {
		n := strings.Count(line, "|")
		if n > 0 && columns > 0 && n != columns {
			t.Errorf("a row of %d cells in a table of %d: %s", n-1, columns-1, line)
		}
		columns = n
	}
	var plots []string
	entries, err := os.ReadDir(filepath.Join(folder, "plots"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		plots = append(plots, e.Name())
		if !strings.Contains(string(text), "plots/"+e.Name()) {
			t.Errorf("the page does not show %s", e.Name())
		}
	}
	if want := []string{"azure-cpu.svg", "azure-identity-failed.svg", "azure-identity-p99.svg", "azure-p99.svg"}; !slices.Equal(plots, want) {
		t.Errorf("plots %q", plots)
	}
	if err := f.write(filepath.Join(folder, "nowhere.md"), folder); err == nil {
		t.Error("a page that is not there was written")
	}
}
