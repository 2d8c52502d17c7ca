package h1

import (
	"errors"
	"io"
	"net"
	"time"
)

// errFull is the error of more when the buffer can grow no further.
var errFull = errors.New("the buffer is full")

// inbound is the receiving side of a connection: what was read and not used yet.
// It holds memory only while there is something to keep.
type inbound struct {
	conn  net.Conn
	src   io.Reader // reads conn
	pool  *buffers
	limit deadline
	park  *parking // nil where reading needs memory from the start
	buf   *buffer
	r, w  int // the bytes not used are buf.b[r:w]
}

// bytes are what was read and not used; they are valid until the next call.
func (in *inbound) bytes() []byte {
	if in.buf == nil {
		return nil
	}
	return in.buf.b[in.r:in.w]
}

// use drops n bytes from the front.
func (in *inbound) use(n int) {
	if in.r += n; in.r == in.w {
		in.r, in.w = 0, 0
	}
}

// release gives the memory back when nothing is in it.
func (in *inbound) release() {
	if in.buf != nil && in.r == in.w {
		in.pool.put(in.buf)
		in.buf, in.r, in.w = nil, 0, 0
	}
}

// drop forgets everything that was read.
func (in *inbound) drop() {
	in.r, in.w = 0, 0
	in.release()
}

// more reads once from the connection, behind what is there, waiting no longer
// than patience. Without an error at least one byte has come. A buffer that is full
// is exchanged for a larger one as long as it holds less than most bytes.
func (in *inbound) more(patience time.Duration, most int) error {
	if err := in.room(most); err != nil {
		return err
	}
	in.limit.read(in.conn, patience)
	n, err := in.src.Read(in.buf.b[in.w:])
	in.w += n
	if n > 0 {
		// The error, if it lasts, comes again.
		return nil
	}
	if err == nil {
		err = io.ErrNoProgress
	}
	return err
}

// first waits for the first bytes of a message, holding no memory where that can be
// had. The buffer is empty.
func (in *inbound) first(patience time.Duration) error {
	if in.park == nil {
		return in.more(patience, smallBuffer)
	}
	in.limit.read(in.conn, patience)
	return in.park.wait()
}

// room makes room behind what was read.
func (in *inbound) room(most int) error {
	switch {
	case in.buf == nil:
		in.buf = in.pool.get(smallBuffer)
	case in.w < len(in.buf.b):
	case in.r > 0:
		in.w = copy(in.buf.b, in.buf.b[in.r:in.w])
		in.r = 0
	case in.w >= most:
		return errFull
	default:
		old := in.buf
		if len(old.b) < largeBuffer {
			in.buf = in.pool.get(largeBuffer)
		} else {
			// Beyond the pool's sizes, for a head of unusual length.
			in.buf = &buffer{make([]byte, 2*len(old.b))}
		}
		copy(in.buf.b, old.b)
		in.pool.put(old)
	}
	return nil
}

// read reads into p: what is there first, else from the connection, past the
// buffer when p is large.
func (in *inbound) read(p []byte, patience time.Duration) (int, error) {
	if in.r == in.w {
		if len(p) >= smallBuffer {
			in.limit.read(in.conn, patience)
			n, err := in.src.Read(p)
			if s, ok := in.src.(immediateReader); ok && err == nil && len(p) >= largeBuffer {
				// Bodies that are long come faster than they go: the more at once the better.
				for n < len(p) && err == nil {
					var m int
					if m, err = s.readAtOnce(p[n:]); m == 0 {
						break
					}
					n += m
				}
			}
			return n, err
		}
		if err := in.more(patience, smallBuffer); err != nil {
			return 0, err
		}
	}
	n := copy(p, in.buf.b[in.r:in.w])
	in.use(n)
	return n, nil
}

// immediateReader reads what there is, without waiting: nothing is neither an error
// nor the end.
type immediateReader interface {
	readAtOnce(p []byte) (int, error)
}

// deadline is when reading from a connection is given up. Setting it costs more
// than much of what is done for a request, so one that is only a little early
// stays.
type deadline struct{ at time.Time }

// slack is how much earlier than asked for a deadline may be.
const slack = time.Second

// read makes reads of c wait no longer than patience, but for the slack.
func (d *deadline) read(c net.Conn, patience time.Duration) {
	if at, due := d.next(patience); due {
		// A connection that is broken says so when it is read.
		_ = c.SetReadDeadline(at)
	}
}

// write is read for writes.
func (d *deadline) write(c net.Conn, patience time.Duration) {
	if at, due := d.next(patience); due {
		_ = c.SetWriteDeadline(at)
	}
}

// until makes reads of c wait until at, or, so that the deadline need not be set
// anew for every message, an eighth of patience longer, but no more than the slack.
// A zero patience is that of answers.
func (d *deadline) until(c net.Conn, at time.Time, patience time.Duration) {
	if patience <= 0 {
		d.read(c, answerPatience)
		return
	}
	more := min(slack, patience/8)
	if late := d.at.Sub(at); late < 0 || late > more {
		d.at = at.Add(more)
		_ = c.SetReadDeadline(d.at)
	}
}

func (d *deadline) next(patience time.Duration) (at time.Time, due bool) {
	// What is left is cheaper to ask for than the time.
	if left := time.Until(d.at); left <= patience && left > patience-min(slack, patience/4) {
		return d.at, false
	}
	d.at = time.Now().Add(patience)
	return d.at, true
}
