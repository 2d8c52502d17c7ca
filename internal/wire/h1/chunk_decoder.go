package h1

import (
	"bytes"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// Limits of chunks.
const (
	// maxChunkLine is the most bytes of a chunk's size with its extensions.
	maxChunkLine = 256
	// maxOverhead is the most bytes of framing beyond those of the data: bodies of
	// tiny chunks with long extensions cost work and carry nothing.
	maxOverhead = 16 << 10
	// maxTrailerLine and maxTrailers bound what follows the last chunk.
	maxTrailerLine = 2 << 10
	maxTrailers    = 8 << 10
)

// chunkState is what comes next.
type chunkState uint8

const (
	chunkSize chunkState = iota
	chunkData
	chunkDataEnd
	chunkTrailers
	chunkDone
)

// chunkDecoder finds the data in a chunked body (RFC 9112, 7.1). It holds no bytes
// itself: the caller shows it what has come so far. The zero value is at the start
// of a body.
type chunkDecoder struct {
	state chunkState
	// left are the bytes of data that are still to come of the current chunk.
	left int64
	// overhead are bytes of framing beyond what is usual for the data, trailers those
	// after the last chunk.
	overhead, trailers int
	// fields are those after the last chunk that may stand there.
	fields []message.Field
	// lenient takes white space after a size, which old servers fill up with it.
	lenient bool
}

// advance reads framing at the start of b and returns how many bytes it was. It
// goes on until data comes next, the body has ended or more has to come.
func (d *chunkDecoder) advance(b []byte) (n int, err error) {
	for {
		var used int
		switch d.state {
		case chunkSize:
			used, err = d.size(b[n:])
		case chunkDataEnd:
			used, err = d.dataEnd(b[n:])
		case chunkTrailers:
			used, err = d.trailer(b[n:])
		default:
			return n, nil
		}
		n += used
		if err != nil || used == 0 {
			return n, err
		}
	}
}

// data tells how many of n bytes of data belong to the body.
func (d *chunkDecoder) data(n int) int {
	if d.state != chunkData {
		return 0
	}
	return int(min(int64(n), d.left))
}

// take uses n bytes of data.
func (d *chunkDecoder) take(n int) {
	d.left -= int64(n)
	if d.left == 0 {
		d.state = chunkDataEnd
	}
}

// done reports whether the body has ended.
func (d *chunkDecoder) done() bool { return d.state == chunkDone }

// line returns the length of the line at the start of b without its CRLF, -1 when
// it has not come whole.
func line(b []byte, most int, long error) (int, error) {
	i := bytes.IndexByte(b[:min(len(b), most+2)], '\n')
	switch {
	case i < 0 && len(b) >= most+2:
		return 0, long
	case i < 0:
		return -1, nil
	case i == 0 || b[i-1] != '\r':
		return 0, errChunkEnd
	}
	return i - 1, nil
}

// size reads the line before a chunk: its size in hexadecimal digits, and
// extensions, which mean nothing to us.
func (d *chunkDecoder) size(b []byte) (int, error) {
	// What is no size is refused before its line has ended.
	if len(b) > 0 && hexValue(b[0]) < 0 {
		return 0, errChunkSize
	}
	n, err := line(b, maxChunkLine, errChunkLong)
	if n < 0 || err != nil {
		return 0, err
	}
	var size int64
	i := 0
	for ; i < n; i++ {
		v := hexValue(b[i])
		if v < 0 {
			break
		}
		if size >= 1<<58 {
			return 0, errChunkSize
		}
		size = size<<4 | int64(v)
	}
	if i == 0 {
		return 0, errChunkSize
	}
	rest := b[i:n]
	for d.lenient && len(rest) > 0 && isBlank(rest[0]) {
		rest = rest[1:]
	}
	if !extensions(rest) {
		return 0, errChunkSize
	}
	// A line of 16 bytes is usual, and the more data it announces, the better.
	if d.overhead = max(0, d.overhead+n+4-16-2*int(min(size, maxOverhead))); d.overhead > maxOverhead {
		return 0, errOverhead
	}
	d.left, d.state = size, chunkData
	if size == 0 {
		d.state = chunkTrailers
	}
	return n + 2, nil
}

// extensions reports whether text may follow a chunk's size: none, or a semicolon and
// what may stand in the value of a field.
func extensions(b []byte) bool {
	if len(b) > 0 && b[0] != ';' {
		return false
	}
	for _, c := range b {
		if bytesOf[c]&valueByte == 0 {
			return false
		}
	}
	return true
}

// dataEnd reads the CRLF after a chunk's data.
func (d *chunkDecoder) dataEnd(b []byte) (int, error) {
	if len(b) > 0 && b[0] != '\r' || len(b) > 1 && b[1] != '\n' {
		return 0, errChunkEnd
	}
	if len(b) < 2 {
		return 0, nil
	}
	d.state = chunkSize
	return 2, nil
}

// trailer reads a line after the last chunk: a field, or the empty line that ends
// the body. Fields are dropped that say something about the message: it cannot be
// taken back so late.
func (d *chunkDecoder) trailer(b []byte) (int, error) {
	n, err := line(b, maxTrailerLine, errTrailers)
	if n < 0 || err != nil {
		return 0, err
	}
	if n == 0 {
		d.state = chunkDone
		return 2, nil
	}
	if d.trailers += n + 2; d.trailers > maxTrailers {
		return 0, errTrailers
	}
	colon := bytes.IndexByte(b[:n], ':')
	if colon < 0 || !message.ValidName(string(b[:colon])) {
		return 0, errTrailer
	}
	for _, c := range b[colon+1 : n] {
		if bytesOf[c]&valueByte == 0 {
			return 0, errTrailer
		}
	}
	if name := string(b[:colon]); wire.TrailerAllowed(name) {
		d.fields = append(d.fields, message.Field{Name: name, Value: trim(string(b[colon+1 : n]))})
	}
	return n + 2, nil
}

// hexValue is the value of a hexadecimal digit, -1 of anything else.
func hexValue(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
