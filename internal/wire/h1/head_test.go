package h1

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// readRequest parses the head at the start of s; n is its length, 0 when s does
// not hold all of it.
func readRequest(s string) (head *requestHead, h message.Header, n int, err error) {
	scan := headScanner{limits: requestLimits}
	n, err = scan.scan([]byte(s))
	if n == 0 || err != nil {
		return nil, h, n, err
	}
	head = &requestHead{}
	err = parseRequest(s[:n], scan.ends, head, &h)
	return head, h, n, err
}

func readResponse(s, method string) (head *responseHead, h message.Header, n int, err error) {
	scan := headScanner{limits: responseLimits, lenient: true}
	n, err = scan.scan([]byte(s))
	if n == 0 || err != nil {
		return nil, h, n, err
	}
	head = &responseHead{}
	plain, ends := scan.plain([]byte(s[:n]))
	err = parseResponse(string(plain), ends, method, head, &h)
	return head, h, n, err
}

// lines are the fields of a header as text.
func lines(h *message.Header) []string {
	var out []string
	for f := range h.All() {
		out = append(out, f.Name+": "+f.Value)
	}
	return out
}

func TestRequestHead(t *testing.T) {
	const get = "GET / HTTP/1.1\r\nHost: a\r\n"
	const post = "POST / HTTP/1.1\r\nHost: a\r\n"
	tests := []struct {
		name, head string
		framing    framing
		err        error
	}{
		{"least", get + "\r\n", framing{}, nil},
		{"length", post + "Content-Length: 5\r\n\r\n", framing{body: sizedBody, length: 5}, nil},
		{"length of nothing", post + "Content-Length: 0\r\n\r\n", framing{}, nil},
		{"length with white space around", post + "content-length: \t5\t \r\n\r\n", framing{body: sizedBody, length: 5}, nil},
		{"largest length", post + "Content-Length: 9223372036854775807\r\n\r\n", framing{body: sizedBody, length: 1<<63 - 1}, nil},
		{"chunks", post + "transfer-encoding: Chunked\r\n\r\n", framing{body: chunkedBody}, nil},
		{"closes", get + "Connection: keep-alive, Close\r\n\r\n", framing{close: true}, nil},
		{"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", framing{close: true}, nil},
		{"HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", framing{}, nil},
		{"a later version", "GET / HTTP/1.2\r\nHost: a\r\n\r\n", framing{}, nil},
		{"empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", framing{}, nil},

		{"length too large", post + "Content-Length: 9223372036854775808\r\n\r\n", framing{}, errLength},
		{"signed length", post + "Content-Length: +5\r\n\r\n", framing{}, errLength},
		{"negative length", post + "Content-Length: -5\r\n\r\n", framing{}, errLength},
		{"hexadecimal length", post + "Content-Length: 0x5\r\n\r\n", framing{}, errLength},
		{"list of lengths", post + "Content-Length: 5, 5\r\n\r\n", framing{}, errLength},
		{"empty length", post + "Content-Length:\r\n\r\n", framing{}, errLength},
		{"length with a separator", post + "Content-Length: 1_0\r\n\r\n", framing{}, errLength},
		{"length twice", post + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", framing{}, errLengths},
		{"length and chunks", post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", framing{}, errBoth},
		{"chunks and length", post + "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n", framing{}, errBoth},
		{"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", framing{}, errCoding10},
		{"chunks twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", framing{}, errCoding},
		{"other coding", post + "Transfer-Encoding: gzip, chunked\r\n\r\n", framing{}, errCoding},
		{"coding hidden by a control character", post + "Transfer-Encoding: \x0bchunked\r\n\r\n", framing{}, errFieldValue},
		{"identity", post + "Transfer-Encoding: identity\r\n\r\n", framing{}, errCoding},
		{"empty coding", post + "Transfer-Encoding:\r\n\r\n", framing{}, errCoding},
		{"quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n", framing{}, errCoding},
		{"space before the colon", post + "Transfer-Encoding : chunked\r\n\r\n", framing{}, errFieldName},
		{"tab before the colon", post + "Content-Length\t: 5\r\n\r\n", framing{}, errFieldName},
		{"folded field", post + "X-A: b\r\n c\r\n\r\n", framing{}, errFold},
		{"first field folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", framing{}, errFold},
		{"bare line feed", "GET / HTTP/1.1\nHost: a\r\n\r\n", framing{}, errLineEnd},
		{"bare line feed in the fields", get + "X-A: b\nX-B: c\r\n\r\n", framing{}, errLineEnd},
		{"bare line feed at the end", get + "\n", framing{}, errLineEnd},
		{"bare carriage return", get + "X-A: b\rX-B: c\r\n\r\n", framing{}, errFieldValue},
		{"carriage return twice", get + "X-A: b\r\r\n\r\n", framing{}, errFieldValue},
		{"null", get + "X-A: b\x00c\r\n\r\n", framing{}, errFieldValue},
		{"delete", get + "X-A: b\x7fc\r\n\r\n", framing{}, errFieldValue},
		{"no name", get + ": b\r\n\r\n", framing{}, errFieldName},
		{"no colon", get + "X-A\r\n\r\n", framing{}, errFieldName},
		{"name with a bracket", get + "X(A: b\r\n\r\n", framing{}, errFieldName},
		{"name with a high byte", get + "X\xffA: b\r\n\r\n", framing{}, errFieldName},
		{"no host", "GET / HTTP/1.1\r\n\r\n", framing{}, errNoHost},
		{"two hosts", get + "Host: a\r\n\r\n", framing{}, errHosts},
		{"host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", framing{}, errHost},
		{"host with a slash", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", framing{}, errHost},
		{"host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", framing{}, errHost},
		{"no method", " / HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errMethod},
		{"bad method", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errMethod},
		{"no version", "GET /\r\n\r\n", framing{}, errStart},
		{"nothing but a method", "GET\r\n\r\n", framing{}, errStart},
		{"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errTarget},
		{"space at the end", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", framing{}, errVersionText},
		{"tab in the request line", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errMethod},
		{"control character in the target", "GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errTarget},
		{"carriage return in the target", "GET /\rx HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errTarget},
		{"lower-case version", "GET / http/1.1\r\nHost: a\r\n\r\n", framing{}, errVersionText},
		{"version of one digit", "GET / HTTP/1\r\nHost: a\r\n\r\n", framing{}, errVersionText},
		{"HTTP/2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", framing{}, errVersion},
		{"HTTP/0.9", "GET / HTTP/0.9\r\nHost: a\r\n\r\n", framing{}, errVersion},
		{"unknown expectation", post + "Expect: x\r\n\r\n", framing{}, errExpect},
		{"long target", "GET /" + strings.Repeat("a", 16384) + " HTTP/1.1\r\nHost: a\r\n\r\n", framing{}, errLongTarget},
		{"endless target", "GET /" + strings.Repeat("a", 20000), framing{}, errLongTarget},
		{"many fields", get + strings.Repeat("X-A: b\r\n", 256) + "\r\n", framing{}, errManyFields},
		{"long field", get + "X-A: " + strings.Repeat("b", 70000) + "\r\n\r\n", framing{}, errLongHead},
		{"endless field", get + "X-A: " + strings.Repeat("b", 70000), framing{}, errLongHead},
		{"many options", get + "Connection: " + strings.Repeat("a,", 40) + "\r\n\r\n", framing{}, errOptions},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			head, _, _, err := readRequest(test.head)
			if !errors.Is(err, test.err) {
				t.Fatalf("got %v, want %v", err, test.err)
			}
			if err == nil && head.framing != test.framing {
				t.Errorf("the framing is %+v, want %+v", head.framing, test.framing)
			}
		})
	}
}

// TestHeader: order and spelling stay, what belongs to the connection goes.
func TestHeader(t *testing.T) {
	const head = "GET /p?q HTTP/1.1\r\nx-b:  1 \r\nHOST: a\r\nConnection: x-own, close, host\r\nX-A: 2\r\nX-Own: 3\r\nTE: trailers\r\nx-b: 3\r\nKeep-Alive: 5\r\nproxy-authorization: x\r\nX-Empty:\r\n\r\n"
	got, h, n, err := readRequest(head + "more")
	if err != nil || n != len(head) {
		t.Fatal(n, err)
	}
	want := []string{"x-b: 1", "HOST: a", "X-A: 2", "x-b: 3", "X-Empty: "}
	if diff := cmp.Diff(want, lines(&h)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.method != "GET" || got.target != "/p?q" || got.proto != "HTTP/1.1" || got.facts.host != "a" {
		t.Errorf("got %+v", got)
	}
}

func TestResponseHead(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	tests := []struct {
		name, method, head string
		framing            framing
		fields             []string
		err                error
	}{
		{"length", "GET", ok + "Content-Length: 5\r\n\r\n", framing{body: sizedBody, length: 5}, []string{"Content-Length: 5"}, nil},
		{"no length", "GET", ok + "\r\n", framing{body: endlessBody, close: true}, nil, nil},
		{"chunks", "GET", ok + "Transfer-Encoding: chunked\r\n\r\n", framing{body: chunkedBody}, nil, nil},
		{"of HEAD", "HEAD", ok + "Content-Length: 5\r\n\r\n", framing{}, []string{"Content-Length: 5"}, nil},
		{"of HEAD, chunks", "HEAD", ok + "Transfer-Encoding: chunked\r\n\r\n", framing{}, nil, nil},
		{"no content", "GET", "HTTP/1.1 204 No Content\r\n\r\n", framing{}, nil, nil},
		{"no content with a length", "GET", "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", framing{close: true}, []string{"Content-Length: 5"}, nil},
		{"not modified with a length", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", framing{}, []string{"Content-Length: 5"}, nil},
		{"interim", "GET", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", framing{}, []string{"Link: x"}, nil},
		{"no phrase", "GET", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", framing{}, []string{"Content-Length: 0"}, nil},
		{"HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", framing{body: sizedBody, length: 5, close: true}, []string{"Content-Length: 5"}, nil},
		{"space before the colon", "GET", ok + "Content-Length : 5\r\n\r\n", framing{body: sizedBody, length: 5}, []string{"Content-Length: 5"}, nil},
		{"name that is none", "GET", ok + "X A: b\r\nContent-Length: 0\r\n\r\n", framing{}, []string{"Content-Length: 0"}, nil},
		{"options", "GET", ok + "X-A: b\r\nContent-Length: 0\r\nConnection: X-A\r\n\r\n", framing{}, []string{"Content-Length: 0"}, nil},

		{"line feeds", "GET", "HTTP/1.1 200 OK\nContent-Length: 5\nX-A: b\n\n", framing{body: sizedBody, length: 5}, []string{"Content-Length: 5", "X-A: b"}, nil},
		{"some line feeds", "GET", ok + "Content-Length: 5\nX-A: b\r\nX-C: d\n\r\n", framing{body: sizedBody, length: 5}, []string{"Content-Length: 5", "X-A: b", "X-C: d"}, nil},
		{"folded", "GET", ok + "Content-Length: 0\r\nX-A: b \r\n\t c\r\n d\r\nX-B:\r\n e\r\n\r\n", framing{}, []string{"Content-Length: 0", "X-A: b c d", "X-B: e"}, nil},
		{"folded with line feeds", "GET", "HTTP/1.1 200 OK\nX-A: b\n c\nContent-Length: 0\n\n", framing{}, []string{"X-A: b c", "Content-Length: 0"}, nil},
		{"length and chunks", "GET", ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", framing{body: chunkedBody, close: true}, nil, nil},
		{"the same length twice", "GET", ok + "Content-Length: 5\r\nX-A: b\r\ncontent-length: 5\r\n\r\n", framing{body: sizedBody, length: 5}, []string{"Content-Length: 5", "X-A: b"}, nil},

		{"two lengths", "GET", ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", framing{}, nil, errLengths},
		{"other coding", "GET", ok + "Transfer-Encoding: gzip\r\n\r\n", framing{}, nil, errCoding},
		{"chunks in HTTP/1.0", "GET", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", framing{}, nil, errCoding10},
		{"folded from the start", "GET", ok + " X-A: b\r\n\r\n", framing{}, nil, errFold},
		{"folded length", "GET", ok + "Content-Length: 1\r\n 0\r\n\r\n", framing{}, nil, errLength},
		{"list of lengths", "GET", ok + "Content-Length: 5, 5\r\n\r\n", framing{}, nil, errLength},
		{"bare carriage return", "GET", ok + "X-A: b\rContent-Length: 0\r\n\r\n", framing{}, nil, errFieldValue},
		{"chunked twice", "GET", ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", framing{}, nil, errCoding},
		{"garbage", "GET", "SSH-2.0-OpenSSH_9.6\r\n\r\n", framing{}, nil, errStart},
		{"status of letters", "GET", "HTTP/1.1 xyz OK\r\n\r\n", framing{}, nil, errStatusCode},
		{"status of two digits", "GET", "HTTP/1.1 099 OK\r\n\r\n", framing{}, nil, errStatusCode},
		{"status of four digits", "GET", "HTTP/1.1 2000 OK\r\n\r\n", framing{}, nil, errStatusCode},
		{"HTTP/2", "GET", "HTTP/2.0 200 OK\r\n\r\n", framing{}, nil, errVersion},
		{"control character in the phrase", "GET", "HTTP/1.1 200 O\x00K\r\n\r\n", framing{}, nil, errReason},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			head, h, _, err := readResponse(test.head, test.method)
			if !errors.Is(err, test.err) {
				t.Fatalf("got %v, want %v", err, test.err)
			}
			if err != nil {
				return
			}
			if head.framing != test.framing {
				t.Errorf("the framing is %+v, want %+v", head.framing, test.framing)
			}
			if diff := cmp.Diff(test.fields, lines(&h)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPieces: a head means the same in whatever pieces it comes.
func TestPieces(t *testing.T) {
	heads := []string{
		"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\r\n\r\nrest",
		"GET / HTTP/1.1\r\nHost: a\r\nX-A: b\n\r\n",
		"\r\n\r\n", "\n", "GET / HTTP/1.1\r\n\r",
	}
	for _, head := range heads {
		whole := headScanner{limits: requestLimits}
		n, err := whole.scan([]byte(head))
		pieces := headScanner{limits: requestLimits}
		for i := range len(head) + 1 {
			m, perr := pieces.scan([]byte(head[:i]))
			if m == 0 && perr == nil && i < len(head) {
				continue
			}
			if m != n || !errors.Is(perr, err) || !cmp.Equal(pieces.ends, whole.ends) {
				t.Errorf("%q: in pieces %d, %v, %v; whole %d, %v, %v", head, m, perr, pieces.ends, n, err, whole.ends)
			}
			break
		}
	}
}
