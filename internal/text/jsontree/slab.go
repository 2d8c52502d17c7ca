package jsontree

import "strings"

// slab hands out tokens and child lists from blocks, so that a document costs a
// few allocations. A block lives as long as any token of it, which is no loss:
// tokens of a document hold each other anyway.
type slab struct {
	charge Charge
	ahead  int // bytes of text that tokens will be needed for
	most   int // of a short text, how many leaves it can have
	few    int // of a document that is read as needed, how many the next block has

	values []Value
	props  []Property
	lists  []*Property
	items  []Token
}

// Sizes of blocks, in tokens. A token takes about bytesPerToken of text.
const (
	minBlock      = 4
	maxBlock      = 64
	bytesPerToken = 22
)

// shortText is the length of texts that are looked through to see how many tokens
// they have.
const shortText = 4 << 10

func newSlab(text string, lazy bool, charge Charge) slab {
	s := slab{charge: charge, ahead: len(text), most: maxBlock}
	if lazy {
		s.few = 2 * minBlock
	}
	if len(text) <= shortText {
		// A comma stands between two of them.
		s.most = strings.Count(text, ",") + 1
	}
	return s
}

// block is how many tokens the next block has.
func (s *slab) block() int {
	n := min(max(s.ahead/bytesPerToken+1, minBlock), maxBlock, max(s.most, minBlock))
	if s.few > 0 {
		n = min(n, s.few)
		s.few *= 2
	}
	return n
}

func (s *slab) pay(bytes int) error {
	if s.charge == nil || bytes == 0 {
		return nil
	}
	return s.charge(bytes)
}

func (s *slab) value() (*Value, error) {
	if len(s.values) == 0 {
		n := s.block()
		if err := s.pay(n * (valueSize + itemSize)); err != nil {
			return nil, err
		}
		s.values = make([]Value, n)
	}
	v := &s.values[0]
	s.values = s.values[1:]
	return v, nil
}

func (s *slab) property() (*Property, error) {
	if len(s.props) == 0 {
		n := s.block()
		if err := s.pay(n * (propertySize + itemSize)); err != nil {
			return nil, err
		}
		s.props = make([]Property, n)
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
	return carve(&s.lists, from, s.block())
}

// tokens returns a copy of from with no room to grow.
func (s *slab) tokens(from []Token) []Token {
	if len(from) == 0 {
		return nil
	}
	return carve(&s.items, from, s.block()/4)
}

func carve[T any](block *[]T, from []T, size int) []T {
	n := len(from)
	if n > len(*block) {
		*block = make([]T, max(n, size))
	}
	list := (*block)[:n:n]
	*block = (*block)[n:]
	copy(list, from)
	return list
}
