package generic

import (
	"hash/maphash"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// table is the hash table behind Dictionary<K, V>, HashSet<T> and the grouping
// operators. Entries keep the order in which they were added; a removed entry
// leaves a free slot that the next addition takes, the last freed first, as in
// .NET. Hash codes are mixed with a random seed, so that no input can be made up
// to collide.
type table struct {
	// cmp compares keys; nil is the default comparer.
	cmp     host.EqualityComparer
	seed    maphash.Seed
	factor  uint64
	buckets []int32 // position in entries plus one, 0 for none
	entries []entry
	free    int32 // position of the first free entry plus one
	freed   int
	version int
}

type entry struct {
	hash uint32
	// next is the position plus one of the next entry of the bucket or, in a free
	// entry, of the next free one.
	next       int32
	used       bool
	key, value any
}

// entryCost is what an entry counts in the memory budget.
const entryCost = 80

func newTable(cmp host.EqualityComparer) table {
	t := table{cmp: equality(cmp), seed: maphash.MakeSeed()}
	t.factor = maphash.String(t.seed, "") | 1
	return t
}

// len returns the number of entries in use.
func (t *table) len() int { return len(t.entries) - t.freed }

func (t *table) mix(h int32) uint32 { return uint32(uint64(uint32(h)) * t.factor >> 32) }

func (t *table) hash(f *rt.Frame, key any) (uint32, error) {
	if key == nil {
		return 0, nil
	}
	if t.cmp == nil {
		if s, ok := key.(string); ok {
			return uint32(maphash.String(t.seed, s)), nil
		}
		h, err := rt.Hash(f, key)
		return t.mix(h), err
	}
	h, err := t.cmp.Hash(f, key)
	return t.mix(h), err
}

func (t *table) equal(f *rt.Frame, a, b any) (bool, error) {
	if t.cmp != nil {
		return t.cmp.Equals(f, a, b)
	}
	return rt.Equals(f, a, b)
}

// find returns the position of a key, or -1, and the key's hash.
func (t *table) find(f *rt.Frame, key any) (int, uint32, error) {
	h, err := t.hash(f, key)
	if err != nil || len(t.buckets) == 0 {
		return -1, h, err
	}
	for i := t.buckets[h&uint32(len(t.buckets)-1)]; i != 0; {
		e := &t.entries[i-1]
		if err := f.Step(); err != nil {
			return -1, h, err
		}
		if e.hash == h {
			if eq, err := t.equal(f, e.key, key); eq || err != nil {
				return int(i) - 1, h, err
			}
		}
		i = e.next
	}
	return -1, h, nil
}

// insert adds an entry for a key that is not there and returns its position.
func (t *table) insert(f *rt.Frame, key, value any, h uint32) (int, error) {
	t.version++
	var i int
	if t.free != 0 {
		i = int(t.free) - 1
		t.free = t.entries[i].next
		t.freed--
	} else {
		if len(t.entries) == len(t.buckets) {
			if err := t.grow(f, len(t.entries)+1); err != nil {
				return 0, err
			}
		}
		i = len(t.entries)
		t.entries = append(t.entries, entry{})
	}
	b := &t.buckets[h&uint32(len(t.buckets)-1)]
	t.entries[i] = entry{hash: h, next: *b, used: true, key: key, value: value}
	*b = int32(i) + 1
	return i, nil
}

// grow makes room for n entries.
func (t *table) grow(f *rt.Frame, n int) error {
	size := max(4, len(t.buckets))
	for size < n {
		size *= 2
	}
	if size <= len(t.buckets) {
		return nil
	}
	if err := f.Alloc((size - len(t.buckets)) * entryCost); err != nil {
		return err
	}
	if err := f.Steps(len(t.entries)); err != nil {
		return err
	}
	entries := make([]entry, len(t.entries), size)
	copy(entries, t.entries)
	t.entries, t.buckets = entries, make([]int32, size)
	for i := range entries {
		e := &entries[i]
		if e.used {
			b := &t.buckets[e.hash&uint32(size-1)]
			e.next, *b = *b, int32(i)+1
		}
	}
	return nil
}

// remove frees the entry of a key; false when there is none.
func (t *table) remove(f *rt.Frame, key any) (removed entry, ok bool, err error) {
	i, h, err := t.find(f, key)
	if err != nil || i < 0 {
		return entry{}, false, err
	}
	return t.removeAt(i, h), true, nil
}

func (t *table) removeAt(i int, h uint32) entry {
	t.version++
	at := &t.buckets[h&uint32(len(t.buckets)-1)]
	for int(*at) != i+1 {
		at = &t.entries[*at-1].next
	}
	e := t.entries[i]
	*at = e.next
	t.entries[i] = entry{next: t.free}
	t.free = int32(i) + 1
	t.freed++
	return e
}

// clear removes all entries and keeps the memory.
func (t *table) clear() {
	t.version++
	clear(t.buckets)
	clear(t.entries)
	t.entries = t.entries[:0]
	t.free, t.freed = 0, 0
}

// tableEnumerator walks through the entries in use and notices changes.
type tableEnumerator struct {
	t       *table
	i       int
	version int
	// pick makes the element of an entry.
	pick func(*entry) any
}

func (t *table) enumerate(pick func(*entry) any) rt.Enumerator {
	return &tableEnumerator{t: t, version: t.version, pick: pick}
}

func (e *tableEnumerator) Next(f *rt.Frame) (any, bool, error) {
	if e.version != e.t.version {
		return nil, false, errModified()
	}
	for e.i < len(e.t.entries) {
		x := &e.t.entries[e.i]
		e.i++
		if x.used {
			return e.pick(x), true, nil
		}
		if err := f.Step(); err != nil {
			return nil, false, err
		}
	}
	return nil, false, nil
}
