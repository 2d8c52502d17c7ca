package tunnel

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFrames(t *testing.T) {
	masked := []byte{0x81, 0x83, 1, 2, 3, 4, 'a', 'b', 'c'}
	medium := append([]byte{0x82, 126, 0x01, 0x00}, make([]byte, 256)...)
	large := append([]byte{0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}, make([]byte, 1<<16)...)
	closing := []byte{0x88, 2, 3, 0xE8}
	tests := []struct {
		name string
		said []byte
		want map[Kind]int
	}{
		{"text", []byte{0x81, 1, 'a'}, map[Kind]int{TextMessage: 1}},
		{"empty", []byte{0x81, 0, 0x82, 0}, map[Kind]int{TextMessage: 1, BinaryMessage: 1}},
		{"masked", append(masked, masked...), map[Kind]int{TextMessage: 2}},
		{"lengths", append(medium, large...), map[Kind]int{BinaryMessage: 2}},
		{"ping and pong", []byte{0x89, 1, 'x', 0x8A, 1, 'x', 0x81, 0}, map[Kind]int{TextMessage: 1}},
		{"fragments of text around a ping", []byte{0x01, 1, 'a', 0x89, 0, 0x00, 1, 'b', 0x80, 1, 'c', 0x82, 0}, map[Kind]int{TextFragment: 3, BinaryMessage: 1}},
		{"fragments", []byte{0x02, 1, 'a', 0x80, 1, 'c'}, map[Kind]int{BinaryFragment: 2}},
		{"close", closing, map[Kind]int{Close: 1}},
		{"compressed", []byte{0xC1, 1, 'a'}, map[Kind]int{TextMessage: 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 3, 7, 1 << 20} {
				var f frames
				got := map[Kind]int{}
				for rest := tt.said; len(rest) > 0; {
					n := min(size, len(rest))
					f.see(rest[:n], func(k Kind) { got[k]++ })
					rest = rest[n:]
				}
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("pieces of %d (-want +got):\n%s", size, diff)
				}
				if closed := bytes.Equal(tt.said, closing); f.between() == closed {
					t.Errorf("pieces of %d: between frames: %v", size, f.between())
				}
			}
		})
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte{0x81, 0x83, 1, 2, 3, 4, 'a', 'b', 'c'}, 3)
	f.Add([]byte{0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0}, 1)
	f.Fuzz(func(t *testing.T, said []byte, at int) {
		if at < 0 || at > len(said) {
			return
		}
		var whole, parts frames
		var a, b [Kinds]int
		whole.see(said, func(k Kind) { a[k]++ })
		parts.see(said[:at], func(k Kind) { b[k]++ })
		parts.see(said[at:], func(k Kind) { b[k]++ })
		if a != b || whole.between() != parts.between() {
			t.Errorf("whole %v, in parts %v", a, b)
		}
	})
}
