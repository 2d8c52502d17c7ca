package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// sentinel follows every request: it shows where the gateway believes that the one
// before ends, and it is the last one of its connection.
const sentinel = "GET /last HTTP/1.1\r\nHost: last\r\nConnection: close\r\n\r\n"

// keepHost sends the client's Host on.
const keepHost = `<set-header name="Host" exists-action="override"><value>@(context.Request.Headers.GetValueOrDefault("Host", ""))</value></set-header>`

// forwardedFor is what the gateway adds to every request.
const forwardedFor = " | x-forwarded-for: 127.0.0.1"

// ways are how a request can go through the gateway.
var ways = []struct {
	name string
	// buffered says that the gateway sends only what it has read whole.
	netHTTP, buffered bool
	document          string
}{
	{"h1", false, false, `<policies><inbound>` + keepHost + `</inbound><backend><forward-request /></backend><outbound /><on-error /></policies>`},
	{"h1, buffered", false, true, `<policies><inbound>` + keepHost + `</inbound><backend><forward-request buffer-request-body="true" /></backend><outbound /><on-error /></policies>`},
	{"nethttp", true, false, `<policies><inbound>` + keepHost + `</inbound><backend><forward-request /></backend><outbound /><on-error /></policies>`},
}

// TestSmuggling sends requests that programs are known to read differently through
// the gateway to a backend that writes down what it gets: that is what the client's
// bytes mean, said so that nobody can doubt it, or nothing, and then the client's
// connection ends with a refusal.
func TestSmuggling(t *testing.T) {
	cases := wiretest.Requests(t)
	for _, way := range ways {
		if *netHTTP && !way.netHTTP {
			continue
		}
		t.Run(way.name, func(t *testing.T) {
			backend := wiretest.StartBackend(t)
			address := start(t, way.netHTTP, way.document, "http://"+backend.Address)
			for _, c := range cases {
				t.Run(c.Name, func(t *testing.T) {
					c := c.Over(way.netHTTP)
					smuggle(t, address, backend, c)
				})
			}
			if parts := backend.Parts(); way.buffered && parts > 0 {
				t.Errorf("the backend saw %d requests that were not complete", parts)
			}
		})
	}
}

// TestSmugglingBytes puts the bytes that scanners try at the places where they try
// them, beside a length and without one: what is answered well is what the backend
// has got, one well-formed request each, and after a refusal nothing comes.
func TestSmugglingBytes(t *testing.T) {
	fields := []string{
		"Transfer-Encoding:%schunked", "Transfer-Encoding%s: chunked", "%sTransfer-Encoding: chunked", "Transfer-Encoding: chunked%s", "Transfer-Encoding: %schunked%s", "Transfer-Encoding%s:%schunked",
		"X: y%sTransfer-Encoding: chunked", "X: y\r%sTransfer-Encoding: chunked", "X: y%s\nTransfer-Encoding: chunked", "X: y\r\n%sTransfer-Encoding: chunked",
		"Content-Length:%s5", "Content-Length%s: 5", "Content-Length: 5%s", "X: y%sContent-Length: 5",
	}
	pieces := "\x00\x01\x04\x08\t\n\x0b\x0c\r\x1f \x7f\x80\x85\xa0\xad\xff,;:\"'()/\\=_x0"
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		backend := wiretest.StartBackend(t)
		address := start(t, netHTTP, ways[0].document, "http://"+backend.Address)
		for _, field := range fields {
			t.Run(field, func(t *testing.T) {
				for _, piece := range []byte(pieces) {
					for _, length := range []string{"", "Content-Length: 5\r\n"} {
						text := "POST / HTTP/1.1\r\nHost: a\r\n" + length + strings.ReplaceAll(field, "%s", string([]byte{piece})) + "\r\n\r\n0\r\n\r\n"
						got := statuses(t, address, text, false)
						seen := backend.Seen()
						good := 0
						for i, status := range got {
							if status < 400 {
								good++
							} else if i < len(got)-1 {
								t.Errorf("%q: answers after a refusal: %v", text, got)
							}
						}
						if len(got) == 0 || good != len(seen) {
							t.Errorf("%q: the answers are %v, the backend saw %q", text, got, seen)
						}
						for i, request := range seen {
							if want := []string{"POST / a", "GET /last last"}[min(i, 1)]; !strings.HasPrefix(request, want) {
								t.Errorf("%q: the backend saw %q", text, seen)
							}
						}
					}
				}
			})
		}
	})
}

// smuggle sends a case and compares what comes of it.
func smuggle(t *testing.T, address string, backend *wiretest.Backend, c wiretest.Request) {
	refused := slices.ContainsFunc(c.Answers, func(status int) bool { return status >= 400 })
	last := !refused && !c.Closes && !c.Unfinished
	got := statuses(t, address, c.Text, c.Unfinished)
	answers, want := slices.Clone(c.Answers), slices.Clone(c.Reaches)
	if last {
		answers, want = append(answers, 200), append(want, "GET /last last")
	}
	if diff := cmp.Diff(answers, got); diff != "" && !c.Unfinished {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], "BACKEND", backend.Address)
	}
	seen := backend.Seen()
	for i := range seen {
		seen[i] = strings.Replace(seen[i], forwardedFor, "", 1)
	}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("the backend saw (-want +got):\n%s\n%s", diff, c.Why)
	}
}

// statuses sends bytes with the sentinel behind them and returns the statuses of all
// answers until the end of the connection, but for interim ones. What is unfinished
// ends with the sending side instead.
func statuses(t *testing.T, address, text string, unfinished bool) []int {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	sending := make(chan error, 1)
	go func() {
		if unfinished {
			_, err := io.WriteString(conn, text)
			conn.(*net.TCPConn).CloseWrite()
			sending <- err
			return
		}
		_, err := io.WriteString(conn, text+sentinel)
		sending <- err
	}()
	defer func() { <-sending }()
	in := bufio.NewReader(conn)
	var out []int
	method := "GET"
	if strings.HasPrefix(text, "HEAD ") {
		method = "HEAD"
	}
	for {
		resp, err := http.ReadResponse(in, &http.Request{Method: method})
		if err != nil {
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				t.Error("the connection stays open")
			}
			return out
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Error(err)
			return out
		}
		if resp.StatusCode < 200 {
			continue
		}
		method = "GET"
		out = append(out, resp.StatusCode)
	}
}
