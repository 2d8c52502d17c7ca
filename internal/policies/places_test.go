package policies_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/policies"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// indexRow is a policy of the reference's index: name, sections, scopes, gateways.
var indexRow = regexp.MustCompile(`(?m)^\| \[([a-z0-9-]+)\]\([^)]*\) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|`)

// wider are the places that a policy has beyond those of the index, and why.
var wider = map[string]struct {
	sections policy.Section
	why      string
}{
	"authentication-managed-identity": {policy.Outbound, "Microsoft's own tools allow it"},
	"get-authorization-context":       {policy.Backend, "the service's policy toolkit offers it (its page, Sections)"},
	"rewrite-uri":                     {policy.Backend, "the service's changes of March 2026 (its page, Semantics)"},
	"set-body":                        {policy.OnError, "published samples have it there (its page, Sections)"},
	"trace":                           {policy.OnError, "the article on error handling (its page, Sections)"},
}

// TestPlaces compares where each policy may stand, and which gateways have it, with the
// reference's index. Every policy of the index is here or refused by name.
func TestPlaces(t *testing.T) {
	text, err := os.ReadFile("../../../shared/reference/policies/INDEX.md")
	if os.IsNotExist(err) {
		t.Skip("../shared is not there")
	}
	if err != nil {
		t.Fatal(err)
	}
	registry := policies.Builtin()
	seen := map[string]bool{}
	for _, row := range indexRow.FindAllStringSubmatch(string(text), -1) {
		name := row[1]
		d := registry.Lookup(name)
		if d == nil {
			if name != "include-fragment" && !slices.Contains(registry.Refused(), name) {
				t.Errorf("%s is neither here nor refused", name)
			}
			continue
		}
		seen[name] = true
		sections := words(row[2], policy.AllSections.String())
		if beyond := wider[name].sections.String(); beyond != "" {
			for _, s := range words(beyond, "") {
				if slices.Contains(sections, s) {
					t.Errorf("%s: the index has the section %s: no place beyond it", name, s)
				}
				sections = append(sections, s)
			}
			slices.Sort(sections)
		}
		compare(t, name+": sections", words(d.Sections.String(), ""), sections)
		compare(t, name+": scopes", words(d.Scopes.String(), ""), words(row[3], policy.AllScopes.String()))
		gateways := d.Gateways
		if gateways == 0 {
			gateways = policy.AllGateways
		}
		compare(t, name+": gateways", words(gateways.String(), ""), words(row[4], policy.AllGateways.String()))
	}
	for name, w := range wider {
		if !seen[name] || w.why == "" {
			t.Errorf("%s has places beyond the index, which does not have it, or for no reason", name)
		}
	}
	if len(seen) < 50 {
		t.Errorf("only %d policies of the index were found", len(seen))
	}
}

// words are the names of a list in order; all stands for those of another.
func words(list, all string) []string {
	if strings.TrimSpace(list) == "all" {
		list = all
	}
	var out []string
	for w := range strings.SplitSeq(strings.ToLower(list), ",") {
		out = append(out, strings.TrimSpace(w))
	}
	slices.Sort(out)
	return out
}

func compare(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %q, the index has %q", what, got, want)
	}
}
