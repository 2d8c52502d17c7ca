package server_test

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// TestResets: connections that break off at any byte, on either side of the gateway,
// make no whole message of a part of one, and nothing stays of them.
func TestResets(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		current := goleak.IgnoreCurrent()
		t.Cleanup(func() { goleak.VerifyNone(t, current) })
		t.Run("requests", func(t *testing.T) { testResetRequests(t, netHTTP) })
		t.Run("responses", func(t *testing.T) { testResetResponses(t, netHTTP) })
	})
}

func testResetRequests(t *testing.T, netHTTP bool) {
	backend := wiretest.StartBackend(t)
	address := start(t, netHTTP, forward, "http://"+backend.Address)
	for name, text := range map[string]string{
		"length":   "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd",
		"chunks":   "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nab\r\n2\r\ncd\r\n0\r\n\r\n",
		"trailers": "POST / HTTP/1.1\r\nHost: a\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX-T: u\r\n\r\n",
		"Expect":   "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd",
		"upgrade":  "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			for _, reset := range []bool{false, true} {
				for i := range len(text) {
					c, err := net.Dial("tcp", address)
					if err != nil {
						t.Fatal(err)
					}
					c.SetDeadline(time.Now().Add(patience))
					io.WriteString(c, text[:i])
					if reset {
						c.(*net.TCPConn).SetLinger(0)
						c.Close()
						continue
					}
					// Whatever the answer is, the connection ends with it.
					c.(*net.TCPConn).CloseWrite()
					if _, err := io.Copy(io.Discard, c); err != nil {
						t.Errorf("after %d bytes: %v", i, err)
					}
					c.Close()
				}
			}
		})
	}
	if seen := backend.Seen(); len(seen) > 0 {
		t.Errorf("the backend saw %q", seen)
	}
	if resp, body, err := exchange(t, address, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil || body != "ok" {
		t.Errorf("the gateway does not serve any more: %v, %v", resp, err)
	}
}

func testResetResponses(t *testing.T, netHTTP bool) {
	for name, text := range map[string]string{
		"length":   "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd",
		"chunks":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nab\r\n2\r\ncd\r\n0\r\n\r\n",
		"trailers": "HTTP/1.1 200 OK\r\nTrailer: X-T\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\nX-T: u\r\n\r\n",
		"interim":  "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd",
	} {
		t.Run(name, func(t *testing.T) {
			at := make(chan int, 1)
			address := start(t, netHTTP, forward, rawBackend(t, func(c net.Conn) {
				i := <-at
				io.WriteString(c, text[:i/2])
				if i%2 == 1 {
					c.(*net.TCPConn).SetLinger(0)
				}
			}))
			for i := range 2 * len(text) {
				at <- i
				resp, body, err := exchange(t, address, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
				if err == nil && (resp.StatusCode != http.StatusInternalServerError || resp.ContentLength < 0) {
					t.Errorf("after %d bytes: %s with %q", i/2, resp.Status, body)
				}
			}
			// All of it is an answer.
			at <- 2 * len(text)
			if resp, body, err := exchange(t, address, "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); err != nil || resp.StatusCode != 200 || body != "abcd" {
				t.Errorf("%v with %q, %v", resp, body, err)
			}
		})
	}
}
