package docs

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	guide = "docs/contributing/add-a-policy.md"
	// list is the file of step 3.
	list = "internal/policies/transform/transform.go"
	// page is what step 5 writes.
	page = "docs/policies/set-method.md"
)

// TestGuide follows the guide in a copy of the repository that lacks what the
// guide makes, and demands that it makes what the repository has.
func TestGuide(t *testing.T) {
	dir := t.TempDir()
	copyRepository(t, dir)
	remove := []string{page}
	entry := ""
	all := blocks(t, guide)
	for _, b := range all {
		switch {
		case b.file != "":
			remove = append(remove, b.file)
		case b.language == "go":
			entry = strings.TrimSpace(b.text)
		}
	}
	for _, path := range remove {
		if err := os.Remove(filepath.Join(dir, path)); err != nil {
			t.Fatal(err)
		}
	}
	original := read(t, filepath.Join(root, list))
	if strings.Count(original, entry) != 1 {
		t.Fatalf("%s does not have %q once", list, entry)
	}
	before, after, _ := strings.Cut(original, entry)

	write(t, filepath.Join(dir, list), before+after)
	for _, b := range all {
		switch {
		case b.file != "":
			write(t, filepath.Join(dir, b.file), b.text)
		case b.language == "go":
			write(t, filepath.Join(dir, list), before+entry+after)
		case b.language == "sh":
			cmd := exec.Command("sh", "-ec", b.text)
			cmd.Dir = dir
			// The build cache serves the copy as well.
			cmd.Env = append(os.Environ(), "GOFLAGS=-trimpath")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%s:%d: %v\n%s", guide, b.line, err, out)
			}
		}
	}
	for _, path := range append(remove, list) {
		if diff := cmp.Diff(read(t, filepath.Join(root, path)), read(t, filepath.Join(dir, path))); diff != "" {
			t.Errorf("%s: the guide makes something else (-repository +guide):\n%s", path, diff)
		}
	}
}

// copyRepository copies what git would.
func copyRepository(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && (d.Name() == ".git" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		case !d.Type().IsRegular() || rel == "gatehouse":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), data, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
