package validate_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/policydoc"
)

// TestCorpusExpressions: every expression of every published document compiles,
// whatever policy it stands in, with its named values made up; but for the
// documents of wrong.txt, of which at least those compile that are wrong in
// something else.
func TestCorpusExpressions(t *testing.T) {
	if _, err := os.Stat(documents); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus of public documents is not beside the clone")
	}
	universe := bcl.Default().Universe
	env := &expr.Env{Universe: universe, Context: universe.MustLookup("Apim.IExpressionContext", 0)}
	wrong := readWrong(t)
	for _, name := range []string{"DELETE a from to", "GET a file from", "PUT a file to"} {
		// A dictionary called like a method (expressions.md section 8), in a policy
		// that TestCorpus finds not supported.
		wrong["Azure/api-management-policy-snippets/examples/"+name+" blobStorage account.xml"] = struct{}{}
	}
	compiled := 0
	count, files := 0, 0
	err := filepath.WalkDir(documents, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(documents, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		files++
		doc := policydoc.Parse(diag.NewSource(name, string(text)), nil)
		for place := range doc.Values(nil, nil) {
			if !place.Value.IsExpression() {
				continue
			}
			count++
			list := compiles(name, place.Value, env)
			if list == nil {
				compiled++
				continue
			}
			if _, expected := wrong[name]; !expected {
				var b strings.Builder
				diag.WriteText(&b, list, diag.TextOptions{})
				t.Errorf("%s", b.String())
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count < 1400 || files < 300 {
		t.Errorf("only %d expressions in %d documents", count, files)
	}
	t.Logf("%d of %d expressions compile, in %d documents", compiled, count, files)
}

// compiles returns the errors of an expression, nil if there are none with one of
// the values that named values may have: text within a string, a number or a
// boolean where code stands.
func compiles(name string, v policydoc.Value, env *expr.Env) (list []diag.Diagnostic) {
	form := expr.Single
	if v.Kind == policydoc.Statements {
		form = expr.Body
	}
	for _, value := range []string{"nv", "1", "true"} {
		code := v.Text()
		for i := len(v.Unresolved) - 1; i >= 0; i-- {
			at := v.Unresolved[i]
			code = code[:at.Start] + value + code[at.End:]
		}
		var l diag.List
		if expr.Compile(diag.NewSource(name, code), form, nil, env, &l) != nil {
			return nil
		}
		if list == nil {
			list = l.All()
		}
	}
	return list
}
