package h1

import "sync"

// Sizes of buffers. A small one holds nearly every head and many a whole message;
// bodies are copied through large ones, those that come fast through huge ones: each
// call of the system moves more.
const (
	smallBuffer = 4 << 10
	largeBuffer = 64 << 10
	hugeBuffer  = 256 << 10
)

// buffers are pools of buffers, shared by connections. The zero value is ready. It
// is safe for concurrent use.
type buffers struct{ small, large, huge sync.Pool }

// buffer is memory from a pool; b has its whole length.
type buffer struct{ b []byte }

// get returns a buffer of at least n bytes, the largest of the sizes at most.
func (p *buffers) get(n int) *buffer {
	pool, size := &p.small, smallBuffer
	switch {
	case n > largeBuffer:
		pool, size = &p.huge, hugeBuffer
	case n > smallBuffer:
		pool, size = &p.large, largeBuffer
	}
	if b, ok := pool.Get().(*buffer); ok {
		return b
	}
	return &buffer{make([]byte, size)}
}

// put gives a buffer back; nil is none.
func (p *buffers) put(b *buffer) {
	switch {
	case b == nil:
	case len(b.b) == smallBuffer:
		p.small.Put(b)
	case len(b.b) == largeBuffer:
		p.large.Put(b)
	case len(b.b) == hugeBuffer:
		p.huge.Put(b)
	}
}
