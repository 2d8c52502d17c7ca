package evaluate_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
	"github.com/gatehouse-project/gatehouse/internal/expr"
)

// checked is a case of a line of expressions.md section 6.
type checked struct {
	// Line names the bullet or the row of a table.
	Line string `json:"line"`
	Kind string `json:"kind"`
	Code string `json:"code"`
	// One of them is what must come out: the result's text, null, an exception of
	// a type, or no compilation.
	Want      *string `json:"want"`
	Null      bool    `json:"null"`
	Exception string  `json:"exception"`
	Compile   bool    `json:"compile"`
	// Note says why the recorded answer is not the oracle's.
	Note string `json:"note"`
}

// TestSection6 goes through expressions.md section 6, line by line.
func TestSection6(t *testing.T) {
	f, err := os.Open("testdata/section6.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	e := evaluate.Evaluator{Library: bcl.Default()}
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c checked
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		seen[c.Line] = true
		t.Run(c.Line, func(t *testing.T) { c.check(t, &e) })
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if len(seen) < 150 {
		t.Errorf("only %d lines of the section", len(seen))
	}
}

func (c checked) check(t *testing.T, e *evaluate.Evaluator) {
	form := expr.Single
	if c.Kind == "{" {
		form = expr.Body
	}
	r := e.Run(evaluate.Case{Form: form, Code: c.Code})
	got := r.Text
	switch {
	case r.Diagnostics != nil:
		got = "a compile error"
		if !c.Compile {
			got += ": " + r.Diagnostics.All()[0].Message
		}
	case !r.OK:
		got = "a " + r.Exception
	case r.Null:
		got = "null"
	}
	want := "null"
	switch {
	case c.Compile:
		want = "a compile error"
	case c.Exception != "":
		want = "a " + c.Exception
	case c.Want != nil:
		want = *c.Want
	}
	if got != want || c.Null && !r.Null {
		t.Errorf("%s\n\tgot %s, want %s", c.Code, got, want)
	}
}
