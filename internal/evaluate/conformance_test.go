package evaluate_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
)

// corpus is where the recorded expressions are when they are at hand: beside the
// clone, because they are not part of this repository.
const corpus = "../../../shared/corpus"

// recorded is a case with the answer of a real C# compiler and class library.
type recorded struct {
	Kind    string          `json:"kind"`
	Code    string          `json:"code"`
	Context json.RawMessage `json:"context,omitempty"`
	Source  string          `json:"source,omitempty"`
	Variant string          `json:"variant,omitempty"`
	Expect  expectation     `json:"expect"`
}

// expectation is the result in the oracle's form.
type expectation struct {
	OK          bool            `json:"ok"`
	Phase       string          `json:"phase"`
	Type        string          `json:"type"`
	String      *string         `json:"string"`
	Value       json.RawMessage `json:"value"`
	Exception   string          `json:"exception"`
	Message     string          `json:"message"`
	Diagnostics []string        `json:"diagnostics"`
}

// TestVectors runs the expressions of published documents and hand-made probes.
func TestVectors(t *testing.T) {
	if _, err := os.Stat(corpus); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the corpus of expressions is not beside the clone")
	}
	differences := readDifferences(t)
	for _, name := range []string{"expression-vectors.jsonl.gz", "expression-probes.jsonl"} {
		t.Run(name, func(t *testing.T) {
			cases := readRecorded(t, name)
			answers := answersOf(t, cases)
			for i, c := range cases {
				diff := c.Expect.differs(answers[i])
				known, expected := differences[c.Code]
				switch {
				case expected:
					*known = diff
				case diff != "":
					t.Errorf("line %d %s %s\n%s\n\t%s", i+1, c.Source, c.Variant, c.Code, diff)
				}
			}
		})
	}
	for code, diff := range differences {
		if *diff == "" {
			t.Errorf("testdata/differences.txt lists %s, which gives the recorded answer: remove it", code)
		}
	}
}

// readRecorded returns the cases of a file of the corpus.
func readRecorded(t *testing.T, name string) []recorded {
	t.Helper()
	f, err := os.Open(filepath.Join(corpus, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var cases []recorded
	d := json.NewDecoder(r)
	for {
		var c recorded
		err := d.Decode(&c)
		if errors.Is(err, io.EOF) {
			return cases
		}
		if err != nil {
			t.Fatalf("%s: case %d: %v", name, len(cases), err)
		}
		cases = append(cases, c)
	}
}

// answersOf evaluates the cases in as many parts as there are processors.
func answersOf(t *testing.T, cases []recorded) []expectation {
	t.Helper()
	e := evaluate.Evaluator{Library: bcl.Default()}
	answers := make([]expectation, len(cases))
	parts := runtime.GOMAXPROCS(0)
	failed := make([]error, parts)
	var wg sync.WaitGroup
	for part := range parts {
		from, to := part*len(cases)/parts, (part+1)*len(cases)/parts
		wg.Go(func() { failed[part] = answer(&e, cases[from:to], answers[from:to]) })
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		t.Fatal(err)
	}
	return answers
}

// answer sends cases through Lines.
func answer(e *evaluate.Evaluator, cases []recorded, answers []expectation) error {
	var in, out bytes.Buffer
	lines := json.NewEncoder(&in)
	for _, c := range cases {
		c.Expect = expectation{}
		if err := lines.Encode(c); err != nil {
			return err
		}
	}
	if err := e.Lines(&in, &out); err != nil {
		return err
	}
	d := json.NewDecoder(&out)
	for i := range answers {
		if err := d.Decode(&answers[i]); err != nil {
			return fmt.Errorf("answer %d: %w", i, err)
		}
	}
	return nil
}

// differs says in which way an answer is not the recorded one. Messages are not
// compared: Mono words some differently.
func (e expectation) differs(got expectation) string {
	switch {
	case e.OK != got.OK:
		return fmt.Sprintf("ok is %v: %s %s %s", got.OK, got.Exception, got.Message, strings.Join(got.Diagnostics, "; "))
	case !e.OK && e.Phase != got.Phase:
		return fmt.Sprintf("want an error of phase %s, got %s %s", e.Phase, got.Phase, strings.Join(got.Diagnostics, "; "))
	case !e.OK && e.Exception != "" && shortName(e.Exception) != shortName(got.Exception):
		return fmt.Sprintf("want %s, got %s", e.Exception, got.Exception)
	case !e.OK:
		return ""
	case e.sequence():
		if want, have := canonical(e.Value), canonical(got.Value); want != have {
			return fmt.Sprintf("want %s, got %s", want, have)
		}
	case shortName(e.Type) != shortName(got.Type):
		return fmt.Sprintf("want a %s, got a %s", e.Type, got.Type)
	case (e.String == nil) != (got.String == nil) || e.String != nil && *e.String != *got.String:
		return fmt.Sprintf("want %s, got %s", quoted(e.String), quoted(got.String))
	}
	return ""
}

// sequence reports whether the result's text is only the name of a class that the
// C# compiler or LINQ made.
func (e expectation) sequence() bool {
	short := shortName(e.Type)
	for _, prefix := range []string{"<", "Enumerable", "Where", "Select"} {
		if strings.HasPrefix(short, prefix) {
			return true
		}
	}
	return strings.Contains(e.Type, "d__") || strings.Contains(e.Type, "AnonymousType")
}

// shortName drops namespace and type arguments, which are spelled in many ways.
func shortName(name string) string {
	name, _, _ = strings.Cut(name, "`")
	return name[strings.LastIndexByte(name, '.')+1:]
}

// canonical is a JSON value with one spelling.
func canonical(value json.RawMessage) string {
	if len(value) == 0 {
		return "null"
	}
	var v any
	if err := json.Unmarshal(value, &v); err != nil {
		return err.Error()
	}
	out, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

func quoted(s *string) string {
	if s == nil {
		return "null"
	}
	return fmt.Sprintf("%q", *s)
}

// readDifferences returns the expressions that are expected to give another answer;
// each is to be set to what differs.
func readDifferences(t *testing.T) map[string]*string {
	t.Helper()
	f, err := os.Open("testdata/differences.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	list := map[string]*string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
			list[line] = new(string)
		}
	}
	return list
}
