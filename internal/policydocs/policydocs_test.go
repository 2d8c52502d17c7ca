package policydocs

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// compatibilityPage is the page that TestCompatibility looks after, which runs all
// archives for it.
const compatibilityPage = "compatibility.md"

// TestPages: docs/policies is what the definitions say, no more and no less.
func TestPages(t *testing.T) {
	const root, dir = "../..", "../../docs/policies"
	pages, err := Pages(root, policies.Builtin())
	if err != nil {
		t.Fatal(err)
	}
	if policytest.Updating() {
		old, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range old {
			if filepath.Base(path) == compatibilityPage {
				continue
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
		for name, page := range pages {
			if err := os.WriteFile(filepath.Join(dir, name), page, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		if _, ok := pages[filepath.Base(path)]; !ok && filepath.Base(path) != compatibilityPage {
			t.Errorf("%s belongs to no policy; run make generate", path)
		}
	}
	for name, page := range pages {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Errorf("%v; run make generate", err)
			continue
		}
		if diff := cmp.Diff(string(data), string(page)); diff != "" {
			t.Errorf("docs/policies/%s is stale; run make generate (-have +want):\n%s", name, diff)
		}
	}
}

// TestComments: every attribute and element of every policy is described, and
// every policy has an example that is run.
func TestComments(t *testing.T) {
	const root = "../.."
	for _, d := range policies.Builtin().Definitions() {
		checkDescribed(t, root, d)
	}
}
