package h1

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// TestRepeatedHeads: requests with the same head are answered alike, whatever the
// handler made of the one before, however they arrive and whatever was between them.
func TestRepeatedHeads(t *testing.T) {
	address, _ := serve(t, func(ctx context.Context, req *message.Request) wire.Answer {
		a := echo(ctx, req)
		req.Header.Set("Host", "other")
		req.Header.Del("X-A")
		req.Header.Add("X-Secret", "of the request before")
		req.URL.Path, req.URL.Query, req.Method = "/changed", "?changed", "PUT"
		return a
	})
	const other = "GET /other HTTP/1.1\r\nHost: a\r\nX-A: 12\r\n\r\n"
	tests := []struct{ name, request, want string }{
		{"plain", "GET /1?q HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n\r\n", "GET http://a/1?q HTTP/1.1\nHost: a\nX-A: 1\n\n"},
		{"body", "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "POST http://a/1 HTTP/1.1\nHost: a\nContent-Length: 3\n\nabc"},
		{"chunks", "POST /1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "POST http://a/1 HTTP/1.1\nHost: a\n\nabc"},
		{"absolute", "GET http://B:81/1 HTTP/1.1\r\nHost: ignored\r\n\r\n", "GET http://b:81/1 HTTP/1.1\nHost: B:81\n\n"},
		{"1.0", "GET /1 HTTP/1.0\r\nConnection: keep-alive, X-A\r\nX-A: 1\r\n\r\n", "GET http://localhost/1 HTTP/1.0\n\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := dial(t, address)
			in := bufio.NewReader(c)
			one := func() {
				t.Helper()
				resp, err := http.ReadResponse(in, nil)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(resp.Body)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, string(got)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			io.WriteString(c, test.request+test.request)
			one()
			one()
			for i := range len(test.request) {
				io.WriteString(c, test.request[i:i+1])
			}
			one()
			io.WriteString(c, other)
			if resp, err := http.ReadResponse(in, nil); err != nil {
				t.Fatal(err)
			} else if b, _ := io.ReadAll(resp.Body); !strings.HasPrefix(string(b), "GET http://a/other") {
				t.Errorf("the other one: %s", b)
			}
			io.WriteString(c, test.request)
			one()
		})
	}
}

// TestRepeatedHeadOfAnswer: the same head means something else after HEAD, and what
// was made of a header does not come back.
func TestRepeatedHeadOfAnswer(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nX-A: 1\r\nContent-Length: 2\r\n\r\n"
	address := backend(t, func(_ int, c net.Conn) {
		for in := bufio.NewReader(c); ; {
			r, _, ok := readRequestOf(t, in)
			switch {
			case !ok:
				return
			case r.Method == "HEAD":
				io.WriteString(c, head)
			default:
				io.WriteString(c, head+"ok")
			}
		}
	})
	u, opened := upstreamTo(t, address)
	for i, method := range []string{"GET", "HEAD", "HEAD", "GET", "GET", "HEAD"} {
		resp, err := u.Send(t.Context(), to(method, "/", nil), patience)
		if err != nil {
			t.Fatal(err)
		}
		want := `200 "ok" <nil>`
		if method == "HEAD" {
			want = `200 "" <nil>`
		}
		if got := outcome(resp, nil); got != want {
			t.Errorf("%d, %s: got %s, want %s", i, method, got, want)
		}
		if got := resp.Header.Value("X-A"); got != "1" || resp.Header.Has("X-Secret") {
			t.Errorf("%d: header %v", i, resp.Header)
		}
		resp.Header.Set("X-A", "2")
		resp.Header.Add("X-Secret", "of the answer before")
	}
	if n := opened.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}
