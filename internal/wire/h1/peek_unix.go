//go:build unix

package h1

import (
	"net"
	"syscall"
)

// peeking looks whether something has come on a connection, without waiting and
// without taking it.
type peeking struct {
	raw  syscall.RawConn // nil when the connection has no descriptor
	look func(fd uintptr)
	seen peeked
}

// peeked is what there is to read.
type peeked uint8

const (
	nothing peeked = iota
	something
	theEnd
)

func (p *peeking) init(n net.Conn) {
	if p.raw = descriptor(n); p.raw == nil {
		return
	}
	p.look = func(fd uintptr) {
		switch n, err := peekNow(fd); {
		case err == syscall.EAGAIN:
			p.seen = nothing
		case err == 0 && n > 0:
			p.seen = something
		default:
			p.seen = theEnd
		}
	}
}

// peek looks. known is false when it cannot.
func (p *peeking) peek() (seen peeked, known bool) {
	if p.raw == nil {
		return nothing, false
	}
	if p.raw.Control(p.look) != nil {
		return theEnd, true
	}
	return p.seen, true
}
