package policytest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
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
	sent    bytes.Buffer
	calls   int
}

// send implements policy.Sender.
func (n *network) send(ctx context.Context, req *message.Request, opts policy.SendOptions) (*message.Response, error) {
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
	if n.calls++; n.calls > 1 {
		n.sent.WriteString(separator + "\n")
	}
	var notes []string
	if opts.HTTP2Only {
		notes = append(notes, "HTTP/2")
	} else if opts.HTTP2 {
		notes = append(notes, "HTTP/2 or 1")
	}
	if opts.Backend != nil {
		notes = append(notes, "backend "+opts.Backend.Name)
	}
	if opts.ContinueTimeout > 0 {
		notes = append(notes, "waits for 100 Continue "+opts.ContinueTimeout.String())
	}
	if len(notes) > 0 {
		fmt.Fprintf(&n.sent, "# %s\n", strings.Join(notes, ", "))
	}
	dump(&n.sent, req.Method+" "+req.URL.String(), &req.Header, body)
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
