package wiretest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Request is what a client sends, and what has to come of it.
type Request struct {
	// Name says what is special, Why which rule decides.
	Name, Why string
	// Text are the bytes.
	Text string `json:"request"`
	// Answers are the statuses of the answers. After one from 400 on nothing more is
	// read from the connection.
	Answers []int
	// Reaches are the requests that reach the backend, as Backend describes them.
	Reaches []string
	// Closes says that the connection ends with the last answer, though it is a good
	// one; Unfinished that the request is not complete, so that nothing can follow.
	Closes, Unfinished bool
	// NetHTTP is what differs where net/http reads the request, with the reason.
	NetHTTP *Other
}

// Other is what else may come of a request.
type Other struct {
	Answers            []int
	Reaches            []string
	Closes, Unfinished bool
	Why                string
}

// Over returns the case as it is where net/http reads the request.
func (r Request) Over(netHTTP bool) Request {
	if netHTTP && r.NetHTTP != nil {
		o := r.NetHTTP
		r.Answers, r.Reaches, r.Closes, r.Unfinished = o.Answers, o.Reaches, o.Closes, o.Unfinished
	}
	return r
}

// Response is what a backend sends in answer to one request, and what has to come of
// it.
type Response struct {
	// Name says what is special, Why which rule decides.
	Name, Why string
	// Method is that of the request; GET if empty.
	Method string
	// Text are the bytes; the backend leaves the connection open after them, unless
	// Ends.
	Text string `json:"response"`
	Ends bool
	// Status and Body are what the client gets, Broken says that the body breaks off.
	Status int
	Body   string
	Broken bool
	// Kept says that the connection carries another request.
	Kept bool
	// NetHTTP is what differs where net/http reads the response, with the reason.
	NetHTTP *OtherResponse
}

// OtherResponse is what else may come of a response.
type OtherResponse struct {
	Status             int
	Body               string
	Broken, Kept, Ends bool
	Why                string
}

// Over returns the case as it is where net/http reads the response.
func (r Response) Over(netHTTP bool) Response {
	if netHTTP && r.NetHTTP != nil {
		o := r.NetHTTP
		r.Status, r.Body, r.Broken, r.Kept, r.Ends = o.Status, o.Body, o.Broken, o.Kept, o.Ends
	}
	return r
}

//go:embed requests.jsonl
var requests string

//go:embed responses.jsonl
var responses string

// Requests are the cases of what clients send.
func Requests(t testing.TB) []Request {
	t.Helper()
	cases := read[Request](t, "requests.jsonl", requests)
	for i := range cases {
		c := &cases[i]
		c.Text = latin1(t, c.Text)
		for j, text := range c.Reaches {
			c.Reaches[j] = latin1(t, text)
		}
		if c.Name == "" || c.Why == "" || c.NetHTTP != nil && c.NetHTTP.Why == "" {
			t.Fatalf("requests.jsonl: the case %q gives no reason", c.Name)
		}
	}
	return cases
}

// Responses are the cases of what backends send.
func Responses(t testing.TB) []Response {
	t.Helper()
	cases := read[Response](t, "responses.jsonl", responses)
	for i := range cases {
		c := &cases[i]
		c.Text, c.Body = latin1(t, c.Text), latin1(t, c.Body)
		if c.Method == "" {
			c.Method = "GET"
		}
		if c.Name == "" || c.Why == "" || c.NetHTTP != nil && c.NetHTTP.Why == "" {
			t.Fatalf("responses.jsonl: the case %q gives no reason", c.Name)
		}
	}
	return cases
}

// read reads cases; names are unique, so that failures can be found.
func read[C any](t testing.TB, file, text string) []C {
	t.Helper()
	var out []C
	seen := map[string]int{}
	n := 0
	for line := range strings.Lines(text) {
		n++
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var c C
		if err := d.Decode(&c); err != nil {
			t.Fatalf("%s:%d: %v", file, n, err)
		}
		var name struct{ Name string }
		_ = json.Unmarshal([]byte(line), &name)
		if before := seen[name.Name]; before > 0 {
			t.Fatalf("%s:%d: the name %q stands in line %d already", file, n, name.Name, before)
		}
		seen[name.Name] = n
		out = append(out, c)
	}
	if len(out) == 0 {
		t.Fatal(file, "has no cases")
	}
	return out
}

// latin1 makes bytes of characters. Parts in angle brackets with a star are
// repeated: <a*3> is aaa.
func latin1(t testing.TB, s string) string {
	t.Helper()
	var b strings.Builder
	for rest := s; rest != ""; {
		if part, after, n, ok := repeated(rest); ok {
			for range n {
				b.WriteString(latin1(t, part))
			}
			rest = after
			continue
		}
		r := []rune(rest[:min(len(rest), 4)])[0]
		if r > 0xFF {
			t.Fatalf("%q has a character that is no byte", s)
		}
		b.WriteByte(byte(r))
		rest = rest[len(string(r)):]
	}
	return b.String()
}

// repeated takes a part to be repeated from the front.
func repeated(s string) (part, after string, n int, ok bool) {
	if s[0] != '<' {
		return "", "", 0, false
	}
	inside, after, ok := strings.Cut(s[1:], ">")
	star := strings.LastIndexByte(inside, '*')
	if !ok || star < 1 {
		return "", "", 0, false
	}
	if _, err := fmt.Sscanf(inside[star+1:], "%d", &n); err != nil || n < 1 {
		return "", "", 0, false
	}
	return inside[:star], after, n, true
}
