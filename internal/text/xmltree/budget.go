package xmltree

// Charge is told how many bytes an operation is about to allocate. An error
// stops the operation and is returned as it is; the tree may then hold a part of
// what was to be added, never a broken structure. A nil Charge allows anything.
type Charge func(bytes int) error

// The sizes that are charged for one object, text not included. They are what
// the objects take on a 64-bit machine, rounded up.
const (
	// NodeSize is charged for an element, text, comment or other node.
	NodeSize = 192
	// AttributeSize is charged for an attribute.
	AttributeSize = 112
)

func (c Charge) take(bytes int) error {
	if c == nil || bytes == 0 {
		return nil
	}
	return c(bytes)
}
