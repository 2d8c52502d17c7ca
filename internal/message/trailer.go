package message

import "io"

// Trailers knows the fields after a body: the connection that carries it. Names of
// fields that may not stand there are not among them (RFC 9110, 6.5.1).
type Trailers interface {
	// Names are those that were announced before the body.
	Names() []string
	// Fields are those that came, known once the body was read to its end.
	Fields() []Field
}

// SetTrailers says who knows the fields after the body. They belong to the body: one
// that takes its place has none.
func (b *Body) SetTrailers(t Trailers) { b.trailers = t }

// TrailerNames returns the names of the fields that were announced.
func (b *Body) TrailerNames() []string {
	if b == nil || b.trailers == nil {
		return nil
	}
	return b.trailers.Names()
}

// Trailers returns the fields after a body that was read to its end.
func (b *Body) Trailers() []Field {
	if b == nil || b.trailers == nil {
		return nil
	}
	return b.trailers.Fields()
}

// ExpectsTrailers reports whether fields after the body were announced or are there
// already.
func (b *Body) ExpectsTrailers() bool {
	return b != nil && b.trailers != nil && (len(b.trailers.Names()) > 0 || len(b.trailers.Fields()) > 0)
}

// TunnelBody returns the body of the answer 101: it is empty, and behind it is the
// connection, which speaks something else from there on. Closing the body closes
// the connection.
func TunnelBody(conn io.ReadWriteCloser) *Body { return &Body{tunnel: conn} }

// Tunnel takes the connection behind the answer 101 out of the body: it belongs to
// the caller. It is nil in other messages, and when it was taken.
func (b *Body) Tunnel() io.ReadWriteCloser {
	if b == nil {
		return nil
	}
	t := b.tunnel
	b.tunnel = nil
	return t
}
