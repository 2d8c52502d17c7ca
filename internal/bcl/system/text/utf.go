package text

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
	"github.com/gatehouse-project/gatehouse/internal/expr/rt"
)

// replacement stands for what cannot be decoded.
const replacement = "\uFFFD"

// codec turns strings into bytes and back. What has no counterpart is replaced.
// Its methods are safe for concurrent use.
type codec interface {
	encode(s string) []byte
	decode(b []byte) string
	// maxBytes and maxChars bound the sizes of results by those of arguments.
	maxBytes(chars int64) int64
	maxChars(bytes int64) int64
}

// utf8Codec is UTF-8.
type utf8Codec struct{}

func (utf8Codec) maxBytes(chars int64) int64 { return 3 * (chars + 1) }
func (utf8Codec) maxChars(bytes int64) int64 { return bytes + 1 }

func (utf8Codec) encode(s string) []byte {
	if !wtf8.HasSurrogate(s) {
		return []byte(s)
	}
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			// A lone surrogate takes three bytes.
			out, s = append(out, replacement...), s[min(3, len(s)):]
			continue
		}
		out, s = append(out, s[:n]...), s[n:]
	}
	return out
}

// decode replaces every sequence of bytes that .NET Framework takes for one
// mistake. It is more than modern .NET takes where a second byte is out of its
// lead's range.
func (utf8Codec) decode(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b)+len(replacement))
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			out, b = append(out, replacement...), b[invalidLength(b):]
			continue
		}
		out, b = append(out, b[:n]...), b[n:]
	}
	return string(out)
}

// invalidLength returns how many bytes at the start of b are one mistake.
func invalidLength(b []byte) int {
	trail := func(i int) bool { return i < len(b) && b[i]&0xC0 == 0x80 }
	lead := b[0]
	switch {
	case lead < 0xE0 || lead > 0xF4 || !trail(1):
		return 1
	case lead == 0xF0 && b[1] < 0x90, lead == 0xF4 && b[1] > 0x8F, lead < 0xF0, !trail(2):
		return 2
	}
	return 3
}

// utf16Codec is UTF-16 in one of the byte orders.
type utf16Codec struct{ order binary.ByteOrder }

func (utf16Codec) maxBytes(chars int64) int64 { return 2 * (chars + 1) }
func (utf16Codec) maxChars(bytes int64) int64 { return bytes>>1 + bytes&1 + 1 }

func (c utf16Codec) encode(s string) []byte {
	units := rt.Units(s)
	out := make([]byte, 2*len(units))
	for i, u := range units {
		paired := u.IsHighSurrogate() && i+1 < len(units) && units[i+1].IsLowSurrogate() ||
			u.IsLowSurrogate() && i > 0 && units[i-1].IsHighSurrogate()
		if u.IsSurrogate() && !paired {
			u = utf8.RuneError
		}
		c.order.PutUint16(out[2*i:], uint16(u))
	}
	return out
}

func (c utf16Codec) decode(b []byte) string {
	out := make([]byte, 0, len(b))
	for len(b) > 1 {
		u := rune(c.order.Uint16(b))
		b = b[2:]
		switch {
		case !utf16.IsSurrogate(u):
			out = utf8.AppendRune(out, u)
		case len(b) > 1 && utf16.DecodeRune(u, rune(c.order.Uint16(b))) != utf8.RuneError:
			out = utf8.AppendRune(out, utf16.DecodeRune(u, rune(c.order.Uint16(b))))
			b = b[2:]
		default:
			out = append(out, replacement...)
		}
	}
	if len(b) > 0 {
		out = append(out, replacement...)
	}
	return string(out)
}

// utf32Codec is UTF-32 in one of the byte orders.
type utf32Codec struct{ order binary.ByteOrder }

func (utf32Codec) maxBytes(chars int64) int64 { return 4 * (chars + 1) }
func (utf32Codec) maxChars(bytes int64) int64 { return bytes/2 + 2 }

func (c utf32Codec) encode(s string) []byte {
	out := make([]byte, 0, 4*utf8.RuneCountInString(s))
	for _, r := range string((utf8Codec{}).encode(s)) {
		var unit [4]byte
		c.order.PutUint32(unit[:], uint32(r))
		out = append(out, unit[:]...)
	}
	return out
}

func (c utf32Codec) decode(b []byte) string {
	out := make([]byte, 0, len(b)/2)
	for ; len(b) > 3; b = b[4:] {
		r := c.order.Uint32(b)
		if r > utf8.MaxRune || utf16.IsSurrogate(rune(r)) {
			out = append(out, replacement...)
			continue
		}
		out = utf8.AppendRune(out, rune(r))
	}
	if len(b) > 0 {
		out = append(out, replacement...)
	}
	return string(out)
}
