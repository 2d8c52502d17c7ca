package server_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatehouse-project/gatehouse/internal/wire/wiretest"
)

// poisoner is a backend that gives one answer to requests for /poison, byte for byte,
// and a plain one to all others.
type poisoner struct {
	address string

	mu sync.Mutex
	c  wiretest.Response
	// used are the connections that requests came over, in the order of the requests.
	used []net.Conn
	// left are those that have ended.
	left map[net.Conn]bool
	end  *sync.Cond // of one of them
}

func startPoisoner(t *testing.T) *poisoner {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &poisoner{address: l.Addr().String()}
	p.end = sync.NewCond(&p.mu)
	var running sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		running.Wait()
	})
	running.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.SetDeadline(time.Now().Add(patience))
			running.Go(func() { p.serve(c) })
		}
	})
	return p
}

func (p *poisoner) serve(c net.Conn) {
	defer func() {
		c.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.left[c] = true
		p.end.Broadcast()
	}()
	for in := bufio.NewReader(c); ; {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		io.Copy(io.Discard, r.Body)
		p.mu.Lock()
		p.used = append(p.used, c)
		poison := p.c
		p.mu.Unlock()
		if r.URL.Path != "/poison" {
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nplain")
			continue
		}
		if _, err := io.WriteString(c, poison.Text); err != nil || poison.Ends {
			return
		}
	}
}

// set chooses the answer, and forgets the requests so far.
func (p *poisoner) set(c wiretest.Response) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.c, p.used, p.left = c, nil, map[net.Conn]bool{}
}

// abandoned waits until the connection of the first request has ended.
func (p *poisoner) abandoned() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.left[p.used[0]] {
		p.end.Wait()
	}
}

// TestPoisonedResponses: whatever a backend sends in answer to one request, the next
// one gets its own answer, and clients see no body that could be taken for more than
// it is. Connections carry another request only when nobody can doubt where the
// answer ended.
func TestPoisonedResponses(t *testing.T) {
	bothAdapters(t, func(t *testing.T, netHTTP bool) {
		backend := startPoisoner(t)
		address := start(t, netHTTP, forward, "http://"+backend.address)
		for _, c := range wiretest.Responses(t) {
			t.Run(c.Name, func(t *testing.T) {
				c := c.Over(netHTTP)
				backend.set(c)
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(patience))
				in := bufio.NewReader(conn)
				status, body, err := ask(conn, in, c.Method, "/poison")
				if broken := err != nil; broken != c.Broken {
					t.Errorf("got %d with %q, %v: %s", status, body, err, c.Why)
				}
				// Of an answer that breaks off early not even the head may come out.
				if status != c.Status && !(status == 0 && c.Broken) {
					t.Errorf("the status is %d, want %d: %s", status, c.Status, c.Why)
				}
				if c.Status != 500 && body != c.Body && !(c.Broken && strings.HasPrefix(c.Body, body)) {
					t.Errorf("the body is %q, want %q", body, c.Body)
				}
				if c.Broken {
					// The client's connection has ended too.
					conn, err = net.Dial("tcp", address)
					if err != nil {
						t.Fatal(err)
					}
					defer conn.Close()
					conn.SetDeadline(time.Now().Add(patience))
					in = bufio.NewReader(conn)
				}
				if netHTTP && !c.Kept {
					// net/http may send the next request before it looks at what came behind
					// the answer, and then takes that for the next answer.
					backend.abandoned()
				}
				for range 2 {
					if status, body, err := ask(conn, in, "GET", "/next"); status != 200 || body != "plain" || err != nil {
						t.Errorf("the next request is answered with %d, %q, %v", status, body, err)
					}
				}
				backend.mu.Lock()
				defer backend.mu.Unlock()
				if len(backend.used) != 3 {
					t.Fatalf("%d requests came", len(backend.used))
				}
				if kept := backend.used[0] == backend.used[1]; kept != c.Kept {
					t.Errorf("the connection carries another request: %v, want %v: %s", kept, c.Kept, c.Why)
				}
			})
		}
	})
}

// ask sends a request over a connection and returns the answer. Bytes behind it that
// nobody asked for are an error.
func ask(conn net.Conn, in *bufio.Reader, method, path string) (status int, body string, err error) {
	if _, err := io.WriteString(conn, method+" "+path+" HTTP/1.1\r\nHost: a\r\n\r\n"); err != nil {
		return 0, "", err
	}
	resp, err := http.ReadResponse(in, &http.Request{Method: method})
	if err != nil {
		return 0, "", err
	}
	data, err := io.ReadAll(resp.Body)
	if err == nil && in.Buffered() > 0 {
		err = errors.New("there are bytes behind the answer")
	}
	return resp.StatusCode, string(data), err
}
