//go:build unix

package h1

import (
	"io"
	"net"
	"os"
	"syscall"
)

// asking writes a request and waits for its answer in one go. Writing first and
// reading then would read twice, because the answer is never there at once.
type asking struct {
	raw           syscall.RawConn
	request, room []byte
	asked         bool
	wrote, n      int
	err           error
	try           func(fd uintptr) bool // made once
}

// newAsking returns nil for connections that are not plain TCP.
func newAsking(c net.Conn) *asking {
	raw := descriptor(c)
	if raw == nil {
		return nil
	}
	a := &asking{raw: raw}
	a.try = a.turn
	return a
}

// ask writes the request, unless something has come already that nobody asked for,
// and reads once into room. wrote is how much of the request was written; when that
// is not all of it and there is no error, nothing was read: the rest takes longer.
func (a *asking) ask(request, room []byte) (wrote, n int, err error) {
	a.request, a.room = request, room
	a.asked, a.wrote, a.n, a.err = false, 0, 0, nil
	err = a.raw.Read(a.try)
	a.request, a.room = nil, nil
	if err == nil {
		err = a.err
	}
	return a.wrote, a.n, err
}

// turn writes when it is called first, and reads after that. The connection's
// readiness to be read was forgotten before the first call; nothing had come then,
// so whatever comes makes it ready.
func (a *asking) turn(fd uintptr) bool {
	if !a.asked {
		a.asked = true
		return !a.write(fd)
	}
	n, err := readNow(fd, a.room)
	switch {
	case err == syscall.EAGAIN:
		return false
	case err != 0:
		a.err = os.NewSyscallError("read", err)
	case n == 0:
		a.err = io.EOF
	}
	a.n = n
	return true
}

// write writes the request and reports whether an answer can be waited for.
func (a *asking) write(fd uintptr) bool {
	if _, err := peekNow(fd); err != syscall.EAGAIN {
		a.err = io.EOF
		return false
	}
	n, err := writeNow(fd, a.request)
	switch err {
	case 0:
		a.wrote = n
	case syscall.EAGAIN:
	default:
		a.err = os.NewSyscallError("write", err)
	}
	return a.err == nil && a.wrote == len(a.request)
}
