package jsontree

// Charge is told of memory, in bytes, before it is used; its error stops the
// operation and is returned unchanged. A nil Charge accepts everything. The
// amounts are estimates of what the result occupies.
type Charge func(bytes int) error

// Sizes that Charge is told of a token, its text excluded.
const (
	valueSize    = 64
	propertySize = 96
	objectSize   = 96
	arraySize    = 80
	itemSize     = 16
)

// meter gathers small amounts, to call a Charge seldom.
type meter struct {
	charge Charge
	owed   int
}

func (m *meter) add(bytes int) error {
	if m.charge == nil {
		return nil
	}
	m.owed += bytes
	if m.owed < 4096 {
		return nil
	}
	return m.settle()
}

func (m *meter) settle() error {
	if m.charge == nil || m.owed == 0 {
		return nil
	}
	owed := m.owed
	m.owed = 0
	return m.charge(owed)
}
