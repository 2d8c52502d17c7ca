package odata_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/emulator/odata"
)

func TestFilter(t *testing.T) {
	user := map[string]any{
		"displayName": "Ada Lovelace", "department": "Engineering", "accountEnabled": true, "age": 36.0,
		"manager": nil, "sku": map[string]any{"name": "Standard"}, "quote": "it's",
	}
	tests := []struct {
		filter string
		want   bool
	}{
		{"displayName eq 'ada lovelace'", true},
		{"displayName ne 'ada lovelace'", false},
		{"startswith(displayName,'Ada')", true},
		{"startsWith(displayName, 'Bob') or department eq 'Engineering'", true},
		{"startsWith(displayName, 'Bob') or department eq 'X' and accountEnabled eq true", false},
		{"(startsWith(displayName, 'Bob') or department eq 'Engineering') and accountEnabled eq true", true},
		{"not startswith(displayName,'Ada')", false},
		{"not (accountEnabled eq false)", true},
		{"accountEnabled", true},
		{"age ge 36 and age lt 37", true},
		{"age gt 36", false},
		{"age le -1.5", false},
		{"manager eq null", true},
		{"missing eq null", true},
		{"missing eq 'x'", false},
		{"missing gt 'x'", false},
		{"sku/name eq 'standard'", true},
		{"quote eq 'it''s'", true},
		{"department in ('Research', 'Engineering')", true},
		{"department in ('Research')", false},
		{"endswith(displayName,'lace')", true},
		{"contains(displayName,'LOVE')", true},
		{"substringof('love', displayName)", true},
		{"tolower(displayName) eq 'ada lovelace'", true},
	}
	for _, tt := range tests {
		t.Run(tt.filter, func(t *testing.T) {
			f, err := odata.Parse(tt.filter)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.Match(odata.Object(user)); got != tt.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestFilterErrors(t *testing.T) {
	tests := []struct{ filter, want string }{
		{"", "expression expected at position 0"},
		{"a eq", "expression expected at position 4"},
		{"a eq 'x", "unterminated literal at position 5"},
		{"(a eq 1", "expression expected at position 7"},
		{"a eq 1)", "syntax error at position 6"},
		{"a b", "syntax error at position 2"},
		{"nosuch(a)", "unknown function with name 'nosuch'"},
		{"startswith(a)", "unknown function with name 'startswith'"},
		{strings.Repeat("(", 100) + "a", "nested more than 50 levels"},
		{strings.Repeat("not ", 100) + "a", "nested more than 50 levels"},
		{strings.Repeat("a", 9000), "longer than 8192 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.want, func(t *testing.T) {
			_, err := odata.Parse(tt.filter)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"a eq 'b'", "not (a in (1,2) or startswith(a,'x'))", "a/b ge 2020-01-01T00:00:00Z", "((", "'"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := odata.Parse(s); err == nil {
			p.Match(odata.Object(map[string]any{"a": "b", "n": 1.0}))
		}
	})
}
