package parse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
)

// FuzzParse: no text makes the parser panic or hang, spans nest, errors have places
// in the text, and what parses without errors survives printing.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no test files: %v", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, paragraph := range strings.Split(string(data), "\n\n") {
			if strings.HasPrefix(paragraph, "@(") || strings.HasPrefix(paragraph, "@{") {
				input := inputOf(paragraph)
				f.Add(input[2:len(input)-1], input[1] == '{')
			}
		}
	}
	if _, err := os.Stat(shared); !errors.Is(err, fs.ErrNotExist) {
		for i, c := range corpus(f) {
			if i%8 == 0 { // TestCorpus has them all
				f.Add(c.Code, c.Kind == "{")
			}
		}
	}
	f.Fuzz(func(t *testing.T, code string, body bool) {
		kind := "("
		if body {
			kind = "{"
		}
		n, l := parseCase(kind, code)
		for _, d := range l.All() {
			if d.Span.Start < 0 || d.Span.End > len(code) || d.Span.Start > d.Span.End || d.Message == "" {
				t.Errorf("diagnostic %q at %v of %d bytes", d.Message, d.Span, len(code))
			}
		}
		again, l2 := parseCase(kind, code)
		if diff := cmp.Diff(n, again); diff != "" || l.Len() != l2.Len() {
			t.Errorf("a second run differs: %s", diff)
		}
		if l.Len() == 0 {
			checkRoundTrip(t, kind, n)
			checkSpans(t, n, len(code))
		} else {
			// a tree with errors prints and walks, too
			printCase(n)
			ast.Walk(n, func(n ast.Node) bool {
				if s := n.Span(); s.Start < 0 || s.End > len(code) || s.Start > s.End {
					t.Errorf("%T at %v of %d bytes", n, s, len(code))
				}
				return true
			})
		}
	})
}

// TestParseIsStateless: a source can be parsed by several goroutines at once.
func TestParseIsStateless(t *testing.T) {
	src := diag.NewSource("expression", `a?.b(x => $"{x:N2}") is string s ? s : throw new E { F = { 1 } }`)
	trees := make(chan ast.Expr)
	for range 4 {
		go func() {
			l := &diag.List{}
			trees <- Expression(src, l)
		}()
	}
	first := <-trees
	for range 3 {
		if diff := cmp.Diff(first, <-trees); diff != "" {
			t.Error(diff)
		}
	}
}
