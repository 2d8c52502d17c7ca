package bcl

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// recordedCase is an expression without a context and what a C# compiler and
// class library answered. Differences that the reference explains are recorded
// with the answer of the reference and the reason in Note.
type recordedCase struct {
	Kind string `json:"kind"` // "(" or "{"
	Code string `json:"code"`
	// Type is the run-time type of the result, "null" for null; String what its
	// ToString returns, absent where that is not comparable.
	Type   string  `json:"type,omitempty"`
	String *string `json:"string,omitempty"`
	// Value is the result, or the elements of a sequence, as JSON; absent where
	// String says it all.
	Value json.RawMessage `json:"value,omitempty"`
	// Exception is the type of the exception; Message its text where it is
	// compared. Compile says that the expression must not compile.
	Exception string `json:"exception,omitempty"`
	Message   string `json:"message,omitempty"`
	Compile   bool   `json:"compile,omitempty"`
	Note      string `json:"note,omitempty"`
}

// answer is what this library says.
type answer struct {
	Type, String, Exception, Message string
	// Value is set for cases that have one.
	Value       string
	Diagnostics []string
}

func TestRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recorded cases: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".jsonl"), func(t *testing.T) {
			for _, c := range readCases(t, file) {
				if diff := c.differs(evaluate(c)); diff != "" {
					t.Errorf("%s%s\n\t%s", c.Kind, c.Code, diff)
				}
			}
		})
	}
}

func readCases(t *testing.T, file string) []recordedCase {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []recordedCase
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c recordedCase
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

func evaluate(c recordedCase) (a answer) {
	l := Default()
	form := expr.Single
	if c.Kind == "{" {
		form = expr.Body
	}
	var list diag.List
	p := expr.Compile(diag.NewSource("expression", c.Code), form, nil, &expr.Env{Universe: l.Universe}, &list)
	if list.HasErrors() {
		for _, d := range list.All() {
			a.Diagnostics = append(a.Diagnostics, d.Message)
		}
		return a
	}
	f := &rt.Frame{Env: &rt.Env{
		Budget: rt.Budget{Steps: 1 << 22, Memory: 64 << 20, MaxDepth: 100, Time: time.Minute},
		TypeOf: l.TypeOf, Services: host.Default(),
	}}
	f.Prepare(p.Layout)
	v, err := p.Type.Runtime.(*rt.Type).Rep.BoxedFn(p.Code)(f)
	if err != nil {
		a.fail(err)
		return a
	}
	if v == nil {
		a.Type = "null"
		return a
	}
	a.Type = rt.DisplayName(l.TypeOf(v))
	s, err := rt.ToString(f, v)
	if err != nil {
		a.fail(err)
	}
	a.String = s.Text
	if c.Value != nil {
		a.Value = canonical(f, v)
	}
	return a
}

func (a *answer) fail(err error) {
	a.Exception, a.Message = "?", err.Error()
	var e *clr.Exception
	if errors.As(err, &e) {
		a.Exception = e.Type
	}
}

// differs says in which way the answer is not the recorded one.
func (c recordedCase) differs(a answer) string {
	switch {
	case c.Compile && len(a.Diagnostics) == 0:
		return "compiles, and must not"
	case c.Compile:
		return ""
	case len(a.Diagnostics) > 0:
		return strings.Join(a.Diagnostics, "\n\t")
	case c.Exception != a.Exception:
		return "want " + c.want() + ", got " + a.got()
	case c.Exception != "":
		if c.Message != "" && c.Message != a.Message {
			return "want " + c.want() + ", got " + a.got()
		}
		return ""
	case shortType(c.Type) != shortType(a.Type), c.String != nil && *c.String != a.String:
		return "want " + c.want() + ", got " + a.got()
	case c.Value != nil && compact(c.Value) != a.Value:
		return "want " + compact(c.Value) + ", got " + a.Value
	}
	return ""
}

func (c recordedCase) want() string {
	s := ""
	if c.String != nil {
		s = *c.String
	}
	return answer{Type: c.Type, String: s, Exception: c.Exception, Message: c.Message}.got()
}

func (a answer) got() string {
	if a.Exception != "" {
		return a.Exception + " " + quoted(a.Message)
	}
	return a.Type + " " + quoted(a.String)
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(b)
}

// shortType drops namespace and type arguments, whose spelling is not compared.
func shortType(name string) string {
	if i := strings.IndexAny(name, "`<"); i >= 0 {
		name = name[:i]
	}
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	return name
}
