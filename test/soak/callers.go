package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// tally counts how requests ended: answered as they should be, left by the caller,
// refused because they were no HTTP, failed.
type tally struct {
	answered, left, refused, failed atomic.Int64

	mu    sync.Mutex
	texts []string
}

func newTally() *tally { return &tally{} }

func (t *tally) fail(format string, args ...any) {
	t.failed.Add(1)
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.texts) < 10 {
		t.texts = append(t.texts, fmt.Sprintf(format, args...))
	}
}

func (t *tally) examples() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.Join(t.texts, "\n")
}

// call runs callers until ctx ends.
func call(ctx context.Context, address string, s settings, t *tally) {
	var pause time.Duration // from the start of one request of a caller to the next one's
	if s.rate > 0 {
		pause = time.Duration(float64(s.callers) / s.rate * float64(time.Second))
	}
	var wg sync.WaitGroup
	for i := range s.callers {
		wg.Go(func() {
			c := &caller{address: address, random: rand.New(rand.NewPCG(s.seed, uint64(i))), tally: t}
			c.client.Transport = &http.Transport{DisableCompression: true}
			defer c.client.CloseIdleConnections()
			c.client.Timeout = 30 * time.Second
			due := time.Now().Add(pause * time.Duration(i) / time.Duration(s.callers))
			for ctx.Err() == nil {
				if pause > 0 {
					select {
					case <-ctx.Done():
						return
					case <-time.After(time.Until(due)):
					}
					if due = due.Add(pause); time.Since(due) > pause {
						due = time.Now() // it cannot make up for what a slow answer took
					}
				}
				c.once()
			}
		})
	}
	wg.Wait()
}

// caller asks one thing after the other.
type caller struct {
	address string
	random  *rand.Rand
	client  http.Client
	*tally
}

// once does one of the things that callers do.
func (c *caller) once() {
	switch n := c.random.IntN(100); {
	case n < 60:
		names := []string{"plain", "headers", "limited", "cached", "calls", "waits"}
		size := c.size()
		c.expect(http.MethodGet, fmt.Sprintf("/%s/pages/%d", names[c.random.IntN(len(names))], size), "", strings.Repeat("p", size))
	case n < 75:
		body := strings.Repeat("b", c.size())
		c.expect(http.MethodPost, "/plain/echo", body, body)
	case n < 85:
		body := strings.Repeat("b", c.size())
		c.expect(http.MethodPost, "/body/echo", body, strings.ToUpper(body))
	case n < 90:
		c.bad()
	case n < 95:
		c.leave()
	default:
		c.nonsense()
	}
}

// size is that of a body: mostly small, sometimes a megabyte.
func (c *caller) size() int {
	switch n := c.random.IntN(100); {
	case n < 70:
		return 1 + c.random.IntN(4<<10)
	case n < 97:
		return 1 + c.random.IntN(100<<10)
	}
	return 1 + c.random.IntN(1<<20)
}

// expect sends a request that must be answered with want.
func (c *caller) expect(method, path, body, want string) {
	resp, err := c.send(method, path, body)
	if err != nil {
		c.fail("%s %s: %v", method, path, err)
		return
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		c.fail("%s %s: %v", method, path, err)
	case resp.StatusCode != 200:
		c.fail("%s %s: %s: %.200s", method, path, resp.Status, got)
	case string(got) != want:
		c.fail("%s %s: %d bytes instead of %d, or other ones", method, path, len(got), len(want))
	default:
		c.answered.Add(1)
	}
}

func (c *caller) send(method, path, body string) (*http.Response, error) {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
		if c.random.IntN(4) == 0 {
			// In chunks: nobody knows the length.
			r = io.MultiReader(r)
		}
	}
	req, err := http.NewRequest(method, "http://"+c.address+path, r)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Ocp-Apim-Subscription-Key", subscriptionKey)
	req.Header.Set("Content-Type", "text/plain")
	return c.client.Do(req)
}

// bad asks a backend that does what it should not. Any answer will do, but one there
// must be, unless it breaks off in the middle.
func (c *caller) bad() {
	resp, err := c.send(http.MethodGet, "/plain/bad", "")
	if err != nil {
		c.fail("GET /plain/bad: %v", err)
		return
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode == 200 && string(got) != "late" && string(got) != "last" {
		c.fail("GET /plain/bad: half an answer passes for a whole one: %q", got)
		return
	}
	c.answered.Add(1)
}

// leave goes away in the middle of a request or of its answer.
func (c *caller) leave() {
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		c.fail("dial: %v", err)
		return
	}
	defer conn.Close()
	var b bytes.Buffer
	body := strings.Repeat("b", c.size())
	fmt.Fprintf(&b, "POST /plain/echo HTTP/1.1\r\nHost: a\r\nOcp-Apim-Subscription-Key: %s\r\nContent-Length: %d\r\n\r\n%s", subscriptionKey, len(body), body)
	sent := b.Bytes()[:1+c.random.IntN(b.Len())]
	_, _ = conn.Write(sent)
	if c.random.IntN(2) == 0 {
		_ = conn.SetReadDeadline(time.Now().Add(time.Duration(c.random.IntN(80)) * time.Millisecond))
		_, _ = io.CopyN(io.Discard, conn, int64(c.random.IntN(1000)))
	}
	if t, ok := conn.(*net.TCPConn); ok && c.random.IntN(2) == 0 {
		_ = t.SetLinger(0)
	}
	c.left.Add(1)
}

// nonsense sends what is no request; it is refused.
func (c *caller) nonsense() {
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		c.fail("dial: %v", err)
		return
	}
	defer conn.Close()
	texts := []string{
		"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "GET /\r\n\r\n", "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1",
		"GET / HTTP/1.1\nHost: a\n\n", "POST /plain/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX : y\r\n\r\n",
	}
	text := texts[c.random.IntN(len(texts))]
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	_, _ = io.WriteString(conn, text)
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Contains(got, []byte(" 40")) {
		c.fail("%q was answered with %.100q, %v", text, got, err)
		return
	}
	c.refused.Add(1)
}
