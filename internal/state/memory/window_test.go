package memory

import (
	"math/rand/v2"
	"testing"
	"time"
)

// plain is the list that a window stands for.
type plain []mark

func (p plain) used(now, length int64) int64 {
	var used int64
	for _, m := range p {
		if m.at > now-length {
			used += m.sum
		}
	}
	return used
}

// newWindow returns a window with a shard of its own.
func newWindow(keep time.Duration, most int) *window {
	return &window{held: new(int), most: most, keep: int64(keep)}
}

func TestWindowIsExactUpToItsMarks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	w, model := newWindow(time.Minute, 1<<20), plain{}
	now := int64(0)
	for range 20000 {
		now += random.Int64N(int64(time.Minute) / maxMarks * 5 / 2)
		count := 1 + random.Int64N(3)
		w.add(now, count)
		model = append(model, mark{now, count})
		for len(model) > 0 && model[0].at <= now-int64(time.Minute) {
			model = model[1:]
		}
		if len(model) > maxMarks {
			t.Fatal("the load is heavier than meant: more moments than marks")
		}
		for _, length := range []int64{int64(time.Minute), int64(random.IntN(60)) * int64(time.Second)} {
			if got, want := w.used(now, length), model.used(now, length); got != want {
				t.Fatalf("at %d used %d in %d, want %d", now, got, length, want)
			}
		}
	}
}

func TestBusyWindowErrsLittleAndOnTheSafeSide(t *testing.T) {
	for _, test := range []struct {
		name string
		most int // marks the window may have
		ring int
	}{
		{"all its marks", 1 << 20, maxMarks},
		{"short of memory", 256, 256},
		{"very short of memory", 0, minMarks},
	} {
		t.Run(test.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 4))
			const keep = int64(time.Minute)
			w, model := newWindow(time.Minute, test.most), plain{}
			now := int64(0)
			// Marks may merge within a granule, which grows by half at a time.
			slack := 4 * keep / int64(test.ring)
			for step := range 200000 {
				now += random.Int64N(int64(2 * time.Millisecond)) // far more than fit
				if random.IntN(20000) == 0 {
					now += keep / 2
				}
				w.add(now, 1)
				model = append(model, mark{now, 1})
				if len(w.ring) > test.ring || *w.held != len(w.ring) {
					t.Fatalf("%d marks, %d accounted for, want at most %d", len(w.ring), *w.held, test.ring)
				}
				if step%997 != 0 {
					continue
				}
				for len(model) > 0 && model[0].at <= now-keep-slack {
					model = model[1:]
				}
				got, low, high := w.used(now, keep), model.used(now, keep), model.used(now, keep+slack)
				if got < low || got > high {
					t.Fatalf("step %d: used %d, want %d to %d", step, got, low, high)
				}
				calls := 1 + random.Int64N(got)
				wait := w.wait(now, keep, got, calls)
				if wait <= 0 || wait > keep || w.used(now+wait, keep) >= calls || w.used(now+wait-1, keep) < calls {
					t.Fatalf("step %d: a wait of %d leaves %d of %d, 1 ns less %d", step, wait, w.used(now+wait, keep), calls, w.used(now+wait-1, keep))
				}
			}
		})
	}
}

func TestWindowShrinksWhenIdle(t *testing.T) {
	w := newWindow(time.Second, 1<<20)
	for i := range int64(3000) {
		w.add(i, 1)
	}
	if len(w.ring) != 4096 {
		t.Fatalf("%d marks for 3000 moments", len(w.ring))
	}
	w.add(int64(time.Hour), 1)
	if len(w.ring) != minMarks || *w.held != minMarks || w.used(int64(time.Hour), int64(time.Second)) != 1 || w.granule != 0 {
		t.Errorf("after an idle hour: %+v", w)
	}
}

func TestHugeCountsDoNotOverflow(t *testing.T) {
	w := newWindow(time.Second, 1<<20)
	for i := range int64(4) {
		w.add(i, 1<<62)
		if used := w.used(i, int64(time.Second)); used <= 0 {
			t.Fatalf("used %d", used)
		}
	}
	if wait := w.wait(3, int64(time.Second), w.used(3, int64(time.Second)), 10); wait <= 0 || wait > int64(time.Second) {
		t.Errorf("wait %d", wait)
	}
}

func TestTinyWindow(t *testing.T) {
	w := newWindow(1, 0)
	for i := range int64(100) {
		w.add(i, 1)
		w.reach(3)
		if w.n > len(w.ring) {
			t.Fatalf("%d marks in a ring of %d", w.n, len(w.ring))
		}
	}
}
