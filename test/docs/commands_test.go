package docs

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// notRun are beginnings of commands that the documentation shows and this test
// does not run: what brought the reader here, and what runs this test.
var notRun = []string{"git clone ", "make "}

// TestCommands runs the commands of every page, in the order of the page.
func TestCommands(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "gatehouse")
	if out, err := exec.Command("go", "build", "-tags=grpcnotrace", "-o", binary, root+"/cmd/gatehouse").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, page := range pages(t) {
		if page == guide { // TestGuide follows it
			continue
		}
		t.Run(page, func(t *testing.T) {
			r := newRunner(t, filepath.Dir(binary), page)
			for _, b := range blocks(t, page) {
				switch {
				case b.file != "" && b.language != "sh" && !strings.Contains(b.file, "/"):
					r.write(b.file, b.text)
				case b.language == "sh":
					for i, line := range strings.Split(b.text, "\n") {
						r.command(fmt.Sprintf("%s:%d", page, b.line+1+i), line)
					}
				case b.language == "console":
					r.console(fmt.Sprintf("%s:%d", page, b.line), b.text)
				}
			}
		})
	}
}

// runner runs the commands of a page in a folder of its own. The ports of the
// documentation are replaced by free ones.
type runner struct {
	t     *testing.T
	dir   string
	env   []string
	ports *strings.Replacer
	// server is what runs in the background, nil for nothing; ended gets its end.
	server *exec.Cmd
	ended  chan error
}

// newRunner copies the examples, what the page finds beside it, and makes the
// program known.
func newRunner(t *testing.T, bin, page string) *runner {
	r := &runner{t: t, dir: t.TempDir()}
	var pairs []string
	address := map[string]string{}
	for _, port := range []string{"8080", "8081", "4280", "4281"} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		address[port] = l.Addr().String()
		pairs = append(pairs, "127.0.0.1:"+port, address[port])
	}
	r.ports = strings.NewReplacer(pairs...)
	r.env = append(os.Environ(),
		"PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"),
		"XDG_CACHE_HOME="+t.TempDir(), "HOME="+t.TempDir(),
		"GATEHOUSE_LISTEN="+address["8080"], "GATEHOUSE_ADMIN="+address["8081"],
		"GATEHOUSE_IDENTITY="+address["4280"], "GATEHOUSE_HTTPS="+address["4281"])
	if err := os.CopyFS(filepath.Join(r.dir, "examples"), os.DirFS(filepath.Join(root, "examples"))); err != nil {
		t.Fatal(err)
	}
	// An exported tree, as a user has one.
	if err := os.CopyFS(filepath.Join(r.dir, "apimartifacts"), os.DirFS(filepath.Join(root, "examples/call-azure/apimartifacts"))); err != nil {
		t.Fatal(err)
	}
	azure := fmt.Sprintf("localAzure: { identity: %q, https: %q }\n", address["4280"], address["4281"])
	settings := filepath.Join(r.dir, "examples/call-azure/gatehouse.yaml")
	data, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, bytes.Replace(data, []byte("localAzure: true\n"), []byte(azure), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	r.write("gatehouse.yaml", azure)
	beside := filepath.Join("testdata", strings.ReplaceAll(strings.TrimSuffix(page, ".md"), "/", "-"))
	if _, err := os.Stat(beside); err == nil {
		if err := os.CopyFS(r.dir, os.DirFS(beside)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(r.stop)
	return r
}

func (r *runner) write(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

var comment = regexp.MustCompile(`\s+#.*$`)

// command runs one line. A server goes on in the background until the next one.
func (r *runner) command(where, line string) {
	r.t.Helper()
	line = strings.TrimSpace(comment.ReplaceAllString(" "+line, ""))
	line = strings.Replace(line, "go run ./cmd/gatehouse ", "gatehouse ", 1)
	for _, p := range notRun {
		if strings.HasPrefix(line+" ", p) {
			return
		}
	}
	if line == "" {
		return
	}
	if strings.HasPrefix(line, "gatehouse run ") || strings.HasPrefix(line, "gatehouse azure") {
		r.start(where, strings.TrimSuffix(line, "&"))
		return
	}
	// curl shows the status of an answer only when it is asked to fail.
	line = strings.Replace(line, "curl ", "curl -sS --fail --max-time 30 ", 1)
	cmd := r.shell(line)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Errorf("%s: %s: %v\n%s\n%s", where, line, err, out, r.log())
	}
}

func (r *runner) shell(line string) *exec.Cmd {
	cmd := exec.Command("sh", "-c", r.ports.Replace(line))
	cmd.Dir, cmd.Env = r.dir, r.env
	return cmd
}

// start starts a server and waits until it is ready.
func (r *runner) start(where, line string) {
	r.t.Helper()
	r.stop()
	redirect := " >server.log 2>&1"
	if strings.Contains(line, ">") {
		redirect = " 2>server.log"
	}
	server := r.shell("exec " + line + redirect)
	if err := server.Start(); err != nil {
		r.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Wait() }()
	r.server, r.ended = server, ended
	ready := r.ports.Replace("http://127.0.0.1:8081/readyz")
	if strings.HasPrefix(line, "gatehouse azure") {
		ready = r.ports.Replace("http://127.0.0.1:4280/local/requests")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, ready, nil)
		if err != nil {
			r.t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case err := <-ended:
			r.server = nil
			r.t.Fatalf("%s: %s: %v\n%s", where, line, err, r.log())
		case <-ctx.Done():
			r.t.Fatalf("%s: %s: is not ready\n%s", where, line, r.log())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the server as a user would.
func (r *runner) stop() {
	if r.server == nil {
		return
	}
	if err := r.server.Process.Signal(syscall.SIGTERM); err == nil {
		<-r.ended
	}
	r.server = nil
}

// log is what the server printed.
func (r *runner) log() string {
	data, _ := os.ReadFile(filepath.Join(r.dir, "server.log"))
	return string(data)
}

// console runs the commands of a block and compares what they print.
func (r *runner) console(where, text string) {
	r.t.Helper()
	for _, part := range strings.Split("\n"+text, "\n$ ")[1:] {
		line, want, _ := strings.Cut(part, "\n")
		out, _ := r.shell(line).CombinedOutput()
		pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(want)), "…", "(?s:.*)")
		if !regexp.MustCompile(`^` + pattern + `$`).MatchString(strings.TrimSpace(string(out))) {
			r.t.Errorf("%s: %s\nprints\n%s\nnot\n%s", where, line, out, want)
		}
	}
}
