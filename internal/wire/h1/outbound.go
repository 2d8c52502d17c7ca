package h1

import (
	"errors"
	"io"
	"net"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// pieceSize is the most bytes for which the other side has one time limit: a
// buffered body comes in one write, however long it is.
const pieceSize = 256 << 10

// outbound is the sending side of a connection.
type outbound struct {
	conn  net.Conn
	dst   io.Writer // writes conn
	pool  *buffers
	limit deadline
	// patience bounds the wait for room for a piece.
	patience time.Duration
	// progress, when not nil, is called before each write, after its deadline was
	// set.
	progress func() error
	// err is why a write failed, wrote that bytes went out.
	err   error
	wrote bool
	vec   [2][]byte
	bufs  net.Buffers
}

// ready sets the deadline of a write.
func (o *outbound) ready() error {
	o.limit.write(o.conn, o.patience)
	if o.progress != nil {
		o.err = o.progress()
	}
	return o.err
}

// immediate writes what there is room for, without waiting.
type immediate interface {
	writeAtOnce(p []byte) (int, error)
}

// write sends bytes.
func (o *outbound) write(b []byte) error {
	if w, ok := o.dst.(immediate); ok && o.progress == nil && o.err == nil {
		// Nearly always there is room, and no time to be limited.
		n, err := w.writeAtOnce(b[:min(len(b), pieceSize)])
		o.wrote = o.wrote || n > 0
		if b = b[n:]; err != nil || len(b) == 0 {
			o.err = err
			return err
		}
	}
	for {
		if err := o.ready(); err != nil {
			return err
		}
		n, err := o.dst.Write(b[:min(len(b), pieceSize)])
		o.wrote = o.wrote || n > 0
		if b = b[n:]; err != nil || len(b) == 0 {
			o.err = err
			return err
		}
	}
}

// sendData sends a head and a body that is in memory, together where the system can
// take them together or they are short.
func (o *outbound) sendData(head, data []byte) (sent int64, err error) {
	if len(head)+len(data) <= cap(head) {
		return int64(len(data)), o.write(append(head, data...))
	}
	if _, ok := o.conn.(*net.TCPConn); !ok {
		if len(head)+len(data) <= largeBuffer {
			// One TLS record is cheaper than two.
			large := o.pool.get(largeBuffer)
			defer o.pool.put(large)
			return int64(len(data)), o.write(append(append(large.b[:0], head...), data...))
		}
		if err := o.write(head); err != nil {
			return 0, err
		}
		return int64(len(data)), o.write(data)
	}
	first := data[:min(len(data), pieceSize)]
	if err := o.ready(); err != nil {
		return 0, err
	}
	o.vec = [2][]byte{head, first}
	o.bufs = o.vec[:]
	n, err := o.bufs.WriteTo(o.conn)
	o.vec = [2][]byte{}
	o.wrote, o.err = o.wrote || n > 0, err
	if err == nil && len(first) < len(data) {
		err = o.write(data[len(first):])
	}
	return int64(len(data)), err
}

// Errors of bodies that are not what they were said to be.
var (
	errShortBody = errors.New("the body is shorter than announced")
	errLongBody  = errors.New("the body is longer than announced")
)

// stream sends the first at bytes of buf, and the body behind them, piece by piece
// as it comes. The first piece goes together with what is there, the last with the
// end of the chunks and the fields after it, which of knows. length is the body's, -1
// when nobody knows.
func (o *outbound) stream(buf *buffer, at int, body io.Reader, of *message.Body, length int64, chunked bool) (sent int64, err error) {
	given := buf
	defer func() {
		if buf != given {
			o.pool.put(buf)
		}
	}()
	if length > largeBuffer {
		// It is known to be long.
		buf = o.pool.get(hugeBuffer)
		copy(buf.b, given.b[:at])
	}
	before, after := 0, 0
	if chunked {
		before, after = chunkHead, len("\r\n")+len(lastChunk)
	}
	for idle := 0; ; {
		room := buf.b[at+before : len(buf.b)-after]
		n, rerr := body.Read(room)
		if n == 0 && rerr == nil {
			if idle++; idle > 100 {
				return sent, io.ErrNoProgress
			}
			continue
		}
		idle = 0
		full := n == len(room)
		ended := rerr == io.EOF
		switch {
		case rerr != nil && !ended:
			return sent, rerr
		case length >= 0 && sent+int64(n) > length:
			return sent, errLongBody
		case ended && sent+int64(n) < length:
			return sent, errShortBody
		}
		piece := frame(buf.b, at, n, chunked)
		if ended && chunked {
			piece = appendTrailers(piece, of.Trailers())
		}
		if len(piece) > 0 {
			if err := o.write(piece); err != nil {
				return sent, err
			}
		}
		sent += int64(n)
		if ended {
			return sent, nil
		}
		at = 0
		if full && len(buf.b) < hugeBuffer {
			larger := o.pool.get(len(buf.b) + 1)
			if buf != given {
				o.pool.put(buf)
			}
			buf = larger
		}
	}
}

// frame returns what to write for n bytes of a body, which stand in b behind at
// bytes of other things and, for chunks, chunkHead bytes of room.
func frame(b []byte, at, n int, chunked bool) []byte {
	if !chunked {
		return b[:at+n]
	}
	end := b[:at]
	if n > 0 {
		chunk := b[at : at+chunkHead+n]
		start, tail := frameChunk(chunk)
		// What was before moves up to the chunk; it is a head, or nothing.
		copy(b[start:], b[:at])
		b = b[start:]
		end = append(b[:at+len(chunk)-start], tail...)
	}
	return end
}
