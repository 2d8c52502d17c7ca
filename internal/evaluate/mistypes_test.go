package evaluate_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// mistyped is a wrong expression over the context and the first error of the C#
// compiler (7.1), with its place. Those without a context are in internal/expr.
type mistyped struct {
	Kind   string `json:"kind"`
	Code   string `json:"code"`
	Error  string `json:"error"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// TestMistypes compares code, text and place of the first error. What is added behind
// a semicolon (the name that may be meant, the overloads there are) is left out.
func TestMistypes(t *testing.T) {
	f, err := os.Open("testdata/mistypes.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e := evaluate.Evaluator{Library: bcl.Default()}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c mistyped
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		form := expr.Single
		if c.Kind == "{" {
			form = expr.Body
		}
		r := e.Run(evaluate.Case{Form: form, Code: c.Code})
		if r.Diagnostics == nil {
			t.Errorf("%s%s\n\tcompiles, want %s", c.Kind, c.Code, c.Error)
			continue
		}
		d := r.Diagnostics.All()[0]
		at := d.Source.Position(d.Span.Start)
		added, same := strings.CutPrefix(d.Message, c.Error)
		if !same || added != "" && !strings.HasPrefix(added, "; ") || at.Line != c.Line || at.Column != c.Column {
			t.Errorf("%s%s\n\twant %s (%d,%d)\n\tgot  %s (%d,%d)", c.Kind, c.Code, c.Error, c.Line, c.Column, d.Message, at.Line, at.Column)
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}
