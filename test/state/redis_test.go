package state

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// patience bounds every wait for another process.
const patience = 2 * time.Minute

// await calls done until it is true.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	late := time.After(patience)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("waited too long: %s", what)
		}
	}
}

// redis is Debian's redis-server on a socket; `make setup` installs it.
type redis struct {
	folder, socket string
	cmd            *exec.Cmd
}

func newRedis(t *testing.T) *redis {
	t.Helper()
	folder, err := os.MkdirTemp("", "redis") // t.TempDir may be too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	r := &redis{folder: folder, socket: filepath.Join(folder, "socket")}
	t.Cleanup(func() {
		r.kill()
		_ = os.RemoveAll(folder)
	})
	return r
}

func (r *redis) start(t *testing.T) {
	t.Helper()
	r.cmd = exec.Command("redis-server", "--port", "0", "--unixsocket", r.socket, "--dir", r.folder, "--save", "")
	if err := r.cmd.Start(); err != nil {
		t.Fatalf("%v; make setup installs it", err)
	}
	await(t, "redis-server listens", func() bool {
		conn, err := net.Dial("unix", r.socket)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	})
}

// responses is how many responses are kept. Other keys, such as the counters of the
// policies that tell whether a gateway is ready, do not count.
func (r *redis) responses(t *testing.T) (n int) {
	t.Helper()
	conn, err := net.Dial("unix", r.socket)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "KEYS *:r*\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanf(conn, "*%d\r\n", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// kill ends the server as a crash would.
func (r *redis) kill() {
	if r.cmd != nil && r.cmd.Process != nil {
		_ = r.cmd.Process.Kill()
		_ = r.cmd.Wait()
		r.cmd = nil
	}
}

// proxy is an address in front of a server's socket that can stop to answer.
type proxy struct {
	net.Listener
	socket string
	conns  sync.WaitGroup

	mu   sync.Mutex
	gate chan struct{} // closed while answers pass
	open map[net.Conn]bool

	// withheld counts the scripts that were asked for while no answers passed.
	withheld atomic.Int64
}

func newProxy(t *testing.T, socket string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, socket: socket, gate: make(chan struct{}), open: map[net.Conn]bool{}}
	close(p.gate)
	p.conns.Go(p.serve)
	t.Cleanup(func() {
		_ = l.Close()
		p.release()
		p.mu.Lock()
		for conn := range p.open {
			_ = conn.Close()
		}
		p.mu.Unlock()
		p.conns.Wait()
	})
	return p
}

func (p *proxy) serve() {
	for {
		client, err := p.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("unix", p.socket)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.open[client], p.open[server] = true, true
		p.mu.Unlock()
		p.conns.Go(func() { p.pass(server, client, true) })
		p.conns.Go(func() { p.pass(client, server, false) })
	}
}

func (p *proxy) pass(to, from net.Conn, asking bool) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			gate := p.current()
			if asking {
				select {
				case <-gate:
				default:
					p.withheld.Add(int64(bytes.Count(bytes.ToLower(buffer[:n]), []byte("evalsha"))))
				}
			} else {
				<-gate
			}
			_, err2 := to.Write(buffer[:n])
			if err == nil {
				err = err2
			}
		}
		if err != nil {
			_ = to.Close()
			_ = from.Close()
			p.mu.Lock()
			delete(p.open, from)
			p.mu.Unlock()
			return
		}
	}
}

func (p *proxy) current() chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.gate
}

// withhold keeps all answers back until release.
func (p *proxy) withhold() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.withheld.Store(0)
	p.gate = make(chan struct{})
}

func (p *proxy) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.gate:
	default:
		close(p.gate)
	}
}
