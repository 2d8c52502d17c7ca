package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// callCommand sends a request as curl would.
func callCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	status, body := curlRequest(ts, args[1:])
	_, err := io.WriteString(ts.Stdout(), body)
	ts.Check(err)
	if fmt.Sprint(status) != args[0] {
		ts.Fatalf("status %d, want %s: %s", status, args[0], body)
	}
}

// tryCommand runs the curl lines of the first screen.
func tryCommand(ts *testscript.TestScript, neg bool, _ []string) {
	refuseNegation(ts, neg)
	for line := range strings.Lines(ts.ReadFile("screen")) {
		if rest, ok := strings.CutPrefix(line, "  curl "); ok {
			args := words(ts, strings.TrimSuffix(rest, "\n"))
			status, _ := curlRequest(ts, args)
			_, err := fmt.Fprintln(ts.Stdout(), status, curlPath(args))
			ts.Check(err)
		}
	}
}

// curlPath is the path of the URL among curl's arguments.
func curlPath(args []string) string {
	for _, a := range args {
		if _, rest, ok := strings.Cut(a, "://"); ok {
			return rest[strings.Index(rest, "/"):]
		}
	}
	return ""
}

// curlRequest does what curl does with the few flags that the first screen uses.
func curlRequest(ts *testscript.TestScript, args []string) (status int, body string) {
	method, data, url := "", "", ""
	header := http.Header{}
	for i := 0; i < len(args); i++ {
		flag := args[i]
		if strings.HasPrefix(flag, "-") {
			i++
			if i == len(args) {
				ts.Fatalf("%s needs a value", flag)
			}
		}
		switch flag {
		case "-X":
			method = args[i]
		case "-H":
			name, value, _ := strings.Cut(args[i], ":")
			header.Set(name, strings.TrimSpace(value))
		case "-d":
			data = args[i]
		default:
			if strings.HasPrefix(flag, "-") || url != "" {
				ts.Fatalf("what is %s?", flag)
			}
			url = flag
		}
	}
	if method == "" && data != "" {
		method = "POST"
	}
	req, err := http.NewRequest(method, url, strings.NewReader(data))
	ts.Check(err)
	req.Header = header
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	ts.Check(err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	ts.Check(err)
	return resp.StatusCode, string(text)
}

// words divides a line as a POSIX shell would, as far as the first screen quotes.
func words(ts *testscript.TestScript, line string) []string {
	var out []string
	var word strings.Builder
	quoted, inWord := false, false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\'':
			quoted, inWord = !quoted, true
		case quoted:
			word.WriteByte(c)
		case c == ' ':
			if inWord {
				out = append(out, word.String())
			}
			word.Reset()
			inWord = false
		case c == '\\':
			i++
			word.WriteByte(line[i])
			inWord = true
		case strings.IndexByte("$`\"&|;<>()*?[]{}~#!", c) >= 0:
			ts.Fatalf("the shell would take %q for itself in: %s", c, line)
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if quoted {
		ts.Fatalf("an open quote: %s", line)
	}
	if inWord {
		out = append(out, word.String())
	}
	return out
}

// busyCommand takes a port.
func busyCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { l.Close() })
	ts.Setenv(args[0], l.Addr().String())
}

// backendCommand starts a server that says what it is asked.
func backendCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprintf(w, "%s %s X-From-Policy=%s %s\n", r.Method, r.RequestURI, r.Header.Get("X-From-Policy"), body)
	}))
	ts.Defer(s.Close)
	ts.Setenv(args[0], s.URL)
}

// substituteCommand copies a file with variables replaced.
func substituteCommand(ts *testscript.TestScript, neg bool, args []string) {
	refuseNegation(ts, neg)
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o600))
}
