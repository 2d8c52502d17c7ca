package nethttp

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/catalog"
	"github.com/gatehouse-project/gatehouse/internal/egress"
	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
	"github.com/gatehouse-project/gatehouse/internal/wire"
)

// TestConnectionFields: what Connection names ends here, in both directions (RFC
// 9110, 7.6.1).
func TestConnectionFields(t *testing.T) {
	names := func(h *message.Header) []string {
		var out []string
		for f := range h.All() {
			out = append(out, f.Name)
		}
		return out
	}
	fields := http.Header{"Connection": {"close, x-hop", "X-Other"}, "X-Hop": {"1"}, "X-Other": {"2"}, "X-End": {"3"}}
	in := httptest.NewRequest("GET", "http://gateway.test/", nil)
	in.Header = fields.Clone()
	if diff := cmp.Diff([]string{"Host", "X-End"}, names(&incoming(t, in).Header)); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	answer := &http.Response{StatusCode: 200, Header: fields.Clone(), Body: http.NoBody}
	if diff := cmp.Diff([]string{"X-End"}, names(&response("GET", answer).Header)); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
}

// incoming is the message of a request.
func incoming(t testing.TB, r *http.Request) *message.Request {
	t.Helper()
	req, ok := request(r, nil)
	if !ok {
		t.Fatalf("the target %q is none", r.RequestURI)
	}
	return req
}

// serve answers everything with a response and returns the address.
func serve(t *testing.T, r func() *message.Response) string {
	t.Helper()
	s := httptest.NewServer(Handler(func(context.Context, *message.Request) wire.Answer { return wire.Answer{Response: r()} }, nil))
	t.Cleanup(s.Close)
	return s.URL
}

// TestFlushedHeader: a response that is passed on piece by piece starts with its
// header, before there is a piece.
func TestFlushedHeader(t *testing.T) {
	events, feed := io.Pipe()
	address := serve(t, func() *message.Response {
		return &message.Response{Status: 200, Flush: true, Body: message.NewBody(events, -1)}
	})
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	go io.WriteString(feed, "data: 1\n")
	if line, err := bufio.NewReader(resp.Body).ReadString('\n'); line != "data: 1\n" || err != nil {
		t.Errorf("read %q, %v", line, err)
	}
	feed.Close()
}

// TestUnfinishedBody: the client sees that a body is not complete, for whatever
// reason it is not.
func TestUnfinishedBody(t *testing.T) {
	for _, failure := range []error{io.ErrUnexpectedEOF, context.Canceled, context.DeadlineExceeded} {
		t.Run(failure.Error(), func(t *testing.T) {
			address := serve(t, func() *message.Response {
				body, feed := io.Pipe()
				go func() {
					io.WriteString(feed, "half")
					feed.CloseWithError(failure)
				}()
				return &message.Response{Status: 200, Body: message.NewBody(body, -1)}
			})
			resp, err := http.Get(address)
			if err != nil {
				return // the header did not come either
			}
			defer resp.Body.Close()
			if data, err := io.ReadAll(resp.Body); err == nil {
				t.Errorf("read %q as a whole body", data)
			}
		})
	}
}

// TestPieces: a buffered body of any length arrives whole.
func TestPieces(t *testing.T) {
	for _, n := range []int{0, 1, pieceSize, 3*pieceSize + 1} {
		want := strings.Repeat("x", n)
		address := serve(t, func() *message.Response { return &message.Response{Status: 200, Body: message.TextBody(want)} })
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if string(data) != want || err != nil {
			t.Errorf("got %d bytes of %d, %v", len(data), n, err)
		}
	}
}

// TestForget: connections of backend entities do not outlive their configuration.
func TestForget(t *testing.T) {
	network, err := egress.New(egress.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	c := NewClient(network)
	defer c.Close()
	lenient := &catalog.Backend{}
	plain := c.transport(policy.SendOptions{}, false)
	before := c.transport(policy.SendOptions{Backend: lenient}, false)
	if c.transport(policy.SendOptions{Backend: lenient}, false) != before {
		t.Error("a backend entity has more than one pool")
	}
	c.Forget()
	var left []*egress.Transport
	for _, p := range c.pools {
		left = append(left, p)
	}
	if !slices.Equal(left, []*egress.Transport{plain}) {
		t.Errorf("%d pools are left, want that without an entity", len(left))
	}
}
