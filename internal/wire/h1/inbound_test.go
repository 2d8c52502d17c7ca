package h1

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestParking: a connection that waits holds no buffer, gets what comes, and its
// deadline and end.
func TestParking(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client := dial(t, l.Addr().String())
	server, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	in := &inbound{conn: server, src: server, pool: &buffers{}}
	if in.park = newParking(in); in.park == nil {
		return // this system has none
	}
	for _, text := range []string{"a", strings.Repeat("b", 1000)} {
		go io.WriteString(client, text)
		if err := in.first(patience); err != nil {
			t.Fatal(err)
		}
		for len(in.bytes()) < len(text) {
			if err := in.more(patience, smallBuffer); err != nil {
				t.Fatal(err)
			}
		}
		if string(in.bytes()) != text {
			t.Errorf("got %q", in.bytes())
		}
		in.use(len(text))
	}
	if err := in.first(time.Millisecond); err == nil || in.buf != nil {
		t.Errorf("waiting in vain: %v, a buffer is held: %v", err, in.buf != nil)
	}
	client.Close()
	if err := in.first(patience); err != io.EOF || in.buf != nil {
		t.Errorf("at the end: %v, a buffer is held: %v", err, in.buf != nil)
	}
}
