//go:build unix

package h1

import (
	"io"
	"net"
	"os"
	"syscall"
)

// socket reads and writes a TCP connection with the calls of readNow and writeNow.
// One goroutine may read and one write at a time.
type socket struct {
	raw           syscall.RawConn
	reads, writes transfer
}

// transfer is a call under way. Where try returns false it is made again when the
// descriptor is ready.
type transfer struct {
	p   []byte
	n   int
	err error
	// try and once make it; they are made once.
	try  func(fd uintptr) bool
	once func(fd uintptr)
}

// descriptor returns the descriptor of a plain TCP connection, nil for others.
func descriptor(c net.Conn) syscall.RawConn {
	t, ok := c.(*net.TCPConn)
	if !ok {
		return nil
	}
	raw, err := t.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// unbuffered returns what reads and writes a connection with the least effort: the
// connection itself unless it is plain TCP.
func unbuffered(c net.Conn) io.ReadWriter {
	raw := descriptor(c)
	if raw == nil {
		return c
	}
	s := &socket{raw: raw}
	s.reads.try, s.writes.try = s.reads.read, s.writes.write
	s.writes.once = func(fd uintptr) { s.writes.write(fd) }
	s.reads.once = func(fd uintptr) { s.reads.read(fd) }
	return s
}

// Read implements io.Reader.
func (s *socket) Read(p []byte) (int, error) {
	t := &s.reads
	if len(p) == 0 {
		return 0, nil
	}
	t.p, t.n, t.err = p, 0, nil
	err := s.raw.Read(t.try)
	t.p = nil
	switch {
	case err != nil:
		return 0, err
	case t.n == 0 && t.err == nil:
		return 0, io.EOF
	}
	return t.n, t.err
}

// readAtOnce implements immediateReader. The end and errors are left to the next
// Read.
func (s *socket) readAtOnce(p []byte) (int, error) {
	t := &s.reads
	t.p, t.n, t.err = p, 0, nil
	err := s.raw.Control(t.once)
	t.p = nil
	return t.n, err
}

// writeAtOnce writes what there is room for, without waiting and whatever the
// deadline.
func (s *socket) writeAtOnce(p []byte) (int, error) {
	t := &s.writes
	t.p, t.n, t.err = p, 0, nil
	err := s.raw.Control(t.once)
	t.p = nil
	if err == nil {
		err = t.err
	}
	return t.n, err
}

// Write implements io.Writer.
func (s *socket) Write(p []byte) (int, error) {
	t := &s.writes
	if len(p) == 0 {
		return 0, nil
	}
	t.p, t.n, t.err = p, 0, nil
	err := s.raw.Write(t.try)
	t.p = nil
	if err == nil {
		err = t.err
	}
	return t.n, err
}

func (t *transfer) read(fd uintptr) bool {
	n, err := readNow(fd, t.p)
	if err == syscall.EAGAIN {
		return false
	}
	if t.n = n; err != 0 {
		t.err = os.NewSyscallError("read", err)
	}
	return true
}

func (t *transfer) write(fd uintptr) bool {
	for t.n < len(t.p) {
		n, err := writeNow(fd, t.p[t.n:])
		if err == syscall.EAGAIN {
			return false
		}
		if err != 0 {
			t.err = os.NewSyscallError("write", err)
			return true
		}
		t.n += n
	}
	return true
}
