package tunnel

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience ends tests that hang; nothing is expected to take that long.
const patience = 20 * time.Second

// pair returns both ends of a TCP connection.
func pair(t *testing.T) (near, far *net.TCPConn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	near, far = c.(*net.TCPConn), s.(*net.TCPConn)
	for _, c := range []net.Conn{near, far} {
		c.SetDeadline(time.Now().Add(patience))
		t.Cleanup(func() { c.Close() })
	}
	return near, far
}

// relay starts a relay and returns its outer ends; done gives the number of bytes.
func relay(t *testing.T, s *Set) (client, backend *net.TCPConn, done chan int64) {
	t.Helper()
	client, a := pair(t)
	backend, b := pair(t)
	done = make(chan int64, 1)
	go func() {
		n, leave := s.Relay(a, b)
		leave()
		done <- n
	}()
	return client, backend, done
}

func text(t *testing.T, r io.Reader, n int) string {
	t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestRelay(t *testing.T) {
	var s Set
	client, backend, done := relay(t, &s)
	io.WriteString(client, "hello")
	if got := text(t, backend, 5); got != "hello" {
		t.Errorf("the backend got %q", got)
	}
	io.WriteString(backend, "welcome")
	if got := text(t, client, 7); got != "welcome" {
		t.Errorf("the client got %q", got)
	}
	if s.Open() != 1 {
		t.Errorf("%d connections are open", s.Open())
	}
	// The end of one side leaves the other one its words.
	client.CloseWrite()
	if _, err := backend.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("the backend got %v, want the end", err)
	}
	io.WriteString(backend, "bye")
	if got := text(t, client, 3); got != "bye" {
		t.Errorf("the client got %q", got)
	}
	backend.Close()
	if n := <-done; n != 15 {
		t.Errorf("%d bytes were counted, want 15", n)
	}
	if s.Open() != 0 {
		t.Errorf("%d connections are open", s.Open())
	}
}

// TestLarge: what is more than all buffers together passes whole, both ways at once.
func TestLarge(t *testing.T) {
	var s Set
	client, backend, done := relay(t, &s)
	sent := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	for _, c := range []*net.TCPConn{client, backend} {
		go func() {
			c.Write(sent)
			c.CloseWrite()
		}()
	}
	for _, c := range []*net.TCPConn{client, backend} {
		got, err := io.ReadAll(c)
		if err != nil || !bytes.Equal(got, sent) {
			t.Errorf("got %d bytes, %v", len(got), err)
		}
	}
	if n := <-done; n != 2*int64(len(sent)) {
		t.Errorf("%d bytes were counted", n)
	}
}

// TestBackPressure: while one side reads nothing, the other one cannot send without end.
func TestBackPressure(t *testing.T) {
	var s Set
	client, backend, done := relay(t, &s)
	client.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
	n, err := io.Copy(client, io.LimitReader(endless{}, 1<<30))
	var timeout interface{ Timeout() bool }
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Fatalf("sending ended with %v after %d bytes, want to be kept waiting", err, n)
	}
	client.CloseWrite()
	got, err := io.Copy(io.Discard, backend)
	if err != nil || got < n {
		t.Errorf("the backend got %d bytes of %d, %v", got, n, err)
	}
	backend.Close()
	<-done
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestReset(t *testing.T) {
	var s Set
	client, backend, done := relay(t, &s)
	backend.SetLinger(0)
	backend.Close()
	if _, err := io.ReadAll(client); err != nil && !isReset(err) {
		t.Errorf("the client got %v", err)
	}
	<-done
}

func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && !op.Timeout()
}

func TestIdle(t *testing.T) {
	s := Set{Idle: 50 * time.Millisecond}
	client, backend, done := relay(t, &s)
	for _, c := range []net.Conn{client, backend} {
		if _, err := io.ReadAll(c); err != nil && !isReset(err) {
			t.Errorf("got %v", err)
		}
	}
	<-done
}

// TestIdleStalled: a side that reads nothing for so long ends the connection as well.
func TestIdleStalled(t *testing.T) {
	s := Set{Idle: 100 * time.Millisecond}
	client, _, done := relay(t, &s)
	if _, err := io.Copy(client, endless{}); err == nil || !isReset(err) {
		t.Errorf("sending ended with %v", err)
	}
	<-done
}

func TestShutdown(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		var s Set
		s.Shutdown(t.Context())
		client, _, done := relay(t, &s)
		if got, err := io.ReadAll(client); len(got) > 0 || err != nil && !isReset(err) {
			t.Errorf("got %q, %v", got, err)
		}
		<-done
	})
	t.Run("in time", func(t *testing.T) {
		var s Set
		client, backend, done := relay(t, &s)
		io.WriteString(client, "x")
		text(t, backend, 1)
		go func() {
			client.Close()
			backend.Close()
		}()
		s.Shutdown(t.Context())
		<-done
	})
	t.Run("late", func(t *testing.T) {
		var s Set
		client, backend, done := relay(t, &s)
		io.WriteString(backend, "\x81\x01a")
		text(t, client, 3)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s.Shutdown(ctx)
		got, _ := io.ReadAll(client)
		if diff := cmp.Diff([]byte{0x88, 2, 0x03, 0xE9}, got); diff != "" {
			t.Errorf("the client (-want +got):\n%s", diff)
		}
		got, _ = io.ReadAll(backend)
		if len(got) != 8 || got[0] != 0x88 || got[1] != 0x82 || got[6]^got[2] != 3 || got[7]^got[3] != 0xE9 {
			t.Errorf("the backend got % x", got)
		}
		<-done
	})
	t.Run("late, inside a frame", func(t *testing.T) {
		var s Set
		client, backend, done := relay(t, &s)
		io.WriteString(backend, "\x81\x05a")
		text(t, client, 3)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		s.Shutdown(ctx)
		if got, _ := io.ReadAll(client); len(got) > 0 {
			t.Errorf("the client got % x inside a frame", got)
		}
		<-done
	})
}
