package npm_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// The lock files must work with every registry: they pin versions and
// integrity, and no addresses.
func TestLockFilesNameNoRegistry(t *testing.T) {
	files, err := filepath.Glob("../*/package-lock.json")
	if err != nil || len(files) < 2 {
		t.Fatalf("found %v, %v", files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var lock struct {
			Packages map[string]struct {
				Version, Resolved, Integrity string
			}
		}
		if err := json.Unmarshal(b, &lock); err != nil {
			t.Fatal(err)
		}
		for name, p := range lock.Packages {
			if p.Resolved != "" {
				t.Errorf("%s: %s has an address", file, name)
			}
			if name != "" && (p.Version == "" || p.Integrity == "") {
				t.Errorf("%s: %s is not pinned", file, name)
			}
		}
	}
}
