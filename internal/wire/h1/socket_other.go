//go:build !unix

package h1

import (
	"io"
	"net"
)

// unbuffered returns what reads and writes a connection.
func unbuffered(c net.Conn) io.ReadWriter { return c }
