package message

import "iter"

// Field is one header field line.
type Field struct {
	Name, Value string
}

// Header is the header of a message: field lines in order, with the spelling
// they arrived in. Names compare without case. The zero value is empty.
type Header struct {
	fields []Field
}

// NewHeader returns a header of the given fields.
func NewHeader(fields ...Field) Header { return Header{fields: fields} }

// Len returns the number of field lines.
func (h *Header) Len() int { return len(h.fields) }

// All iterates over the field lines in order.
func (h *Header) All() iter.Seq[Field] {
	return func(yield func(Field) bool) {
		for _, f := range h.fields {
			if !yield(f) {
				return
			}
		}
	}
}

// Field returns field line i.
func (h *Header) Field(i int) Field { return h.fields[i] }

// Get returns the value of the first line of that name.
func (h *Header) Get(name string) (string, bool) {
	for i := range h.fields {
		if EqualName(h.fields[i].Name, name) {
			return h.fields[i].Value, true
		}
	}
	return "", false
}

// Value returns the value of the first line of that name, "" when absent.
func (h *Header) Value(name string) string {
	v, _ := h.Get(name)
	return v
}

// Has reports whether there is a line of that name.
func (h *Header) Has(name string) bool {
	_, ok := h.Get(name)
	return ok
}

// Values returns the values of all lines of that name, in order.
func (h *Header) Values(name string) []string {
	var out []string
	for i := range h.fields {
		if EqualName(h.fields[i].Name, name) {
			out = append(out, h.fields[i].Value)
		}
	}
	return out
}

// Count returns the number of lines of that name.
func (h *Header) Count(name string) int {
	n := 0
	for i := range h.fields {
		if EqualName(h.fields[i].Name, name) {
			n++
		}
	}
	return n
}

// Add appends a line.
func (h *Header) Add(name, value string) {
	h.fields = append(h.fields, Field{name, value})
}

// Set replaces all lines of that name by one, which takes the place of the first.
func (h *Header) Set(name, value string) {
	for i := range h.fields {
		if EqualName(h.fields[i].Name, name) {
			h.fields[i] = Field{name, value}
			h.removeFrom(i+1, name)
			return
		}
	}
	h.Add(name, value)
}

// Del removes all lines of that name.
func (h *Header) Del(name string) { h.removeFrom(0, name) }

func (h *Header) removeFrom(start int, name string) {
	kept := h.fields[:start]
	for _, f := range h.fields[start:] {
		if !EqualName(f.Name, name) {
			kept = append(kept, f)
		}
	}
	clear(h.fields[len(kept):])
	h.fields = kept
}

// Clone returns a copy that shares nothing that can change.
func (h *Header) Clone() Header {
	return h.CloneTo(nil)
}

// CloneTo is Clone into memory of the caller's, if it is enough.
func (h *Header) CloneTo(room []Field) Header {
	return Header{fields: append(room[:0], h.fields...)}
}

// CopyFrom makes h a copy of another header, in the memory that it has if that is
// enough.
func (h *Header) CopyFrom(other *Header) {
	h.Reset()
	h.fields = append(h.fields, other.fields...)
}

// Reset removes all lines and keeps the memory for new ones.
func (h *Header) Reset() {
	clear(h.fields)
	h.fields = h.fields[:0]
}

// EqualName compares header names: ASCII without case.
func EqualName(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 0; i < len(a); i++ {
		x, y := a[i], b[i]
		if x == y {
			continue
		}
		if x|0x20 != y|0x20 || x|0x20 < 'a' || x|0x20 > 'z' {
			return false
		}
	}
	return true
}

// ValidName reports whether a string is a field name: an HTTP token.
func ValidName(s string) bool {
	for i := 0; i < len(s); i++ {
		if !tokenByte(s[i]) {
			return false
		}
	}
	return s != ""
}

// ValidValue reports whether a string can be a field value: no control characters
// but tab, so nothing that could end the line.
func ValidValue(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if mayControl(word(s)) && !printable(s[:8]) {
			return false
		}
	}
	return printable(s)
}

// printable is ValidValue byte by byte.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\t' || c == 0x7F {
			return false
		}
	}
	return true
}

// word returns the first eight bytes of s, which the compiler makes one load of.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// mayControl reports whether one of eight bytes may be a control character; where
// none is, it seldom says so.
func mayControl(w uint64) bool {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	deleted := w ^ 0x7F*ones
	return ((w-0x20*ones)&^w|(deleted-ones)&^deleted)&tops != 0
}

// tokenByte reports whether c may stand in a token (RFC 9110, 5.6.2).
func tokenByte(c byte) bool {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		return true
	}
	switch c {
	case '!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~':
		return true
	}
	return false
}

// ValidMethod reports whether a string can be a request method: an HTTP token.
func ValidMethod(s string) bool { return ValidName(s) }
