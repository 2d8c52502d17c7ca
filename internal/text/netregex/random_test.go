package netregex

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// TestRandom runs patterns and texts that a program made up. What .NET found was
// recorded: the names of the groups, and where the captures of the first thirty
// matches are.
func TestRandom(t *testing.T) {
	f, err := os.Open("testdata/random.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ran := 0
	for lines := bufio.NewScanner(f); lines.Scan(); ran++ {
		var c struct {
			Pattern, Input, Want, Error string
			Options                     Options
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		got, err := spans(c.Pattern, c.Options, c.Input)
		var e *clr.Exception
		switch {
		case err != nil && (!errors.As(err, &e) || c.Error == "" || !strings.HasSuffix(e.Message, c.Error)):
			t.Errorf("%s: got error %v, want %q", c.Pattern, err, c.Want+c.Error)
		case err == nil && got != c.Want:
			t.Errorf("%s (%d) in %q:\ngot  %s\nwant %s", c.Pattern, c.Options, c.Input, got, c.Want)
		}
	}
	if ran < 400 {
		t.Errorf("only %d cases", ran)
	}
}

func spans(pattern string, options Options, input string) (string, error) {
	r, err := Compile(pattern, options, nil, Limits{})
	if err != nil {
		return "", err
	}
	found, err := r.IsMatch(input)
	if err != nil {
		return "", err
	}
	var matches []string
	for m, err := range r.Matches(input) {
		if err != nil {
			return "", err
		}
		var groups []string
		for _, n := range r.GroupNumbers() {
			var captures []string
			for _, c := range m.Numbered(n).Captures() {
				captures = append(captures, fmt.Sprintf("%d+%d", c.Index(), c.Length()))
			}
			groups = append(groups, strings.Join(captures, ","))
		}
		if matches = append(matches, strings.Join(groups, ";")); len(matches) == 30 {
			break
		}
	}
	if found != (len(matches) > 0) {
		return "", fmt.Errorf("IsMatch is %v", found)
	}
	return "[" + strings.Join(r.GroupNames(), ",") + "] " + strings.Join(matches, "|"), nil
}
