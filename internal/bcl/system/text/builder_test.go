package text

import (
	"math/rand/v2"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// TestBuilderAgainstUnits changes builders at random and compares them with plain
// slices of UTF-16 units.
func TestBuilderAgainstUnits(t *testing.T) {
	high, low := rt.CharText(0xD83D), rt.CharText(0xDE00)
	pieces := []string{"", "a", "bc", "é", "€x", "😀", high, low, low + high, "some more text"}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		f := &rt.Frame{Env: &rt.Env{Budget: rt.Budget{Steps: 1 << 30, Memory: 1 << 30}}}
		b := NewBuilder()
		var want []clr.Char
		for range 40 {
			s := pieces[random.IntN(len(pieces))]
			units := rt.Units(s)
			i := random.IntN(len(want) + 1)
			n := random.IntN(len(want) - i + 1)
			switch random.IntN(6) {
			case 0, 1:
				check(t, b.Append(f, s))
				want = append(want, units...)
			case 2:
				check(t, b.insert(f, i, s))
				want = append(want[:i:i], append(units, want[i:]...)...)
			case 3:
				b.cut(i, min(n, 3))
				want = append(want[:i:i], want[i+min(n, 3):]...)
			case 4:
				if i < len(want) {
					c := clr.Char(0x40 + random.IntN(200))
					check(t, b.set(f, i, c))
					want[i] = c
				}
			case 5:
				if got := b.slice(i, n); got != rt.FromUnits(want[i:i+n]) {
					t.Fatalf("slice [%d:%d] is %q, want %q", i, i+n, got, rt.FromUnits(want[i:i+n]))
				}
			}
			if got := b.String(); got != rt.FromUnits(want) || b.units != len(want) {
				t.Fatalf("%d units %q, want %d units %q", b.units, got, len(want), rt.FromUnits(want))
			}
			for i, c := range want {
				if got := b.at(i); got != c {
					t.Fatalf("unit %d of %q is %x, want %x", i, b.String(), got, c)
				}
			}
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
