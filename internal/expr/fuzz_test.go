package expr_test

import (
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
