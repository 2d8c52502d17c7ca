package net

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/bcl/system/text"
	"github.com/gatehouse-project/gatehouse/internal/bcl/wtf8"
)

const upperHex = "0123456789ABCDEF"

// isURLSafe reports whether UrlEncode leaves a byte as it is.
func isURLSafe(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.!*()", c) >= 0
}

// URLEncode is WebUtility.UrlEncode: spaces become +, what is not safe is
// escaped byte by byte.
func URLEncode(s string) string {
	for i := 0; i < len(s); i++ {
		if !isURLSafe(s[i]) {
			if wtf8.HasSurrogate(s) {
				s = string(text.EncodeUTF8(s))
			}
			return escapeURL(s)
		}
	}
	return s
}

func escapeURL(s string) string {
	var out strings.Builder
	out.Grow(urlEncodedLen(s))
	var room [3]byte
	for i := 0; i < len(s); i++ {
		out.Write(appendURLEncoded(room[:0], s[i]))
	}
	return out.String()
}

// appendURLEncoded appends what a byte becomes.
func appendURLEncoded(out []byte, c byte) []byte {
	switch {
	case isURLSafe(c):
		return append(out, c)
	case c == ' ':
		return append(out, '+')
	}
	return append(out, '%', upperHex[c>>4], upperHex[c&15])
}

// urlEncodedLen is how long a text is with its escapes.
func urlEncodedLen[T string | []byte](s T) int {
	n := len(s)
	for i := 0; i < len(s); i++ {
		if !isURLSafe(s[i]) && s[i] != ' ' {
			n += 2
		}
	}
	return n
}

func urlEncodeBytes(b []byte) []byte {
	out := make([]byte, 0, urlEncodedLen(b))
	for _, c := range b {
		out = appendURLEncoded(out, c)
	}
	return out
}

// URLDecode is WebUtility.UrlDecode. Escapes and ASCII characters that stand side
// by side are decoded together; incomplete escapes stay.
func URLDecode(s string) string {
	if !strings.ContainsAny(s, "%+") {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for s != "" {
		// Characters beyond ASCII are text already.
		n := 0
		for n < len(s) && s[n] < 0x80 {
			n++
		}
		out.WriteString(text.DecodeUTF8(urlDecodeBytes([]byte(s[:n]))))
		s = s[n:]
		n = 0
		for n < len(s) && s[n] >= 0x80 {
			n++
		}
		out.WriteString(s[:n])
		s = s[n:]
	}
	return out.String()
}

func urlDecodeBytes(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%' && i+2 < len(b):
			if high, low := hexValue(b[i+1]), hexValue(b[i+2]); high >= 0 && low >= 0 {
				c = byte(high<<4 | low)
				i += 2
			}
		}
		out = append(out, c)
	}
	return out
}

func hexValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
