package expr_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// languageCase is a program and what the C# compiler (7.1) and run time said. Where
// the reference says something else, it is recorded instead, with the reason in
// Note.
type languageCase struct {
	Kind string `json:"kind"` // "(" or "{"
	Code string `json:"code"`
	// Type and String describe the result: its run-time type without namespace and
	// arguments ("null" for null), and its ToString.
	Type   string `json:"type,omitempty"`
	String string `json:"string,omitempty"`
	// Exception and Message describe what was thrown; Message is compared where it
	// is there.
	Exception string `json:"exception,omitempty"`
	Message   string `json:"message,omitempty"`
	// Errors are the compiler's codes. One of them has to be reported, unless Other
	// lists what is reported instead.
	Errors []string `json:"errors,omitempty"`
	Other  []string `json:"other,omitempty"`
	Note   string   `json:"note,omitempty"`
}

// outcome is what a program gave.
type outcome struct {
	Type, String, Exception, Message string
	Errors                           []string
	Messages                         []string
}

func TestLanguage(t *testing.T) {
	files, err := filepath.Glob("testdata/language/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			for _, c := range readLanguage(t, file) {
				if diff := c.differs(run(c.Kind, c.Code)); diff != "" {
					t.Errorf("%s%s\n\t%s", c.Kind, c.Code, diff)
				}
			}
		})
	}
}

func readLanguage(t testing.TB, file string) (cases []languageCase) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c languageCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", lines.Text(), err)
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return cases
}

func compile(kind, code string, l *diag.List) *expr.Program {
	form := expr.Single
	if kind == "{" {
		form = expr.Body
	}
	return expr.Compile(diag.NewSource("expression", code), form, nil, &expr.Env{Universe: bcl.Default().Universe}, l)
}

func newFrame() *rt.Frame {
	return &rt.Frame{Env: &rt.Env{
		Budget: rt.Budget{Steps: 1 << 20, Memory: 64 << 20, MaxDepth: 100, Time: time.Minute},
		TypeOf: bcl.Default().TypeOf, Services: host.Default(),
	}}
}

func run(kind, code string) (o outcome) {
	var list diag.List
	p := compile(kind, code, &list)
	if list.HasErrors() {
		for _, d := range list.All() {
			o.Messages = append(o.Messages, d.Message)
			c, _, _ := strings.Cut(d.Message, " ")
			o.Errors = append(o.Errors, c)
		}
		return o
	}
	f := newFrame()
	v, err := evaluate(p, f)
	if err == nil && v == nil {
		return outcome{Type: "null"}
	}
	if err == nil {
		o.Type = shortName(rt.DisplayName(bcl.Default().TypeOf(v)))
		var s rt.String
		s, err = rt.ToString(f, v)
		o.String = s.Text
	}
	if err != nil {
		o = outcome{Exception: "?", Message: err.Error()}
		var e *clr.Exception
		if errors.As(err, &e) {
			o.Exception = e.Type
		}
	}
	return o
}

// evaluate runs a program whose value is an object.
func evaluate(p *expr.Program, f *rt.Frame) (any, error) { return expr.Eval[any](p, f) }

func (c languageCase) differs(o outcome) string {
	if len(c.Errors) > 0 {
		want := c.Errors
		if c.Other != nil {
			want = c.Other
		}
		for _, e := range o.Errors {
			if slices.Contains(want, e) {
				return ""
			}
		}
		return "want " + strings.Join(want, ", ") + ", got " + o.text()
	}
	w := outcome{Type: c.Type, String: c.String, Exception: c.Exception, Message: c.Message}
	if c.Exception != "" && c.Message == "" {
		o.Message = ""
	}
	if w.text() != o.text() {
		return "want " + w.text() + ", got " + o.text()
	}
	return ""
}

func (o outcome) text() string {
	switch {
	case o.Messages != nil:
		return strings.Join(o.Messages, "; ")
	case o.Exception != "":
		return o.Exception + ": " + o.Message
	}
	return o.Type + " " + o.String
}

// shortName drops namespace and type arguments.
func shortName(name string) string {
	if i := strings.IndexAny(name, "`<"); i >= 0 {
		name = name[:i]
	}
	return name[strings.LastIndexAny(name, ".+")+1:]
}
