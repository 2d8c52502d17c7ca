package expr_test

import (
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/expr/exprgen"
)

// TestRandomPrograms: what the generator makes compiles, runs within its budget,
// and gives the same twice. Recorded programs with their results are in
// testdata/language/random.jsonl.
func TestRandomPrograms(t *testing.T) {
	for seed := range uint64(200) {
		code := exprgen.Program(seed, 4+int(seed%12))
		a, b := run("{", code), run("{", code)
		if a.Errors != nil || a.text() != b.text() || a.Exception == "?" {
			t.Errorf("seed %d: %s\n\t%s\n\t%s", seed, code, a.text(), b.text())
		}
	}
}
