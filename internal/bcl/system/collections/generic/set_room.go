package generic

import (
	"slices"

	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// How many elements .NET's hash set has room for shows in one place: a set made of
// another takes over the free places of elements that were removed, and fills them
// first, unless the other has far more room than it needs.

// primes are the sizes of .NET's hash tables.
var primes = []int{
	3, 7, 11, 17, 23, 29, 37, 47, 59, 71, 89, 107, 131, 163, 197, 239, 293, 353, 431, 521, 631, 761, 919,
	1103, 1327, 1597, 1931, 2333, 2801, 3371, 4049, 4861, 5839, 7013, 8419, 10103, 12143, 14591,
	17519, 21023, 25229, 30293, 36353, 43627, 52361, 62851, 75431, 90523, 108631, 130363, 156437,
	187751, 225307, 270371, 324449, 389357, 467237, 560689, 672827, 807403, 968897, 1162687, 1395263,
	1674319, 2009191, 2411033, 2893249, 3471899, 4166287, 4999559, 5999471, 7199369,
}

// primeFrom returns the size of a table with room for n elements.
func primeFrom(n int) int {
	i, _ := slices.BinarySearch(primes, n)
	if i == len(primes) {
		return n | 1 // larger than the budget of memory lets a set be
	}
	return primes[i]
}

// put adds an element that is not there.
func (s *Set) put(f *rt.Frame, item any, hash uint32) error {
	if s.t.free == 0 && len(s.t.entries) >= s.room {
		s.room = primeFrom(2 * s.room)
	}
	_, err := s.t.insert(f, item, nil, hash)
	return err
}

// fill takes over the elements of a sequence when the set is made.
func (s *Set) fill(f *rt.Frame, src any) error {
	if o, ok := src.(*Set); ok && o.t.cmp == s.t.cmp {
		if o.Count() == 0 {
			return nil
		}
		return s.copyOf(f, o)
	}
	n, _ := KnownCount(f, src)
	s.room = primeFrom(n)
	if err := s.AddAll(f, src, s.elem()); err != nil {
		return err
	}
	if n := s.Count(); n > 0 && s.room/n > 3 {
		s.room = primeFrom(n)
	}
	return nil
}

// copyOf makes the set one like another that has its comparer.
func (s *Set) copyOf(f *rt.Frame, o *Set) error {
	t := o.t
	if err := f.Alloc(len(t.buckets) * entryCost); err != nil {
		return err
	}
	if err := f.Steps(len(t.entries)); err != nil {
		return err
	}
	t.buckets, t.entries = slices.Clone(t.buckets), append(make([]entry, 0, len(t.buckets)), t.entries...)
	t.version = 0
	s.t, s.room = t, o.room
	if o.room > primeFrom(2*(o.Count()+1)) {
		return s.trim(f)
	}
	return nil
}

// trim is TrimExcess: the elements move together, and no place is free.
func (s *Set) trim(f *rt.Frame) error {
	if s.Count() == 0 {
		s.t.clear()
		s.room = 0
		return nil
	}
	s.room = primeFrom(s.Count())
	if s.t.freed == 0 {
		return nil
	}
	if err := f.Steps(len(s.t.entries)); err != nil {
		return err
	}
	entries := s.t.entries
	s.t.entries = entries[:0]
	clear(s.t.buckets)
	for _, e := range entries {
		if e.used {
			b := &s.t.buckets[e.hash&uint32(len(s.t.buckets)-1)]
			s.t.entries = append(s.t.entries, entry{hash: e.hash, next: *b, used: true, key: e.key})
			*b = int32(len(s.t.entries))
		}
	}
	clear(entries[len(s.t.entries):])
	s.t.free, s.t.freed = 0, 0
	return nil
}
