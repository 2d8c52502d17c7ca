package h1

import (
	"io"
	"slices"
	"time"
)

// bodyReader reads the body of a message from its connection. It reads no byte
// beyond the end.
type bodyReader struct {
	in *inbound
	framing
	// left are the bytes to come of a sized body.
	left   int64
	chunks chunkDecoder
	// err is how the body ended: io.EOF when whole.
	err error
	// progress, when not nil, is called before each wait for the connection.
	progress func() error
}

// begin makes the reader ready for the body of a message whose head was used.
func (b *bodyReader) begin(in *inbound, f framing) {
	*b = bodyReader{in: in, framing: f, left: f.length, progress: b.progress}
	if f.body == noBody {
		b.err = io.EOF
	}
}

// ended reports whether nothing more of the body is to come: what follows is
// another message.
func (b *bodyReader) ended() bool { return b.err == io.EOF }

// remaining are the bytes to come, -1 when nobody knows.
func (b *bodyReader) remaining() int64 {
	switch {
	case b.err == io.EOF:
		return 0
	case b.body == sizedBody:
		return b.left
	}
	return -1
}

// hasCome reports whether all that is left of a body in chunks can be read without
// waiting.
func (b *bodyReader) hasCome() bool {
	d, rest := b.chunks, b.in.bytes()
	d.fields = slices.Clip(d.fields)
	for {
		n, err := d.advance(rest)
		if err != nil || d.done() {
			return err == nil
		}
		if rest = rest[n:]; len(rest) == 0 || d.state != chunkData {
			return false
		}
		n = d.data(len(rest))
		d.take(n)
		rest = rest[n:]
	}
}

// read reads a piece into p, waiting for the connection no longer than patience.
// The end comes together with the last piece where that is known without waiting.
// A body that breaks off ends with io.ErrUnexpectedEOF.
func (b *bodyReader) read(p []byte, patience time.Duration) (n int, err error) {
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	switch b.body {
	case sizedBody:
		n, err = b.take(p[:min(int64(len(p)), b.left)], patience)
		if b.left -= int64(n); b.left == 0 {
			err = io.EOF
		} else if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
	case chunkedBody:
		n, err = b.chunk(p, patience)
	default:
		n, err = b.take(p, patience)
	}
	b.err = err
	return n, err
}

// take reads from the buffer or the connection.
func (b *bodyReader) take(p []byte, patience time.Duration) (int, error) {
	if b.in.r == b.in.w {
		if err := b.waits(patience); err != nil {
			return 0, err
		}
	}
	return b.in.read(p, patience)
}

// waits is called before the connection is read. The deadline is set first, so
// that progress has the last word about the wait.
func (b *bodyReader) waits(patience time.Duration) error {
	if b.progress == nil {
		return nil
	}
	b.in.limit.read(b.in.conn, patience)
	return b.progress()
}

// chunk reads data of chunks.
func (b *bodyReader) chunk(p []byte, patience time.Duration) (n int, err error) {
	for {
		used, err := b.chunks.advance(b.in.bytes())
		b.in.use(used)
		switch {
		case err != nil:
			return n, err
		case b.chunks.done():
			return n, io.EOF
		case n == len(p):
			return n, nil
		}
		if b.chunks.state == chunkData {
			room := p[n : n+b.chunks.data(len(p)-n)]
			if b.in.r == b.in.w && n > 0 {
				// What there is goes out first.
				return n, nil
			}
			m, err := b.take(room, patience)
			n += m
			b.chunks.take(m)
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			if err != nil {
				return n, err
			}
			continue
		}
		if n > 0 {
			return n, nil
		}
		err = b.waits(patience)
		if err == nil {
			err = b.in.more(patience, smallBuffer)
		}
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return n, err
		}
	}
}
