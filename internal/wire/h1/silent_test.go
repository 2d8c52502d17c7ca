package h1

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestSilentAnswers: a server may be silent in the middle of an answer, as those of
// event streams are, but not for ever, and not before its head is whole.
func TestSilentAnswers(t *testing.T) {
	tests := []struct {
		name  string
		serve func(c net.Conn)
		body  string
		most  time.Duration
	}{
		{"a piece now and then", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
			for range 3 {
				time.Sleep(9 * time.Minute)
				io.WriteString(c, "x")
			}
		}, `200 "xxx" <nil>`, 28 * time.Minute},
		{"silent for ever", func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nx")
			io.Copy(io.Discard, c)
		}, `200 "x" read pipe: i/o timeout`, 11 * time.Minute},
		{"a head, letter by letter", func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "H"); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}, "error: " + ErrHeaderTimeout.Error(), time.Minute + 2*time.Second},
		{"interim answers without end", func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, "HTTP/1.1 102 Processing\r\n\r\n"); err != nil {
					return
				}
				time.Sleep(10 * time.Second)
			}
		}, "error: " + ErrHeaderTimeout.Error(), time.Minute + 2*time.Second},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var running sync.WaitGroup
				defer running.Wait()
				u := new(Client).NewUpstream(func(context.Context) (net.Conn, error) {
					client, server := net.Pipe()
					running.Go(func() {
						defer server.Close()
						if _, err := http.ReadRequest(bufio.NewReader(server)); err == nil {
							test.serve(server)
						}
					})
					return client, nil
				})
				defer u.Close()
				begin := time.Now()
				if got := outcome(u.Send(t.Context(), to("GET", "/", nil), time.Minute)); got != test.body {
					t.Errorf("got %s, want %s", got, test.body)
				}
				if d := time.Since(begin); d > test.most {
					t.Errorf("it took %v, more than %v", d, test.most)
				}
			})
		})
	}
}
