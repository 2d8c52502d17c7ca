package message

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unsafe"
)

// ErrBodyTooLarge is returned when a body that has to be buffered is larger than
// the limit.
var ErrBodyTooLarge = errors.New("the message body is larger than the buffer limit")

// ErrBodyConsumed is returned when a body is read that was read before without
// being preserved.
var ErrBodyConsumed = errors.New("the message body has already been read and is not available")

// ErrBodyTimeout is returned when a client stops sending the body of its request.
var ErrBodyTimeout = errors.New("the client did not send the message body in time")

// BrokenBody is the error of a request body that a client does not send as it
// announced it.
type BrokenBody struct{ Err error }

// Error says what is wrong with the body.
func (e *BrokenBody) Error() string { return "the message body is broken: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *BrokenBody) Unwrap() error { return e.Err }

// IsClientFault reports whether an error is about a body that a client does not
// send as it should.
func IsClientFault(err error) bool {
	var broken *BrokenBody
	return errors.Is(err, ErrBodyTimeout) || errors.As(err, &broken)
}

// Body is the body of a message. It streams until Bytes buffers it. A nil *Body
// is a message without a body.
type Body struct {
	stream   io.ReadCloser // nil once buffered or taken
	data     []byte
	length   int64 // as announced, -1 when unknown
	consumed bool
	// sent says that the stream was handed to a connection.
	sent bool
	err  error
	// coding is how the body is compressed, empty for what the header of its message
	// says.
	coding string
	// trailers knows the fields after the body, nil when there can be none.
	trailers Trailers
	// tunnel is the connection behind the answer 101, nil in other messages.
	tunnel io.ReadWriteCloser
	// shared is nil unless several use the body in turns.
	shared *sharing
}

// NewBody returns a body that streams from r. length is the number of bytes, -1
// when it is not known.
func NewBody(r io.ReadCloser, length int64) *Body { return &Body{stream: r, length: length} }

// Init makes b what NewBody returns, for bodies that are parts of something else.
func (b *Body) Init(r io.ReadCloser, length int64) { *b = Body{stream: r, length: length} }

// BytesBody returns a buffered body. data must not be changed afterwards.
func BytesBody(data []byte) *Body { return &Body{data: data, length: int64(len(data))} }

// TextBody returns a buffered body of a text, as UTF-8.
func TextBody(s string) *Body {
	// Nobody changes the data of a body.
	return BytesBody(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// Length returns the number of bytes, -1 when it is not known before the end.
func (b *Body) Length() int64 {
	if b == nil {
		return 0
	}
	if b.stream == nil && (b.err == nil || b.consumed) {
		return int64(len(b.data))
	}
	return b.length
}

// Buffered reports whether the body is in memory.
func (b *Body) Buffered() bool { return b == nil || b.stream == nil }

// Consumed reports whether the body was read without being preserved.
func (b *Body) Consumed() bool { return b != nil && b.consumed }

// Bytes buffers the body, up to limit bytes, and returns it. The slice must not
// be changed. The body stays readable.
func (b *Body) Bytes(limit int64) ([]byte, error) {
	if b == nil {
		return nil, nil
	}
	if b.consumed {
		return nil, ErrBodyConsumed
	}
	if b.stream == nil {
		return b.data, b.err
	}
	if limit > 0 && b.length > limit {
		return nil, ErrBodyTooLarge
	}
	if b.shared != nil {
		return b.bytesShared(limit)
	}
	data, err := readAll(b.stream, b.length, limit)
	return b.filled(data, err, limit)
}

// filled takes what readAll has read.
func (b *Body) filled(data []byte, err error, limit int64) ([]byte, error) {
	if err == nil && limit > 0 && int64(len(data)) > limit {
		// What was read is kept, so that the message can still be drained.
		b.stream = readCloser{io.MultiReader(bytes.NewReader(data), b.stream), b.stream}
		return nil, ErrBodyTooLarge
	}
	b.stream.Close()
	b.stream, b.data, b.err = nil, data, err
	return data, err
}

// readAll reads a stream to its end, or one byte more than limit, which 0 is none.
func readAll(stream io.Reader, length, limit int64) ([]byte, error) {
	size := int64(bytes.MinRead)
	if length > 0 {
		// No more is reserved than what may come soon: a length is easily announced. The
		// end is seen where there is room left.
		size = min(length, maxReserved) + 1
	}
	data := make([]byte, 0, size)
	for {
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
		room := data[len(data):cap(data)]
		if limit > 0 {
			room = room[:min(int64(len(room)), limit+1-int64(len(data)))]
		}
		n, err := stream.Read(room)
		data = data[:len(data)+n]
		switch {
		case err == io.EOF || err == nil && limit > 0 && int64(len(data)) > limit:
			return data, nil
		case err != nil:
			return data, err
		}
	}
}

// Peek returns the first n bytes of the body, fewer when it is shorter, breaks off or
// is gone. It waits for them, and leaves the body as it was for whoever reads it next.
func (b *Body) Peek(n int) []byte {
	switch {
	case b == nil || b.consumed || n <= 0:
		return nil
	case b.stream == nil:
		return b.data[:min(n, len(b.data))]
	case b.shared != nil:
		return b.peekShared(n)
	}
	head, rest := peek(b.stream, n)
	b.unread(head, rest)
	return head
}

// peek reads the first n bytes of a stream, fewer when it is shorter or breaks off, and
// returns what comes behind them.
func peek(stream io.Reader, n int) (head []byte, rest io.Reader) {
	head = make([]byte, n)
	n, err := io.ReadFull(stream, head)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		stream = broken{err}
	}
	return head[:n:n], stream
}

// unread puts the head of the stream in front of its rest again.
func (b *Body) unread(head []byte, rest io.Reader) {
	b.stream = readCloser{io.MultiReader(bytes.NewReader(head), rest), b.stream}
}

// maxReserved is the most bytes reserved for a body before they have come.
const maxReserved = 1 << 20

// Consume marks the body as read: it can be read no more and is sent as empty.
func (b *Body) Consume() {
	if b == nil {
		return
	}
	if b.Settle() != nil {
		b.abandon()
	}
	b.consumed = true
	if b.stream != nil {
		b.stream.Close()
		b.stream = nil
	}
	b.data, b.trailers = nil, nil
}

// Data returns what there is to send of a body that is whole in memory. It must not
// be changed.
func (b *Body) Data() (data []byte, ok bool) {
	switch {
	case b == nil || b.consumed:
		return nil, true
	case b.stream != nil || b.err != nil:
		return nil, false
	}
	return b.data, true
}

// Reader returns a reader over the body for sending. A buffered body can be read
// again by another call; a streaming one is consumed by it.
func (b *Body) Reader() io.ReadCloser {
	if err := b.Settle(); err != nil {
		return io.NopCloser(broken{err})
	}
	switch {
	case b == nil || b.consumed:
		return io.NopCloser(bytes.NewReader(nil))
	case b.stream == nil && b.err != nil:
		// Half a body must not pass for a whole one.
		return io.NopCloser(io.MultiReader(bytes.NewReader(b.data), broken{b.err}))
	case b.stream == nil:
		return io.NopCloser(bytes.NewReader(b.data))
	}
	s := b.stream
	b.stream, b.data, b.consumed, b.sent = nil, nil, true, true
	return s
}

// Sent reports whether the body streamed to a connection and is gone.
func (b *Body) Sent() bool { return b != nil && b.sent }

// Close gives up a body that nobody will read.
func (b *Body) Close() {
	if b != nil && b.stream != nil {
		b.abandon()
		if b.stream != nil {
			b.stream.Close()
			b.stream = nil
		}
		b.consumed = true
	}
	if b != nil && b.tunnel != nil {
		b.tunnel.Close()
		b.tunnel = nil
	}
}

type readCloser struct {
	io.Reader
	io.Closer
}

// broken is the end of a body that could not be read whole.
type broken struct{ err error }

// Read returns the error.
func (b broken) Read([]byte) (int, error) { return 0, b.err }
