package growth

import (
	"errors"
	"testing"
)

// TestMeter: what is charged is what the slice takes, and no more than a little
// over what it was allowed is ever taken.
func TestMeter(t *testing.T) {
	for _, test := range []struct {
		name        string
		piece, most int
	}{
		{"small pieces", 3, 1 << 20},
		{"pieces of a line", 80, 1 << 20},
		{"long pieces", 100_000, 1 << 20},
		{"one piece", 2 << 20, 1 << 20},
		{"a little", 3, 100},
	} {
		t.Run(test.name, func(t *testing.T) {
			spent := errors.New("spent")
			left, charged := test.most, 0
			m := Meter{Charge: func(n int) error {
				if n <= 0 {
					t.Errorf("%d bytes are charged", n)
				}
				if left -= n; left < 0 {
					return spent
				}
				charged += n
				return nil
			}}
			piece := make([]byte, test.piece)
			var out []byte
			taken, last := 0, 0
			m.Begin(out)
			for {
				var err error
				if len(piece) > spare {
					out, err = m.Room(out, len(piece))
				} else {
					out, err = m.Spend(out)
				}
				if err != nil {
					break
				}
				out = append(out, piece...)
				if cap(out) != last {
					last = cap(out)
					taken += last
				}
				if taken-charged > last && taken-charged > 2*long {
					t.Fatalf("%d bytes are taken, %d charged", taken, charged)
				}
			}
			if least := test.most/4 - test.piece; len(out) < least {
				t.Errorf("it ends at %d bytes, want at least %d", len(out), least)
			}
			if cap(out) > test.most+spare {
				t.Errorf("%d bytes are taken of %d", cap(out), test.most)
			}
		})
	}
}

// TestMeterBegin: room that was there before is not charged.
func TestMeterBegin(t *testing.T) {
	charged := 0
	m := Meter{Charge: func(n int) error { charged += n; return nil }}
	out := make([]byte, 0, 512)
	m.Begin(out)
	for range 512 {
		var err error
		if out, err = m.Spend(append(out, 'x')); err != nil {
			t.Fatal(err)
		}
	}
	if charged != 0 {
		t.Errorf("%d bytes are charged", charged)
	}
	out, _ = m.Spend(append(out, 'x'))
	if charged != cap(out) {
		t.Errorf("%d bytes are charged of %d", charged, cap(out))
	}
}

// TestMeterFree: without a Charge nothing stops.
func TestMeterFree(t *testing.T) {
	var m Meter
	var out []byte
	var err error
	for range 100_000 {
		if out, err = m.Spend(append(out, 'x')); err != nil {
			t.Fatal(err)
		}
	}
	if out, err = m.Room(out, 1<<20); err != nil || cap(out)-len(out) < 1<<20 {
		t.Errorf("room for %d, error %v", cap(out)-len(out), err)
	}
}
