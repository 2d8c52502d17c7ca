//go:build unix

package h1

import (
	"io"
	"syscall"
)

// parking waits for bytes of a TCP connection without holding memory for them: most
// connections of most clients are idle. It costs no more than a usual read, because
// that too tries first and waits when nothing is there.
type parking struct {
	raw syscall.RawConn
	in  *inbound
	try func(fd uintptr) bool // made once
	n   int
	err error
}

// newParking returns nil for connections that are not plain TCP.
func newParking(in *inbound) *parking {
	raw := descriptor(in.conn)
	if raw == nil {
		return nil
	}
	p := &parking{raw: raw, in: in}
	p.try = p.read
	return p
}

// wait reads once into an empty buffer, for which memory is taken when there is
// something to put there.
func (p *parking) wait() error {
	p.n, p.err = 0, nil
	if err := p.raw.Read(p.try); err != nil {
		return err
	}
	p.in.w += p.n
	if p.n == 0 && p.err == nil {
		return io.EOF
	}
	return p.err
}

// read tries; false waits for the descriptor to become readable. The buffer of the
// request before serves the first try.
func (p *parking) read(fd uintptr) bool {
	b := p.in.buf
	if b == nil {
		b = p.in.pool.get(smallBuffer)
	}
	n, err := readNow(fd, b.b)
	if n > 0 {
		p.in.buf, p.n = b, n
		return true
	}
	p.in.buf = nil
	p.in.pool.put(b)
	if err == syscall.EAGAIN {
		return false
	}
	if err != 0 {
		p.err = err
	}
	return true
}
