package netfmt

import "testing"

// TestPrefixAccents: an accent belongs to the letter before it, over characters
// that do not count.
func TestPrefixAccents(t *testing.T) {
	for _, c := range []struct {
		name, text, value string
		prefix, suffix    bool
	}{
		{"equal", "abc", "abc", true, true},
		{"longer", "abcd", "abc", true, false},
		{"shorter", "ab", "abc", false, false},
		{"empty value", "abc", "", true, true},
		{"accent after", "abc\u0301", "abc", false, false},
		{"accent after one that does not count", "abc\x00\u0301", "abc", false, false},
		{"one that does not count between", "a\x00bc", "abc", true, true},
		{"soft hyphen between", "a\u00adbc", "abc", true, true},
		{"accent later", "abcd\u0301", "abc", true, false},
		{"other script after", "abcж", "abc", true, false},
		{"other script before", "жabc", "abc", false, true},
		{"accent before", "e\u0301abc", "abc", false, true},
		{"ends like a character", "\u0141", "A", false, false},
	} {
		if got := HasPrefix(c.text, c.value, Invariant(), false); got != c.prefix {
			t.Errorf("%s: HasPrefix(%q, %q) = %v", c.name, c.text, c.value, got)
		}
		if got := HasSuffix(c.text, c.value, Invariant(), false); got != c.suffix {
			t.Errorf("%s: HasSuffix(%q, %q) = %v", c.name, c.text, c.value, got)
		}
	}
}
