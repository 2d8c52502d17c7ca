package liquid

import (
	"errors"

	"github.com/gatehouse-project/gatehouse/internal/clr"
	"github.com/gatehouse-project/gatehouse/internal/text/netfmt"
)

// sortElements sorts by ordinal comparison without case, or by a member compared
// so. The order of equal elements is that of .NET's introspective sort.
func sortElements(r *renderer, args []Value) (Value, error) {
	if args[0] == nil {
		return nil, nil
	}
	property, _ := optional(args[1])
	all, err := r.elements(args[0])
	if err != nil {
		return nil, err
	}
	s := &sorter{r: r, items: all, keys: all}
	if property != "" {
		s.keys = make(Values, len(all))
		for i, v := range all {
			s.keys[i] = memberOf(v, property)
		}
	}
	s.introspective(0, len(all)-1, 2*bitsOf(len(all)))
	if s.err != nil {
		var fatal *fatalError
		if errors.As(s.err, &fatal) {
			return nil, s.err
		}
		return nil, clr.InvalidOperation("Failed to compare two elements in the array.")
	}
	return all, nil
}

// bitsOf counts the bits of n.
func bitsOf(n int) int {
	bits := 0
	for ; n > 0; n /= 2 {
		bits++
	}
	return bits
}

// sorter sorts items by keys, which may be the items themselves. After an error
// everything counts as equal.
type sorter struct {
	r           *renderer
	items, keys Values
	err         error
}

// compare is StringComparer.OrdinalIgnoreCase.Compare, with the difference that
// numbers of all types can be compared with each other.
func (s *sorter) compare(a, b Value) int {
	if s.err != nil {
		return 0
	}
	if err := s.r.step(); err != nil {
		s.err = err
		return 0
	}
	a, b = plain(a), plain(b)
	switch {
	case a == nil || b == nil:
		return number(a != nil) - number(b != nil)
	case kindOf(a).isNumber() && kindOf(b).isNumber():
		return s.numbers(a, b)
	}
	if x, ok := a.(string); ok {
		if y, ok := b.(string); ok {
			return netfmt.OrdinalIgnoreCaseCompare(x, y)
		}
	}
	if kindOf(a) != noKind && kindOf(a) == kindOf(b) {
		return compareSame(a, b, s.r.culture)
	}
	n, err := s.r.orderOthers(a, b)
	if err != nil || kindOf(a) != noKind {
		s.err = clr.Argument("Object must be of type "+kindOf(a).name()+".", "")
		return 0
	}
	return n
}

func (s *sorter) numbers(a, b Value) int {
	if kindOf(a) == kindOf(b) {
		return compareSame(a, b, s.r.culture)
	}
	x, errX := toDecimal(a, s.r.culture)
	y, errY := toDecimal(b, s.r.culture)
	if errX == nil && errY == nil {
		return x.Compare(y)
	}
	// Beyond the range of Decimal.
	f, _ := toDouble(a, s.r.culture)
	g, _ := toDouble(b, s.r.culture)
	return compareFloats(f, g)
}

func (s *sorter) separate() bool { return len(s.keys) > 0 && &s.keys[0] != &s.items[0] }

func (s *sorter) swap(i, j int) {
	s.items[i], s.items[j] = s.items[j], s.items[i]
	if s.separate() {
		s.keys[i], s.keys[j] = s.keys[j], s.keys[i]
	}
}

func (s *sorter) move(to, from int) {
	s.items[to] = s.items[from]
	if s.separate() {
		s.keys[to] = s.keys[from]
	}
}

// order swaps two places if the first is greater.
func (s *sorter) order(i, j int) {
	if s.compare(s.keys[i], s.keys[j]) > 0 {
		s.swap(i, j)
	}
}

// small is the length up to which insertion is used.
const small = 16

func (s *sorter) introspective(lo, hi, depth int) {
	for hi > lo && s.err == nil {
		switch n := hi - lo + 1; {
		case n == 2:
			s.order(lo, hi)
			return
		case n == 3:
			s.order(lo, hi-1)
			s.order(lo, hi)
			s.order(hi-1, hi)
			return
		case n <= small:
			s.insertion(lo, hi)
			return
		}
		if depth == 0 {
			s.heap(lo, hi)
			return
		}
		depth--
		p := s.partition(lo, hi)
		s.introspective(p+1, hi, depth)
		hi = p - 1
	}
}

func (s *sorter) partition(lo, hi int) int {
	middle := lo + (hi-lo)/2
	s.order(lo, middle)
	s.order(lo, hi)
	s.order(middle, hi)
	pivot := s.keys[middle]
	s.swap(middle, hi-1)
	left, right := lo, hi-1
	for left < right {
		for left++; left < hi && s.compare(s.keys[left], pivot) < 0; left++ {
		}
		for right--; right > lo && s.compare(pivot, s.keys[right]) < 0; right-- {
		}
		if left >= right {
			break
		}
		s.swap(left, right)
	}
	s.swap(left, hi-1)
	return left
}

func (s *sorter) insertion(lo, hi int) {
	for i := lo; i < hi; i++ {
		item, key := s.items[i+1], s.keys[i+1]
		j := i
		for ; j >= lo && s.compare(key, s.keys[j]) < 0; j-- {
			s.move(j+1, j)
		}
		s.items[j+1], s.keys[j+1] = item, key
	}
}

func (s *sorter) heap(lo, hi int) {
	n := hi - lo + 1
	for i := n / 2; i >= 1; i-- {
		s.down(i, n, lo)
	}
	for i := n; i > 1; i-- {
		s.swap(lo, lo+i-1)
		s.down(1, i-1, lo)
	}
}

func (s *sorter) down(i, n, lo int) {
	item, key := s.items[lo+i-1], s.keys[lo+i-1]
	for i <= n/2 {
		child := 2 * i
		if child < n && s.compare(s.keys[lo+child-1], s.keys[lo+child]) < 0 {
			child++
		}
		if s.compare(key, s.keys[lo+child-1]) >= 0 {
			break
		}
		s.move(lo+i-1, lo+child-1)
		i = child
	}
	s.items[lo+i-1], s.keys[lo+i-1] = item, key
}
