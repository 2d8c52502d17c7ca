package h1

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/wire"
	"github.com/gatehouse-project/gatehouse/internal/wire/nethttp"
)

// browser is a request as clients send them.
const browser = "GET /shop/items/7?full=true HTTP/1.1\r\nHost: gateway.test\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n" +
	"Accept-Encoding: gzip, deflate\r\nAuthorization: Bearer 0123456789abcdef0123456789abcdef\r\nX-Request-Id: 01234567-89ab-cdef\r\nOcp-Apim-Subscription-Key: 0123456789abcdef\r\n\r\n"

var kilobyte = strings.Repeat("0123456789abcdef", 64)

// answerKilobyte answers with a kilobyte; the response is made once, as the gateway
// will make it from memory of its own.
func answerKilobyte() wire.Handler {
	data := []byte(kilobyte)
	resp := &message.Response{Status: 200, Header: message.NewHeader(message.Field{Name: "Content-Type", Value: "application/json"}), Body: message.BytesBody(data)}
	return func(context.Context, *message.Request) wire.Answer { return wire.Answer{Response: resp} }
}

// memory is a connection that has the same request again and again, and takes
// everything.
type memory struct {
	request string
	at      int
	left    int
	bytes   int
}

// Read implements net.Conn.
func (m *memory) Read(p []byte) (int, error) {
	if m.at == len(m.request) {
		m.at = 0
	}
	if m.at == 0 {
		if m.left == 0 {
			return 0, io.EOF
		}
		m.left--
	}
	n := copy(p, m.request[m.at:])
	m.at += n
	return n, nil
}

// Write implements net.Conn.
func (m *memory) Write(p []byte) (int, error) {
	m.bytes += len(p)
	return len(p), nil
}

func (*memory) Close() error        { return nil }
func (*memory) LocalAddr() net.Addr { return &net.TCPAddr{} }
func (*memory) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:1"))
}
func (*memory) SetDeadline(time.Time) error      { return nil }
func (*memory) SetReadDeadline(time.Time) error  { return nil }
func (*memory) SetWriteDeadline(time.Time) error { return nil }

func testServer(handle wire.Handler) *Server {
	return &Server{Handle: handle, HeadTimeout: time.Minute, IdleTimeout: time.Minute, Log: slog.New(slog.DiscardHandler)}
}

// TestAllocations fixes what a request costs on top of what answers it: the text of
// its head and its context; with a body that too. Raising a number needs a reason.
func TestAllocations(t *testing.T) {
	post := strings.Replace(browser, "GET", "POST", 1)
	post = strings.Replace(post, "\r\n\r\n", "\r\nContent-Length: 4\r\n\r\nbody", 1)
	second := strings.Replace(browser, "/7", "/8", 1)
	tests := []struct {
		name, requests string
		each           int
		handle         wire.Handler
		budget         float64
	}{
		{"GET", browser + second, 2, answerKilobyte(), 2},
		{"the same GET again", browser, 1, answerKilobyte(), 1},
		{"POST, body not read", post, 1, answerKilobyte(), 4},
		{"POST, body read", post, 1, func(ctx context.Context, req *message.Request) wire.Answer {
			r := req.Body.Reader()
			var room [64]byte
			for {
				if _, err := r.Read(room[:]); err != nil {
					break
				}
			}
			return wire.Answer{Response: &message.Response{Status: 204}}
		}, 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			const rounds = 1000
			conn := &memory{request: test.requests}
			c := newConn(testServer(test.handle), conn)
			conn.left = 10
			c.serve()
			got := testing.AllocsPerRun(1, func() {
				c.state.Store(idle)
				conn.left = rounds / test.each
				c.serve()
			}) / rounds
			if got > test.budget+pooled+0.05 {
				t.Errorf("%.2f allocations a request, the budget is %v", got, test.budget)
			}
			t.Logf("%.2f allocations", got)
		})
	}
}

// BenchmarkServer measures both adapters from the connection to the answer, without
// the system's part and with it. The handler does nothing.
func BenchmarkServer(b *testing.B) {
	b.Run("memory/h1", func(b *testing.B) {
		b.ReportAllocs()
		conn := &memory{request: browser, left: b.N}
		newConn(testServer(answerKilobyte()), conn).serve()
	})
	b.Run("memory/nethttp", func(b *testing.B) {
		b.ReportAllocs()
		l := wire.NewHandover(&net.TCPAddr{})
		s := &http.Server{Handler: nethttp.Handler(answerKilobyte(), nil)}
		done := make(chan bool)
		s.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateClosed {
				close(done)
			}
		}
		go s.Serve(l)
		defer s.Close()
		l.Give(&memory{request: browser, left: b.N}, nil)
		<-done
	})
	for name, serve := range map[string]func(l net.Listener) func(){
		"h1": func(l net.Listener) func() {
			s := testServer(answerKilobyte())
			go s.Serve(l)
			return s.Close
		},
		"nethttp": func(l net.Listener) func() {
			s := &http.Server{Handler: nethttp.Handler(answerKilobyte(), nil)}
			go s.Serve(l)
			return func() { s.Close() }
		},
	} {
		b.Run("loopback/"+name, func(b *testing.B) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				b.Fatal(err)
			}
			defer serve(l)()
			c := dial(b, l.Addr().String())
			c.SetDeadline(time.Time{})
			in := bufio.NewReaderSize(c, 8<<10)
			request := []byte(browser)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Write(request); err != nil {
					b.Fatal(err)
				}
				for {
					line, err := in.ReadSlice('\n')
					if err != nil {
						b.Fatal(err)
					}
					if len(line) == 2 {
						break
					}
				}
				if _, err := in.Discard(len(kilobyte)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkParse measures the head alone.
func BenchmarkParse(b *testing.B) {
	scan := headScanner{limits: requestLimits}
	var head requestHead
	var h message.Header
	data := []byte(browser)
	b.ReportAllocs()
	for b.Loop() {
		scan.reset()
		n, err := scan.scan(data)
		if err != nil {
			b.Fatal(err)
		}
		h.Reset()
		if err := parseRequest(string(data[:n]), scan.ends, &head, &h); err != nil {
			b.Fatal(err)
		}
	}
}
