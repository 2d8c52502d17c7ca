package h1

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// smuggling are requests that programs are known to read differently, two of them in
// a row: the kinds of CL.TE, TE.CL, TE.TE, CL.0, chunk extensions and line ends that
// were published as attacks on proxies.
var smuggling = []string{
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nZ\r\nQ",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nX: X\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\r\n : chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;x=y\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer_Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: cow\xadchunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 6\r\n\r\nabcdef",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5 6\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\x00\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nConnection: Content-Length\r\nContent-Length: 5\r\n\r\nabcde",
	"POST / HTTP/1.1\r\nHost: a\r\nConnection: Host, X-Forwarded-For\r\nContent-Length: 0\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
	"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 23\r\n\r\nGET /x HTTP/1.1\r\nX: y\r\n",
	"GET / HTTP/1.1\nHost: a\n\n",
	"GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n",
	"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\r\nY: b\r\n\r\n",
	"GET / HTTP/1.1\r\n\r\nHost: a\r\n\r\n",
	"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET / HTTP/1.1 HTTP/1.1\r\nHost: a\r\n\r\n",
	"GET /a\tb HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;\nab\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\nab\n0\n\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabXX0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x2\r\nab\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\x00\r\nab\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000002\r\nab\r\n0\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nContent-Length: 5\r\nHost: b\r\n\r\n",
	"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a=\"b\"\r\nab\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
}

// stricter are the errors for requests that net/http takes.
var stricter = []error{
	errLineEnd, errFold, errBoth, errLengths, errCoding10, errManyFields, errLongTarget, errLongHead, errOptions,
	// net/http takes no notice of some things in targets and fields: authority forms,
	// other schemes, empty names of lines that look folded, expectations.
	errTarget, errExpect,
}

// theirs is what net/http's server makes of a request; nil when it refuses it.
func theirs(text string) (*http.Request, *bufio.Reader) {
	source := strings.NewReader(text)
	in := bufio.NewReader(source)
	r, err := http.ReadRequest(in)
	if err != nil || r.ProtoMajor != 1 {
		return nil, nil
	}
	text = strings.ToLower(text[:len(text)-source.Len()-in.Buffered()])
	// What the server checks beyond ReadRequest.
	if r.ProtoAtLeast(1, 1) && r.Host == "" && !strings.Contains(text, "\nhost:") || !wire.ValidHost(r.Host) {
		return nil, nil
	}
	for name, values := range r.Header {
		if !message.ValidName(name) {
			return nil, nil
		}
		for _, v := range values {
			if !message.ValidValue(v) {
				return nil, nil
			}
		}
	}
	return r, in
}

// FuzzRequest compares with net/http: what is taken here is taken there and means
// the same; what only net/http takes is refused here for a reason.
func FuzzRequest(f *testing.F) {
	for _, s := range smuggling {
		f.Add(s)
	}
	f.Add("GET /p?q HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nX-A: 1\r\nx-a: 2\r\nConnection: x-own\r\nX-Own: 1\r\n\r\n")
	f.Add("\r\nPUT http://a:80/%41 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		head, h, n, err := readRequest(text)
		if err == nil && n == 0 {
			return
		}
		if err == nil && head.preface() {
			return
		}
		var target wire.Target
		if err == nil && head.method != "CONNECT" {
			var ok bool
			if target, ok = wire.ParseTarget(head.target); !ok {
				err = errTarget
			}
		}
		r, in := theirs(text)
		switch {
		case err != nil && r != nil:
			if !slices.Contains(stricter, err) {
				t.Errorf("refused with %v, which net/http takes: %q", err, text)
			}
			return
		case err != nil:
			return
		case r == nil:
			t.Fatalf("taken, which net/http refuses: %q", text)
		}
		if r.Method != head.method || r.RequestURI != head.target || r.Proto != head.proto {
			t.Errorf("got %q %q %q, net/http %q %q %q", head.method, head.target, head.proto, r.Method, r.RequestURI, r.Proto)
		}
		if head.method == "CONNECT" {
			return
		}
		host := head.facts.host
		if target.Authority != "" {
			host = target.Authority
		}
		if r.Host != host {
			t.Errorf("the host is %q, net/http has %q", host, r.Host)
		}
		if r.Close != head.close {
			t.Errorf("close is %v, net/http has %v", head.close, r.Close)
		}
		if diff := cmp.Diff(endToEnd(r.Header), canonical(&h)); diff != "" {
			t.Errorf("header (-net/http +ours):\n%s", diff)
		}
		body, rest, err := readBody(strings.NewReader(text[n:]), head.framing, 512)
		want, wantErr := io.ReadAll(r.Body)
		if err == nil {
			left, _ := io.ReadAll(in)
			if wantErr != nil || body != string(want) || rest != string(left) {
				t.Errorf("the body is %q with %q behind it, net/http has %q, %v, with %q", body, rest, want, wantErr, left)
			}
		} else if !strings.HasPrefix(string(want), body) {
			t.Errorf("the body begins %q, net/http's with %q", body, want)
		}
	})
}

