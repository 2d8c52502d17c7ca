package pack

import "encoding/binary"

// AppendText appends a text with its length before it.
func AppendText[T string | []byte](b []byte, s T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// AppendInt appends a number of any sign.
func AppendInt(b []byte, n int64) []byte { return binary.AppendVarint(b, n) }

// AppendUint appends a number that is not negative.
func AppendUint(b []byte, n uint64) []byte { return binary.AppendUvarint(b, n) }

// AppendBool appends a byte that is 0 or 1.
func AppendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 1)
	}
	return append(b, 0)
}

// Reader reads what was appended, in the same order. Once something is wrong, it
// is at its end and everything it returns is zero: callers ask Bad when they have
// read it all.
type Reader[T string | []byte] struct {
	rest T
	bad  bool
}

// NewReader returns a reader of data.
func NewReader[T string | []byte](data T) Reader[T] { return Reader[T]{rest: data} }

// Bad reports whether something was not as it is written.
func (r *Reader[T]) Bad() bool { return r.bad }

// Fail makes the reader bad.
func (r *Reader[T]) Fail() { r.rest, r.bad = r.rest[:0], true }

// Len returns how many bytes are left.
func (r *Reader[T]) Len() int { return len(r.rest) }

// Rest returns what is left, all of it, and leaves nothing. It is a part of data.
func (r *Reader[T]) Rest() T {
	rest := r.rest
	r.rest = r.rest[len(r.rest):]
	return rest
}

// Byte reads a byte.
func (r *Reader[T]) Byte() byte {
	if len(r.rest) == 0 {
		r.Fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

// Bool reads a byte that is 0 or 1.
func (r *Reader[T]) Bool() bool {
	b := r.Byte()
	if b > 1 {
		r.Fail()
	}
	return b == 1
}

// Uint reads a number that is not negative.
func (r *Reader[T]) Uint() (n uint64) {
	const most, group, more = 63, 7, 0x80
	for shift := 0; shift <= most; shift += group {
		b := r.Byte()
		n |= uint64(b&^more) << shift
		if b < more {
			if r.bad || shift == most && b > 1 {
				break
			}
			return n
		}
	}
	r.Fail()
	return 0
}

// Int reads a number of any sign.
func (r *Reader[T]) Int() int64 {
	n := r.Uint()
	return int64(n>>1) ^ -int64(n&1)
}

// Length reads a number that must not be larger than most.
func (r *Reader[T]) Length(most int) int {
	n := r.Uint()
	if most < 0 || n > uint64(most) {
		r.Fail()
		return 0
	}
	return int(n)
}

// Part reads a text as a part of data.
func (r *Reader[T]) Part() T {
	n := r.Length(len(r.rest))
	if n > len(r.rest) {
		r.Fail()
		n = 0
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}

// Text reads a text. Of data that is a string it is a part.
func (r *Reader[T]) Text() string { return string(r.Part()) }

// Fixed reads so many bytes as a part of data.
func (r *Reader[T]) Fixed(n int) T {
	if n > len(r.rest) {
		r.Fail()
		n = 0
	}
	s := r.rest[:n]
	r.rest = r.rest[n:]
	return s
}
