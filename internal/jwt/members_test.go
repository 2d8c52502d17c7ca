package jwt

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMembers(t *testing.T) {
	many := func(last string) string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, `"n%d":%d,`, i, i)
		}
		return "{" + b.String() + `"` + last + `":1}`
	}
	tests := []struct {
		name, data, fault string
	}{
		{name: "empty", data: ` { } `},
		{name: "all kinds", data: "{ \"a\" : \"x\\\"}\" , \"b\":[1,{\"a\":2},[]],\"c\":{\"a\":{}} ,\t\"d\":-1.5e3\n,\"e\":null,\"f\":true}"},
		{name: "array", data: `[]`, fault: "not a JSON object"},
		{name: "nothing", data: ``, fault: "not valid JSON"},
		{name: "two", data: `{}{}`, fault: "not valid JSON"},
		{name: "open", data: `{"a":1`, fault: "not valid JSON"},
		{name: "twice", data: `{"a":1,"b":2,"a":3}`, fault: `the member "a" stands twice`},
		{name: "twice, one escaped", data: `{"a":1,"\u0061":3}`, fault: `the member "a" stands twice`},
		{name: "other case", data: `{"a":1,"A":3}`},
		{name: "twice inside", data: `{"a":{"b":1,"b":2}}`},
		{name: "many", data: many("last")},
		{name: "twice among many", data: many("n3"), fault: `the member "n3" stands twice`},
		{name: "twice among many, late", data: many("n38"), fault: `the member "n38" stands twice`},
		{name: "deep", data: `{"a":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`},
		{name: "too deep", data: `{"a":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, fault: "nested too deep"},
		{name: "not UTF-8", data: "{\"a\":\"\xff\"}", fault: "not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := members([]byte(tt.data), nil)
			if got := fmt.Sprint(err); got != tt.fault && (err != nil || tt.fault != "") {
				t.Errorf("members: %v, want %q", err, tt.fault)
			}
		})
	}
}

// FuzzMembers compares with encoding/json.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":[1,2],"c":{"d":"}"}}`, ` {"\u0061" : null , "x":"\\\""}`, `[1]`, `{"a":1,"a":2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := map[string]any{}
		err := members([]byte(s), func(name, value []byte) error {
			var v any
			if err := json.Unmarshal(value, &v); err != nil {
				t.Errorf("the value of %q is %q: %v", name, value, err)
			}
			got[string(name)] = v
			return nil
		})
		if err != nil {
			return
		}
		var want map[string]any
		if err := json.Unmarshal([]byte(s), &want); err != nil {
			// A number beyond what a float64 holds is valid JSON.
			return
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
}
