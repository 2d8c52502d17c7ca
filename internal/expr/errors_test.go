package expr_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

// wrongCase is a wrong program and the first error of the C# compiler (7.1).
type wrongCase struct {
	Kind string `json:"kind"` // "(" or "{"
	Code string `json:"code"`
	// Error is the error with its code; Line and Column, from 1, are its place.
	Error  string `json:"error"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	// Ours is the first error of this compiler, with its place, where it is another;
	// Note says why.
	Ours string `json:"ours,omitempty"`
	// More are the errors behind the first, with their places, where they are compared.
	More []string `json:"more,omitempty"`
	Note string   `json:"note,omitempty"`
}

// TestErrors compares the first error of wrong programs: its code, text and place.
// What this compiler adds behind a semicolon (the overloads there are, the name that
// may be meant) is left out.
func TestErrors(t *testing.T) {
	files, err := filepath.Glob("testdata/errors/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			lines := bufio.NewScanner(f)
			lines.Buffer(nil, 1<<20)
			for lines.Scan() {
				var c wrongCase
				if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
					t.Fatalf("%s: %v", lines.Text(), err)
				}
				c.check(t)
			}
			if err := lines.Err(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func (c wrongCase) check(t *testing.T) {
	t.Helper()
	var list diag.List
	compile(c.Kind, c.Code, &list)
	if !list.HasErrors() {
		t.Errorf("%s%s\n\tcompiles, want %s", c.Kind, c.Code, c.Error)
		return
	}
	if c.More != nil {
		c.checkMore(t, list.All()[1:])
	}
	d := list.All()[0]
	at := d.Source.Position(d.Span.Start)
	want, line, column := c.Error, c.Line, c.Column
	if c.Ours != "" {
		want, line, column = c.Ours, at.Line, at.Column
	}
	added, same := strings.CutPrefix(d.Message, want)
	if !same || added != "" && !strings.HasPrefix(added, "; ") || at.Line != line || at.Column != column {
		t.Errorf("%s%s\n\twant %s (%d,%d)\n\tgot  %s (%d,%d)", c.Kind, c.Code, want, line, column, d.Message, at.Line, at.Column)
	}
}

func (c wrongCase) checkMore(t *testing.T, rest []diag.Diagnostic) {
	t.Helper()
	var got []string
	for _, d := range rest {
		at := d.Source.Position(d.Span.Start)
		text, _, _ := strings.Cut(d.Message, "; ")
		got = append(got, fmt.Sprintf("%s (%d,%d)", text, at.Line, at.Column))
	}
	if !slices.Equal(got, c.More) {
		t.Errorf("%s%s\n\twant then %q\n\tgot       %q", c.Kind, c.Code, c.More, got)
	}
}
