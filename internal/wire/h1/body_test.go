package h1

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// fake is a connection that only reads, from a reader.
type fake struct {
	net.Conn
	io.Reader
}

func (f fake) Read(p []byte) (int, error)     { return f.Reader.Read(p) }
func (fake) SetReadDeadline(time.Time) error  { return nil }
func (fake) SetWriteDeadline(time.Time) error { return nil }

// readBody reads the body at the start of what r has, in pieces of at most size
// bytes, and returns what follows it.
func readBody(r io.Reader, f framing, size int) (body, rest string, err error) {
	in := &inbound{conn: fake{Reader: r}, src: r, pool: &buffers{}}
	var b bodyReader
	b.begin(in, f)
	var out bytes.Buffer
	p := make([]byte, size)
	for err == nil {
		var n int
		n, err = b.read(p, time.Minute)
		out.Write(p[:n])
	}
	if err == io.EOF {
		err = nil
	}
	after, _ := io.ReadAll(io.MultiReader(bytes.NewReader(in.bytes()), r))
	return out.String(), string(after), err
}

func TestBodies(t *testing.T) {
	chunked := framing{body: chunkedBody}
	tests := []struct {
		name       string
		framing    framing
		wire       string
		body, rest string
		err        error
	}{
		{"none", framing{}, "next", "", "next", nil},
		{"sized", framing{body: sizedBody, length: 3}, "abcnext", "abc", "next", nil},
		{"sized, short", framing{body: sizedBody, length: 5}, "abc", "abc", "", io.ErrUnexpectedEOF},
		{"to the end", framing{body: endlessBody}, "abc", "abc", "", nil},
		{"chunks", chunked, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\nnext", "abcde", "next", nil},
		{"no chunk", chunked, "0\r\n\r\nnext", "", "next", nil},
		{"zeros", chunked, "0003\r\nabc\r\n000\r\n\r\nnext", "abc", "next", nil},
		{"hexadecimal", chunked, "1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\n\r\n", "abcdefghijklmnopqrstuvwxyz", "", nil},
		{"extensions", chunked, "3;a=b;c=\"d\"\r\nabc\r\n0; x\r\n\r\nnext", "abc", "next", nil},
		{"trailers", chunked, "3\r\nabc\r\n0\r\nX-A: b\r\nContent-Length: 5\r\n\r\nnext", "abc", "next", nil},

		{"short", chunked, "3\r\nabc\r\n", "abc", "", io.ErrUnexpectedEOF},
		{"short in the data", chunked, "3\r\nab", "ab", "", io.ErrUnexpectedEOF},
		{"short in the end", chunked, "3\r\nabc\r\n0\r\n", "abc", "", io.ErrUnexpectedEOF},
		{"no size", chunked, "\r\nabc", "", "", errChunkSize},
		{"sign", chunked, "+3\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"prefix", chunked, "0x3\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"separator", chunked, "1_0\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"space before the size", chunked, " 3\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"space after the size", chunked, "3 \r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"space before an extension", chunked, "3 ;a\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"overflow", chunked, "ffffffffffffffff1\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"negative by overflow", chunked, "ffffffffffffffff\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"bare line feed after the size", chunked, "3\nabc\r\n0\r\n\r\n", "", "", errChunkEnd},
		{"bare line feed after the data", chunked, "3\r\nabc\n0\r\n\r\n", "abc", "", errChunkEnd},
		{"bare line feed at the end", chunked, "3\r\nabc\r\n0\r\n\n", "abc", "", errChunkEnd},
		{"bare line feed in an extension", chunked, "3;a\nb\r\nabc\r\n0\r\n\r\n", "", "", errChunkEnd},
		{"bare carriage return in an extension", chunked, "3;a\rb\r\nabc\r\n0\r\n\r\n", "", "", errChunkSize},
		{"more data than announced", chunked, "3\r\nabcd\r\n0\r\n\r\n", "abc", "", errChunkEnd},
		{"endless size", chunked, strings.Repeat("0", 1000), "", "", errChunkLong},
		{"endless extension", chunked, "3;" + strings.Repeat("a", 1000), "", "", errChunkLong},
		{"overhead", chunked, strings.Repeat("1;"+strings.Repeat("a", 200)+"\r\na\r\n", 100), strings.Repeat("a", 87), "", errOverhead},
		{"trailer that is none", chunked, "0\r\nX A: b\r\n\r\n", "", "", errTrailer},
		{"trailer without a colon", chunked, "0\r\nX\r\n\r\n", "", "", errTrailer},
		{"null in a trailer", chunked, "0\r\nX: \x00\r\n\r\n", "", "", errTrailer},
		{"endless trailer", chunked, "0\r\nX: " + strings.Repeat("a", 10000), "", "", errTrailers},
		{"endless trailers", chunked, "0\r\n" + strings.Repeat("X: a\r\n", 10000), "", "", errTrailers},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			// In whatever pieces it comes and is read.
			for _, size := range []int{1, 2, 7, 10000} {
				for name, r := range map[string]io.Reader{
					"whole": strings.NewReader(test.wire), "in bytes": iotest.OneByteReader(strings.NewReader(test.wire)), "in halves": iotest.HalfReader(strings.NewReader(test.wire)),
					"with its end": iotest.DataErrReader(strings.NewReader(test.wire)),
				} {
					body, rest, err := readBody(r, test.framing, size)
					if !errors.Is(err, test.err) {
						t.Fatalf("%s, read by %d: got %v, want %v", name, size, err, test.err)
					}
					if body != test.body {
						t.Errorf("%s, read by %d: got %q, want %q", name, size, body, test.body)
					}
					if err == nil && rest != test.rest {
						t.Errorf("%s, read by %d: %q is left, want %q", name, size, rest, test.rest)
					}
				}
			}
		})
	}
}

