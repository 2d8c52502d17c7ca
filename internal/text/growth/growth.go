package growth

// Meter tells Charge of every array that one growing slice has had. The zero Meter
// counts nothing. It is for one goroutine.
type Meter struct {
	// Charge is told of memory in bytes, mostly before it is taken; its error stops
	// the writer. Nil accepts everything.
	Charge func(bytes int) error

	counted int
}

const (
	// long is the length from which a slice grows ahead of what is appended.
	long = 16 << 10
	// spare is the room that a long slice has for small appends.
	spare = 4 << 10
)

// Begin takes the room that a slice has already for counted.
func (m *Meter) Begin(out []byte) { m.counted = cap(out) }

// Spend counts what out has grown by. It is to be called after every few small
// appends and returns the slice to go on with, which has room for more of them.
func (m *Meter) Spend(out []byte) ([]byte, error) {
	if cap(out)-len(out) < spare && len(out) >= long {
		return m.Room(out, spare)
	}
	if m.Charge == nil || cap(out) <= m.counted {
		return out, nil
	}
	m.counted = cap(out)
	return out, m.Charge(cap(out))
}

// Room makes room for n more bytes, for an append that may be long.
func (m *Meter) Room(out []byte, n int) ([]byte, error) {
	if cap(out)-len(out) >= n {
		return out, nil
	}
	size := max(len(out)+n, 2*len(out))
	m.counted = size
	if m.Charge != nil {
		if err := m.Charge(size); err != nil {
			return out, err
		}
	}
	moved := make([]byte, len(out), size)
	copy(moved, out)
	return moved, nil
}
