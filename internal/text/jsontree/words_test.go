package jsontree

import (
	"strings"
	"testing"
)

// TestSkip: of every byte, at every place of a word and behind every other byte, it is
// known whether it needs a look.
func TestSkip(t *testing.T) {
	for c := range 256 {
		for place := range 17 {
			for _, before := range []string{"", "\xff", "\x00", "\x7f", " ", "!", "#", "[", "]"} {
				if place < len(before) {
					continue
				}
				// What stands before the byte has been passed.
				s := before + strings.Repeat("a", place-len(before)) + string([]byte{byte(c)}) + strings.Repeat("b", 16)
				for _, test := range []struct {
					name string
					skip func(string, int) int
					stop bool
				}{
					{"skipWritten", skipWritten, c < ' ' || c == '"' || c == '\\' || c >= 0x80},
					{"skipRead", skipRead, c == '"' || c == '\'' || c == '\\' || c == '\n' || c == '\r' || c >= 0x80},
				} {
					got := test.skip(s, len(before))
					switch {
					case test.stop && got > place, !test.stop && got <= place:
						t.Fatalf("%s(%q) passes to %d, the byte is at %d", test.name, s, got, place)
					case test.stop && got != place:
						t.Fatalf("%s(%q) stops at %d, the byte is at %d", test.name, s, got, place)
					}
				}
			}
		}
	}
}
