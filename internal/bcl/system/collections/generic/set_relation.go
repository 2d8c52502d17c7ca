package generic

import (
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// The relations of a set to a sequence that are decided by the first element that
// is there, or is not: they read no more of the sequence than that.

// reading makes such a test.
func reading(test func(f *rt.Frame, s *Set, other *Cursor) (bool, error)) func(f *rt.Frame, s *Set, src any) (bool, error) {
	return func(f *rt.Frame, s *Set, src any) (bool, error) {
		if src == nil {
			return false, clr.ArgumentNull("other")
		}
		other := Read(src, s.elem())
		holds, err := test(f, s, &other)
		return holds, other.Leave(f, err)
	}
}

// allFound reads a sequence up to the first element that is not in the set. It
// returns how many elements of the set were there when none is missing.
func (s *Set) allFound(f *rt.Frame, other *Cursor) (found int, all bool, err error) {
	seen := map[int]bool{}
	for {
		v, ok, err := other.Next(f)
		if err != nil || !ok {
			return len(seen), err == nil, err
		}
		i, _, err := s.t.find(f, v)
		if err != nil || i < 0 {
			return 0, false, err
		}
		if !seen[i] {
			if err := f.Alloc(elementCost); err != nil {
				return 0, false, err
			}
			seen[i] = true
		}
	}
}

func isSuperset(f *rt.Frame, s *Set, other *Cursor) (bool, error) {
	_, all, err := s.allFound(f, other)
	return all, err
}

func isProperSuperset(f *rt.Frame, s *Set, other *Cursor) (bool, error) {
	if s.Count() == 0 {
		return false, nil
	}
	found, all, err := s.allFound(f, other)
	return all && found < s.Count(), err
}

func setEquals(f *rt.Frame, s *Set, other *Cursor) (bool, error) {
	found, all, err := s.allFound(f, other)
	return all && found == s.Count(), err
}

func overlaps(f *rt.Frame, s *Set, other *Cursor) (bool, error) {
	if s.Count() == 0 {
		return false, nil
	}
	for {
		v, ok, err := other.Next(f)
		if err != nil || !ok {
			return false, err
		}
		if there, err := s.ContainsItem(f, v); there || err != nil {
			return there, err
		}
	}
}

func hasElement(f *rt.Frame, _ *Set, other *Cursor) (bool, error) {
	_, ok, err := other.Next(f)
	return ok, err
}
