package jsontree

// slab hands out tokens and child lists from blocks, so that a document costs a
// few allocations. A block lives as long as any token of it, which is no loss:
// tokens of a document hold each other anyway.
type slab struct {
	charge Charge
	next   int // tokens in the next block

	values []Value
	props  []Property
	lists  []*Property
	items  []Token
}

const maxBlock = 64

func (s *slab) pay(bytes int) error {
	if s.charge == nil || bytes == 0 {
		return nil
	}
	return s.charge(bytes)
}

func (s *slab) grow() { s.next = min(2*s.next, maxBlock) }

func (s *slab) value() (*Value, error) {
	if len(s.values) == 0 {
		if err := s.pay(s.next * (valueSize + itemSize)); err != nil {
			return nil, err
		}
		s.values = make([]Value, s.next)
		s.grow()
	}
	v := &s.values[0]
	s.values = s.values[1:]
	return v, nil
}

func (s *slab) property() (*Property, error) {
	if len(s.props) == 0 {
		if err := s.pay(s.next * (propertySize + itemSize)); err != nil {
			return nil, err
		}
		s.props = make([]Property, s.next)
		s.grow()
	}
	p := &s.props[0]
	s.props = s.props[1:]
	return p, nil
}

// pointers returns a copy of from with no room to grow.
func (s *slab) pointers(from []*Property) []*Property {
	if len(from) == 0 {
		return nil
	}
	return carve(&s.lists, from, s.next)
}

// tokens returns a copy of from with no room to grow.
func (s *slab) tokens(from []Token) []Token {
	if len(from) == 0 {
		return nil
	}
	return carve(&s.items, from, s.next)
}

func carve[T any](block *[]T, from []T, size int) []T {
	n := len(from)
	if n > len(*block) {
		if n >= size/2 {
			return append(make([]T, 0, n), from...)
		}
		*block = make([]T, size)
	}
	list := (*block)[:n:n]
	*block = (*block)[n:]
	copy(list, from)
	return list
}