// TestHasCome: of a body in chunks all has come, or not, wherever the buffer ends; what
// was read stays as it was.
func TestHasCome(t *testing.T) {
	const body = "3;ext=a\r\nabc\r\n1A\r\nabcdefghijklmnopqrstuvwxyz\r\n0\r\nX-A: b\r\n\r\n"
	for end := range len(body) + 1 {
		text := body[:end]
		in := &inbound{buf: &buffer{[]byte(text)}, w: end}
		var b bodyReader
		b.begin(in, framing{body: chunkedBody})
		if got, want := b.hasCome(), end == len(body); got != want {
			t.Errorf("%q: %t", text, got)
		}
		if string(in.bytes()) != text || b.chunks.state != chunkSize || len(b.chunks.fields) > 0 {
			t.Errorf("%q was used", text)
		}
	}
	in := &inbound{buf: &buffer{[]byte(body + "GET")}, w: len(body) + 3}
	var b bodyReader
	b.begin(in, framing{body: chunkedBody})
	if !b.hasCome() {
		t.Error("another request behind it hides the end")
	}
	in = &inbound{buf: &buffer{[]byte("x\r\n")}, w: 3}
	b.begin(in, framing{body: chunkedBody})
	if b.hasCome() {
		t.Error("no chunk passes for one")
	}
}

// TestManyChunks: many small chunks are sound as long as they carry something.
func TestManyChunks(t *testing.T) {
	one := "8\r\n12345678\r\n"
	body, _, err := readBody(strings.NewReader(strings.Repeat(one, 10000)+"0\r\n\r\n"), framing{body: chunkedBody}, 4096)
	if len(body) != 80000 || err != nil {
		t.Errorf("read %d bytes, %v", len(body), err)
	}
}

// TestFrameChunk: what is framed reads back.
func TestFrameChunk(t *testing.T) {
	for _, n := range []int{1, 15, 16, 255, 4096, 1 << 20, 1<<24 - 1} {
		b := make([]byte, chunkHead+n)
		for i := range b {
			b[i] = 'x'
		}
		start, end := frameChunk(b)
		wire := string(b[start:]) + end + lastChunk
		body, _, err := readBody(strings.NewReader(wire), framing{body: chunkedBody}, 1<<16)
		if len(body) != n || err != nil {
			t.Errorf("%d bytes: read %d, %v; begins %.20q", n, len(body), err, wire)
		}
	}
}
