package egress

import (
	"errors"
	"io"
	"net/http"
	"sync"
)

// maxKept bounds what is kept of a body that can be read only once, in bytes.
const maxKept = 64 << 10

// keptBody makes a request's body readable again as long as no more than maxKept of
// it was read: one that a proxy refuses at its head has hardly been sent. Readers are
// valid one at a time. It is safe for concurrent use: net/http may still read the old
// one after its answer.
type keptBody struct {
	source io.ReadCloser

	reading sync.Mutex // held while source is read

	mu      sync.Mutex // never held while source is read
	kept    []byte
	lost    bool  // more was read than is kept
	end     error // what source ended with
	current *keptReader
	final   bool // no other reader follows
}

// keepBody wraps the body of a request, nil and the request itself where there is
// nothing to wrap.
func keepBody(req *http.Request) (*http.Request, *keptBody) {
	if req.Body == nil || req.Body == http.NoBody || req.GetBody != nil {
		return req, nil
	}
	b := &keptBody{source: req.Body}
	b.current = &keptReader{body: b}
	out := req.WithContext(req.Context()) // a shallow copy
	out.Body = b.current
	return out, b
}

// rewind returns a reader from the start, which takes the place of the one before.
// It reports false when the start is gone.
func (b *keptBody) rewind() (io.ReadCloser, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost {
		return nil, false
	}
	b.current = &keptReader{body: b}
	return b.current, true
}

// finish says that no other reader follows: source is closed with the current one.
// b may be nil.
func (b *keptBody) finish() {
	if b == nil {
		return
	}
	b.mu.Lock()
	b.final = true
	closed := b.current.closed
	b.mu.Unlock()
	if closed {
		_ = b.source.Close()
	}
}

// keptReader reads a keptBody once.
type keptReader struct {
	body   *keptBody
	at     int  // guarded by body.mu
	closed bool // guarded by body.mu
}

var errOldReader = errors.New("the body is read by another request now")

// Read implements io.Reader.
func (r *keptReader) Read(p []byte) (int, error) {
	b := r.body
	b.reading.Lock()
	defer b.reading.Unlock()
	if n, done, err := r.before(p); done {
		return n, err
	}
	n, err := b.source.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.lost:
	case len(b.kept)+n <= maxKept, b.current != r:
		// A new reader that came meanwhile needs what was read for the old one.
		b.kept = append(b.kept, p[:n]...)
	default:
		b.kept, b.lost = nil, true
	}
	r.at += n
	b.end = err
	return n, err
}

// before reads what is kept, or the end. done is false when source is to be read.
func (r *keptReader) before(p []byte) (n int, done bool, err error) {
	b := r.body
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case r.closed || b.current != r:
		return 0, true, errOldReader
	case r.at < len(b.kept):
		n = copy(p, b.kept[r.at:])
		r.at += n
		return n, true, nil
	}
	return 0, b.end != nil, b.end
}

// Close implements io.Closer. It does not wait for a Read.
func (r *keptReader) Close() error {
	b := r.body
	b.mu.Lock()
	last := !r.closed && b.final && b.current == r
	r.closed = true
	b.mu.Unlock()
	if last {
		return b.source.Close()
	}
	return nil
}
