package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link = regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	// code is a block of code, in which brackets are no links.
	code = regexp.MustCompile("(?ms)^```.*?^```")
)

// TestLinks: what a page points at in this repository is there.
func TestLinks(t *testing.T) {
	generated, err := filepath.Glob(filepath.Join(root, "docs/policies/*.md"))
	if err != nil || len(generated) == 0 {
		t.Fatalf("docs/policies: %v, %v", generated, err)
	}
	all := pages(t)
	for _, path := range generated {
		all = append(all, "docs/policies/"+filepath.Base(path))
	}
	for _, page := range all {
		data, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(code.ReplaceAllString(string(data), ""), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s points at %s, which is not there", page, m[1])
			}
		}
	}
}
