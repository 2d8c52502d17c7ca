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
	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// stricter are the errors for requests that net/http takes.
var stricter = []error{
	errLineEnd, errFold, errBoth, errLengths, errCoding10, errManyFields, errLongTarget, errLongHead, errOptions,
	errConnect,
	// net/http takes no notice of some things in targets and fields: authority forms,
	// other schemes, empty names of lines that look folded, expectations.
	errTarget, errExpect,
}

// stricterHere reports whether this request is refused with err for a reason that
// does not go for all: white space that a folded line has in front of a value is not
// skipped, and Host is looked at beside an authority in the target too.
func stricterHere(err error, text string, r *http.Request) bool {
	switch err {
	case errLength, errFieldValue:
		return strings.Contains(text, "\n ") || strings.Contains(text, "\n\t")
	case errNoHost, errHost:
		return r.URL.Host != ""
	}
	return false
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
	for _, c := range wiretest.Requests(f) {
		if len(c.Text) < 1<<10 {
			f.Add(c.Text)
		}
	}
	f.Add("GET /p?q HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nX-A: 1\r\nx-a: 2\r\nConnection: x-own\r\nX-Own: 1\r\n\r\n")
	f.Add("\r\nPUT http://a:80/%41 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
	f.Fuzz(compareRequest)
}

// compareRequest compares what is made of a request with what net/http makes of it.
func compareRequest(t *testing.T, text string) {
	head, h, n, err := readRequest(text)
	if err == nil && n == 0 {
		return
	}
	if err == nil && head.preface() {
		return
	}
	var target wire.Target
	if err == nil {
		var ok bool
		if target, ok = wire.ParseTarget(head.method, head.target); !ok {
			err = errTarget
		}
	}
	r, in := theirs(text)
	switch {
	case err != nil && r != nil:
		if !slices.Contains(stricter, err) && !stricterHere(err, text, r) {
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
	for _, c := range wiretest.Responses(f) {
		f.Add(c.Text, c.Method)
	}
	f.Fuzz(compareResponse)
}

// compareResponse compares what is made of a response with what net/http's client
// makes of it.
func compareResponse(t *testing.T, text, method string) {
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
	if strings.Contains(text[:n], "\n ") || strings.Contains(text[:n], "\n\t") {
		// Of lines whose continuation is empty net/http keeps a space for each.
		squeeze(got)
		squeeze(want)
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
}

// squeeze makes one space of all white space in values.
func squeeze(h map[string][]string) {
	for _, values := range h {
		for i := range values {
			values[i] = strings.Join(strings.FieldsFunc(values[i], func(r rune) bool { return r == ' ' || r == '\t' }), " ")
		}
	}
}

// FuzzChunks: chunks mean what they mean to net/http, in whatever pieces they come.
func FuzzChunks(f *testing.F) {
	for _, s := range []string{"3\r\nabc\r\n0\r\n\r\n", "0\r\n\r\nrest", "3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n", "1\r\na\r\n1\r\nb\r\n000\r\n\r\n", "3\nabc\n0\n\n", "-1\r\n", "fffffffffffffff1\r\n"} {
		f.Add([]byte(s))
	}
	for _, c := range wiretest.Requests(f) {
		if _, body, _ := strings.Cut(c.Text, "\r\n\r\n"); body != "" && len(body) < 1<<10 {
			f.Add([]byte(body))
		}
	}
	f.Fuzz(compareChunks)
}

// compareChunks compares what is made of chunks, whole and in pieces, with what
// net/http makes of them.
func compareChunks(t *testing.T, data []byte) {
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
}
