package policytest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/message"
	"github.com/gatehouse-project/gatehouse/internal/policy"
)

// network stands for all other hosts: it answers as the archive says and keeps
// what was sent.
type network struct {
	mu      sync.Mutex
	answers map[string][]part // by host, "" for all others
	next    map[string]int
	sent    []sent
	flying  int
}

// sent is a request as text. Those of one group were under way at the same time.
type sent struct {
	text  string
	at    time.Time
	group int
}

// send implements policy.Sender.
func (n *network) send(ctx context.Context, req *message.Request, opts policy.SendOptions) (*message.Response, error) {
	exchange := ctx
	if opts.HeaderTimeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, opts.HeaderTimeout)
		defer cancel()
	}
	body, err := io.ReadAll(req.Body.Reader())
	if err != nil {
		return nil, &policy.SendError{Err: err}
	}
	p, ok := n.record(req, opts, body)
	defer n.landed()
	if !ok {
		return nil, &policy.SendError{Err: fmt.Errorf("dial tcp: lookup %s: no such host", req.URL.Host)}
	}
	if p.delay > 0 {
		t := time.NewTimer(p.delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
			return nil, &policy.SendError{Timeout: errors.Is(ctx.Err(), context.DeadlineExceeded), Err: ctx.Err()}
		}
	}
	switch p.fail {
	case "":
		resp, err := p.response()
		if err != nil {
			return nil, &policy.SendError{Err: err}
		}
		if len(p.body) > 0 && !p.stream && !resp.Header.Has("Content-Length") {
			resp.Header.Add("Content-Length", fmt.Sprint(len(p.body)))
		}
		if p.slow > 0 {
			resp.Body = message.NewBody(&slowBody{exchange, p.slow, bytes.NewReader(p.body)}, resp.Body.Length())
		}
		return resp, nil
	case "timeout":
		<-ctx.Done()
		return nil, &policy.SendError{Timeout: true, Err: ctx.Err()}
	case "refused":
		return nil, &policy.SendError{Err: fmt.Errorf("dial tcp %s: %w", req.URL.HostPort(), syscall.ECONNREFUSED)}
	case "reset":
		return nil, &policy.SendError{Err: fmt.Errorf("read tcp %s: %w", req.URL.HostPort(), syscall.ECONNRESET)}
	}
	return nil, &policy.SendError{Err: fmt.Errorf("unknown @error %s", p.fail)}
}

// record keeps what was sent and picks the answer.
func (n *network) record(req *message.Request, opts policy.SendOptions, body []byte) (part, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var b bytes.Buffer
	var notes []string
	if opts.HTTP2Only {
		notes = append(notes, "HTTP/2")
	} else if opts.HTTP2 {
		notes = append(notes, "HTTP/2 or 1")
	}
	if opts.Backend != nil {
		notes = append(notes, "backend "+opts.Backend.Name)
	}
	if opts.Certificate != nil {
		notes = append(notes, "certificate "+opts.Certificate.Leaf.Subject.CommonName)
	}
	if p := opts.Proxy; p != nil {
		note := "proxy " + p.URL
		if p.Username != "" {
			note += " as " + p.Username + ":" + p.Password
		}
		notes = append(notes, note)
	}
	if opts.ContinueTimeout > 0 {
		notes = append(notes, "waits for 100 Continue "+opts.ContinueTimeout.String())
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, "# %s\n", strings.Join(notes, ", "))
	}
	dump(&b, req.Method+" "+req.URL.String(), &req.Header, body)
	n.keep(b.String())
	key := req.URL.Host
	list := n.answers[key]
	if list == nil {
		key = ""
		list = n.answers[key]
	}
	if list == nil {
		return part{}, false
	}
	i := min(n.next[key], len(list)-1)
	n.next[key]++
	return list[i], true
}

// keep notes what was sent.
func (n *network) keep(text string) {
	s := sent{text: text, at: time.Now()}
	if i := len(n.sent); i > 0 {
		s.group = n.sent[i-1].group
		if n.flying == 0 || !s.at.Equal(n.sent[i-1].at) {
			s.group++
		}
	}
	n.sent = append(n.sent, s)
	n.flying++
}

func (n *network) landed() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.flying--
}

// text returns what was sent, in order; who is first among those that were sent
// together is nobody's promise, so these are sorted.
func (n *network) text() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	slices.SortStableFunc(n.sent, func(a, b sent) int {
		return cmp.Or(cmp.Compare(a.group, b.group), cmp.Compare(a.text, b.text))
	})
	texts := make([]string, len(n.sent))
	for i, s := range n.sent {
		texts[i] = s.text
	}
	return strings.Join(texts, separator+"\n")
}

// slowBody is a body whose first byte takes a while; it ends with its exchange.
type slowBody struct {
	ctx  context.Context
	wait time.Duration
	rest io.Reader
}

// Read implements io.Reader.
func (b *slowBody) Read(p []byte) (int, error) {
	if b.wait > 0 {
		t := time.NewTimer(b.wait)
		defer t.Stop()
		select {
		case <-t.C:
			b.wait = 0
		case <-b.ctx.Done():
			return 0, b.ctx.Err()
		}
	}
	return b.rest.Read(p)
}

// Close implements io.Closer.
func (b *slowBody) Close() error { return nil }
