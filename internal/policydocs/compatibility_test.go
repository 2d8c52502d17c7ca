package policydocs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// TestCompatibility runs the archives of all policies and holds
// docs/policies/compatibility.md against what passed. What a definition has and no
// archive uses fails the test: write the archive.
func TestCompatibility(t *testing.T) {
	const root = "../.."
	path := filepath.Join(root, "docs", "policies", compatibilityPage)
	all, err := Archives(root)
	if err != nil {
		t.Fatal(err)
	}
	var passed []string
	for _, p := range all {
		if t.Run(strings.TrimPrefix(p, "internal/policies/"), func(t *testing.T) { policytest.Check(t, filepath.Join(root, filepath.FromSlash(p))) }) {
			passed = append(passed, p)
		}
	}
	registry := policies.Builtin()
	page, gaps, err := Compatibility(root, registry, passed, refused(t, registry))
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range gaps {
		t.Error(g)
	}
	if policytest.Updating() {
		if err := os.WriteFile(path, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run make generate", err)
	}
	if diff := cmp.Diff(strings.Split(string(have), "\n"), strings.Split(string(page), "\n")); diff != "" {
		t.Errorf("docs/policies/%s is stale; run make generate (-have +want):\n%s", compatibilityPage, diff)
	}
}

// refused compiles a document with each policy that the registry lacks and returns
// those that are refused with the code for it.
func refused(t *testing.T, registry *policy.Registry) []string {
	t.Helper()
	universe := bcl.Default().Universe
	var out []string
	for _, name := range registry.Refused() {
		var found diag.List
		c := &policy.Compiler{Registry: registry, Diagnostics: &found, Env: &expr.Env{Universe: universe}}
		c.Check(diag.NewSource("policy.xml", "<policies><inbound><"+name+" /></inbound></policies>"))
		if !slices.ContainsFunc(found.All(), func(d diag.Diagnostic) bool { return d.Code == diag.NotSupported }) {
			t.Errorf("%s is refused with %v", name, found.All())
			continue
		}
		out = append(out, name)
	}
	return out
}
