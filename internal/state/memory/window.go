package memory

import "math"

const (
	// minMarks is the first size of a window's ring, maxMarks the largest: up to
	// that many moments a window is exact.
	minMarks = 4
	maxMarks = 4096
)

// mark says how much had been counted in all once the calls of a moment were.
type mark struct {
	at  int64
	sum int64
}

// window is the log of one counter: a ring of marks in order of time. Sums are
// running totals, so what is used in any window is a difference of two.
//
// When the ring is full and may not grow, marks closer together than granule
// become one, which bears the later time: such a window errs by less than
// keep/(len(ring)/2), and on the side of the limit.
type window struct {
	ring    []mark // length a power of two
	first   int    // index of the oldest mark
	n       int    // marks in use
	before  int64  // total before the oldest mark
	total   int64  // total
	keep    int64  // the longest window asked for
	granule int64
	made    int64
	held    *int // marks held by the shard's windows together
	most    int  // what held may reach
}

func (w *window) mark(i int) *mark { return &w.ring[(w.first+i)&(len(w.ring)-1)] }

// reach notes that a window of the given length is asked for.
func (w *window) reach(length int64) {
	if w != nil && length > w.keep {
		w.keep = length
	}
}

// forget drops marks that no window reaches any more.
func (w *window) forget(now int64) {
	for w.n > 0 {
		m := w.mark(0)
		if m.at > now-w.keep {
			return
		}
		w.before = m.sum
		w.first = (w.first + 1) & (len(w.ring) - 1)
		w.n--
	}
	w.granule = 0
	w.before, w.total = 0, 0
	if len(w.ring) > minMarks {
		w.resize(minMarks)
	}
}

// since returns the index of the first mark after cutoff, n if there is none.
func (w *window) since(cutoff int64) int {
	low, high := 0, w.n
	for low < high {
		middle := int(uint(low+high) >> 1)
		if w.mark(middle).at > cutoff {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// totalBefore returns the total before the i-th mark.
func (w *window) totalBefore(i int) int64 {
	if i == 0 {
		return w.before
	}
	return w.mark(i - 1).sum
}

// used returns what was counted in the given length of time. A nil window has
// counted nothing.
func (w *window) used(now, length int64) int64 {
	if w == nil {
		return 0
	}
	return w.total - w.totalBefore(w.since(now-length))
}

// wait returns how long it takes, if nothing is added, until less than calls of
// what is used now remains.
func (w *window) wait(now, length, used, calls int64) int64 {
	if w == nil || calls <= 0 {
		return length // there never is room
	}
	i := w.since(now - length)
	free := w.totalBefore(i) + used - calls // the total that must be out of reach
	low, high := i, w.n-1
	for low < high {
		middle := int(uint(low+high) >> 1)
		if w.mark(middle).sum > free {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return w.mark(low).at + length - now
}

// add counts at a moment not before any other.
func (w *window) add(now, count int64) {
	w.forget(now)
	w.total = saturated(w.total, count)
	if w.n > 0 {
		last := w.mark(w.n - 1)
		if last.at == now || w.granule > 0 && last.at/w.granule == now/w.granule {
			last.at, last.sum = now, w.total
			return
		}
	}
	if w.n == len(w.ring) {
		w.makeRoom()
	}
	w.n++
	*w.mark(w.n - 1) = mark{now, w.total}
}

// makeRoom grows the ring, or thins it out.
func (w *window) makeRoom() {
	if len(w.ring) == 0 {
		w.resize(minMarks)
		return
	}
	if len(w.ring) < maxMarks && *w.held+len(w.ring) <= w.most {
		w.resize(2 * len(w.ring))
		return
	}
	w.granule = max(w.keep/int64(len(w.ring)/2), w.granule+1)
	for w.n == len(w.ring) {
		kept := 0
		for i := 1; i < w.n; i++ {
			m := *w.mark(i)
			if w.mark(kept).at/w.granule != m.at/w.granule {
				kept++
			}
			*w.mark(kept) = m
		}
		w.n = kept + 1
		// With the newest mark exactly at the edge of the window one too many may
		// be left.
		w.granule += w.granule/2 + 1
	}
}

// resize moves the marks to a new ring, which they fit into.
func (w *window) resize(length int) {
	ring := make([]mark, length)
	for i := range w.n {
		ring[i] = *w.mark(i)
	}
	*w.held += length - len(w.ring)
	w.ring, w.first = ring, 0
}

// saturated adds without overflow.
func saturated(a, b int64) int64 {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

func (w *window) expired(now int64) bool {
	return w.n == 0 || w.mark(w.n-1).at <= now-w.keep
}

func (w *window) worth() int64 { return w.total - w.before }
func (w *window) born() int64  { return w.made }
func (w *window) drop()        { *w.held -= len(w.ring) }
