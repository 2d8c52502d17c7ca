package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"

	"github.com/gatehouse-project/gatehouse/internal/bcl"
	"github.com/gatehouse-project/gatehouse/internal/bcl/bclgen"
	"github.com/gatehouse-project/gatehouse/internal/evaluate"
)

// answer is a result in the oracle's form.
type answer struct {
	ID           int             `json:"id"`
	OK           bool            `json:"ok"`
	Phase        string          `json:"phase,omitempty"`
	Type         string          `json:"type,omitempty"`
	String       *string         `json:"string,omitempty"`
	Value        json.RawMessage `json:"value,omitempty"`
	Exception    string          `json:"exception,omitempty"`
	Message      string          `json:"message,omitempty"`
	Diagnostics  []string        `json:"diagnostics,omitempty"`
	RequestGone  bool            `json:"requestBodyConsumed,omitempty"`
	ResponseGone bool            `json:"responseBodyConsumed,omitempty"`
}

// numbered is a case as both sides read it.
type numbered struct {
	ID int `json:"id"`
	bclgen.Case
}

// lines writes cases one a line.
func lines(cases []bclgen.Case) (*bytes.Buffer, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for i, c := range cases {
		if err := e.Encode(numbered{i, c}); err != nil {
			return nil, err
		}
	}
	return &b, nil
}

// answers reads results; what has none keeps the phase "none".
func answers(n int, out []byte) ([]answer, error) {
	list := make([]answer, n)
	for i := range list {
		list[i].Phase = "none"
	}
	for _, line := range records(out) {
		a := answer{ID: -1}
		err := json.Unmarshal(line, &a)
		if at := bytes.Index(line, []byte(`,"value":`)); err != nil && at > 0 {
			// Newtonsoft's JSON knows values that are none: constructors, NaN.
			a = answer{ID: -1}
			err = json.Unmarshal(append(bytes.Clone(line[:at]), '}'), &a)
			a.Value = json.RawMessage(`"no JSON"`)
		}
		if err != nil {
			return nil, fmt.Errorf("an answer: %w: %s", err, line)
		}
		if a.ID >= 0 && a.ID < n {
			list[a.ID] = a
		}
	}
	return list, nil
}

// records are the results in an output. A comment in a value of Newtonsoft's may have
// ends of lines: what does not begin like a result belongs to the one before.
func records(out []byte) [][]byte {
	var list [][]byte
	for line := range bytes.Lines(out) {
		if n := len(list); n > 0 && !bytes.HasPrefix(line, []byte(`{"id":`)) {
			list[n-1] = append(list[n-1], line...)
			continue
		}
		list = append(list, bytes.Clone(line))
	}
	return list
}

// ours is this library.
type ours struct{ library *bcl.Library }

func (o ours) run(cases []bclgen.Case) ([]answer, error) {
	in, err := lines(cases)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	e := evaluate.Evaluator{Library: o.library}
	if err := e.Lines(in, &out); err != nil {
		return nil, err
	}
	return answers(len(cases), out.Bytes())
}

// oracle is the real compiler.
type oracle struct{ path string }

func (o oracle) run(cases []bclgen.Case) ([]answer, error) {
	in, err := lines(cases)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	cmd := exec.Command(o.path)
	cmd.Stdin, cmd.Stdout = in, &out
	err = cmd.Run()
	list, failed := answers(len(cases), out.Bytes())
	if failed != nil || err == nil {
		return list, failed
	}
	// One that ends the process is left without an answer; the rest goes on.
	at := len(records(out.Bytes()))
	if at == 0 && len(cases) > 1 {
		// The compiler itself fails on some programs.
		half := len(cases) / 2
		first, err := o.run(cases[:half])
		if err != nil {
			return nil, err
		}
		second, err := o.run(cases[half:])
		return append(first, second...), err
	}
	if at >= len(cases) {
		return nil, fmt.Errorf("running the oracle: %w", err)
	}
	fmt.Printf("the oracle ended at @%s%s\n", cases[at].Kind, cases[at].Code)
	rest, err := o.run(cases[at+1:])
	if err != nil {
		return nil, err
	}
	copy(list[at+1:], rest)
	return list, nil
}
