package policydocs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/policy"
)

func checkDescribed(t *testing.T, root string, d *policy.Definition) {
	t.Helper()
	schema := policy.SchemaOf(d)
	src, err := readSource(root, schema.Struct())
	if err != nil {
		t.Error(err)
		return
	}
	if want := strings.ReplaceAll(d.Element, "-", "_") + ".go"; filepath.Base(src.path) != want {
		t.Errorf("%s stands in %s, where nobody looks for it; call the file %s", d.Element, src.path, want)
	}
	described(t, d.Element, schema, src)
	example := filepath.Join(root, filepath.FromSlash(filepath.Dir(src.path)), "testdata", d.Element, "example.txtar")
	if _, err := os.Stat(example); err != nil {
		t.Errorf("%s has no example: %v", d.Element, err)
	}
}

func described(t *testing.T, name string, s *policy.Schema, src *source) {
	t.Helper()
	comments := src.fields[s.Struct().Name()]
	for _, a := range s.Attributes {
		if comments[a.Field] == "" && !a.Unsupported {
			t.Errorf("%s: the attribute %s is not described; comment the field %s", name, a.Name, a.Field)
		}
	}
	for _, e := range s.Elements {
		if comments[e.Field] == "" {
			t.Errorf("%s: the element %s is not described; comment the field %s", name, e.Name, e.Field)
		}
		if e.Schema != nil && e.Schema.Struct() != s.Struct() {
			described(t, e.Name, e.Schema, src)
		}
	}
}
