package parse

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/ast"
)

// shared is the folder beside the clone that holds the public test corpus.
const shared = "../../../../shared/corpus"

// corpusCase is one expression with what a real C# compiler made of it.
type corpusCase struct {
	Kind   string
	Code   string
	Expect struct {
		OK    bool
		Phase string
	}
}

// corpus returns the distinct expressions of the corpus that compile. The test is
// skipped when the corpus is not there.
func corpus(t testing.TB) []corpusCase {
	t.Helper()
	var cases []corpusCase
	seen := map[string]bool{}
	for _, name := range []string{"expression-probes.jsonl", "expression-vectors.jsonl.gz"} {
		f, err := os.Open(filepath.Join(shared, name))
		if errors.Is(err, fs.ErrNotExist) {
			t.Skip("the shared corpus is not beside the clone")
		}
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(name, ".gz") {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		lines := bufio.NewScanner(r)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			var c corpusCase
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if c.Expect.Phase == "compile" || seen[c.Kind+c.Code] {
				continue
			}
			seen[c.Kind+c.Code] = true
			cases = append(cases, c)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return cases
}

// parseCase parses an expression or a body by the bracket that opens it.
func parseCase(kind, code string) (ast.Node, *diag.List) {
	l := &diag.List{}
	src := diag.NewSource("expression", code)
	if kind == "{" {
		return Body(src, l), l
	}
	return Expression(src, l), l
}

// printCase is the inverse of parseCase.
func printCase(n ast.Node) string {
	if b, ok := n.(*ast.Block); ok {
		return ast.PrintBody(b)
	}
	return ast.Print(n)
}

// ignoreSpans compares trees by what they say, not by where they stand.
var ignoreSpans = cmpopts.IgnoreTypes(diag.Span{})

// rendered returns the diagnostics, one a line.
func rendered(l *diag.List) string {
	var b strings.Builder
	for _, d := range l.All() {
		p := d.Source.Position(d.Span.Start)
		b.WriteString(d.Message)
		b.WriteString(" at ")
		b.WriteString(position(p))
		b.WriteByte('\n')
	}
	return b.String()
}

// TestCorpus: every published expression that compiles parses without a word, and
// printing it and parsing that gives the same tree.
func TestCorpus(t *testing.T) {
	cases := corpus(t)
	if len(cases) < 1000 {
		t.Errorf("only %d expressions in the corpus", len(cases))
	}
	for _, c := range cases {
		n, l := parseCase(c.Kind, c.Code)
		if l.Len() > 0 {
			t.Errorf("%s\n%s", c.Code, rendered(l))
			continue
		}
		checkRoundTrip(t, c.Kind, n)
		checkSpans(t, n, len(c.Code))
		checkChildren(t, n)
	}
}

// checkRoundTrip prints n, parses the result and compares.
func checkRoundTrip(t *testing.T, kind string, n ast.Node) {
	t.Helper()
	printed := printCase(n)
	again, l := parseCase(kind, printed)
	if l.Len() > 0 {
		t.Errorf("printed:\n%s\n%s", printed, rendered(l))
		return
	}
	if diff := cmp.Diff(n, again, ignoreSpans); diff != "" {
		t.Errorf("printed:\n%s\ntrees differ (-first +again):\n%s", printed, diff)
	}
	if twice := printCase(again); twice != printed {
		t.Errorf("printing is not stable:\n%s\n%s", printed, twice)
	}
}

// checkSpans checks that every node lies in its parent.
func checkSpans(t *testing.T, root ast.Node, size int) {
	t.Helper()
	if s := root.Span(); s.Start < 0 || s.End > size || s.Start > s.End {
		t.Errorf("%T spans %v of %d bytes", root, s, size)
	}
	ast.Walk(root, func(n ast.Node) bool {
		outer := n.Span()
		ast.Children(n, func(c ast.Node) {
			if s := c.Span(); s.Start < outer.Start || s.End > outer.End || s.Start > s.End {
				t.Errorf("%T %v in %T %v", c, s, n, outer)
			}
		})
		return true
	})
}

// checkChildren compares ast.Children with what reflection finds in the fields.
func checkChildren(t *testing.T, root ast.Node) {
	t.Helper()
	node := reflect.TypeFor[ast.Node]()
	ast.Walk(root, func(n ast.Node) bool {
		var want, got []ast.Node
		collect := func(v reflect.Value) {
			if k := v.Kind(); (k == reflect.Pointer || k == reflect.Interface) && v.Type().Implements(node) && !v.IsNil() {
				if c := v.Interface().(ast.Node); reflect.TypeOf(c) != reflect.TypeFor[*ast.Ident]() {
					want = append(want, c)
				}
			}
		}
		v := reflect.ValueOf(n).Elem()
		for i := range v.NumField() {
			collect(v.Field(i))
			if v.Field(i).Kind() == reflect.Slice {
				for j := range v.Field(i).Len() {
					collect(v.Field(i).Index(j))
				}
			}
		}
		ast.Children(n, func(c ast.Node) { got = append(got, c) })
		if !slices.Equal(want, got) {
			t.Errorf("%T has %d children, not %d, or another order", n, len(want), len(got))
		}
		return true
	})
}
