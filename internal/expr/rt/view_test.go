package rt

import (
	"strings"
	"testing"
)

func TestViews(t *testing.T) {
	lone := string([]byte{0xED, 0xA0, 0xBD})
	f := &Frame{Env: &Env{}}
	for _, c := range []struct{ name, text string }{
		{"ascii", strings.Repeat("abcdefghij", 30)},
		{"basic plane", strings.Repeat("aé€", 90)},
		{"pairs", strings.Repeat("😀", 150)},
		{"pairs at odd places", "x" + strings.Repeat("😀", 150)},
		{"mixed", strings.Repeat("a😀é"+lone, 60)},
		{"short", "a😀é"},
		{"empty", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := Len16(c.text)
			if got := f.Len16(c.text); got != n {
				t.Fatalf("%d units, want %d", got, n)
			}
			for i := -1; i <= n+1; i++ {
				got, ok := f.At(c.text, i)
				want, wantOK := At(c.text, i)
				if got != want || ok != wantOK {
					t.Fatalf("unit %d: %x %v, want %x %v", i, got, ok, want, wantOK)
				}
			}
			for i := 0; i <= n; i++ {
				for _, j := range []int{i, i + 1, i + 2, i + 63, i + 64, i + 65, n} {
					if j > n || j < i {
						continue
					}
					if got, want := f.Slice(c.text, i, j), Slice(c.text, i, j); got != want {
						t.Fatalf("[%d:%d]: %q, want %q", i, j, got, want)
					}
				}
			}
		})
	}
}

// TestViewsOfManyStrings checks that a string is not taken for another one of the
// same length.
func TestViewsOfManyStrings(t *testing.T) {
	f := &Frame{Env: &Env{}}
	texts := []string{strings.Repeat("a", 100), strings.Repeat("é", 50), strings.Repeat("€", 33) + "x", strings.Repeat("b", 100)}
	for range 3 {
		for _, s := range texts {
			if got, want := f.Len16(s), Len16(s); got != want {
				t.Errorf("%q: %d units, want %d", s, got, want)
			}
			if got, _ := f.At(s, 30); got != Units(s)[30] {
				t.Errorf("%q: unit 30 is %x", s, got)
			}
		}
	}
}

func TestIsASCII(t *testing.T) {
	for n := range 40 {
		if !IsASCII(strings.Repeat("a", n)) {
			t.Errorf("%d letters", n)
		}
		for at := range n {
			if IsASCII(strings.Repeat("a", at) + "é" + strings.Repeat("a", n-at)) {
				t.Errorf("accent at %d of %d", at, n)
			}
		}
	}
}
