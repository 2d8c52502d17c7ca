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

// pieces is a connection of which Read gives a piece, and readAtOnce those that have
// come together with it.
type pieces struct{ waits, rest []string }

func (p *pieces) Read(b []byte) (int, error)       { return next(&p.waits, b) }
func (p *pieces) readAtOnce(b []byte) (int, error) { n, _ := next(&p.rest, b); return n, nil }

func next(from *[]string, b []byte) (int, error) {
	if len(*from) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*from)[0])
	if (*from)[0] = (*from)[0][n:]; (*from)[0] == "" {
		*from = (*from)[1:]
	}
	return n, nil
}

// TestLongBodies: into large memory goes all that has come, and nothing is waited
// for.
func TestLongBodies(t *testing.T) {
	read := func(src io.Reader, room int) (string, error) {
		in := &inbound{conn: fake{Reader: src}, src: src, pool: &buffers{}}
		p := make([]byte, room)
		n, err := in.read(p, patience)
		return string(p[:n]), err
	}
	for _, test := range []struct {
		name string
		src  *pieces
		room int
		want string
	}{
		{"all that has come", &pieces{[]string{"ab"}, []string{"cd", "ef"}}, largeBuffer, "abcdef"},
		{"nothing more", &pieces{[]string{"ab", "cd"}, nil}, largeBuffer, "ab"},
		{"no more than there is room for", &pieces{[]string{"ab"}, []string{strings.Repeat("c", largeBuffer)}}, largeBuffer, "ab" + strings.Repeat("c", largeBuffer-2)},
		{"short ones", &pieces{[]string{"ab"}, []string{"cd"}}, smallBuffer, "ab"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, err := read(test.src, test.room); got != test.want || err != nil {
				t.Errorf("read %.20q (%d bytes), %v, want %.20q (%d)", got, len(got), err, test.want, len(test.want))
			}
		})
	}
}
