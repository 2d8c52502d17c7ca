package netregex

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// recorded is a case whose result was recorded from a .NET class library.
type recorded struct {
	Op                   string
	Pattern              string
	Options              Options
	Input, Replacement   string
	Count, Start, Length int

	Want      string
	Exception string
	Message   string
}

func readCases(t *testing.T) []recorded {
	t.Helper()
	f, err := os.Open("testdata/regex.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var cases []recorded
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var c recorded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%v: %s", err, lines.Bytes())
		}
		cases = append(cases, c)
	}
	if err := lines.Err(); err != nil || len(cases) == 0 {
		t.Fatal(len(cases), err)
	}
	return cases
}

func TestRecorded(t *testing.T) {
	for i, c := range readCases(t) {
		t.Run(fmt.Sprintf("%d %s %s", i, c.Op, c.Pattern), func(t *testing.T) {
			got, err := c.run()
			var e *clr.Exception
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("error %v is no exception", err)
			}
			switch {
			case err != nil && c.Exception == "":
				t.Errorf("%+v\ngot %s: %s", c, e.Type, e.Message)
			case err == nil && c.Exception != "":
				t.Errorf("%+v\ngot  %q", c, got)
			case err != nil && (e.Type != c.Exception || e.Message != c.Message):
				t.Errorf("%+v\ngot %s: %s", c, e.Type, e.Message)
			case err == nil && strings.ToValidUTF8(got, "\ufffd") != c.Want:
				t.Errorf("%+v\ngot  %q\nwant %q", c, got, c.Want)
			}
		})
	}
}

func (c recorded) run() (string, error) {
	switch c.Op {
	case "escape":
		return Escape(c.Input), nil
	case "unescape":
		return Unescape(c.Input)
	}
	r, err := Compile(c.Pattern, c.Options, nil, Limits{})
	if err != nil {
		return "", err
	}
	switch c.Op {
	case "groups":
		var numbers []string
		for _, n := range r.GroupNumbers() {
			numbers = append(numbers, strconv.Itoa(n))
		}
		return strings.Join(r.GroupNames(), ",") + " " + strings.Join(numbers, ","), nil
	case "matches":
		var all []string
		for m, err := range r.Matches(c.Input) {
			if err != nil {
				return "", err
			}
			all = append(all, describe(m))
		}
		return strings.Join(all, "|"), nil
	case "matchat":
		m, err := r.MatchAt(c.Input, c.Start)
		return describe(m), err
	case "matchin":
		m, err := r.MatchIn(c.Input, c.Start, c.Length)
		return describe(m), err
	case "replace":
		return r.Replace(nil, c.Input, c.Replacement, c.Count, c.Start)
	case "split":
		pieces, err := r.Split(nil, c.Input, c.Count, c.Start)
		return strings.Join(pieces, "|"), err
	case "result":
		m, err := r.Match(c.Input)
		if err != nil {
			return "", err
		}
		return m.Result(nil, c.Replacement)
	}
	return "", fmt.Errorf("unknown operation %q", c.Op)
}

// describe lists the captures of all groups.
func describe(m *Match) string {
	if m == nil || !m.Success() {
		return "-"
	}
	var groups []string
	for _, n := range m.regex.GroupNumbers() {
		var captures []string
		for _, c := range m.Numbered(n).Captures() {
			captures = append(captures, fmt.Sprintf("%d+%d:%s", c.Index(), c.Length(), c.Value()))
		}
		groups = append(groups, strings.Join(captures, ","))
	}
	return strings.Join(groups, ";")
}
