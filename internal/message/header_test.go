package message

import (
	"strings"
	"testing"
)

// TestValidValue: each byte, in each place of values of each length around a word.
func TestValidValue(t *testing.T) {
	for n := range 20 {
		for at := range n {
			for c := range 256 {
				b := []byte(strings.Repeat("a", n))
				b[at] = byte(c)
				want := c == '\t' || c >= 0x20 && c != 0x7F
				if got := ValidValue(string(b)); got != want {
					t.Fatalf("byte %#x at %d of %d: %v", c, at, n, got)
				}
			}
		}
	}
	if !ValidValue("") || !ValidValue("a\tb\tc\td\te\tf") {
		t.Error("tabs, or nothing, are refused")
	}
}

// TestCopyFrom: the copy shares nothing that can change, and nothing is left of what
// was there.
func TestCopyFrom(t *testing.T) {
	from := NewHeader(Field{"A", "1"}, Field{"B", "2"})
	to := NewHeader(Field{"X", "1"}, Field{"Y", "2"}, Field{"Z", "3"})
	to.CopyFrom(&from)
	from.Set("A", "changed")
	if to.Len() != 2 || to.Value("A") != "1" || to.Value("B") != "2" || to.Has("Z") {
		t.Errorf("%v", to)
	}
}
