package jsontree

import "math/bits"

// Texts are looked through eight bytes at a time: in a word, the subtraction of a
// byte's bound sets the highest bit of each byte below it, and that of a byte's
// neighbour makes zero all ones. A borrow can only come from a byte that is found
// itself, so the first one found is right.
const (
	ones = 0x0101010101010101
	tops = 0x8080808080808080
)

// word returns the eight bytes of s at i.
func word(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// equal marks the bytes of w that are c, and perhaps bytes behind them.
func equal(w uint64, c byte) uint64 { return (w ^ ones*uint64(c)) - ones }

// skipWritten returns the first index from i on of a byte that may have to be
// escaped: a control character, a quote, a backslash, one outside of ASCII.
func skipWritten(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := word(s, i)
		if found := (w | (w - ones*' ') | equal(w, '"') | equal(w, '\\')) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	return i
}

// skipRead returns the first index from i on of a byte that a reader of strings has
// to look at: a quote of either kind, a backslash, the end of a line, one outside of
// ASCII.
func skipRead(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := word(s, i)
		if found := (w | equal(w, '"') | equal(w, '\'') | equal(w, '\\') | equal(w, '\n') | equal(w, '\r')) & tops; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	return i
}
