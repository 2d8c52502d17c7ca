package nethttp

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// BenchmarkAdapter measures what the translation between net/http's messages and
// our own costs: an exchange needs all three.
func BenchmarkAdapter(b *testing.B) {
	in := httptest.NewRequest("GET", "http://gateway.test/shop/items/7?full=true", nil)
	in.Header = http.Header{
		"User-Agent": {"curl/8.5.0"}, "Accept": {"*/*"}, "Authorization": {"Bearer token"}, "Accept-Encoding": {"gzip"},
		"X-Request-Id": {"0123456789"}, "Connection": {"keep-alive"},
	}
	b.Run("request", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			request(in, nil)
		}
	})
	b.Run("outgoing", func(b *testing.B) {
		req := incoming(b, in)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := outgoing(context.Background(), req, policy.SendOptions{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("response", func(b *testing.B) {
		answer := &http.Response{
			Status: "200 OK", StatusCode: 200, Body: http.NoBody,
			Header: http.Header{"Content-Type": {"application/json"}, "Date": {"Sun, 22 Nov 2026 21:00:00 GMT"}, "Server": {"x"}, "Cache-Control": {"no-cache"}},
		}
		b.ReportAllocs()
		for b.Loop() {
			response("GET", answer)
		}
	})
}

// TestHopByHop: fields of one connection in any spelling, and no others.
func TestHopByHop(t *testing.T) {
	for name, want := range map[string]bool{
		"Connection": true, "connection": true, "TE": true, "Te": true, "Transfer-Encoding": true, "PROXY-AUTHORIZATION": true,
		"Content-Length": true, "Content-Type": false, "T": false, "": false, "Upgrade-Insecure-Requests": false,
	} {
		if got := hopByHop(name); got != want {
			t.Errorf("hopByHop(%q) = %v", name, got)
		}
	}
}

// TestOutgoingHeader: lines of one name stay apart and in order.
func TestOutgoingHeader(t *testing.T) {
	u, _ := message.ParseURL("http://backend.test/")
	out, err := outgoing(context.Background(), &message.Request{Method: "GET", URL: u, Header: message.NewHeader(
		message.Field{Name: "X-A", Value: "1"}, message.Field{Name: "X-B", Value: "2"}, message.Field{Name: "X-A", Value: "3"}, message.Field{Name: "X-B", Value: "4"},
	)}, policy.SendOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := out.Header["X-A"], out.Header["X-B"]; len(a) != 2 || a[0] != "1" || a[1] != "3" || len(b) != 2 || b[0] != "2" || b[1] != "4" {
		t.Errorf("the header is %v", out.Header)
	}
}
