package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/diag"
	"github.com/gatehouse-project/gatehouse/internal/expr"
	"github.com/gatehouse-project/gatehouse/internal/text/jsontree"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// maxLine bounds one case, in bytes.
const maxLine = 64 << 20

// Lines evaluates cases, one JSON object a line, and writes one result a line in
// the same order, each as soon as it is there. A line that is no case gives a
// result with phase "case".
func (e *Evaluator) Lines(in io.Reader, out io.Writer) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 1<<20), maxLine)
	w := bufio.NewWriter(out)
	for scanner.Scan() {
		line := scanner.Bytes()
		if len(line) == 0 {
			continue
		}
		data, err := e.line(line)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(data, '\n')); err != nil {
			return fmt.Errorf("writing a result: %w", err)
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("writing a result: %w", err)
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("reading cases: %w", err)
	}
	return nil
}

// lineResult is the form of a result.
type lineResult struct {
	ID    json.RawMessage `json:"id,omitempty"`
	OK    bool            `json:"ok"`
	Phase string          `json:"phase,omitempty"`
	// Type, String and Value are set for values.
	Type         string          `json:"type,omitempty"`
	String       *string         `json:"string,omitempty"`
	Value        json.RawMessage `json:"value,omitempty"`
	Exception    string          `json:"exception,omitempty"`
	Message      string          `json:"message,omitempty"`
	Diagnostics  []string        `json:"diagnostics,omitempty"`
	Traces       []string        `json:"traces,omitempty"`
	RequestGone  bool            `json:"requestBodyConsumed,omitempty"`
	ResponseGone bool            `json:"responseBodyConsumed,omitempty"`
}

func (e *Evaluator) line(line []byte) ([]byte, error) {
	root, err := ParseContext(string(line))
	if err != nil {
		return json.Marshal(lineResult{Phase: "case", Message: err.Error()})
	}
	n := node{root}
	out := lineResult{}
	if id := n.get("id"); id != nil {
		if out.ID, err = jsontree.Append(nil, id, jsontree.Format{}); err != nil {
			return nil, err
		}
	}
	c := Case{Code: n.text("code")}
	if n.text("kind") == "{" {
		c.Form = expr.Body
	}
	if ctx, ok := n.object("context"); ok {
		c.Context = ctx.o
	}
	r := e.Run(c)
	if err := out.fill(&r); err != nil {
		return nil, err
	}
	return marshal(out)
}

// MarshalJSON writes the result in the form of the oracle's README, without id.
func (r *Result) MarshalJSON() ([]byte, error) {
	var out lineResult
	if err := out.fill(r); err != nil {
		return nil, err
	}
	return marshal(out)
}

// ParseContext reads a context as JSON; its keys are those of the oracle's README.
func ParseContext(text string) (*jsontree.Object, error) {
	return jsontree.ParseObject(text, jsontree.Options{Dates: jsontree.DatesAsText, SkipBOM: true})
}

// marshal writes a result; nulls of a value are kept.
func marshal(out lineResult) ([]byte, error) {
	if !out.OK {
		return json.Marshal(out)
	}
	type withNulls struct {
		lineResult
		String *string         `json:"string"`
		Value  json.RawMessage `json:"value"`
	}
	return json.Marshal(withNulls{out, out.String, out.Value})
}

func (o *lineResult) fill(r *Result) error {
	o.Traces, o.RequestGone, o.ResponseGone = r.Traces, r.RequestConsumed, r.RespConsumed
	switch {
	case r.Diagnostics != nil:
		o.Phase = "compile"
		for i, d := range r.Diagnostics.All() {
			if i == 5 {
				break
			}
			o.Diagnostics = append(o.Diagnostics, position(d))
		}
	case !r.OK:
		o.Phase, o.Exception, o.Message = "run", r.Exception, r.Message
	default:
		o.OK, o.Type = true, r.Type
		if !r.Null {
			text := whole(r.Text)
			o.String = &text
		}
		value, err := jsontree.Append(nil, r.Value, jsontree.Format{Floats: netfmt.Fixed15})
		if err != nil {
			return err
		}
		// Lenient JSON (NaN, a lone surrogate) is passed on as a string.
		if !json.Valid(value) {
			if value, err = json.Marshal(string(value)); err != nil {
				return err
			}
		}
		o.Value = json.RawMessage(whole(string(value)))
	}
	return nil
}

// whole puts U+FFFD for every surrogate that stands alone: three bytes that are no
// UTF-8.
func whole(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == 0xED && i+2 < len(s) && s[i+1] >= 0xA0 {
			b.WriteRune(utf8.RuneError)
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// position is a diagnostic as the oracle prints one.
func position(d diag.Diagnostic) string {
	p := d.Source.Position(d.Span.Start)
	return fmt.Sprintf("%s (%d,%d)", d.Message, p.Line, p.Column)
}
