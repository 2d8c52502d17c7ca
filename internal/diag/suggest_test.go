package diag_test

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/diag"
)

func TestSuggest(t *testing.T) {
	policies := []string{"set-header", "set-body", "set-method", "set-variable", "set-status", "rate-limit", "rate-limit-by-key",
		"quota", "cors", "choose", "when", "otherwise", "forward-request", "send-request", "send-one-way-request", "include-fragment",
		"cache-lookup", "cache-store", "cache-lookup-value", "ip-filter", "base", "wait", "trace", "retry", "value", "name", "id"}
	tests := []struct{ name, word, want string }{
		{"letter missing", "set-headr", "set-header"},
		{"letter too many", "set-boddy", "set-body"},
		{"letters swapped", "chosoe", "choose"},
		{"neighbouring key", "set-nody", "set-body"},
		{"neighbouring keys", "forqard-rewuest", "forward-request"},
		{"other case", "Set-Header", "set-header"},
		{"all capitals", "CORS", "cors"},
		{"camel case", "setHeader", "set-header"},
		{"underscore", "rate_limit_by_key", "rate-limit-by-key"},
		{"separators missing", "ratelimit", "rate-limit"},
		{"nearest wins", "cache-lookup-vale", "cache-lookup-value"},
		{"shorter candidate", "rate-limits", "rate-limit"},
		{"short word", "nme", "name"},
		{"very short word", "idd", "id"},
		{"two letters, swapped", "di", "id"},
		{"nothing near", "frobnicate", ""},
		{"too different", "set-x", ""},
		{"two letters, other", "xy", ""},
		{"empty", "", ""},
		{"very long", strings.Repeat("set-header", 100), ""},
		{"the word itself", "cors", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := diag.Suggest(tt.word, policies)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Suggest(%q) = %q, %v, want %q", tt.word, got, ok, tt.want)
			}
		})
	}
}

func TestSuggestOrder(t *testing.T) {
	// Equally near: the first. A neighbouring key is nearer than another one.
	if got, _ := diag.Suggest("bat", []string{"cat", "hat", "vat"}); got != "hat" && got != "vat" {
		t.Errorf("got %q, want a word that differs by a neighbouring key", got)
	}
	if got, _ := diag.Suggest("bxt", []string{"bet", "but"}); got != "bet" {
		t.Errorf("got %q, want the first of equals", got)
	}
	if got, ok := diag.Suggest("x", nil); ok {
		t.Errorf("got %q of no candidates", got)
	}
	if got, ok := diag.Suggest("naïve-value", []string{strings.Repeat("ü", 40), "naive-value"}); got != "naive-value" || !ok {
		t.Errorf("got %q", got)
	}
}
