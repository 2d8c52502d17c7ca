package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"regexp"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// processTime bounds every wait for a process.
const processTime = 30 * time.Second

// processKey is where a script's process stands among its values.
type processKey struct{}

// process is what a script has started.
type process struct {
	cmd            *exec.Cmd
	stdout, stderr *growing
	seen           int // how far said has read
	ended          chan struct{}
	err            error
}

// growing is output that can be waited for.
type growing struct {
	mu   sync.Mutex
	text []byte
	more chan struct{}
}

func newGrowing() *growing { return &growing{more: make(chan struct{}, 1)} }

// Write implements io.Writer.
func (g *growing) Write(b []byte) (int, error) {
	g.mu.Lock()
	g.text = append(g.text, b...)
	g.mu.Unlock()
	select {
	case g.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

func (g *growing) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return string(g.text)
}

// await waits until the output from a place on matches, and returns where the
// match ends.
func (g *growing) await(re *regexp.Regexp, from int, ended <-chan struct{}) (int, bool) {
	late := time.After(processTime)
	for last := false; ; {
		if at := re.FindStringIndex(g.String()[from:]); at != nil {
			return from + at[1], true
		}
		if last {
			return 0, false
		}
		select {
		case <-g.more:
		case <-ended:
			last = true // what it said at the end counts
		case <-late:
			return 0, false
		}
	}
}

func started(ts *testscript.TestScript) *process {
	p := ts.Value(processKey{}).(*process)
	if p.cmd == nil {
		ts.Fatalf("nothing was started")
	}
	return p
}

// begin starts gatehouse and waits until its stdout matches.
func begin(ts *testscript.TestScript, ready *regexp.Regexp, args ...string) *process {
	p := ts.Value(processKey{}).(*process)
	if p.cmd != nil {
		ts.Fatalf("something was started already")
	}
	program, err := exec.LookPath("gatehouse") // testscript.Main has put it there
	ts.Check(err)
	p.cmd = exec.Command(program, args...)
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Env = append(os.Environ(), "HOME="+ts.Getenv("HOME"), "XDG_CACHE_HOME="+ts.Getenv("XDG_CACHE_HOME"), "NO_COLOR=1")
	p.stdout, p.stderr, p.ended, p.seen = newGrowing(), newGrowing(), make(chan struct{}), 0
	p.cmd.Stdout, p.cmd.Stderr = p.stdout, p.stderr
	ts.Check(p.cmd.Start())
	cmd, ended := p.cmd, p.ended
	go func() {
		p.err = cmd.Wait()
		close(ended)
	}()
	ts.Defer(func() {
		_ = cmd.Process.Kill()
		<-ended
	})
	if _, ok := p.stdout.await(ready, 0, p.ended); !ok {
		ts.Fatalf("gatehouse %v does not serve:\n%s%s", args, p.stdout, p.stderr)
	}
	return p
}

var (
	// The first screen ends with an empty line behind its last list.
	screenReady = regexp.MustCompile(`(?s)\n  gateway .*\n\n$`)
	gatewayLine = regexp.MustCompile(`(?m)^  gateway +(\S+)`)
	adminLine   = regexp.MustCompile(`(?m)^  admin +(\S+)`)
	localLine   = regexp.MustCompile(`(?m)^  local Azure +identity (\S+),`)
)

func serveCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := begin(ts, screenReady, append([]string{"run", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--verbose"}, args...)...)
	screen := p.stdout.String()
	ts.Check(os.WriteFile(ts.MkAbs("screen"), []byte(screen), 0o600))
	for name, line := range map[string]*regexp.Regexp{"GATEWAY": gatewayLine, "ADMIN": adminLine, "LOCAL": localLine} {
		if m := line.FindStringSubmatch(screen); m != nil {
			ts.Setenv(name, m[1])
		}
	}
}

var azureReady = regexp.MustCompile(`(?s)# local Azure: identity (\S+), .*export .*\n$`)

func azureStartCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := begin(ts, azureReady, append([]string{"azure", "--identity", "127.0.0.1:0", "--https", "127.0.0.1:0"}, args...)...)
	screen := p.stdout.String()
	ts.Check(os.WriteFile(ts.MkAbs("screen"), []byte(screen), 0o600))
	ts.Setenv("LOCAL", azureReady.FindStringSubmatch(screen)[1])
}

func hangupCommand(ts *testscript.TestScript, neg bool, _ []string) {
	refuseNegation(ts, neg)
	ts.Check(started(ts).cmd.Process.Signal(syscall.SIGHUP))
}

func saidCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	p := started(ts)
	re, err := regexp.Compile(args[0])
	ts.Check(err)
	end, ok := p.stderr.await(re, p.seen, p.ended)
	if !ok {
		ts.Fatalf("it did not say %s:\n%s", args[0], p.stderr.String()[p.seen:])
	}
	p.seen = end
}

func quitCommand(ts *testscript.TestScript, neg bool, _ []string) {
	refuseNegation(ts, neg)
	p := started(ts)
	ts.Check(p.cmd.Process.Signal(syscall.SIGTERM))
	select {
	case <-p.ended:
	case <-time.After(processTime):
		ts.Fatalf("it does not end:\n%s", p.stderr)
	}
	if p.err != nil {
		ts.Fatalf("it ended with %v:\n%s", p.err, p.stderr)
	}
	_, err := io.Copy(ts.Stdout(), bytes.NewReader(p.stdout.text))
	ts.Check(err)
	p.cmd = nil
}

func refuseNegation(ts *testscript.TestScript, neg bool) {
	if neg {
		ts.Fatalf("this command cannot be negated")
	}
}
