package lint

import (
	"bufio"
	"go/ast"
	"os"
	"regexp"
	"strings"
	"testing"
)

// maxLines is the length of a file that needs a reason; the reasons stand in
// longFiles.
const maxLines = 500

var longFiles = map[string]string{}

// TestSource checks rules about single files: no init, no imports for their
// effect, no files that are too long, no words that belong to other places.
func TestSource(t *testing.T) {
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s: init functions are not allowed; wire explicitly", f.path)
			}
		}
		for _, i := range f.ast.Imports {
			switch {
			case i.Name == nil:
			case i.Name.Name == "." || i.Name.Name == "_" && i.Path.Value != `"time/tzdata"` && i.Path.Value != `"embed"`:
				t.Errorf("%s imports %s as %s", f.path, i.Path.Value, i.Name.Name)
			}
		}
		if f.test {
			continue
		}
		if n := lines(t, f.path); n > maxLines && longFiles[f.path] == "" {
			t.Errorf("%s has %d lines; divide it by subject", f.path, n)
		}
	}
}

// TestAllocationTests: make test runs tests that count allocations without the race
// detector as well, which allocates where the program does not; it finds them by name.
func TestAllocationTests(t *testing.T) {
	for _, f := range files(t) {
		for _, d := range f.ast.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || strings.Contains(fn.Name.Name, "Alloc") {
				continue
			}
			ast.Inspect(fn, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "AllocsPerRun" {
					t.Errorf("%s: %s counts allocations; its name must say so with Alloc", f.path, fn.Name.Name)
				}
				return true
			})
		}
	}
}

func lines(t *testing.T, path string) int {
	t.Helper()
	data, err := os.Open(root + "/" + path)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	n := 0
	for s := bufio.NewScanner(data); s.Scan(); {
		n++
	}
	return n
}

// TestPackageComments: every package says what it does, in doc.go or beside its
// package clause.
func TestPackageComments(t *testing.T) {
	documented, seen := map[string]bool{}, map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			continue
		}
		seen[f.dir] = true
		documented[f.dir] = documented[f.dir] || f.ast.Doc != nil
	}
	for dir := range seen {
		if !documented[dir] {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// TestExported: what is exported says what it is.
func TestExported(t *testing.T) {
	for _, f := range files(t) {
		if f.test {
			continue
		}
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Name.IsExported() && d.Doc == nil && receiverExported(d) {
					t.Errorf("%s: %s has no comment", f.fset.Position(d.Pos()), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					if ts, ok := s.(*ast.TypeSpec); ok && ts.Name.IsExported() && d.Doc == nil && ts.Doc == nil {
						t.Errorf("%s: %s has no comment", f.fset.Position(ts.Pos()), ts.Name.Name)
					}
				}
			}
		}
	}
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	typ := d.Recv.List[0].Type
	for {
		switch x := typ.(type) {
		case *ast.StarExpr:
			typ = x.X
		case *ast.IndexExpr:
			typ = x.X
		case *ast.IndexListExpr:
			typ = x.X
		case *ast.Ident:
			return x.IsExported()
		default:
			return false
		}
	}
}

var skip = regexp.MustCompile(`\b[tb]\.Skip(f|Now)?\(`)

// skips are the files that may skip a test, and when. Where CI is "true" only
// those about ../shared may come true.
var skips = map[string]string{
	"internal/catalog/load/files/files_test.go":    "a file system without links",
	"internal/catalog/load/load_test.go":           "a file system without links; ../shared absent",
	"internal/emulator/server_test.go":             "a system without a POSIX shell",
	"internal/evaluate/conformance_test.go":        "../shared absent",
	"internal/expr/parse/corpus_test.go":           "../shared absent",
	"internal/expr/scan/fuzz_test.go":              "../shared absent",
	"internal/identity/azurecli_test.go":           "Windows: the fake is a shell script",
	"internal/lint/reference_test.go":              "../shared absent",
	"internal/policies/places_test.go":             "../shared absent",
	"internal/policydoc/corpus_test.go":            "../shared absent",
	"internal/text/xpath/xmllint_test.go":          "xmllint not installed; fails in CI",
	"internal/validate/corpus_expressions_test.go": "../shared absent",
	"internal/validate/corpus_test.go":             "../shared absent",
	"internal/validate/load_test.go":               "../shared absent",
	"test/clients/npm/npm.go":                      "node not installed; fails in CI",
}

// TestSkips: a test is skipped only in the files and for the reasons above.
func TestSkips(t *testing.T) {
	used := map[string]bool{}
	for _, f := range files(t) {
		if f.path == "internal/lint/source_test.go" {
			continue
		}
		data, err := os.ReadFile(root + "/" + f.path)
		if err != nil {
			t.Fatal(err)
		}
		if !skip.Match(data) {
			continue
		}
		used[f.path] = true
		if skips[f.path] == "" {
			t.Errorf("%s skips a test; only the absence of ../shared is a reason, and it belongs into the list", f.path)
		}
	}
	for path := range skips {
		if !used[path] {
			t.Errorf("%s is in the list and skips nothing", path)
		}
	}
}
