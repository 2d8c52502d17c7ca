package netfmt

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestSearchElements compares the searches with trying every place, over texts in
// which a value nearly occurs often.
func TestSearchElements(t *testing.T) {
	pieces := []string{"a", "b", "A", "\u0301", "\u00ad", "é", "ß", "s", "ﬀ", "f", "æ"}
	random := rand.New(rand.NewPCG(1, 2))
	text := func(n int) string {
		var b strings.Builder
		for range random.IntN(n) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	for range 20000 {
		s, value, ignoreCase := text(12), text(5), random.IntN(2) == 0
		elements, wanted := appendElements(nil, s), appendElements(nil, value)
		at := func(i int) bool {
			end := i + len(wanted)
			if i < len(elements) && elements[i].joined || end < len(elements) && elements[end].joined {
				return false
			}
			for j, want := range wanted {
				if !newSearch("", ignoreCase).same(elements[i+j], want) {
					return false
				}
			}
			return true
		}
		first, last, begins, ends := -1, -1, false, false
		for i := 0; i+len(wanted) <= len(elements); i++ {
			if !at(i) {
				continue
			}
			start := len(s)
			if i < len(elements) {
				start = elements[i].start
			}
			if first < 0 {
				first = start
			}
			last = start
			begins = begins || i == 0
			ends = ends || i+len(wanted) == len(elements)
		}
		if got := IndexOf(s, value, EnUS(), ignoreCase); got != first && !plainBoth(s, value) {
			t.Errorf("IndexOf(%q, %q, %v) is %d, want %d", s, value, ignoreCase, got, first)
		}
		if got := LastIndexOf(s, value, EnUS(), ignoreCase); got != last && !plainBoth(s, value) {
			t.Errorf("LastIndexOf(%q, %q, %v) is %d, want %d", s, value, ignoreCase, got, last)
		}
		if got := HasPrefix(s, value, EnUS(), ignoreCase); got != begins {
			t.Errorf("HasPrefix(%q, %q, %v) is %v", s, value, ignoreCase, got)
		}
		if got := HasSuffix(s, value, EnUS(), ignoreCase); got != ends {
			t.Errorf("HasSuffix(%q, %q, %v) is %v", s, value, ignoreCase, got)
		}
	}
}

// plainBoth reports texts for which the search goes another way, in which an
// empty value is found at the very end.
func plainBoth(s, value string) bool { return Plain(s) && Plain(value) }
