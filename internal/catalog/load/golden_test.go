package load_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/catalog/load"
	"github.com/gatehouse-project/gatehouse/internal/diag"
)

var update = flag.Bool("update", false, "write what the loader gives into the archives")

// TestGolden loads the tree of each archive in testdata and compares the service
// and the findings with the files want/service and want/findings of the same
// archive. Lines of the archive's comment set options: `env NAME=value`,
// `overrides FILE`, `backend URL`, `path FILE`, `value NAME=value`.
func TestGolden(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			service, found := loadArchive(t, archive)
			if *update {
				writeArchive(t, file, archive, service, found)
				return
			}
			if diff := cmp.Diff(archived(archive, "want/service"), service); diff != "" {
				t.Errorf("service (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(archived(archive, "want/findings"), found); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// loadArchive writes the files of an archive into a folder, loads it, and
// returns the dump and the findings with paths relative to the folder.
func loadArchive(t *testing.T, archive *txtar.Archive) (service, found string) {
	t.Helper()
	dir := t.TempDir()
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			continue
		}
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	path, env := dir, map[string]string{}
	opt := load.Options{
		Env:    func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Supply: catalog.Supply{KeySeed: []byte("seed")},
	}
	for _, line := range strings.Split(string(archive.Comment), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		name, value, _ := strings.Cut(rest, "=")
		switch word {
		case "env":
			env[name] = value
		case "overrides":
			opt.Overrides = filepath.Join(dir, rest)
		case "backend":
			opt.Backend = rest
		case "path":
			path = filepath.Join(dir, rest)
		case "value":
			opt.Supply.NamedValues = append(opt.Supply.NamedValues, catalog.SuppliedValue{DisplayName: name, Value: value})
		}
	}
	var l diag.List
	s, err := load.Path(path, opt, &l)
	if err != nil {
		return "error: " + strings.ReplaceAll(err.Error(), dir, "") + "\n", findings(&l)
	}
	clean := strings.NewReplacer(dir+"/", "", dir, ".")
	return clean.Replace(dump(s)), clean.Replace(findings(&l))
}

func archived(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func writeArchive(t *testing.T, file string, a *txtar.Archive, service, found string) {
	t.Helper()
	var kept []txtar.File
	for _, f := range a.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			kept = append(kept, f)
		}
	}
	a.Files = append(kept, txtar.File{Name: "want/service", Data: []byte(service)}, txtar.File{Name: "want/findings", Data: []byte(found)})
	if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
		t.Fatal(err)
	}
}
