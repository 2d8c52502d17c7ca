package text

import (
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// unknown is written for characters that an encoding does not have.
//
// unverified: .NET Framework writes the nearest letter for some of them (a for ā
// in windows-1252); here all become question marks.
const unknown = "?"

// asciiCodec is US-ASCII.
type asciiCodec struct{}

func (asciiCodec) maxBytes(chars int64) int64 { return chars + 1 }
func (asciiCodec) maxChars(bytes int64) int64 { return bytes }

func (asciiCodec) encode(s string) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range string((utf8Codec{}).encode(s)) {
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r > 0xFFFF:
			// Both halves of a pair are replaced.
			out = append(out, unknown+unknown...)
		default:
			out = append(out, unknown...)
		}
	}
	return out
}

func (asciiCodec) decode(b []byte) string {
	out := make([]byte, len(b))
	for i, c := range b {
		if c >= utf8.RuneSelf {
			c = unknown[0]
		}
		out[i] = c
	}
	return string(out)
}

// tableCodec is an encoding with tables; width is the most bytes a character
// takes.
type tableCodec struct {
	encoding encoding.Encoding
	width    int64
}

func (c tableCodec) maxBytes(chars int64) int64 { return c.width * (chars + 1) }

func (c tableCodec) maxChars(bytes int64) int64 {
	if c.width > 1 {
		return bytes + 1
	}
	return bytes
}

func (c tableCodec) encode(s string) []byte {
	enc := c.encoding.NewEncoder()
	src := (utf8Codec{}).encode(s)
	out := make([]byte, 0, len(src)+16)
	for {
		var buffer [256]byte
		n, read, err := enc.Transform(buffer[:], src, true)
		out, src = append(out, buffer[:n]...), src[read:]
		switch {
		case err == nil:
			return out
		case errors.Is(err, transform.ErrShortDst):
			continue
		case len(src) == 0:
			return out
		}
		// The character at the front has no code.
		r, size := utf8.DecodeRune(src)
		fallback := unknown
		if r > 0xFFFF {
			fallback = unknown + unknown
		}
		n, _, _ = enc.Transform(buffer[:], []byte(fallback), false)
		out, src = append(out, buffer[:n]...), src[size:]
	}
}

func (c tableCodec) decode(b []byte) string {
	out, err := c.encoding.NewDecoder().Bytes(b)
	if err != nil {
		// Decoders replace what they do not know; none of ours fails.
		return replacement
	}
	return string(out)
}
