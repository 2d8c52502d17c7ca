package h1

import (
	"strconv"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// appendField appends a field line.
func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, "\r\n"...)
}

// appendLength appends a Content-Length.
func appendLength(b []byte, n int64) []byte {
	b = append(b, "Content-Length: "...)
	b = strconv.AppendInt(b, n, 10)
	return append(b, "\r\n"...)
}

// sendable reports whether a field may stand in a message: its name and value
// cannot be taken for more than that, and it does not belong to a connection.
func sendable(name, value string) bool {
	if name == "" {
		return false
	}
	for i := 0; i < len(name); i++ {
		if bytesOf[name[i]]&tokenByte == 0 {
			return false
		}
	}
	return message.ValidValue(value) && !wire.HopByHop(name)
}

// appendStatusLine appends a status line. A phrase that cannot be sent, or none,
// is replaced by the standard one.
func appendStatusLine(b []byte, minor, status int, reason string) []byte {
	if minor == 0 {
		b = append(b, "HTTP/1.0 "...)
	} else {
		b = append(b, "HTTP/1.1 "...)
	}
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	if reason == "" || !message.ValidValue(reason) {
		reason = message.Reason(status)
	}
	b = append(b, reason...)
	return append(b, "\r\n"...)
}

// chunkHead is the room that the size line of a chunk of up to 16 MiB needs.
const chunkHead = 6 + 2

// frameChunk makes a chunk of the data that stands in b from chunkHead on, and
// returns where in b the chunk starts and the chunk's bytes behind the data. b
// holds at least one byte of data.
func frameChunk(b []byte) (start int, end string) {
	start = chunkHead - 2
	b[start], b[start+1] = '\r', '\n'
	for n := len(b) - chunkHead; n > 0; n >>= 4 {
		start--
		b[start] = "0123456789abcdef"[n&15]
	}
	return start, "\r\n"
}

// lastChunk ends a chunked body without trailers.
const lastChunk = "0\r\n\r\n"

// appendTrailers ends a chunked body with the fields after it, if any.
func appendTrailers(b []byte, fields []message.Field) []byte {
	if len(fields) == 0 {
		return append(b, lastChunk...)
	}
	b = append(b, "0\r\n"...)
	for _, f := range fields {
		if sendable(f.Name, f.Value) && wire.TrailerAllowed(f.Name) {
			b = appendField(b, f.Name, f.Value)
		}
	}
	return append(b, "\r\n"...)
}

// appendTrailerNames announces the fields after a body.
func appendTrailerNames(b []byte, names []string) []byte {
	for i, n := range names {
		if i == 0 {
			b = append(b, "Trailer: "...)
		} else {
			b = append(b, ", "...)
		}
		b = append(b, n...)
	}
	if len(names) > 0 {
		b = append(b, "\r\n"...)
	}
	return b
}
