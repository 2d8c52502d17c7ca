package generic

import (
	"errors"
	"math/bits"

	"github.com/gatehouse-project/gatehouse/internal/bcl/host"
	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// Order compares two boxed values: negative, zero or positive.
type Order func(a, b any) (int, error)

// DefaultOrder returns the order of Comparer<T>.Default; cmp, when not nil, is
// asked instead.
func DefaultOrder(f *rt.Frame, cmp host.Comparer) Order {
	if cmp == nil {
		return func(a, b any) (int, error) { return host.Compare(f, a, b) }
	}
	return func(a, b any) (int, error) { return cmp.Compare(f, a, b) }
}

// DelegateOrder returns the order of a Comparison<T>.
func DelegateOrder(f *rt.Frame, d *rt.Delegate) Order {
	return func(a, b any) (int, error) {
		v, err := d.Call2(f, a, b)
		if err != nil {
			return 0, err
		}
		return int(v.(int32)), nil
	}
}

// Sort sorts as Array.Sort and List<T>.Sort do. They are not stable, and documents
// see the order of equal elements, so this is .NET's own algorithm: introspective
// sort with insertion sort for 16 elements or less. An exception of the comparer
// becomes the inner one of an InvalidOperationException.
func Sort(f *rt.Frame, items []any, order Order) error {
	if len(items) < 2 {
		return nil
	}
	s := sorter[any]{f: f, items: items, order: order}
	return CompareFailed(s.sort(0, len(items)-1, 2*(bits.Len(uint(len(items)))-1)))
}

// SortIndexes sorts positions as Sort does. LINQ orders so: which elements are
// compared decides whether a comparison that throws is reached.
func SortIndexes(f *rt.Frame, items []int32, order func(a, b int32) (int, error)) error {
	if len(items) < 2 {
		return nil
	}
	s := sorter[int32]{f: f, items: items, order: order}
	return CompareFailed(s.sort(0, len(items)-1, 2*(bits.Len(uint(len(items)))-1)))
}

// CompareFailed is what an error of a comparison becomes when it ends a sort.
func CompareFailed(err error) error {
	var cause *clr.Exception
	if err == nil || !errors.As(err, &cause) || cause.Type == "System.ArgumentException" && cause.Message == textBogus {
		return err
	}
	return &clr.Exception{
		Type: "System.InvalidOperationException", Message: "Failed to compare two elements in the array.", Inner: cause,
	}
}

const textBogus = "Unable to sort because the IComparer.Compare() method returns inconsistent results. Either a value does not compare equal to itself, or one value repeatedly compared to another value yields different results."

type sorter[T any] struct {
	f     *rt.Frame
	items []T
	order func(a, b T) (int, error)
}

func (s *sorter[T]) compare(a, b T) (int, error) {
	if err := s.f.Step(); err != nil {
		return 0, err
	}
	return s.order(a, b)
}

func (s *sorter[T]) swap(i, j int) { s.items[i], s.items[j] = s.items[j], s.items[i] }

func (s *sorter[T]) swapIfGreater(i, j int) error {
	if i == j {
		return nil
	}
	c, err := s.compare(s.items[i], s.items[j])
	if err == nil && c > 0 {
		s.swap(i, j)
	}
	return err
}

// sort sorts items[lo..hi]; depth bounds the recursion before heap sort takes
// over.
func (s *sorter[T]) sort(lo, hi, depth int) error {
	const insertionSize = 16
	for hi > lo {
		switch size := hi - lo + 1; {
		case size == 2:
			return s.swapIfGreater(lo, hi)
		case size == 3:
			return s.three(lo, hi-1, hi)
		case size <= insertionSize:
			return s.insertion(lo, hi)
		}
		if depth == 0 {
			return s.heap(lo, hi)
		}
		depth--
		p, err := s.partition(lo, hi)
		if err != nil {
			return err
		}
		if err := s.sort(p+1, hi, depth); err != nil {
			return err
		}
		hi = p - 1
	}
	return nil
}

func (s *sorter[T]) three(a, b, c int) error {
	if err := s.swapIfGreater(a, b); err != nil {
		return err
	}
	if err := s.swapIfGreater(a, c); err != nil {
		return err
	}
	return s.swapIfGreater(b, c)
}

func (s *sorter[T]) insertion(lo, hi int) error {
	for i := lo; i < hi; i++ {
		j, v := i, s.items[i+1]
		for j >= lo {
			c, err := s.compare(v, s.items[j])
			if err != nil {
				return err
			}
			if c >= 0 {
				break
			}
			s.items[j+1] = s.items[j]
			j--
		}
		s.items[j+1] = v
	}
	return nil
}

func (s *sorter[T]) partition(lo, hi int) (int, error) {
	mid := lo + (hi-lo)/2
	if err := s.three(lo, mid, hi); err != nil {
		return 0, err
	}
	pivot := s.items[mid]
	s.swap(mid, hi-1)
	left, right := lo, hi-1
	for left < right {
		for {
			if left++; left > hi {
				return 0, clr.Argument(textBogus, "")
			}
			c, err := s.compare(s.items[left], pivot)
			if err != nil {
				return 0, err
			}
			if c >= 0 {
				break
			}
		}
		for {
			if right--; right < lo {
				return 0, clr.Argument(textBogus, "")
			}
			c, err := s.compare(pivot, s.items[right])
			if err != nil {
				return 0, err
			}
			if c >= 0 {
				break
			}
		}
		if left >= right {
			break
		}
		s.swap(left, right)
	}
	s.swap(left, hi-1)
	return left, nil
}

func (s *sorter[T]) heap(lo, hi int) error {
	n := hi - lo + 1
	for i := n / 2; i >= 1; i-- {
		if err := s.down(i, n, lo); err != nil {
			return err
		}
	}
	for i := n; i > 1; i-- {
		s.swap(lo, lo+i-1)
		if err := s.down(1, i-1, lo); err != nil {
			return err
		}
	}
	return nil
}

// down restores the heap of n elements at lo, counted from 1, below i.
func (s *sorter[T]) down(i, n, lo int) error {
	v := s.items[lo+i-1]
	for i <= n/2 {
		child := 2 * i
		if child < n {
			c, err := s.compare(s.items[lo+child-1], s.items[lo+child])
			if err != nil {
				return err
			}
			if c < 0 {
				child++
			}
		}
		c, err := s.compare(v, s.items[lo+child-1])
		if err != nil {
			return err
		}
		if c >= 0 {
			break
		}
		s.items[lo+i-1] = s.items[lo+child-1]
		i = child
	}
	s.items[lo+i-1] = v
	return nil
}

// sortRange sorts count elements from index on, in place. An order that changes
// the list in the meantime sees the list unsorted.
func sortRange(f *rt.Frame, l *List, index, count int32, order Order) (rt.Void, error) {
	if err := l.checkRange(index, count); err != nil {
		return rt.Void{}, err
	}
	part := l.items[index : index+count]
	l.version++
	return rt.Void{}, Sort(f, part, order)
}
