package policydoc_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// corpus is where the public documents are when they are at hand: beside the
// clone, because they are not part of this repository.
const corpus = "../../../shared/corpus"

// corpusDocuments returns the texts of the corpus by path, or skips the test.
func corpusDocuments(t testing.TB) map[string]string {
	t.Helper()
	documents := readCorpus(t)
	if documents == nil {
		t.Skip("the corpus of public documents is not beside the clone")
	}
	return documents
}

// readCorpus returns the texts of the corpus by path, or nil if it is not at
// hand.
func readCorpus(t testing.TB) map[string]string {
	t.Helper()
	root := filepath.Join(corpus, "documents")
	if _, err := os.Stat(root); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	documents := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		documents[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(documents) < 300 {
		t.Fatalf("only %d documents in %s", len(documents), root)
	}
	return documents
}

// TestCorpusDocuments has no list of expected failures: what is wrong with the
// wrong documents of the corpus (expressions.md section 8) is their C#, and the
// document around it can be read.
func TestCorpusDocuments(t *testing.T) {
	for name, text := range corpusDocuments(t) {
		var l diag.List
		doc := policydoc.Parse(diag.NewSource(name, text), &l)
		if got := doc.Print(); got != text {
			t.Errorf("%s: prints differently", name)
		}
		if shape := policydoc.Sniff(text); shape != policydoc.Policies && shape != policydoc.Fragment {
			t.Errorf("%s: Sniff = %v", name, shape)
		}
		for range doc.Values(nil, &l) {
		}
		if l.Len() > 0 {
			var b strings.Builder
			diag.WriteText(&b, l.All(), diag.TextOptions{})
			t.Errorf("%s", b.String())
		}
	}
}

// vector is what this test needs of an expression vector.
type vector struct {
	Kind, Code, Source string
}

// expressionVectors returns the distinct expressions of the corpus by document.
func expressionVectors(t *testing.T) map[string][]vector {
	t.Helper()
	f, err := os.Open(filepath.Join(corpus, "expression-vectors.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[vector]bool{}
	out := map[string][]vector{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var v vector
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			t.Fatal(err)
		}
		if seen[v] {
			continue
		}
		seen[v] = true
		// The source is owner/repo:path:line.
		name := v.Source[:strings.LastIndexByte(v.Source, ':')]
		name = strings.Replace(name, ":", "/", 1)
		out[name] = append(out[name], v)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestCorpusExpressions(t *testing.T) {
	documents := corpusDocuments(t)
	total, exact := 0, 0
	for name, vectors := range expressionVectors(t) {
		text, ok := documents[name]
		if !ok {
			t.Errorf("%s: not in the corpus", name)
			continue
		}
		var l diag.List
		doc := policydoc.Parse(diag.NewSource(name, text), &l)
		found := map[vector]bool{}
		var all []string
		for p := range doc.Values(nil, nil) {
			if p.Value.IsExpression() {
				kind := "("
				if p.Value.Kind == policydoc.Statements {
					kind = "{"
				}
				code := p.Value.Text()
				found[vector{Kind: kind, Code: code}] = true
				all = append(all, kind+code)
			}
		}
		for _, v := range vectors {
			total++
			if found[vector{Kind: v.Kind, Code: v.Code}] {
				exact++
				continue
			}
			if !matchesStubbed(all, v) {
				t.Errorf("%s: no expression @%s%s", v.Source, v.Kind, v.Code)
			}
		}
	}
	t.Logf("%d expressions, %d exactly, %d with named values stubbed", total, exact, total-exact)
}

// reference matches a named value's reference in a quoted pattern.
var reference = regexp.MustCompile(`\\\{\\\{[\w.\\-]+\\\}\\\}`)

// matchesStubbed reports whether an expression of the document is the vector's
// code once every {{name}} stands for something.
func matchesStubbed(all []string, v vector) bool {
	for _, code := range all {
		if !strings.Contains(code, "{{") {
			continue
		}
		pattern := reference.ReplaceAllString(regexp.QuoteMeta(code), `(?:nv|1|true)`)
		if regexp.MustCompile(`\A(?:` + pattern + `)\z`).MatchString(v.Kind + v.Code) {
			return true
		}
	}
	return false
}
