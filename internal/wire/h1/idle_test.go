package h1

import (
	"context"
	"io"
	"net"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
)

// TestIdleOfAll: connections that wait are bounded for all upstreams together; those
// that were used last stay, and what is open is what is counted.
func TestIdleOfAll(t *testing.T) {
	const each, hosts, bound = 8, 10, 40
	address := backend(t, serveText(t, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
	client := &Client{bound: bound}
	var upstreams []*Upstream
	for range hosts {
		u := client.NewUpstream(func(ctx context.Context) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", address)
		})
		t.Cleanup(u.Close)
		upstreams = append(upstreams, u)
	}
	waiting := func(u *Upstream) (n int) {
		for i := range u.shards {
			u.shards[i].mu.Lock()
			n += len(u.shards[i].idle)
			u.shards[i].mu.Unlock()
		}
		return n
	}
	for _, u := range upstreams {
		// Several at a time, so that each has a connection.
		var answers []*message.Response
		for range each {
			resp, err := u.Send(t.Context(), to("GET", "/", nil), patience)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, resp)
		}
		for _, resp := range answers {
			if _, err := io.Copy(io.Discard, resp.Body.Reader()); err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
		}
		total := 0
		for _, u := range upstreams {
			total += waiting(u)
		}
		if total > bound || int64(total) != client.idle.Load() {
			t.Errorf("%d connections wait, %d are counted, at most %d may", total, client.idle.Load(), bound)
		}
		if n := waiting(u); n != each {
			t.Errorf("%d of the %d connections that were used last wait", n, each)
		}
	}
	if n := waiting(upstreams[0]); n > 0 {
		t.Errorf("%d of the connections that were used first wait", n)
	}
	for _, u := range upstreams {
		u.Close()
	}
	if n := client.idle.Load(); n != 0 || len(client.upstreams) != 0 {
		t.Errorf("%d connections are counted and %d upstreams known after their end", n, len(client.upstreams))
	}
}
