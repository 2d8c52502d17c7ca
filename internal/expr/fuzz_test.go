package expr_test

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// FuzzCompile: whatever can be parsed either compiles or is reported, within
// bounds, and what compiles runs within a small budget.
func FuzzCompile(f *testing.F) {
	files, err := filepath.Glob("testdata/language/*.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		for i, c := range readLanguage(f, file) {
			if i%7 == 0 {
				f.Add(c.Kind == "{", c.Code)
			}
		}
	}
	for _, c := range published(f) {
		f.Add(c.Kind == "{", c.Code)
	}
	f.Fuzz(func(t *testing.T, body bool, code string) {
		kind := "("
		if body {
			kind = "{"
		}
		compileAndRun(t, kind, code)
	})
}

// compileAndRun fails the test when the compiler shows a mistake of its own.
func compileAndRun(t *testing.T, kind, code string) {
	t.Helper()
	var list diag.List
	p := compile(kind, code, &list)
	for _, d := range list.All() {
		if strings.HasPrefix(d.Message, "internal error") {
			t.Fatalf("%s%s\n%s", kind, code, d.Message)
		}
	}
	if p == nil {
		if !list.HasErrors() {
			t.Fatalf("%s%s\nno program and no error", kind, code)
		}
		return
	}
	frame := &rt.Frame{Env: &rt.Env{
		Budget: rt.Budget{Steps: 1 << 14, Memory: 1 << 20, MaxDepth: 50, Time: time.Second},
		TypeOf: bcl.Default().TypeOf, Services: host.Default(),
	}}
	// Exceptions and exceeded budgets are fine; panics are not.
	if v, err := evaluate(p, frame); err == nil && v != nil {
		_, _ = rt.ToString(frame, v)
	}
}

// publishedCase is what the fuzz target needs of a recorded expression.
type publishedCase struct{ Kind, Code string }

// published returns some of the expressions of published documents when they are at
// hand: beside the clone, because they are not part of this repository.
func published(f *testing.F) []publishedCase {
	f.Helper()
	const corpus = "../../../shared/corpus"
	var out []publishedCase
	for _, name := range []string{"expression-probes.jsonl", "expression-vectors.jsonl.gz"} {
		file, err := os.Open(filepath.Join(corpus, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			f.Fatal(err)
		}
		defer file.Close()
		var r io.Reader = file
		if strings.HasSuffix(name, ".gz") {
			if r, err = gzip.NewReader(file); err != nil {
				f.Fatal(err)
			}
		}
		d := json.NewDecoder(r)
		for i := 0; ; i++ {
			var c publishedCase
			err := d.Decode(&c)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				f.Fatal(err)
			}
			if i%8 == 0 {
				out = append(out, c)
			}
		}
	}
	return out
}