// endToEnd is a header without the fields of the connection, and without what
// net/http adds.
func endToEnd(h http.Header) map[string][]string {
	out := map[string][]string{}
	var own []string
	for _, v := range h["Connection"] {
		own = wire.Options(own, v)
	}
	for name, values := range h {
		if wire.HopByHop(name) || wire.Listed(own, name) || name == "Host" || name == "Cache-Control" || name == "Pragma" {
			continue
		}
		out[name] = values
	}
	return out
}

func canonical(h *message.Header) map[string][]string {
	out := map[string][]string{}
	for f := range h.All() {
		if name := textproto.CanonicalMIMEHeaderKey(f.Name); name != "Host" && name != "Content-Length" && name != "Cache-Control" && name != "Pragma" {
			out[name] = append(out[name], f.Value)
		}
	}
	return out
}

// FuzzResponse compares with net/http's client.
func FuzzResponse(f *testing.F) {
	for _, s := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nok",
		"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok", "HTTP/1.1 200 OK\r\nX A: b\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n",
		"HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
	} {
		for _, method := range []string{"GET", "HEAD"} {
			f.Add(s, method)
		}
	}
	f.Fuzz(func(t *testing.T, text, method string) {
		head, h, n, err := readResponse(text, method)
		if err != nil || n == 0 {
			return
		}
		r, err := http.ReadResponse(bufio.NewReader(strings.NewReader(text)), &http.Request{Method: method})
		if err != nil {
			// net/http refuses values that it knows are of one kind only.
			return
		}
		if r.StatusCode != head.status {
			t.Errorf("the status is %d, net/http has %d", head.status, r.StatusCode)
		}
		got, want := canonical(&h), endToEnd(r.Header)
		for name := range want {
			if !message.ValidName(name) {
				delete(want, name)
			}
		}
		// The white space before a colon that is taken away here stays there.
		if !strings.Contains(text[:n], " :") && !strings.Contains(text[:n], "\t:") {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("header (-net/http +ours):\n%s", diff)
			}
			body, _, err := readBody(strings.NewReader(text[n:]), head.framing, 512)
			theirs, theirErr := io.ReadAll(r.Body)
			if err == nil && (theirErr != nil || body != string(theirs)) {
				t.Errorf("the body is %q, net/http has %q, %v", body, theirs, theirErr)
			}
		}
	})
}

// FuzzChunks: chunks mean what they mean to net/http, in whatever pieces they come.
func FuzzChunks(f *testing.F) {
	for _, s := range []string{"3\r\nabc\r\n0\r\n\r\n", "0\r\n\r\nrest", "3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n", "1\r\na\r\n1\r\nb\r\n000\r\n\r\n", "3\nabc\n0\n\n", "-1\r\n", "fffffffffffffff1\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		chunked := framing{body: chunkedBody}
		whole, rest, err := readBody(bytes.NewReader(data), chunked, 4096)
		pieces, rest1, err1 := readBody(iotest.OneByteReader(bytes.NewReader(data)), chunked, 3)
		if whole != pieces || !errors.Is(err1, err) || err == nil && rest != rest1 {
			t.Errorf("whole %q, %v, %q left; in pieces %q, %v, %q left", whole, err, rest, pieces, err1, rest1)
		}
		if err != nil {
			return
		}
		want, wantErr := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(data)))
		if wantErr != nil || string(want) != whole {
			t.Errorf("read %q, net/http has %q, %v", whole, want, wantErr)
		}
	})
}
