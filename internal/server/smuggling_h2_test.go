package server_test

import (
	"bytes"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// pair is a field of HTTP/2; the names of pseudo-header fields begin with a colon.
type pair struct{ name, value string }

// usual are the pseudo-header fields of a request.
func usual(method, path string, more ...pair) []pair {
	return append([]pair{{":method", method}, {":scheme", "http"}, {":authority", "a"}, {":path", path}}, more...)
}

// instead returns pseudo-header fields with one exchanged.
func instead(name, value string, more ...pair) []pair {
	out := usual("GET", "/", more...)
	for i := range out {
		if out[i].name == name {
			out[i].value = value
		}
	}
	return out
}

// without returns pseudo-header fields but one.
func without(name string, more ...pair) []pair {
	var out []pair
	for _, p := range usual("GET", "/", more...) {
		if p.name != name {
			out = append(out, p)
		}
	}
	return out
}

// TestSmugglingHTTP2: what HTTP/2 can say and HTTP/1.1 cannot is refused, or said so
// that the backend reads exactly one request (RFC 9113, 8.1 to 8.3, 10.3).
func TestSmugglingHTTP2(t *testing.T) {
	const inject = "x\r\nTransfer-Encoding: chunked"
	tests := []struct {
		name   string
		fields []pair
		// data are the pieces of the body, trailers what follows it.
		data     []string
		trailers []pair
		// outcome is the status; refused when it is 400, or when the stream or the
		// connection ended without one, whichever comes first;
		// early when the request is whole before what is wrong comes, so that it may have
		// been sent on, and answered, or not.
		outcome string
		reaches []string
	}{
		{"sound", usual("GET", "/p?q"), nil, nil, "200", []string{"GET /p?q a"}},
		{"body", usual("POST", "/"), []string{"ab", "c"}, nil, "200", []string{`POST / a | "abc"`}},
		{"body and length", usual("POST", "/", pair{"content-length", "3"}), []string{"ab", "c"}, nil, "200", []string{`POST / a | "abc"`}},
		{"a request in the body", usual("POST", "/"), []string{"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"}, nil, "200", []string{`POST / a | "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"`}},
		{"chunks in the body", usual("POST", "/"), []string{"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"}, nil, "200", []string{`POST / a | "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"`}},
		{"GET with a body", usual("GET", "/"), []string{"abc"}, nil, "200", []string{`GET / a | "abc"`}},

		// H2.CL.
		{"length too small", usual("POST", "/", pair{"content-length", "2"}), []string{"abc"}, nil, "refused", nil},
		{"length 0 with a body", usual("POST", "/", pair{"content-length", "0"}), []string{"GET /smuggled HTTP/1.1\r\n\r\n"}, nil, "early", []string{"POST / a"}},
		{"length 0 of GET with a body", usual("GET", "/", pair{"content-length", "0"}), []string{"GET /smuggled HTTP/1.1\r\n\r\n"}, nil, "early", []string{"GET / a"}},
		{"length too large", usual("POST", "/", pair{"content-length", "5"}), []string{"abc"}, nil, "refused", nil},
		{"length without a body", usual("POST", "/", pair{"content-length", "5"}), nil, nil, "refused", nil},
		{"two lengths", usual("POST", "/", pair{"content-length", "3"}, pair{"content-length", "5"}), []string{"abc"}, nil, "refused", nil},
		{"the same length twice", usual("POST", "/", pair{"content-length", "3"}, pair{"content-length", "3"}), []string{"abc"}, nil, "refused", nil},
		{"signed length", usual("POST", "/", pair{"content-length", "+3"}), []string{"abc"}, nil, "refused", nil},
		{"list of lengths", usual("POST", "/", pair{"content-length", "3, 3"}), []string{"abc"}, nil, "refused", nil},
		{"empty length", usual("POST", "/", pair{"content-length", ""}), []string{"abc"}, nil, "refused", nil},
		{"hexadecimal length", usual("POST", "/", pair{"content-length", "0x3"}), []string{"abc"}, nil, "refused", nil},

		// H2.TE, and other fields of a connection.
		{"transfer-encoding", usual("POST", "/", pair{"transfer-encoding", "chunked"}), []string{"0\r\n\r\n"}, nil, "refused", nil},
		{"transfer-encoding of another kind", usual("POST", "/", pair{"transfer-encoding", "identity"}), []string{"abc"}, nil, "refused", nil},
		{"transfer-encoding with an underscore", usual("POST", "/", pair{"transfer_encoding", "chunked"}), []string{"abc"}, nil, "200", []string{`POST / a | transfer_encoding: chunked | "abc"`}},
		{"connection", usual("GET", "/", pair{"connection", "close"}), nil, nil, "refused", nil},
		{"connection naming the length", usual("POST", "/", pair{"connection", "content-length"}, pair{"content-length", "3"}), []string{"abc"}, nil, "refused", nil},
		{"proxy-connection", usual("GET", "/", pair{"proxy-connection", "keep-alive"}), nil, nil, "refused", nil},
		{"keep-alive", usual("GET", "/", pair{"keep-alive", "5"}), nil, nil, "refused", nil},
		{"upgrade", usual("GET", "/", pair{"upgrade", "h2c"}), nil, nil, "refused", nil},
		{"te", usual("GET", "/", pair{"te", "gzip"}), nil, nil, "refused", nil},
		{"te: trailers", usual("GET", "/", pair{"te", "trailers"}), nil, nil, "200", []string{"GET / a"}},
		{"trailer that names the length", usual("POST", "/", pair{"trailer", "content-length"}), []string{"abc"}, nil, "200", []string{`POST / a | "abc"`}},

		// Names and values that would end a line.
		{"CRLF in a value", usual("GET", "/", pair{"x-a", inject}), nil, nil, "refused", nil},
		{"LF in a value", usual("GET", "/", pair{"x-a", "b\nX-C: d"}), nil, nil, "refused", nil},
		{"CR in a value", usual("GET", "/", pair{"x-a", "b\rX-C: d"}), nil, nil, "refused", nil},
		{"null in a value", usual("GET", "/", pair{"x-a", "b\x00"}), nil, nil, "refused", nil},
		{"white space around a value", usual("GET", "/", pair{"x-a", "\tb "}), nil, nil, "200", []string{"GET / a | x-a: b"}},
		{"bytes above 7F in a value", usual("GET", "/", pair{"x-a", "\xe4"}), nil, nil, "200", []string{"GET / a | x-a: \xe4"}},
		{"upper case in a name", usual("GET", "/", pair{"X-A", "b"}), nil, nil, "refused", nil},
		{"CRLF in a name", usual("GET", "/", pair{"x-a: b\r\ntransfer-encoding", "chunked"}), nil, nil, "refused", nil},
		{"colon in a name", usual("GET", "/", pair{"transfer-encoding: chunked\r\nx", "y"}), nil, nil, "refused", nil},
		{"colon at the end of a name", usual("GET", "/", pair{"x-a:", "b"}), nil, nil, "refused", nil},
		{"space in a name", usual("GET", "/", pair{"x a", "b"}), nil, nil, "refused", nil},
		{"space at the end of a name", usual("GET", "/", pair{"content-length ", "3"}), nil, nil, "refused", nil},
		{"null in a name", usual("GET", "/", pair{"x\x00a", "b"}), nil, nil, "refused", nil},
		{"empty name", usual("GET", "/", pair{"", "b"}), nil, nil, "refused", nil},
		{"bytes above 7F in a name", usual("GET", "/", pair{"x\xe4", "b"}), nil, nil, "refused", nil},
		{"cookies in pieces", usual("GET", "/", pair{"cookie", "a=b"}, pair{"cookie", "c=d"}), nil, nil, "200", []string{"GET / a | cookie: a=b; c=d"}},

		// Pseudo-header fields that become a request line.
		{"space in the path", instead(":path", "/ HTTP/1.1"), nil, nil, "refused", nil},
		{"CRLF in the path", instead(":path", "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\nx: x"), nil, nil, "refused", nil},
		{"tab in the path", instead(":path", "/\tHTTP/1.1"), nil, nil, "refused", nil},
		{"null in the path", instead(":path", "/\x00"), nil, nil, "refused", nil},
		{"empty path", instead(":path", ""), nil, nil, "refused", nil},
		{"path without a slash", instead(":path", "p"), nil, nil, "refused", nil},
		{"path that is a URL", instead(":path", "http://b/p"), nil, nil, "refused", nil},
		{"star", instead(":path", "*"), nil, nil, "refused", nil},
		{"star of OPTIONS", usual("OPTIONS", "*"), nil, nil, "200", nil},
		{"encoded CRLF in the path", instead(":path", "/%0d%0aX:%20y"), nil, nil, "200", []string{"GET /%0d%0aX:%20y a"}},
		{"path to be encoded", instead(":path", "/\\<>#\xe4"), nil, nil, "200", []string{"GET /%5C%3C%3E%23%E4 a"}},
		{"two slashes", instead(":path", "//b/c"), nil, nil, "200", []string{"GET //b/c a"}},
		{"CRLF in the method", instead(":method", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nx: x"), nil, nil, "refused", nil},
		{"space in the method", instead(":method", "GET /smuggled HTTP/1.1"), nil, nil, "refused", nil},
		{"empty method", instead(":method", ""), nil, nil, "refused", nil},
		{"method PRI", instead(":method", "PRI"), nil, nil, "505", nil},
		{"a scheme with a path", instead(":scheme", "https://b/p?"), nil, nil, "refused", nil},
		{"CRLF in the scheme", instead(":scheme", "http\r\nX: y"), nil, nil, "refused", nil},
		{"CRLF in the authority", instead(":authority", "a\r\nTransfer-Encoding: chunked"), nil, nil, "refused", nil},
		{"space in the authority", instead(":authority", "a b"), nil, nil, "refused", nil},
		{"path in the authority", instead(":authority", "a/b"), nil, nil, "refused", nil},
		{"credentials in the authority", instead(":authority", "u@b"), nil, nil, "refused", nil},
		{"authority with a port", instead(":authority", "b:81"), nil, nil, "200", []string{"GET / b:81"}},
		{"host in place of the authority", without(":authority", pair{"host", "b"}), nil, nil, "200", []string{"GET / b"}},
		{"host beside the authority", usual("GET", "/", pair{"host", "b"}), nil, nil, "refused", nil},
		{"the same host beside the authority", usual("GET", "/", pair{"host", "a"}), nil, nil, "200", []string{"GET / a"}},
		{"two hosts", without(":authority", pair{"host", "b"}, pair{"host", "c"}), nil, nil, "refused", nil},
		{"no method", without(":method"), nil, nil, "refused", nil},
		{"no path", without(":path"), nil, nil, "refused", nil},
		{"no scheme", without(":scheme"), nil, nil, "refused", nil},
		{"two paths", usual("GET", "/", pair{":path", "/smuggled"}), nil, nil, "refused", nil},
		{"two methods", usual("GET", "/", pair{":method", "POST"}), nil, nil, "refused", nil},
		{"pseudo-header field behind others", append(usual("GET", "/", pair{"x-a", "b"}), pair{":path", "/smuggled"}), nil, nil, "refused", nil},
		{"another pseudo-header field", append([]pair{{":x", "y"}}, usual("GET", "/")...), nil, nil, "refused", nil},
		{"pseudo-header field of answers", append([]pair{{":status", "200"}}, usual("GET", "/")...), nil, nil, "refused", nil},
		{"pseudo-header field named as one that frames", append([]pair{{":transfer-encoding", "chunked"}}, usual("GET", "/")...), nil, nil, "refused", nil},
		{"CONNECT with a path", instead(":method", "CONNECT"), nil, nil, "refused", nil},
		{"CONNECT that asks for a protocol", append([]pair{{":protocol", "websocket"}}, instead(":method", "CONNECT")...), nil, nil, "refused", nil},

		// Trailers.
		{"trailer", usual("POST", "/", pair{"trailer", "x-t"}), []string{"abc"}, []pair{{"x-t", "u"}}, "200", []string{`POST / a | trailer x-t: u | "abc"`}},
		{"trailer that frames", usual("POST", "/", pair{"trailer", "x-t"}), []string{"abc"}, []pair{{"content-length", "5"}, {"x-t", "u"}}, "refused", nil},
		{"trailer of a coding", usual("POST", "/"), []string{"abc"}, []pair{{"transfer-encoding", "chunked"}}, "200", []string{`POST / a | "abc"`}},
		{"trailer with CRLF", usual("POST", "/", pair{"trailer", "x-t"}), []string{"abc"}, []pair{{"x-t", inject}}, "refused", nil},
		{"trailer in upper case", usual("POST", "/", pair{"trailer", "x-t"}), []string{"abc"}, []pair{{"X-T", "u"}}, "refused", nil},
		{"trailer that is a pseudo-header field", usual("POST", "/"), []string{"abc"}, []pair{{":path", "/smuggled"}}, "refused", nil},
	}
	// The own adapter hands such connections to net/http, which does the same for TLS. In
	// the clear no other adapter takes them.
	begin := func(t *testing.T) (*wiretest.Backend, string) {
		backend := wiretest.StartBackend(t)
		dir := writeTree(t, map[string]string{"policy.xml": ways[0].document})
		s, _ := serveAt(t, filepath.Join(dir, "policy.xml"), options{own: true, backend: "http://" + backend.Address})
		return backend, strings.TrimPrefix(s.Addresses()[0], "http://")
	}
	backend, address := begin(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			backend, address := backend, address
			if test.outcome == "early" {
				// The request may come to the backend when the client has its answer: not to
				// that of the next test.
				backend, address = begin(t)
			}
			got := ask2(t, address, test.fields, test.data, test.trailers)
			early := test.outcome == "early" && (got == "refused" || got == "200")
			if got != test.outcome && !early {
				t.Errorf("the outcome is %s, want %s", got, test.outcome)
			}
			seen := backend.Seen()
			for i := range seen {
				seen[i] = strings.Replace(seen[i], forwardedFor, "", 1)
			}
			if early && len(seen) == 0 {
				return
			}
			if diff := cmp.Diff(test.reaches, seen); diff != "" {
				t.Errorf("the backend saw (-want +got):\n%s", diff)
			}
		})
	}
}

// ask2 sends one request over a connection of HTTP/2, frame by frame and unchecked,
// and returns the status of the answer, `refused` for 400 and when there is none.
func ask2(t *testing.T, address string, fields []pair, data []string, trailers []pair) string {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	var out bytes.Buffer
	out.WriteString(http2.ClientPreface)
	framer := http2.NewFramer(&out, conn)
	framer.AllowIllegalWrites = true
	framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	framer.WriteSettings()
	block := func(fields []pair) []byte {
		var b bytes.Buffer
		e := hpack.NewEncoder(&b)
		for _, f := range fields {
			e.WriteField(hpack.HeaderField{Name: f.name, Value: f.value})
		}
		return b.Bytes()
	}
	framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block(fields), EndHeaders: true, EndStream: data == nil && trailers == nil})
	for i, piece := range data {
		framer.WriteData(1, i == len(data)-1 && trailers == nil, []byte(piece))
	}
	if trailers != nil {
		framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block(trailers), EndHeaders: true, EndStream: true})
	}
	go conn.Write(out.Bytes())
	status := ""
	answer := func() string {
		if status == "400" {
			return "refused"
		}
		return status
	}
	for {
		f, err := framer.ReadFrame()
		if err != nil {
			// The gateway ends connections whose frames make no sense.
			return "refused"
		}
		switch f := f.(type) {
		case *http2.MetaHeadersFrame:
			status = f.PseudoValue("status")
			if f.StreamEnded() {
				return answer()
			}
		case *http2.DataFrame:
			if f.StreamEnded() {
				return answer()
			}
		case *http2.RSTStreamFrame:
			if f.ErrCode == http2.ErrCodeNo && status != "" {
				return answer()
			}
			return "refused"
		case *http2.GoAwayFrame:
			if f.ErrCode != http2.ErrCodeNo {
				return "refused"
			}
		}
	}
}
