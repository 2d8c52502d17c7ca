package h1

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// typical is what a backend answers.
var typical = "HTTP/1.1 200 OK\r\nServer: nginx\r\nDate: Mon, 02 Jan 2006 15:04:05 GMT\r\nContent-Type: application/json\r\nContent-Length: 1024\r\nConnection: keep-alive\r\nCache-Control: no-store\r\n\r\n" + kilobyte

// turns is a connection that has its texts in turn, one for each write.
type turns struct {
	memory
	texts []string
	next  int
}

// Write implements net.Conn.
func (c *turns) Write(p []byte) (int, error) {
	c.request, c.at, c.left = c.texts[c.next%len(c.texts)], 0, 1
	c.next++
	return len(p), nil
}

// memoryUpstream answers requests with texts in turn.
func memoryUpstream(texts ...string) *Upstream {
	return new(Client).NewUpstream(func(context.Context) (net.Conn, error) { return &turns{texts: texts}, nil })
}

// passOn sends a request and reads its answer into memory that is there.
func passOn(tb testing.TB, u *Upstream, ctx context.Context, req *message.Request, room []byte) {
	resp, err := u.Send(ctx, req, time.Minute)
	if err != nil {
		tb.Fatal(err)
	}
	if _, whole := resp.Body.Data(); whole {
		return
	}
	r := resp.Body.Reader()
	for {
		if _, err := r.Read(room); err == io.EOF {
			return
		} else if err != nil {
			tb.Fatal(err)
		}
	}
}

// TestUpstreamAllocations fixes what a request costs: the answer and the text of its
// head, which servers repeat but for the date. Raising a number needs a reason.
func TestUpstreamAllocations(t *testing.T) {
	fields := message.NewHeader(message.Field{Name: "Accept", Value: "*/*"}, message.Field{Name: "Authorization", Value: "Bearer x"})
	get, post := to("GET", "/a?b=c", nil), to("POST", "/a", message.TextBody(kilobyte))
	get.Header, post.Header = fields, fields
	other := strings.Replace(typical, "05 GMT", "06 GMT", 1)
	tests := []struct {
		name   string
		texts  []string
		req    *message.Request
		budget float64
	}{
		{"GET", []string{typical, other}, get, 2},
		{"GET, the same answer", []string{typical}, get, 1},
		{"POST", []string{typical}, post, 1},
		{"no body", []string{"HTTP/1.1 204 No Content\r\n\r\n"}, get, 1},
		{"chunks", []string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + kilobyte + "\r\n0\r\n\r\n"}, get, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := memoryUpstream(test.texts...)
			room := make([]byte, 4<<10)
			ctx := context.Background()
			got := testing.AllocsPerRun(1000, func() {
				passOn(t, u, ctx, test.req, room)
			})
			if got > test.budget+2*pooled+0.05 {
				t.Errorf("%.2f allocations a request, the budget is %v", got, test.budget)
			}
		})
	}
}

// TestPeekAllocations: looking at a connection costs no memory.
func TestPeekAllocations(t *testing.T) {
	u, _ := upstreamTo(t, backend(t, serveText(t, "HTTP/1.1 204 No Content\r\n\r\n")))
	if _, err := u.Send(t.Context(), to("GET", "/", nil), patience); err != nil {
		t.Fatal(err)
	}
	c := u.take(&job{reader: io.NopCloser(nil)})
	if got := testing.AllocsPerRun(100, func() {
		if !c.alive() {
			t.Error("the connection is closed")
		}
	}); got > 0 {
		t.Errorf("%v allocations", got)
	}
	c.close()
}

// TestTLS: connections under TLS are used again, what comes for TLS alone is no
// answer, and those that their server has closed are noticed.
func TestTLS(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			data, _ := io.ReadAll(r.Body)
			w.Write(data)
		}))
		s.TLS = &tls.Config{MaxVersion: version}
		s.StartTLS()
		defer s.Close()
		opened := 0
		u := new(Client).NewUpstream(func(ctx context.Context) (net.Conn, error) {
			opened++
			d := tls.Dialer{Config: s.Client().Transport.(*http.Transport).TLSClientConfig}
			return d.DialContext(ctx, "tcp", s.Listener.Addr().String())
		})
		for i := range 10 {
			body := strings.Repeat("b", 1<<(2*i))
			resp, err := u.Send(t.Context(), to("POST", "/", message.TextBody(body)), patience)
			if err != nil {
				t.Fatal(err)
			}
			if data, err := resp.Body.Bytes(0); err != nil || string(data) != body {
				t.Fatal(len(data), err)
			}
		}
		if opened != 1 {
			t.Errorf("%d connections", opened)
		}
		s.CloseClientConnections()
		if got := outcome(u.Send(t.Context(), to("POST", "/", message.TextBody("a")), patience)); got != `200 "a" <nil>` {
			t.Error(got)
		}
		u.Close()
	}
}

// BenchmarkUpstream measures a request without the system's part and with it, beside
// net/http's.
func BenchmarkUpstream(b *testing.B) {
	room := make([]byte, 4<<10)
	req := to("GET", "/a?b=c", nil, message.Field{Name: "Accept", Value: "*/*"}, message.Field{Name: "Authorization", Value: "Bearer x"})
	b.Run("memory/h1", func(b *testing.B) {
		u := memoryUpstream(typical)
		b.ReportAllocs()
		for b.Loop() {
			passOn(b, u, context.Background(), req, room)
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				in := bufio.NewReader(c)
				for {
					line, err := in.ReadSlice('\n')
					if err != nil {
						return
					}
					if len(line) == 2 {
						io.WriteString(c, typical)
					}
				}
			}()
		}
	}()
	b.Run("loopback/h1", func(b *testing.B) {
		u, _ := upstreamTo(b, l.Addr().String())
		b.ReportAllocs()
		for b.Loop() {
			passOn(b, u, context.Background(), req, room)
		}
	})
	b.Run("loopback/nethttp", func(b *testing.B) {
		client := http.Client{Transport: &http.Transport{}}
		defer client.CloseIdleConnections()
		b.ReportAllocs()
		for b.Loop() {
			resp, err := client.Get("http://" + l.Addr().String())
			if err != nil {
				b.Fatal(err)
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
	})
}
