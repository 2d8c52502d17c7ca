//go:build !unix

package h1

import "net"

// peeking cannot look here whether something has come without taking it.
type peeking struct{}

// peeked is what there is to read.
type peeked uint8

const (
	nothing peeked = iota
	something
	theEnd
)

func (*peeking) init(net.Conn) {}

func (*peeking) peek() (seen peeked, known bool) { return nothing, false }
