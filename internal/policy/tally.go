package policy

import "sync"

// tallies are numbers that policies keep while a request lasts. Branches of the
// request share them.
type tallies struct {
	mu sync.Mutex
	by map[tallyKey]int64
}

type tallyKey struct{ element, key string }

// Tally adds to the number that the policies of an element keep for a key during
// this request. It returns the number before, which starts at 0, and whether this
// is the first call for the key.
func (x *Exec) Tally(element, key string, add int64) (before int64, first bool) {
	x.needTallies()
	t := x.tallies
	t.mu.Lock()
	defer t.mu.Unlock()
	k := tallyKey{element, key}
	before, known := t.by[k]
	if t.by == nil {
		t.by = map[tallyKey]int64{}
	}
	t.by[k] = before + add
	return before, !known
}

func (x *Exec) needTallies() {
	if x.tallies == nil {
		x.tallies = &tallies{}
	}
}
