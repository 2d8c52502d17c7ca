package wtf8

import (
	"strings"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

func TestApartAndJoin(t *testing.T) {
	high, low := string([]byte{0xED, 0xA0, 0xBD}), string([]byte{0xED, 0xB8, 0x80})
	for _, c := range []struct {
		name, text, apart string
		lone              bool
	}{
		{"empty", "", "", false},
		{"ascii", "abc", "abc", false},
		{"basic plane", "é\ud7ff", "é\ud7ff", false},
		{"pair", "a😀b", "a" + high + low + "b", false},
		{"lone high", high + "x", high + "x", true},
		{"lone low at the end", "x" + low, "x" + low, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Apart(c.text); got != c.apart {
				t.Errorf("Apart = %q, want %q", got, c.apart)
			}
			if got := Join(c.apart); got != c.text {
				t.Errorf("Join = %q, want %q", got, c.text)
			}
			if got := HasSurrogate(c.text); got != c.lone {
				t.Errorf("HasSurrogate = %v", got)
			}
			if got, want := rt.Len16(Apart(c.text)), rt.Len16(c.text); got != want {
				t.Errorf("%d units, want %d", got, want)
			}
		})
	}
}

func TestSearchable(t *testing.T) {
	low := rt.CharText(clr.Char(0xDE00))
	s, value := Searchable("x😀y", low)
	if i := strings.Index(s, value); i < 0 || rt.Index16(s, i) != 2 {
		t.Errorf("half of a pair found at byte %d", i)
	}
	if s, value := Searchable("x😀y", "y"); s != "x😀y" || value != "y" {
		t.Errorf("texts without halves changed: %q %q", s, value)
	}
}
