package jsontree

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parseAsType(as, text string, opts Options) (Token, error) {
	switch as {
	case "JObject":
		o, err := ParseObject(text, opts)
		if err != nil {
			return nil, err
		}
		return o, nil
	case "JArray":
		a, err := ParseArray(text, opts)
		if err != nil {
			return nil, err
		}
		return a, nil
	}
	return ParseToken(text, opts)
}

// TestReadRecorded: `var t = JToken.Parse(text); return t.Type + "|" +
// t.ToString(Formatting.None);`, and the same with JObject and JArray.
func TestReadRecorded(t *testing.T) {
	type readCase struct {
		As, Text string
		outcome
	}
	for i, c := range recorded[readCase](t, "read.jsonl") {
		t.Run(fmt.Sprintf("%d %s %.30q", i+1, c.As, c.Text), func(t *testing.T) {
			var got outcome
			token, err := parseAsType(c.As, c.Text, Options{})
			if err != nil {
				got = resultOf("", err)
			} else {
				got = resultOf(token.Type().String()+"|"+compact(t, token), nil)
			}
			if diff := cmp.Diff(c.outcome, got); diff != "" {
				t.Errorf("%s.Parse(%q) (-.NET +ours):\n%s", c.As, c.Text, diff)
			}
		})
	}
}
