package tunnel

// Kind is a kind of frame, as the service counts them (platform/websocket-apis.md).
type Kind uint8

// The kinds of frames that are counted. A message that comes in several frames has
// fragments alone.
const (
	Close Kind = iota
	BinaryFragment
	BinaryMessage
	TextFragment
	TextMessage

	Kinds
)

// String returns the service's name of the kind.
func (k Kind) String() string {
	return [...]string{"Close", "BinaryFragment", "BinaryMessage", "UTF8Fragment", "UTF8Message"}[k]
}

// frames finds the frames in what one side says (RFC 6455, 5.2). It looks at headers
// only; the zero value is at the start of a connection. What is no WebSocket at all
// makes wrong counts and no harm.
type frames struct {
	// left are the bytes of payload that are still to come.
	left uint64
	// head are the bytes of a header that came so far.
	head [14]byte
	n    int
	// text says that a message has begun in a frame of text and goes on in others.
	text bool
	// closed says that a close frame has come: no other may follow.
	closed bool
}

// between reports whether the next byte starts a frame, and one may follow.
func (f *frames) between() bool { return f.n == 0 && f.left == 0 && !f.closed }

// see looks at what goes by and reports the frames that start there.
func (f *frames) see(b []byte, count func(Kind)) {
	for len(b) > 0 {
		if f.left > 0 {
			n := min(f.left, uint64(len(b)))
			f.left -= n
			b = b[n:]
			continue
		}
		f.head[f.n] = b[0]
		f.n++
		b = b[1:]
		if f.n >= 2 && f.n == headLength(f.head[1]) {
			f.begin(count)
			f.n = 0
		}
	}
}

// headLength is the length of a header by its second byte.
func headLength(second byte) int {
	n := 2
	switch second & 0x7F {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if second&0x80 != 0 {
		n += 4
	}
	return n
}

// begin takes notice of a header that is there whole.
func (f *frames) begin(count func(Kind)) {
	f.left = uint64(f.head[1] & 0x7F)
	if extra := map[uint64]int{126: 2, 127: 8}[f.left]; extra > 0 {
		f.left = 0
		for _, c := range f.head[2 : 2+extra] {
			f.left = f.left<<8 | uint64(c)
		}
	}
	last := f.head[0]&0x80 != 0
	switch opcode := f.head[0] & 0x0F; {
	case opcode == 8:
		f.closed = true
		count(Close)
	case opcode == 1 && last:
		count(TextMessage)
	case opcode == 2 && last:
		count(BinaryMessage)
	case opcode == 1 || opcode == 0 && f.text:
		f.text = !last
		count(TextFragment)
	case opcode == 2 || opcode == 0:
		count(BinaryFragment)
	}
}
