package validation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/policytest"
)

// TestLargeSchema: a schema beyond 4 MiB fails the check of every message that it is
// about (validate-content.md, common rules 5).
func TestLargeSchema(t *testing.T) {
	a, err := txtar.ParseFile("testdata/validate-content/lacking.txtar")
	if err != nil {
		t.Fatal(err)
	}
	const large = `{"properties": {"contentType": "application/vnd.oai.openapi.components+json", "document": {"components": {"schemas": {"C": {"type": "object", "description": "`
	for i := range a.Files {
		f := &a.Files[i]
		switch text := string(f.Data); f.Name {
		case "apis/pets/schemas/some/apiSchemaInformation.json":
			f.Data = []byte(large + strings.Repeat("x", 4<<20) + `"}}}}}}` + "\n")
		case "want/diagnostics.txt":
			for _, name := range []string{"C", "D"} {
				text = strings.ReplaceAll(text, `json-pointer in "some#/components/schemas/`+name+`" not found`, `failing loading "some": the schema "some" has more than 4194304 bytes`)
			}
			f.Data = []byte(text)
		}
	}
	path := filepath.Join(t.TempDir(), "large.txtar")
	if err := os.WriteFile(path, txtar.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
	policytest.Check(t, path)
}
